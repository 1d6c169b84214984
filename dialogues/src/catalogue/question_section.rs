//! `### kind: …`: the parts of a question that all kinds are written in. What they mean is the kind's business.

use pulldown_cmark::{BlockQuoteKind, Event, Tag};

use super::finding::{Report, Span, Spanned};
use super::lesson_file::first_line;
use super::markdown::Node;
use super::model::{OptionText, QuestionText};
use super::reading::Reading;
use super::section::{Attributes, Section};
use super::{inline, render};
use crate::markup::Html;

const MAX_HEADING: usize = 300;
const MAX_OPTION: usize = 120;
const MAX_REASON: usize = 240;
const MAX_HINT: usize = 200;
const MAX_EXPLANATION: usize = 400;
/// UTF-16 units of the verdict, which shows everything at once.
const MAX_VERDICT: usize = 3800;
/// What the interface adds to an option: its letter, a mark, line feeds.
const OPTION_FRAME: usize = 8;

pub(crate) struct QuestionSection<'a> {
    pub keyword: Spanned<String>,
    pub heading: Span,
    pub attributes: Attributes<'a>,
    /// May the options be shown in another order?
    pub shuffle: bool,
    pub options: Vec<WrittenOption>,
    title: Html,
    body: Html,
    pub hint: Option<Spanned<Html>>,
    pub explanation: Option<Spanned<Html>>,
}

/// An item of a task list.
pub(crate) struct WrittenOption {
    /// Its first line.
    pub span: Span,
    pub is_checked: bool,
    pub label: Html,
    pub reason: Option<Spanned<Html>>,
}

impl<'a> QuestionSection<'a> {
    pub fn read(section: Section<'a>, reading: &mut Reading<'_>) -> Option<Self> {
        reading.skeletons.clear();
        let Section { heading, blocks } = section;
        let Some((keyword, title)) = heading.keyword() else {
            reading
                .report
                .error(heading.span.clone(), "question/no-kind", "a question begins with its kind and a colon")
                .hint("for example `### single: What is printed? {#q-print}`");
            return None;
        };
        let keyword = keyword.map(str::to_owned);
        let title = inline::render_bold(&title, reading);
        let shuffle = heading.attributes.parsed::<bool>("shuffle", "true or false", &mut reading.report);
        let mut question = Self {
            keyword,
            heading: heading.span,
            attributes: heading.attributes,
            shuffle: shuffle.is_none_or(|shuffle| shuffle.value),
            options: Vec::new(),
            title,
            body: Html::new(),
            hint: None,
            explanation: None,
        };
        let mut prompt = Vec::new();
        for block in blocks {
            question.block(block, &mut prompt, reading);
        }
        question.body = render::blocks(&prompt, reading);
        if question.title.is_empty() {
            let span = question.heading.clone();
            reading.report.error(span, "question/no-text", "the question itself is missing");
        }
        Some(question)
    }

    fn block(&mut self, block: Node<'a>, prompt: &mut Vec<Node<'a>>, reading: &mut Reading<'_>) {
        match block.tag() {
            Some(Tag::BlockQuote(Some(BlockQuoteKind::Tip))) => {
                let hint = alert(&block, reading);
                set_once(&mut self.hint, hint, "hint", &mut reading.report);
            }
            Some(Tag::BlockQuote(Some(BlockQuoteKind::Note))) => {
                let explanation = alert(&block, reading);
                set_once(&mut self.explanation, explanation, "explanation", &mut reading.report);
            }
            Some(Tag::List(_)) if is_task_list(&block, reading.text) => {
                if !self.options.is_empty() {
                    let span = first_line(reading.text, &block.span);
                    reading.report.error(span, "question/second-list", "a question has one list of options");
                }
                for item in &block.children {
                    self.options.push(option(item, reading));
                }
            }
            _ if self.options.is_empty() && self.hint.is_none() && self.explanation.is_none() => prompt.push(block),
            _ => {
                let span = first_line(reading.text, &block.span);
                reading
                    .report
                    .error(span, "question/stray-text", "this stands after the options")
                    .hint("a question's text comes first; indent a reason by two spaces; a hint is `> [!TIP]`");
            }
        }
    }

