//! `## Quiz`: how much passes, how many questions an attempt takes, and the questions.

use pulldown_cmark::HeadingLevel;

use crate::content::catalogue::documents::about::About;
use crate::content::questions::written;
use crate::content::questions::written::QuestionSection;
use crate::content::questions::{Body, QuestionText};
use crate::content::source::finding::{Report, Span, Spanned, first_line};
use crate::content::source::names::{Sort, Taken};
use crate::content::source::reading::Reading;
use crate::content::source::section;
use crate::content::source::section::Section;
use crate::kernel::ids::QuestionId;

const ATTRIBUTES: [&str; 2] = ["pass", "pick"];
const DEFAULT_PASS: f64 = 0.8;
const IDS: Sort =
    Sort { what: "question", prefix: "q-", malformed: "question/malformed-id", duplicate: "question/duplicate-id" };

pub(crate) struct QuizSection {
    pub pass: f64,
    pub pick: usize,
    pub questions: Vec<WrittenQuestion>,
    pub heading: Span,
}

/// A question in one language.
pub(crate) struct WrittenQuestion {
    pub id: Spanned<QuestionId>,
    pub about: About,
    pub shuffle: bool,
    pub body: Body,
    pub text: QuestionText,
    pub swift: Vec<Spanned<String>>,
    pub heading: Span,
    /// Places of the options.
    pub options: Vec<Span>,
}

pub(crate) fn read(section: Section<'_>, reading: &mut Reading<'_>) -> Option<QuizSection> {
    let Section { heading, blocks } = section;
    heading.attributes.refuse_unknown(&ATTRIBUTES, &mut reading.report);
    let pass = heading.attributes.parsed::<f64>("pass", "a number such as 0.8", &mut reading.report);
    let pick = heading.attributes.parsed::<usize>("pick", "a whole number", &mut reading.report);
    let (before, sections) = section::split(reading.text, blocks, HeadingLevel::H3, &mut reading.report);
    if let Some(stray) = before.first() {
        reading
            .report
            .error(first_line(reading.text, &stray.span), "quiz/stray-text", "this belongs to no question")
            .hint("a question begins with `### single: … {#q-id}`");
    }
    let count = sections.len();
    if count == 0 {
        reading.report.error(heading.span.clone(), "quiz/empty", "a quiz has at least one question");
    }
    check_attempt(pass.as_ref(), pick.as_ref(), count, &mut reading.report);
    let mut ids = Taken::default();
    let questions: Vec<WrittenQuestion> =
        sections.into_iter().filter_map(|section| question(section, &mut ids, reading)).collect();
    if questions.is_empty() {
        return None;
    }
    Some(QuizSection {
        pass: pass.map_or(DEFAULT_PASS, |pass| pass.value.clamp(0.0, 1.0)),
        pick: pick.map_or(questions.len(), |pick| pick.value.clamp(1, questions.len())),
        questions,
        heading: heading.span,
    })
}

fn check_attempt(pass: Option<&Spanned<f64>>, pick: Option<&Spanned<usize>>, count: usize, report: &mut Report) {
    if let Some(pass) = pass.filter(|pass| !(0.0..=1.0).contains(&pass.value)) {
        report.error(pass.span.clone(), "quiz/pass", "`pass` is the share of points that passes, from 0 to 1");
    }
    if let Some(pick) = pick.filter(|pick| pick.value == 0 || pick.value > count) {
        let message = format!("an attempt cannot take {} of {count} questions", pick.value);
        report.error(pick.span.clone(), "quiz/pick", message);
    }
}

fn question(section: Section<'_>, ids: &mut Taken, reading: &mut Reading<'_>) -> Option<WrittenQuestion> {
    let mut section = written::open(section, reading)?;
    let id = id(&section, ids, reading);
    let about = About::read(&section.attributes, "question/difficulty", &mut reading.report);
    let body = written::read(&mut section, reading);
    let options = section.options.iter().map(|option| option.span.clone()).collect();
    let (heading, shuffle) = (section.heading.clone(), section.shuffle);
    let swift = std::mem::take(&mut reading.skeletons);
    let text = section.into_text();
    Some(WrittenQuestion { id: id?, about, shuffle, body: body?, text, swift, heading, options })
}

fn id(section: &QuestionSection<'_>, ids: &mut Taken, reading: &mut Reading<'_>) -> Option<Spanned<QuestionId>> {
    let Some(id) = &section.attributes.id else {
        reading
            .report
            .error(section.heading.clone(), "question/no-id", "a question needs an id")
            .hint("end the heading with `{#q-…}`");
        return None;
    };
    let id = Spanned::new(id.value.to_owned(), id.span.clone());
    IDS.check(&id, ids, reading);
    Some(id.map(QuestionId::new))
}
