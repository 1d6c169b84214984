//! The questions of an interview, each with its rubric, model answer and follow-ups.

use pulldown_cmark::{BlockQuoteKind, HeadingLevel, Tag};

use crate::content::model::{AskText, When};
use crate::content::rubric::written;
use crate::content::rubric::written::WrittenRubric;
use crate::content::source::finding::first_line;
use crate::content::source::finding::{did_you_mean, Report, Span, Spanned};
use crate::content::source::markdown::Node;
use crate::content::source::names::{check_id, Taken};
use crate::content::source::reading::Reading;
use crate::content::source::section;
use crate::content::source::section::{Attributes, Section};
use crate::content::source::{inline, render};
use crate::kernel::ids::{AskId, ConceptId, PointId};
use crate::kernel::markup::Html;

const ASK: &str = "ask";
const FOLLOW: &str = "follow";
const ASK_ATTRIBUTES: [&str; 2] = ["concept", "difficulty"];
const FOLLOW_ATTRIBUTES: [&str; 1] = ["when"];
const DEFAULT_DIFFICULTY: u8 = 1;
const MAX_ID: usize = 32;
const MAX_HEADING: usize = 300;
const MAX_HINT: usize = 200;
/// Words of a model answer: below, it explains too little; above, nobody would say it.
const MODEL_WORDS: std::ops::RangeInclusive<usize> = 40..=120;
const FOLLOW_MODEL_WORDS: std::ops::RangeInclusive<usize> = 15..=60;
/// UTF-16 units of the feedback, which shows question, points, quotes and model answer at once.
const MAX_FEEDBACK: usize = 3800;
/// What the feedback adds to a point: its mark, and a quote of the learner's words.
const POINT_FRAME: usize = 140;

/// A question in one language.
pub(crate) struct WrittenAsk {
    pub id: Spanned<AskId>,
    pub concept: Option<Spanned<ConceptId>>,
    pub difficulty: Option<Spanned<u8>>,
    pub rubric: WrittenRubric,
    pub text: AskText,
    pub follows: Vec<WrittenFollow>,
    pub swift: Vec<Spanned<String>>,
    pub heading: Span,
}

/// A follow-up in one language.
pub(crate) struct WrittenFollow {
    pub id: Spanned<AskId>,
    pub when: Option<Spanned<When>>,
    /// Also where it could not be read.
    pub has_when: bool,
    pub rubric: WrittenRubric,
    pub text: AskText,
    pub swift: Vec<Spanned<String>>,
    pub heading: Span,
}

impl WrittenAsk {
    /// Reports what an original has to say, and a translation need not say again.
    pub fn check_original(&self, report: &mut Report) {
        if self.concept.is_none() {
            report
                .error(self.heading.clone(), "interview/no-concept", "a question names what it is about")
                .hint("add `concept=…`, one of the interview's concepts");
        }
        for follow in self.follows.iter().filter(|follow| !follow.has_when) {
            report
                .error(follow.heading.clone(), "interview/when", "nothing says when this follow-up is asked")
                .hint("add `when=hit:p-…` or `when=miss:p-…`");
        }
    }

    pub fn difficulty(&self) -> u8 {
        self.difficulty.as_ref().map_or(DEFAULT_DIFFICULTY, |difficulty| difficulty.value)
    }
}

/// All questions under `## Interview`. Follow-ups belong to the question above them.
pub(crate) fn read(blocks: Vec<Node<'_>>, reading: &mut Reading<'_>) -> Vec<WrittenAsk> {
    let (before, sections) = section::split(reading.text, blocks, HeadingLevel::H3, &mut reading.report);
    if let Some(stray) = before.first() {
        let span = first_line(reading.text, &stray.span);
        reading
            .report
            .error(span, "interview/stray-text", "this belongs to no question")
            .hint("a question begins with `### ask: … {#i-… concept=…}`");
    }
    let mut ids = Taken::default();
    let mut asks: Vec<Option<WrittenAsk>> = Vec::new();
    for section in sections {
        let heading = section.heading.span.clone();
        let keyword = section.heading.keyword().map(|(keyword, _)| keyword.map(str::to_owned));
        match keyword.as_ref().map(|keyword| keyword.value.as_str()) {
            Some(ASK) => asks.push(ask(section, &mut ids, reading)),
            Some(FOLLOW) => match asks.last_mut() {
                Some(Some(ask)) => ask.follows.extend(follow(section, ask, &mut ids, reading)),
                // The question above has errors of its own: mend those first.
                Some(None) => {}
                None => {
                    reading
                        .report
                        .error(heading, "interview/no-ask-above", "a follow-up belongs to the question above it")
                        .hint("begin with `### ask: … {#i-… concept=…}`");
                }
            },
            Some(other) => {
                let span = keyword.as_ref().map_or(heading, |keyword| keyword.span.clone());
                reading
                    .report
                    .error(span, "interview/unknown-kind", format!("there is no `{other}` in an interview"))
                    .hint(did_you_mean(other, [ASK, FOLLOW]).unwrap_or_else(|| "write `ask` or `follow`".to_owned()));
            }
            None => {
                reading
                    .report
                    .error(heading, "interview/unknown-kind", "a question begins with `ask:` or `follow:`")
                    .hint("for example `### ask: What is an optional? {#i-optional concept=optionals}`");
            }
        }
    }
    for ask in asks.iter().flatten() {
        check_follows(ask, &mut reading.report);
    }
    asks.into_iter().flatten().collect()
}

