//! An interview below its metadata, original or translation: questions and follow-ups. Compares nothing with other files.

use pulldown_cmark::HeadingLevel;

use super::questions::{self, WrittenAsk};
use crate::content::source::finding::{Span, did_you_mean, first_line};
use crate::content::source::markdown;
use crate::content::source::reading::Reading;
use crate::content::source::section;
use crate::content::source::section::Section;

const SECTION: &str = "Interview";
const ATTRIBUTES: [&str; 1] = ["minutes"];

pub(crate) struct InterviewBody {
    pub asks: Vec<WrittenAsk>,
    /// The heading of the questions.
    pub heading: Span,
}

impl InterviewBody {
    /// `## Interview` with its questions; none if there is nothing to ask. `minutes`: as the metadata say.
    pub fn read(from: usize, minutes: Option<u32>, reading: &mut Reading<'_>) -> Option<Self> {
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
        let mut found: Option<Self> = None;
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
                found = Some(Self { heading: span, asks: questions::read(section.blocks, reading) });
            }
        }
        let Some(found) = found else {
            let end = text.trim_end().len();
            reading
                .report
                .error(end..end, "interview/empty", format!("there is no `## {SECTION}`"))
                .hint("write `## Interview {minutes=20}` and questions `### ask: … {#i-… concept=…}`");
            return None;
        };
        // Questions that cannot be read have told why.
        if found.asks.is_empty() && !reading.report.has_errors() {
            reading.report.error(found.heading.clone(), "interview/empty", "an interview has at least one question");
        }
        (!found.asks.is_empty()).then_some(found)
    }
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
