//! How forms are written: accepted ones `- = …` and wrong ones `- ! …` with their reasons, in backticks or in blocks of
//! Swift, and the code around them. Every form becomes a claim that a compiler can try.

use pulldown_cmark::{Event, Tag};

use super::form::{Form, Malformed};
use super::{Judgement, SHOWN, Shown, Write, bare};
use crate::content::questions::written::{Difference, QuestionSection, Sizes, Written, WrittenOption, refuse_command};
use crate::content::source::claim::{Behaviour, Mark};
use crate::content::source::code::Code;
use crate::content::source::finding::first_line;
use crate::content::source::list_item::Item;
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;
use crate::content::source::swift;
use crate::kernel::markup::Html;

const RIGHT: char = '=';
const WRONG: char = '!';
/// Accepted forms, and wrong ones.
const MOST: usize = 6;
const LINES: std::ops::RangeInclusive<usize> = 1..=5;
/// A line of the question's code that the answer takes the place of.
const PLACE: &str = "// ...";

impl Written for Write {
    const ATTRIBUTES: &'static [&'static str] = &[];
    const SIZES: Sizes = Sizes { label: 200, once: SHOWN + 250, ..Sizes::USUAL };

    fn owns(block: &Node<'_>, text: &str) -> bool {
        let is_marked = |item: &Node<'_>| {
            text[item.span.clone()].trim_start_matches(['-', '*', '+', ' ']).starts_with([RIGHT, WRONG])
        };
        match block.tag() {
            Some(Tag::List(None)) => block.children.iter().any(is_marked),
            Some(Tag::CodeBlock(kind)) => matches!(Mark::of(kind), Some(Mark::Before | Mark::After)),
            _ => false,
        }
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        section.require_explanation("why it is written so", &mut reading.report);
        let around = Around::take(section, reading);
        let list = section.own_block("one list of forms, `- = …` and `- ! …`", reading)?;
        let forms: Vec<WrittenForm> = list.children.iter().filter_map(|node| form(node, reading)).collect();
        let (accepted, wrong): (Vec<WrittenForm>, Vec<WrittenForm>) = forms.into_iter().partition(|form| form.is_right);
        check_counts(section, &accepted, &wrong, reading);
        let write = Self {
            accepted: accepted.iter().map(|written| written.form.clone()).collect(),
            wrong: wrong.iter().map(|written| vec![written.form.clone()]).collect(),
            shown: vec![around.shown.clone()],
        };
        check_verdicts(&write, &accepted, &wrong, reading);
        if !reading.is_translation {
            for written in wrong.iter().chain(&accepted) {
                around.claim(written, reading);
            }
        }
        section.options = wrong.into_iter().chain(accepted).map(|written| written.option).collect();
        (!write.accepted.is_empty()).then_some(write)
    }

    /// The forms are the same, one by one, but for texts in quotes and free names.
    fn difference(&self, translation: &Self) -> Option<Difference> {
        let ours: Vec<&Form> = self.wrong.iter().filter_map(|forms| forms.first()).chain(&self.accepted).collect();
        let theirs: Vec<&Form> =
            translation.wrong.iter().filter_map(|forms| forms.first()).chain(&translation.accepted).collect();
        Difference::of_counts(self.wrong.len(), translation.wrong.len())
            .or_else(|| Difference::of_counts(ours.len(), theirs.len()))
            .or_else(|| (0..ours.len()).find(|at| !ours[*at].is_like(theirs[*at])).map(Difference::Code))
    }

    fn adopt(&mut self, translation: &Self) {
        for form in &translation.accepted {
            if !self.accepted.contains(form) {
                self.accepted.push(form.clone());
            }
        }
        for (known, translated) in self.wrong.iter_mut().zip(&translation.wrong) {
            for form in translated {
                if !known.contains(form) {
                    known.push(form.clone());
                }
            }
        }
        self.shown.extend(translation.shown.iter().cloned());
    }
}