fn ask(section: Section<'_>, ids: &mut Taken, reading: &mut Reading<'_>) -> Option<WrittenAsk> {
    let heading = section.heading.span.clone();
    let (concept, difficulty) = {
        let attributes = &section.heading.attributes;
        attributes.refuse_unknown(&ASK_ATTRIBUTES, &mut reading.report);
        let concept = attributes.get("concept").map(|concept| concept.clone().map(ConceptId::new));
        (concept, difficulty(attributes, &mut reading.report))
    };
    let id = id(&section, None, ids, reading);
    let (rubric, text) = parts(section, &MODEL_WORDS, reading)?;
    let swift = std::mem::take(&mut reading.skeletons);
    Some(WrittenAsk { id: id?, concept, difficulty, rubric, text, follows: Vec::new(), swift, heading })
}

fn follow(
    section: Section<'_>,
    above: &WrittenAsk,
    ids: &mut Taken,
    reading: &mut Reading<'_>,
) -> Option<WrittenFollow> {
    let heading = section.heading.span.clone();
    section.heading.attributes.refuse_unknown(&FOLLOW_ATTRIBUTES, &mut reading.report);
    let has_when = section.heading.attributes.get("when").is_some();
    let when = when(&section.heading.attributes, above, &mut reading.report);
    let id = id(&section, Some(&above.id.value), ids, reading);
    let (rubric, text) = parts(section, &FOLLOW_MODEL_WORDS, reading)?;
    let swift = std::mem::take(&mut reading.skeletons);
    Some(WrittenFollow { id: id?, when, has_when, rubric, text, swift, heading })
}

/// What stands under the heading of a question.
#[derive(Default)]
struct Parts<'a> {
    prompt: Vec<Node<'a>>,
    points: Option<Node<'a>>,
    hint: Option<Spanned<Html>>,
    model: Option<Spanned<Html>>,
}

fn parts(
    section: Section<'_>,
    words: &std::ops::RangeInclusive<usize>,
    reading: &mut Reading<'_>,
) -> Option<(WrittenRubric, AskText)> {
    reading.skeletons.clear();
    let Section { heading, blocks } = section;
    let (_, title) = heading.keyword()?;
    let title = inline::render_bold(&title, reading);
    let mut parts = Parts::default();
    for block in blocks {
        parts.add(block, reading);
    }
    let body = render::blocks(&parts.prompt, reading);
    let rubric = parts.points.as_ref().map(|points| written::read(points, reading));
    let report = &mut reading.report;
    if title.is_empty() {
        report.error(heading.span.clone(), "interview/no-text", "the question itself is missing");
    }
    check_length(&title, MAX_HEADING, "a question", &heading.span, report);
    if let Some(hint) = &parts.hint {
        check_length(&hint.value, MAX_HINT, "a hint", &hint.span, report);
    }
    if rubric.is_none() {
        report
            .error(heading.span.clone(), "interview/no-points", "nothing says what a good answer says")
            .hint("add points such as `- (2 must) {#p-id} …` with `- match: …` under them");
    }
    let Some(model) = parts.model else {
        report
            .error(heading.span.clone(), "interview/no-model", "the model answer is missing")
            .hint("add a quote `> [!NOTE]` with what a good candidate would say");
        return None;
    };
    let rubric = rubric??;
    rubric.check_model(&model, report);
    check_model_length(&model, words, report);
    let mut prompt = title;
    prompt.paragraph(&body);
    let units = prompt.units() + rubric.units() + rubric.points.len() * POINT_FRAME + model.value.units();
    if units > MAX_FEEDBACK {
        let message = format!("{units} units with points and model answer: a message takes {MAX_FEEDBACK}");
        report.error(heading.span, "interview/too-long", message);
    }
    let text = AskText { prompt, hint: parts.hint.map(|hint| hint.value), model: model.value, points: rubric.texts() };
    Some((rubric, text))
}

impl<'a> Parts<'a> {
    fn add(&mut self, block: Node<'a>, reading: &mut Reading<'_>) {
        match block.tag() {
            Some(Tag::BlockQuote(Some(BlockQuoteKind::Tip))) => {
                let hint = render::alert(&block, reading);
                set_once(&mut self.hint, hint, "hint", &mut reading.report);
            }
            Some(Tag::BlockQuote(Some(BlockQuoteKind::Note))) => {
                let model = render::alert(&block, reading);
                set_once(&mut self.model, model, "model answer", &mut reading.report);
            }
            Some(Tag::List(_)) if written::is_rubric(&block, reading.text) && self.points.is_none() => {
                self.points = Some(block);
            }
            _ if self.points.is_none() && self.hint.is_none() && self.model.is_none() => self.prompt.push(block),
            _ => {
                let span = first_line(reading.text, &block.span);
                reading
                    .report
                    .error(span, "interview/stray-text", "this stands after the points")
                    .hint("the question comes first, then one list of points, then `> [!TIP]` and `> [!NOTE]`");
            }
        }
    }
}

