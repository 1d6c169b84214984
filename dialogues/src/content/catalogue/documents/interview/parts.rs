//! What stands under the heading of an interview's question or follow-up: its text, points, hint and model answer.

use std::ops::RangeInclusive;

use pulldown_cmark::Tag;

use crate::content::model::AskText;
use crate::content::rubric::written;
use crate::content::rubric::written::WrittenRubric;
use crate::content::source::alerts::Alerts;
use crate::content::source::comparison::compare_code;
use crate::content::source::finding::{Report, Span, Spanned, first_line};
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;
use crate::content::source::section::Section;
use crate::content::source::{inline, render};
use crate::kernel::markup::Html;

const MAX_HEADING: usize = 300;
const MAX_HINT: usize = 200;
/// UTF-16 units of the feedback, which shows question, points, quotes and model answer at once.
const MAX_FEEDBACK: usize = 3800;
/// What the feedback adds to a point: its mark, and a quote of the learner's words.
const POINT_FRAME: usize = 140;

/// The parts of a question in one language.
pub(crate) struct Parts {
    pub rubric: WrittenRubric,
    pub text: AskText,
    pub heading: Span,
    swift: Vec<Spanned<String>>,
}

impl Parts {
    /// `words`: how many a model answer has.
    pub fn read(section: Section<'_>, words: &RangeInclusive<usize>, reading: &mut Reading<'_>) -> Option<Self> {
        reading.begin_part();
        let Section { heading, blocks } = section;
        let (_, title) = heading.keyword()?;
        let title = inline::render_bold(&title, reading);
        let blocks = Blocks::sort(blocks, reading);
        let body = render::blocks(&blocks.prompt, reading);
        let rubric = blocks.points.as_ref().map(|points| written::read(points, reading));
        let Alerts { hint, note: model } = blocks.alerts;
        let report = &mut reading.report;
        if title.is_empty() {
            report.error(heading.span.clone(), "interview/no-text", "the question itself is missing");
        }
        report.check_length(&title.plain(), &heading.span, MAX_HEADING, "interview/long-text", "a question");
        if let Some(hint) = &hint {
            report.check_length(&hint.value.plain(), &hint.span, MAX_HINT, "interview/long-text", "a hint");
        }
        if rubric.is_none() {
            report
                .error(heading.span.clone(), "interview/no-points", "nothing says what a good answer says")
                .hint("add points such as `- (2 must) {#p-id} …` with `- match: …` under them");
        }
        let Some(model) = model else {
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
        let mut whole = prompt.clone();
        report.check_weight(whole.paragraph(&model.value), &heading.span);
        let units = prompt.units() + rubric.units() + rubric.points.len() * POINT_FRAME + model.value.units();
        if units > MAX_FEEDBACK {
            let message = format!("{units} units with points and model answer: a message takes {MAX_FEEDBACK}");
            report.error(heading.span.clone(), "interview/too-long", message);
        }
        let text = AskText { prompt, hint: hint.map(|hint| hint.value), model: model.value, points: rubric.texts() };
        Some(Self { rubric, text, heading: heading.span, swift: std::mem::take(&mut reading.skeletons) })
    }

    /// Reports where a translation has other points or other code.
    pub fn compare(original: &Self, translation: &Self, report: &mut Report) {
        WrittenRubric::compare(&original.rubric, &translation.rubric, report);
        compare_code(&original.swift, &translation.swift, &translation.heading, report);
    }
}

/// The blocks of a question by what they are.
#[derive(Default)]
struct Blocks<'a> {
    prompt: Vec<Node<'a>>,
    points: Option<Node<'a>>,
    alerts: Alerts,
}

impl<'a> Blocks<'a> {
    fn sort(blocks: Vec<Node<'a>>, reading: &mut Reading<'_>) -> Self {
        let mut sorted = Self::default();
        for block in blocks {
            if !sorted.alerts.take(&block, "model answer", "interview/second-alert", reading) {
                sorted.add(block, reading);
            }
        }
        sorted
    }

    fn add(&mut self, block: Node<'a>, reading: &mut Reading<'_>) {
        let is_list = matches!(block.tag(), Some(Tag::List(_)));
        if is_list && written::is_rubric(&block, reading.text) && self.points.is_none() {
            self.points = Some(block);
        } else if self.points.is_none() && self.alerts.are_none() {
            self.prompt.push(block);
        } else {
            let span = first_line(reading.text, &block.span);
            reading
                .report
                .error(span, "interview/stray-text", "this stands after the points")
                .hint("the question comes first, then one list of points, then `> [!TIP]` and `> [!NOTE]`");
        }
    }
}

fn check_model_length(model: &Spanned<Html>, words: &RangeInclusive<usize>, report: &mut Report) {
    let count = model.value.plain().split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    if !words.contains(&count) {
        let message = format!("{count} words: a model answer has {} to {} here", words.start(), words.end());
        report.warning(model.span.clone(), "interview/model-length", message);
    }
}
