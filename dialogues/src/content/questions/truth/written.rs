//! How a statement is written: the word `true` or `false` says which it is.

use super::Truth;
use crate::content::questions::written::{Difference, QuestionSection, Written, options};
use crate::content::source::finding::first_line;
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;

impl Written for Truth {
    const ATTRIBUTES: &'static [&'static str] = &[];

    fn owns(block: &Node<'_>, text: &str) -> bool {
        options::owns(block, text)
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let is_true = section.keyword.value == "true";
        if let Some(options) = section.own.first() {
            let span = first_line(reading.text, &options.span);
            reading
                .report
                .error(span, "question/unexpected-options", "a statement has no options of its own")
                .hint("write `### single: …` to give options");
        }
        section.require_explanation(&format!("why the statement is {is_true}"), &mut reading.report);
        Some(Self { is_true })
    }

    fn difference(&self, translation: &Self) -> Option<Difference> {
        (self != translation).then_some(Difference::Key(None))
    }
}