struct WrittenForm {
    form: Form,
    is_right: bool,
    compiles: bool,
    option: WrittenOption,
}

/// `- = …` or `- ! …`; nothing where there is no form to be read.
fn form(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<WrittenForm> {
    let mut item = Item::of(node, reading.text);
    let span = item.span.clone();
    let Some(mark) = item.take_mark(&[RIGHT, WRONG]) else {
        reading
            .report
            .error(span, "question/no-mark", "a form begins with `=` or `!`")
            .hint("`- = …` for an accepted one, `- ! …` for a wrong one with its reason");
        return None;
    };
    let is_right = mark == RIGHT;
    let block = item.take_code();
    let words = item.line.iter().filter_map(|node| match &node.event {
        Event::Text(text) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    });
    let words: Vec<&str> = words.collect();
    let is_marked = words == [Mark::DoesNotCompile.name()] && !is_right;
    let code = item.line.iter().find_map(|node| match &node.event {
        Event::Code(code) => Some(code.to_string()),
        _ => None,
    });
    let others = item.line.iter().filter(|node| !matches!(node.event, Event::Text(_))).count();
    let written = match (code, &block) {
        (Some(code), None) if others == 1 => code,
        (None, Some(code)) if others == 0 => {
            code.check_width(reading);
            code.text.clone()
        }
        _ => String::new(),
    };
    if written.is_empty() || !(is_marked || words.is_empty()) {
        reading
            .report
            .error(
                span,
                "question/empty-option",
                "a form is code: in backticks, or in one block of Swift under the mark",
            )
            .hint("only a wrong form may say `does-not-compile`, between its mark and its code");
        return None;
    }
    let form = match Form::read(&written) {
        Ok(form) => form,
        Err(malformed) => {
            reading.report.error(span, "question/malformed-form", malformed.message());
            return None;
        }
    };
    let lines = form.code().lines().count();
    if !LINES.contains(&lines) {
        let message = format!("{lines} lines: a form has {} at most", LINES.end());
        reading.report.error(span.clone(), "question/form-lines", message).hint("ask for less, and give the rest");
    }
    if form.code().starts_with('/') {
        refuse_command(span.clone(), &mut reading.report);
    }
    let mut option = WrittenOption::plain(label(form.code()), span.clone());
    if is_right {
        item.refuse_rest(reading);
    } else {
        option.reason = item.reason(reading);
        if option.reason.as_ref().is_none_or(|reason| reason.value.is_empty()) {
            reading
                .report
                .error(span, "question/no-reason", "learners are told why this form is wrong")
                .hint("write the reason under it: two spaces, then `> …`");
        }
    }
    Some(WrittenForm { form, is_right, compiles: !is_marked, option })
}

fn label(code: &str) -> Html {
    let text = Html::text(code);
    Html::trusted(if code.contains('\n') {
        format!("<pre><code class=\"language-swift\">{text}</code></pre>")
    } else {
        format!("<code>{text}</code>")
    })
}

impl Malformed {
    const fn message(self) -> &'static str {
        match self {
            Self::Empty => "nothing is left of this form",
            Self::ManyParts => "more than three parts that may be left out: write two forms",
            Self::NestedPart => "a part that may be left out stands in another: write two forms",
            Self::OpenPart => "`[?` begins a part that may be left out, and its `]` is missing",
        }
    }
}

fn check_counts(
    section: &QuestionSection<'_>,
    accepted: &[WrittenForm],
    wrong: &[WrittenForm],
    reading: &mut Reading<'_>,
) {
    if accepted.is_empty() {
        reading
            .report
            .error(section.heading.clone(), "question/no-correct-option", "no form is accepted")
            .hint("write it as `- = …`");
    }
    if accepted.len() > MOST || wrong.len() > MOST {
        let message = format!("more than {MOST} accepted or wrong forms");
        reading.report.error(section.heading.clone(), "question/option-count", message);
    }
}

