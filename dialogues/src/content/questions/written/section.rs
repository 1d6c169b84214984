//! `### kind: …`: the parts of a question that all kinds are written in. Which blocks are a kind's own, and what they
//! mean, is the kind's business.

use crate::content::questions::wording::{OptionText, QuestionText};
use crate::content::source::alerts::Alerts;
use crate::content::source::claim::SwiftBlock;
use crate::content::source::finding::{Report, Span, Spanned, first_line};
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;
use crate::content::source::section::{Attributes, Section};
use crate::content::source::{inline, render};
use crate::kernel::markup::Html;

const MAX_HEADING: usize = 300;
const MAX_HINT: usize = 200;
/// UTF-16 units of the verdict, which shows everything at once.
const MAX_VERDICT: usize = 3800;

/// Does a block belong to the kind that a keyword names? The last argument is the file's text.
type Owns = fn(&str, &Node<'_>, &str) -> bool;

pub(crate) struct QuestionSection<'a> {
    pub keyword: Spanned<String>,
    pub heading: Span,
    pub attributes: Attributes<'a>,
    /// May the options be shown in another order?
    pub shuffle: bool,
    /// The blocks that belong to the kind, still to be read by it.
    pub own: Vec<Node<'a>>,
    /// What the kind has made of them: its texts in the author's order.
    pub options: Vec<WrittenOption>,
    pub title: Html,
    pub body: Html,
    /// The Swift in the body.
    pub code: Vec<SwiftBlock>,
    /// The hint, and the explanation as its note.
    pub alerts: Alerts,
}

/// A text of a kind: an option, an item, an answer.
pub(crate) struct WrittenOption {
    /// Its first line.
    pub span: Span,
    pub is_checked: bool,
    pub label: Html,
    pub reason: Option<Spanned<Html>>,
}

impl WrittenOption {
    pub const fn plain(label: Html, span: Span) -> Self {
        Self { span, is_checked: false, label, reason: None }
    }
}

/// How long a kind's texts may be, and what the interface adds to them.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    /// Characters of an option's line.
    pub label: usize,
    /// Characters of the reason under it.
    pub reason: usize,
    /// Characters of the explanation.
    pub explanation: usize,
    /// UTF-16 units that the verdict adds to each option: its letter, a mark, line feeds.
    pub frame: usize,
    /// UTF-16 units that the verdict adds once, such as the learner's own answer.
    pub once: usize,
}

impl Sizes {
    pub const USUAL: Self = Self { label: 120, reason: 240, explanation: 400, frame: 8, once: 0 };
}

impl<'a> QuestionSection<'a> {
    /// `owns` says which blocks are the kind's own, by the word that begins the question.
    pub fn read(section: Section<'a>, owns: Owns, reading: &mut Reading<'_>) -> Option<Self> {
        reading.begin_part();
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
            own: Vec::new(),
            options: Vec::new(),
            title,
            body: Html::new(),
            code: Vec::new(),
            alerts: Alerts::default(),
        };
        let mut prompt = Vec::new();
        for block in blocks {
            question.block(block, owns, &mut prompt, reading);
        }
        reading.blocks.clear();
        question.body = render::blocks(&prompt, reading);
        question.code = std::mem::take(&mut reading.blocks);
        if question.title.is_empty() {
            let span = question.heading.clone();
            reading.report.error(span, "question/no-text", "the question itself is missing");
        }
        Some(question)
    }

    fn block(&mut self, block: Node<'a>, owns: Owns, prompt: &mut Vec<Node<'a>>, reading: &mut Reading<'_>) {
        if self.alerts.take(&block, "explanation", "question/second-alert", reading) {
            return;
        }
        if owns(&self.keyword.value, &block, reading.text) {
            self.own.push(block);
        } else if self.own.is_empty() && self.alerts.are_none() {
            prompt.push(block);
        } else {
            let span = first_line(reading.text, &block.span);
            reading
                .report
                .error(span, "question/stray-text", "this stands after the options")
                .hint("a question's text comes first; indent a reason by two spaces; a hint is `> [!TIP]`");
        }
    }

    /// The kind's own block, where it has exactly one; others are reported.
    pub fn own_block(&mut self, what: &str, reading: &mut Reading<'_>) -> Option<Node<'a>> {
        let mut own = std::mem::take(&mut self.own).into_iter();
        let first = own.next();
        if first.is_none() {
            let span = self.heading.clone();
            reading.report.error(span, "question/nothing-own", format!("this kind of question needs {what}"));
        }
        for second in own {
            let span = first_line(reading.text, &second.span);
            reading.report.error(span, "question/second-list", format!("a question has {what}, and only one"));
        }
        first
    }

    /// Reports that the explanation is missing; `what` completes "learners are told".
    pub fn require_explanation(&self, what: &str, report: &mut Report) {
        if self.alerts.note.is_none() {
            report
                .error(self.heading.clone(), "question/no-explanation", format!("learners are told {what}"))
                .hint("add a quote `> [!NOTE]` with the explanation under it");
        }
    }

    /// The value of `partial`; false where it is left out.
    pub fn pays_for_parts(&self, report: &mut Report) -> bool {
        self.attributes.parsed::<bool>("partial", "true or false", report).is_some_and(|partial| partial.value)
    }

    /// Lengths that fit on a phone, and the whole in one message.
    pub fn check_sizes(&self, sizes: Sizes, report: &mut Report) {
        report.check_length(&self.title.plain(), &self.heading, MAX_HEADING, "question/long-text", "a question");
        let mut units = self.title.units() + self.body.units() + 4 + sizes.once;
        for option in &self.options {
            report.check_length(&option.label.plain(), &option.span, sizes.label, "question/long-option", "an option");
            units += option.label.units() + sizes.frame;
            if let Some(reason) = &option.reason {
                report.check_length(
                    &reason.value.plain(),
                    &reason.span,
                    sizes.reason,
                    "question/long-reason",
                    "a reason",
                );
                units += reason.value.units();
            }
        }
        if let Some(hint) = &self.alerts.hint {
            report.check_length(&hint.value.plain(), &hint.span, MAX_HINT, "question/long-hint", "a hint");
        }
        if let Some(text) = &self.alerts.note {
            let (max, code) = (sizes.explanation, "question/long-explanation");
            report.check_length(&text.value.plain(), &text.span, max, code, "an explanation");
            units += text.value.units();
        }
        let mut whole = self.title.clone();
        whole.paragraph(&self.body);
        for option in &self.options {
            whole.paragraph(&option.label);
            whole.paragraph(option.reason.as_ref().map_or(&Html::new(), |reason| &reason.value));
        }
        report.check_weight(
            whole.paragraph(self.alerts.note.as_ref().map_or(&Html::new(), |note| &note.value)),
            &self.heading,
        );
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
            hint: self.alerts.hint.map(|hint| hint.value),
            explanation: self.alerts.note.map(|explanation| explanation.value),
        }
    }
}
