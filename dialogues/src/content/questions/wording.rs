//! What learners read of a question, in one language.

use crate::kernel::markup::Html;

#[derive(Clone, Debug, PartialEq)]
pub struct QuestionText {
    /// The heading and the body.
    pub prompt: Html,
    /// The kind's own texts in the author's order: options, items, cells, points. Empty where the interface brings them.
    pub options: Vec<OptionText>,
    pub hint: Option<Html>,
    pub explanation: Option<Html>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct OptionText {
    pub label: Html,
    /// Why it is right or wrong; empty for kinds whose texts have no reasons.
    pub reason: Html,
}
