//! The questions of an interview, each with its follow-ups.

use pulldown_cmark::HeadingLevel;

use super::parts::Parts;
use crate::content::catalogue::documents::about::About;
use crate::content::model::When;
use crate::content::source::finding::{Report, Spanned, did_you_mean, first_line};
use crate::content::source::markdown::Node;
use crate::content::source::names::{MAX_ID, Taken, check_id};
use crate::content::source::reading::Reading;
use crate::content::source::section;
use crate::content::source::section::{Attributes, Section};
use crate::kernel::ids::{AskId, PointId};

const ASK: &str = "ask";
const FOLLOW: &str = "follow";
const ASK_ATTRIBUTES: [&str; 2] = ["concept", "difficulty"];
const FOLLOW_ATTRIBUTES: [&str; 1] = ["when"];
/// Words of a model answer: below, it explains too little; above, nobody would say it.
const MODEL_WORDS: std::ops::RangeInclusive<usize> = 40..=120;
const FOLLOW_MODEL_WORDS: std::ops::RangeInclusive<usize> = 15..=60;

/// A question in one language.
pub(crate) struct WrittenAsk {
    pub id: Spanned<AskId>,
    pub about: About,
    pub parts: Parts,
    pub follows: Vec<WrittenFollow>,
}

/// A follow-up in one language.
pub(crate) struct WrittenFollow {
    pub id: Spanned<AskId>,
    pub when: Option<Spanned<When>>,
    /// Also where it could not be read.
    pub has_when: bool,
    pub parts: Parts,
}

impl WrittenAsk {
    /// Reports what an original has to say, and a translation need not say again.
    pub fn check_original(&self, report: &mut Report) {
        if self.about.concept.is_none() {
            report
                .error(self.parts.heading.clone(), "interview/no-concept", "a question names what it is about")
                .hint("add `concept=…`, one of the interview's concepts");
        }
        for follow in self.follows.iter().filter(|follow| !follow.has_when) {
            report
                .error(follow.parts.heading.clone(), "interview/when", "nothing says when this follow-up is asked")
                .hint("add `when=hit:p-…` or `when=miss:p-…`");
        }
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
    let attributes = &section.heading.attributes;
    attributes.refuse_unknown(&ASK_ATTRIBUTES, &mut reading.report);
    let about = About::read(attributes, "interview/difficulty", &mut reading.report);
    let id = id(&section, None, ids, reading);
    let parts = Parts::read(section, &MODEL_WORDS, reading)?;
    Some(WrittenAsk { id: id?, about, parts, follows: Vec::new() })
}

fn follow(
    section: Section<'_>,
    above: &WrittenAsk,
    ids: &mut Taken,
    reading: &mut Reading<'_>,
) -> Option<WrittenFollow> {
    let attributes = &section.heading.attributes;
    attributes.refuse_unknown(&FOLLOW_ATTRIBUTES, &mut reading.report);
    let has_when = attributes.get("when").is_some();
    let when = when(attributes, above, &mut reading.report);
    let id = id(&section, Some(&above.id.value), ids, reading);
    let parts = Parts::read(section, &FOLLOW_MODEL_WORDS, reading)?;
    Some(WrittenFollow { id: id?, when, has_when, parts })
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
    if !above.parts.rubric.has_point(point) {
        let known = above.parts.rubric.points.iter().map(|point| point.id.value.as_str());
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
