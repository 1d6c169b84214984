//! The two alerts of a question: `> [!TIP]` with a hint, and `> [!NOTE]` with what is told after the answer.

use pulldown_cmark::{BlockQuoteKind, Tag};

use super::finding::{Spanned, first_line};
use super::markdown::Node;
use super::reading::Reading;
use super::render;
use crate::kernel::markup::Html;

#[derive(Default)]
pub(crate) struct Alerts {
    pub hint: Option<Spanned<Html>>,
    pub note: Option<Spanned<Html>>,
}

impl Alerts {
    /// Takes the block if it is one of the two. `note`: what the note is called; `rule`: what a second one breaks.
    pub fn take(&mut self, block: &Node<'_>, note: &str, rule: &'static str, reading: &mut Reading<'_>) -> bool {
        let (slot, what) = match block.tag() {
            Some(Tag::BlockQuote(Some(BlockQuoteKind::Tip))) => (&mut self.hint, "hint"),
            Some(Tag::BlockQuote(Some(BlockQuoteKind::Note))) => (&mut self.note, note),
            _ => return false,
        };
        let text = text(block, reading);
        if slot.is_some() {
            reading.report.error(text.span, rule, format!("a question has one {what}"));
        } else {
            *slot = Some(text);
        }
        true
    }

    pub const fn are_none(&self) -> bool {
        self.hint.is_none() && self.note.is_none()
    }
}

/// The text of an alert, without a label.
fn text(block: &Node<'_>, reading: &mut Reading<'_>) -> Spanned<Html> {
    let span = first_line(reading.text, &block.span);
    let html = render::blocks(&block.children, reading);
    if block.children.is_empty() {
        reading.report.error(span.clone(), "question/empty-alert", "a text is expected under this line");
    }
    render::check_markers(block, true, reading);
    Spanned::new(html, span)
}