    /// Lengths that fit on a phone, and the whole in one message.
    pub fn check_sizes(&self, report: &mut Report) {
        check_length(&self.title, &self.heading, MAX_HEADING, "question/long-text", "a question", report);
        let mut units = self.title.units() + self.body.units() + 4;
        for option in &self.options {
            check_length(&option.label, &option.span, MAX_OPTION, "question/long-option", "an option", report);
            units += option.label.units() + OPTION_FRAME;
            if let Some(reason) = &option.reason {
                check_length(&reason.value, &reason.span, MAX_REASON, "question/long-reason", "a reason", report);
                units += reason.value.units();
            }
        }
        if let Some(hint) = &self.hint {
            check_length(&hint.value, &hint.span, MAX_HINT, "question/long-hint", "a hint", report);
        }
        if let Some(text) = &self.explanation {
            let (max, code) = (MAX_EXPLANATION, "question/long-explanation");
            check_length(&text.value, &text.span, max, code, "an explanation", report);
            units += text.value.units();
        }
        if units > MAX_VERDICT {
            report.error(
                self.heading.clone(),
                "question/too-long",
                format!("{units} units with options and reasons: a message takes {MAX_VERDICT}"),
            );
        }
    }

    /// What learners read.
    pub fn into_text(self) -> QuestionText {
        let mut prompt = self.title;
        prompt.paragraph(&self.body);
        let option = |option: WrittenOption| OptionText {
            label: option.label,
            reason: option.reason.map(|reason| reason.value).unwrap_or_default(),
        };
        QuestionText {
            prompt,
            options: self.options.into_iter().map(option).collect(),
            hint: self.hint.map(|hint| hint.value),
            explanation: self.explanation.map(|explanation| explanation.value),
        }
    }
}

fn check_length(html: &Html, span: &Span, max: usize, code: &'static str, what: &str, report: &mut Report) {
    let length = html.plain().chars().count();
    if length > max {
        report.error(span.clone(), code, format!("{length} characters: {what} has {max} at most"));
    }
}

fn set_once(slot: &mut Option<Spanned<Html>>, text: Spanned<Html>, what: &str, report: &mut Report) {
    if slot.is_some() {
        report.error(text.span, "question/second-alert", format!("a question has one {what}"));
    } else {
        *slot = Some(text);
    }
}

/// The text of an alert, without a label.
pub(crate) fn alert(block: &Node<'_>, reading: &mut Reading<'_>) -> Spanned<Html> {
    let span = first_line(reading.text, &block.span);
    let html = render::blocks(&block.children, reading);
    if block.children.is_empty() {
        reading.report.error(span.clone(), "question/empty-alert", "a text is expected under this line");
    }
    render::check_markers(block, true, reading);
    Spanned::new(html, span)
}

fn is_task_list(list: &Node<'_>, text: &str) -> bool {
    list.children.iter().any(|item| {
        marker(item).is_some() || text[item.span.clone()].trim_start_matches(['-', '*', '+', ' ']).starts_with("[]")
    })
}

/// The checkbox of an item, which stands in its paragraph where the list has empty lines.
fn marker(item: &Node<'_>) -> Option<bool> {
    let first = item.children.first()?;
    match (&first.event, first.tag()) {
        (Event::TaskListMarker(checked), _) => Some(*checked),
        (_, Some(Tag::Paragraph)) => marker(first),
        _ => None,
    }
}

fn option(item: &Node<'_>, reading: &mut Reading<'_>) -> WrittenOption {
    let span = first_line(reading.text, &item.span);
    let is_checked = marker(item);
    if is_checked.is_none() {
        reading
            .report
            .error(span.clone(), "question/no-checkbox", "an option begins with a checkbox")
            .hint("`- [ ]` for a wrong one, `- [x]` for a right one");
    }
    let (label, rest) = label(item);
    let label: Vec<Node<'_>> =
        label.iter().filter(|node| !matches!(node.event, Event::TaskListMarker(_))).cloned().collect();
    let label = inline::render(&label, reading);
    if label.is_empty() {
        reading.report.error(span.clone(), "question/empty-option", "the option has no text");
    }
    let mut reason = None;
    for block in rest {
        if matches!(block.tag(), Some(Tag::BlockQuote(None))) && reason.is_none() {
            render::check_markers(block, false, reading);
            let html = render::blocks(&block.children, reading);
            reason = Some(Spanned::new(html, first_line(reading.text, &block.span)));
        } else {
            let span = first_line(reading.text, &block.span);
            reading
                .report
                .error(span, "question/option-block", "an option is one line and one `>` reason")
                .hint("code that belongs to the question stands above the options");
        }
    }
    WrittenOption { span, is_checked: is_checked.unwrap_or_default(), label, reason }
}

/// The line of an item and what stands under it.
fn label<'n, 'a>(item: &'n Node<'a>) -> (&'n [Node<'a>], &'n [Node<'a>]) {
    match item.children.split_first() {
        Some((first, rest)) if matches!(first.tag(), Some(Tag::Paragraph)) => (&first.children, rest),
        _ => {
            let end = item.children.iter().position(|node| !node.is_inline()).unwrap_or(item.children.len());
            item.children.split_at(end)
        }
    }
}
