//! How a gap is written: accepted answers `- = …`, and wrong ones `- ! …` with their reasons.

use pulldown_cmark::{Event, Tag};

use super::{Answer, Fill, GAP, SHOWN};
use crate::content::language::words;
use crate::content::questions::written::{Difference, QuestionSection, Sizes, Written, WrittenOption, refuse_command};
use crate::content::source::inline;
use crate::content::source::list_item::Item;
use crate::content::source::markdown::{Node, plain};
use crate::content::source::reading::Reading;

const RIGHT: char = '=';
const WRONG: char = '!';
/// Accepted answers, and wrong ones.
const MOST: usize = 6;

impl Written for Fill {
    const ATTRIBUTES: &'static [&'static str] = &[];
    const SIZES: Sizes = Sizes { label: 60, once: SHOWN + 4, ..Sizes::USUAL };

    fn owns(block: &Node<'_>, text: &str) -> bool {
        let is_marked = |item: &Node<'_>| {
            text[item.span.clone()].trim_start_matches(['-', '*', '+', ' ']).starts_with([RIGHT, WRONG])
        };
        matches!(block.tag(), Some(Tag::List(None))) && block.children.iter().any(is_marked)
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        section.require_explanation("why this belongs into the gap", &mut reading.report);
        let prompt = format!("{}\n{}", section.title.plain(), section.body.plain());
        if !prompt.contains(GAP) {
            reading
                .report
                .error(section.heading.clone(), "question/no-gap", "the question has no gap")
                .hint(format!("write `{GAP}` where the answer belongs, in backticks or in a block of code"));
        }
        let list = section.own_block("one list of answers, `- = …` and `- ! …`", reading)?;
        let (mut accepted, mut wrong) = (Vec::new(), Vec::new());
        for node in &list.children {
            let mut item = Item::of(node, reading.text);
            match item.take_mark(&[RIGHT, WRONG]) {
                Some(RIGHT) => {
                    item.refuse_rest(reading);
                    accepted.extend(answer(&item, reading));
                }
                Some(_) => wrong.extend(wrong_answer(&item, reading)),
                None => {
                    reading
                        .report
                        .error(item.span, "question/no-mark", "an answer begins with `=` or `!` and a space")
                        .hint("`- = …` for an accepted one, `- ! …` for a wrong one with its reason");
                }
            }
        }
        check(section, &accepted, &wrong, reading);
        let asked = words(&prompt).into_iter().map(|word| word.text).collect();
        let fill = Self {
            accepted: accepted.iter().map(|(answer, _)| answer.clone()).collect(),
            wrong: wrong.iter().map(|(answer, _)| vec![answer.clone()]).collect(),
            asked,
        };
        section.options = wrong.into_iter().chain(accepted).map(|(_, option)| option).collect();
        (!fill.accepted.is_empty()).then_some(fill)
    }

    /// The wrong answers are the same, one by one; a language may have more words for the right one.
    fn difference(&self, translation: &Self) -> Option<Difference> {
        Difference::of_counts(self.wrong.len(), translation.wrong.len())
    }

    fn adopt(&mut self, translation: &Self) {
        for answer in &translation.accepted {
            if !self.accepted.contains(answer) {
                self.accepted.push(answer.clone());
            }
        }
        for (known, translated) in self.wrong.iter_mut().zip(&translation.wrong) {
            for answer in translated {
                if !known.contains(answer) {
                    known.push(answer.clone());
                }
            }
        }
        self.asked.extend(translation.asked.iter().cloned());
    }
}

/// Code if all of it stands in backticks, else words.
fn answer(item: &Item<'_>, reading: &mut Reading<'_>) -> Option<(Answer, WrittenOption)> {
    let label = inline::render(&item.line, reading);
    let written: Vec<&Node<'_>> =
        item.line.iter().filter(|node| !matches!(&node.event, Event::Text(text) if text.trim().is_empty())).collect();
    let answer = match written.as_slice() {
        [Node { event: Event::Code(code), .. }] => Answer::Code(code.trim().to_owned()),
        _ => Answer::Word(plain(&item.line)),
    };
    let span = item.span.clone();
    if answer.text().is_empty() {
        reading.report.error(span, "question/empty-option", "the answer is missing");
        return None;
    }
    if answer.text().starts_with('/') {
        refuse_command(span.clone(), &mut reading.report);
    }
    Some((answer, WrittenOption::plain(label, span)))
}

fn wrong_answer(item: &Item<'_>, reading: &mut Reading<'_>) -> Option<(Answer, WrittenOption)> {
    let (answer, mut option) = answer(item, reading)?;
    option.reason = item.reason(reading);
    if option.reason.as_ref().is_none_or(|reason| reason.value.is_empty()) {
        reading
            .report
            .error(option.span.clone(), "question/no-reason", "learners are told why this answer is wrong")
            .hint("write the reason under it: two spaces, then `> …`");
    }
    Some((answer, option))
}

fn check(
    section: &QuestionSection<'_>,
    accepted: &[(Answer, WrittenOption)],
    wrong: &[(Answer, WrittenOption)],
    reading: &mut Reading<'_>,
) {
    if accepted.is_empty() {
        reading
            .report
            .error(section.heading.clone(), "question/no-correct-option", "no answer is accepted")
            .hint("write it as `- = …`");
    }
    if accepted.len() > MOST || wrong.len() > MOST {
        let message = format!("more than {MOST} accepted or wrong answers");
        reading.report.error(section.heading.clone(), "question/option-count", message);
    }
    let all: Vec<&(Answer, WrittenOption)> = accepted.iter().chain(wrong).collect();
    for (number, (answer, option)) in all.iter().enumerate() {
        if all[..number].iter().any(|(other, _)| other.is(answer.text()) || answer.is(other.text())) {
            reading.report.error(option.span.clone(), "question/repeated-option", "this answer is there twice");
        }
    }
}
