//! An interview's file, original or translation: metadata, questions and follow-ups. Compares nothing with other files.

use pulldown_cmark::HeadingLevel;

use super::finding::{Span, Spanned, did_you_mean};
use super::front_matter::{self, TranslationFrontMatter};
use super::interview_section::{self, WrittenAsk};
use super::lesson_file::first_line;
use super::markdown;
use super::model::Level;
use super::reading::Reading;
use super::section::{self, Section};
use super::yaml;
use crate::ids::{ConceptId, InterviewId};
use crate::locale::Locale;

const KEYS: [&str; 8] = ["concepts", "id", "kind", "lang", "level", "minutes", "status", "title"];
const KIND: &str = "interview";
const SECTION: &str = "Interview";
const ATTRIBUTES: [&str; 1] = ["minutes"];

pub(crate) struct InterviewFile {
    pub front: InterviewFront,
    pub asks: Vec<WrittenAsk>,
}

pub(crate) struct InterviewFront {
    pub id: Spanned<InterviewId>,
    pub lang: Spanned<Locale>,
    pub title: String,
    pub level: Level,
    pub minutes: u32,
    pub concepts: Vec<Spanned<ConceptId>>,
    pub is_draft: bool,
}

pub(crate) struct InterviewTranslation {
    pub front: TranslationFrontMatter,
    pub asks: Vec<WrittenAsk>,
    /// The heading of the questions.
    pub heading: Span,
}

impl InterviewFile {
    /// What can be read of an original. Whether it may be used is said by the report.
    pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
        let (within, body) = front_matter::cut(reading.text, &mut reading.report)?;
        let front = InterviewFront::read(within, reading);
        if let Some(front) = &front {
            reading.locale = front.lang.value;
        }
        let (_, asks) = questions(body, front.as_ref().map(|front| front.minutes), reading)?;
        for ask in &asks {
            ask.check_original(&mut reading.report);
        }
        Some(Self { front: front?, asks })
    }
}

impl InterviewTranslation {
    /// What can be read of a translation.
    pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
        let (within, body) = front_matter::cut(reading.text, &mut reading.report)?;
        let front = TranslationFrontMatter::read(reading.text, within, &mut reading.report);
        let (heading, asks) = questions(body, None, reading)?;
        Some(Self { front: front?, asks, heading })
    }
}

impl InterviewFront {
    fn read(within: Span, reading: &mut Reading<'_>) -> Option<Self> {
        let report = &mut reading.report;
        let mapping = yaml::parse(reading.text, within, report)?;
        mapping.refuse_unknown(&KEYS, report);
        let id = front_matter::id(&mapping, report);
        if let Some(kind) = mapping.text("kind", report).filter(|kind| kind.value != KIND) {
            report
                .error(kind.span, "interview/kind", "this folder holds interviews")
                .hint(format!("write `kind: {KIND}`, or move a lesson to its module"));
        }
        let title = front_matter::title(&mapping, report);
        let lang = front_matter::language(&mapping, report);
        let level = front_matter::level(&mapping, report);
        let minutes = front_matter::minutes(&mapping, report);
        let concepts = mapping.list("concepts", report);
        let is_draft = front_matter::is_draft(&mapping, report);
        Some(Self {
            id: id?.map(|id| InterviewId::new(id.as_str())),
            lang: lang?,
            title: title?.value,
            level: level?,
            minutes: minutes?,
            concepts: concepts?.into_iter().map(|id| id.map(ConceptId::new)).collect(),
            is_draft: is_draft?,
        })
    }
}

/// `## Interview` with its questions; none if there is nothing to ask.
fn questions(from: usize, minutes: Option<u32>, reading: &mut Reading<'_>) -> Option<(Span, Vec<WrittenAsk>)> {
    let text = reading.text;
    let nodes = markdown::parse(text, from, &mut reading.report);
    let (before, sections) = section::split(text, nodes, HeadingLevel::H2, &mut reading.report);
    if let Some(stray) = before.first() {
        let span = first_line(text, &stray.span);
        reading
            .report
            .error(span, "interview/stray-text", "this belongs to no question")
            .hint(format!("the questions stand under `## {SECTION}`"));
    }
    let mut found: Option<(Span, Vec<WrittenAsk>)> = None;
    for section in sections {
        let span = section.heading.span.clone();
        if section.heading.text != SECTION {
            let message = format!("an interview has no section `{}`", section.heading.text);
            reading.report.error(span, "interview/unknown-section", message).hint(
                did_you_mean(&section.heading.text, [SECTION])
                    .unwrap_or_else(|| format!("the one section is `## {SECTION}`")),
            );
        } else if found.is_some() {
            reading.report.error(span, "interview/second", format!("a file has one `## {SECTION}`"));
        } else {
            check_minutes(&section, minutes, reading);
            found = Some((span, interview_section::read(section.blocks, reading)));
        }
    }
    let Some((heading, asks)) = found else {
        let end = text.trim_end().len();
        reading
            .report
            .error(end..end, "interview/empty", format!("there is no `## {SECTION}`"))
            .hint("write `## Interview {minutes=20}` and questions `### ask: … {#i-… concept=…}`");
        return None;
    };
    // Questions that cannot be read have told why.
    if asks.is_empty() && !reading.report.has_errors() {
        reading.report.error(heading.clone(), "interview/empty", "an interview has at least one question");
    }
    (!asks.is_empty()).then_some((heading, asks))
}

/// The minutes may be said again in the heading, and then are the same.
fn check_minutes(section: &Section<'_>, minutes: Option<u32>, reading: &mut Reading<'_>) {
    let attributes = &section.heading.attributes;
    attributes.refuse_unknown(&ATTRIBUTES, &mut reading.report);
    let again = attributes.parsed::<u32>("minutes", "a whole number", &mut reading.report);
    if let Some((again, minutes)) = again.zip(minutes).filter(|(again, minutes)| again.value != *minutes) {
        reading.report.error(again.span, "interview/other-minutes", format!("the metadata say {minutes} minutes"));
    }
}