fn set_once(slot: &mut Option<Spanned<Html>>, text: Spanned<Html>, what: &str, report: &mut Report) {
    if slot.is_some() {
        report.error(text.span, "interview/second-alert", format!("a question has one {what}"));
    } else {
        *slot = Some(text);
    }
}

fn check_length(html: &Html, max: usize, what: &str, span: &Span, report: &mut Report) {
    let length = html.plain().chars().count();
    if length > max {
        let message = format!("{length} characters: {what} has {max} at most");
        report.error(span.clone(), "interview/long-text", message);
    }
}

fn check_model_length(model: &Spanned<Html>, words: &std::ops::RangeInclusive<usize>, report: &mut Report) {
    let count = model.value.plain().split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    if !words.contains(&count) {
        let message = format!("{count} words: a model answer has {} to {} here", words.start(), words.end());
        report.warning(model.span.clone(), "interview/model-length", message);
    }
}

fn difficulty(attributes: &Attributes<'_>, report: &mut Report) -> Option<Spanned<u8>> {
    let difficulty = attributes.parsed::<u8>("difficulty", "1, 2 or 3", report)?;
    if !(1..=3).contains(&difficulty.value) {
        report.error(difficulty.span.clone(), "interview/difficulty", "a difficulty is 1, 2 or 3");
    }
    Some(difficulty)
}

/// `i-…`, or that of the question `above` with `-f` and a number.
fn id(
    section: &Section<'_>,
    above: Option<&AskId>,
    ids: &mut Taken,
    reading: &mut Reading<'_>,
) -> Option<Spanned<AskId>> {
    let report = &mut reading.report;
    let expected = above.map_or_else(|| "i-…".to_owned(), |above| format!("{above}-f1"));
    let Some(id) = &section.heading.attributes.id else {
        report
            .error(section.heading.span.clone(), "interview/no-id", "a question needs an id")
            .hint(format!("end the heading with `{{#{expected}}}`"));
        return None;
    };
    let id = Spanned::new(id.value.to_owned(), id.span.clone());
    check_id(&id, &['-'], MAX_ID, "interview/malformed-id", report);
    let is_fit = match above {
        None => id.value.starts_with("i-"),
        Some(above) => id
            .value
            .strip_prefix(above.as_str())
            .and_then(|rest| rest.strip_prefix("-f"))
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())),
    };
    if !is_fit {
        let what = if above.is_some() { "follow-up" } else { "question" };
        report.error(id.span.clone(), "interview/malformed-id", format!("the id of this {what} is like `{expected}`"));
    }
    ids.take(&id, "interview/duplicate-id", reading.text, report);
    Some(id.map(AskId::new))
}

/// `when=hit:p-id` or `when=miss:p-id`. A translation may leave it out; of an original it is required later on.
fn when(attributes: &Attributes<'_>, above: &WrittenAsk, report: &mut Report) -> Option<Spanned<When>> {
    let written = attributes.get("when")?;
    let (word, point) = written.value.split_once(':').unwrap_or((written.value, ""));
    let id = PointId::new(point);
    let when = match word {
        "hit" => When::Hit(id),
        "miss" => When::Missed(id),
        _ => {
            report.error(written.span.clone(), "interview/when", "`when` is `hit:` or `miss:` and a point").hint(
                did_you_mean(word, ["hit", "miss"]).unwrap_or_else(|| "for example `when=miss:p-owner`".to_owned()),
            );
            return None;
        }
    };
    if above.rubric.point(point).is_none() {
        let known = above.rubric.points.iter().map(|point| point.id.value.as_str());
        report
            .error(
                written.span.clone(),
                "interview/unknown-point",
                format!("`{}` has no point `{point}`", above.id.value),
            )
            .maybe_hint(did_you_mean(point, known));
    }
    Some(Spanned::new(when, written.span.clone()))
}

/// Finds follow-ups that are never asked, because one before them always is.
fn check_follows(ask: &WrittenAsk, report: &mut Report) {
    let mut before: Vec<&When> = Vec::new();
    for follow in &ask.follows {
        let Some(when) = &follow.when else { continue };
        let both = |point: &PointId| {
            before.contains(&&When::Hit(point.clone())) && before.contains(&&When::Missed(point.clone()))
        };
        if before.contains(&&when.value) {
            report
                .error(
                    when.span.clone(),
                    "interview/unreachable",
                    "this follow-up is never asked: one before it fits then",
                )
                .hint("at most one follow-up is asked, the first that fits");
        } else if before.iter().any(|when| both(when.point())) {
            report
                .error(
                    when.span.clone(),
                    "interview/unreachable",
                    "this follow-up is never asked: one of two before it always fits",
                )
                .hint("at most one follow-up is asked, the first that fits");
        }
        before.push(&when.value);
    }
}