/// Each wrong form gets its own reason, and no accepted form is one of those before it.
fn check_verdicts(write: &Write, accepted: &[WrittenForm], wrong: &[WrittenForm], reading: &mut Reading<'_>) {
    for (number, written) in accepted.iter().enumerate() {
        let before = Write { accepted: write.accepted[..number].to_vec(), ..write.clone() };
        if written.form.variants.iter().all(|variant| before.accepts(&bare(&variant.code))) {
            let span = written.option.span.clone();
            reading.report.error(span, "question/repeated-option", "the forms before it accept this one already");
        }
    }
    for (number, written) in wrong.iter().enumerate() {
        let judgements = written.form.variants.iter().map(|variant| write.judge(&bare(&variant.code)));
        let message = judgements.into_iter().find_map(|judgement| match judgement {
            Judgement::Foreseen(own) if own == number => None,
            Judgement::Foreseen(_) => Some("learners who write this are told the reason of a wrong form before it"),
            Judgement::Right { .. } => Some("this is graded as right: an accepted form allows it"),
            Judgement::Other(_) => Some("this is not recognised as it is written here"),
        });
        if let Some(message) = message {
            let span = written.option.span.clone();
            reading.report.error(span, "question/other-verdict", message).hint("make one of the two forms stricter");
        }
    }
}

/// The code around an answer.
struct Around {
    /// What learners see of it.
    shown: Shown,
    before: String,
    after: String,
}

impl Around {
    /// Takes the hidden blocks from the section's own; what they and the question's code make together.
    fn take(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Self {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let (hidden, own): (Vec<Node<'_>>, Vec<Node<'_>>) =
            std::mem::take(&mut section.own).into_iter().partition(|node| node.tag().is_some_and(is_code));
        section.own = own;
        for node in &hidden {
            let Some(Tag::CodeBlock(kind)) = node.tag() else { continue };
            let code = Code::read(kind, node);
            let side = if code.mark == Some(Mark::Before) { &mut before } else { &mut after };
            if !code.is_swift() {
                let span = first_line(reading.text, &node.span);
                reading.report.error(span, "code/unknown-mark", "only Swift stands around an answer");
            }
            side.push(code.text);
        }
        let shown = section.code.iter().filter(|block| matches!(block.mark, None | Some(Mark::Continues)));
        let shown: Vec<&str> = shown.flat_map(|block| block.code.lines()).collect();
        let place = shown.iter().position(|line| line.trim() == PLACE);
        let (above, below) = shown.split_at(place.unwrap_or(shown.len()));
        let shown = Shown { above: above.join("\n"), below: below.get(1..).unwrap_or_default().join("\n") };
        before.push(shown.above.clone());
        after.insert(0, shown.below.clone());
        Self { shown, before: before.join("\n"), after: after.join("\n") }
    }

    fn claim(&self, written: &WrittenForm, reading: &mut Reading<'_>) {
        let span = &written.option.span;
        let mut is_swift = true;
        for variant in &written.form.variants {
            let whole = format!("{}\n{}\n{}\n", self.before.trim_end(), variant.code, self.after.trim_end());
            let whole = whole.trim_start_matches('\n').to_owned();
            let parses = |swift: &mut swift::Checker| swift.read(&whole).is_none_or(|syntax| syntax.error.is_none());
            is_swift &= !written.compiles || parses(reading.swift);
            let behaviour = if written.compiles { Behaviour::Compiles } else { Behaviour::DoesNotCompile };
            reading.report.claim(span.clone(), whole, behaviour);
        }
        if !is_swift {
            reading
                .report
                .error(span.clone(), "code/swift", "this is not Swift where the answer stands")
                .hint("give the code around it, or mark a wrong form `does-not-compile`");
        }
    }
}

const fn is_code(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::CodeBlock(_))
}
