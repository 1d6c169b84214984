//! The items of a question's list: a line, and perhaps a quote under it that says why. Whether an item begins with a
//! checkbox, a mark or a number is the kind's business.

use pulldown_cmark::{Event, Tag};

use super::code::Code;
use super::finding::first_line;
use super::finding::{Span, Spanned};
use super::markdown::Node;
use super::reading::Reading;
use super::render;
use crate::kernel::markup::Html;

pub(crate) struct Item<'a> {
    /// Its first line in the file.
    pub span: Span,
    /// The inline elements of its line, without a checkbox.
    pub line: Vec<Node<'a>>,
    pub is_checked: Option<bool>,
    /// What stands under the line.
    rest: Vec<Node<'a>>,
}

impl<'a> Item<'a> {
    pub fn of(node: &Node<'a>, text: &str) -> Self {
        let (line, rest) = split(node);
        let line = line.iter().filter(|node| !matches!(node.event, Event::TaskListMarker(_))).cloned().collect();
        Self { span: first_line(text, &node.span), line, is_checked: checkbox(node), rest: rest.to_vec() }
    }

    /// Takes a mark such as `=` from the beginning of the line, if one of `marks` stands there before a space.
    pub fn take_mark(&mut self, marks: &[char]) -> Option<char> {
        let end = self.line.iter().position(|node| !matches!(node.event, Event::Text(_))).unwrap_or(self.line.len());
        // The parser cuts texts wherever a character might have meant something.
        let start: String = self.line[..end]
            .iter()
            .filter_map(|node| match &node.event {
                Event::Text(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let mark = start.chars().next().filter(|mark| marks.contains(mark))?;
        let rest = start[mark.len_utf8()..].strip_prefix(' ');
        let rest = rest.or_else(|| start.len().eq(&mark.len_utf8()).then_some(""))?.trim_start().to_owned();
        let first = self.line.first()?.clone();
        self.line.drain(..end);
        self.line.insert(0, Node { event: Event::Text(rest.into()), ..first });
        Some(mark)
    }

    /// Takes the block of Swift that stands first under the line, if one does.
    pub fn take_code(&mut self) -> Option<Code> {
        let first = self.rest.first()?;
        let Some(Tag::CodeBlock(kind)) = first.tag() else { return None };
        let code = Code::read(kind, first);
        if !code.is_swift() {
            return None;
        }
        self.rest.remove(0);
        Some(code)
    }

    /// The quote under the line. Whatever else stands there is reported.
    pub fn reason(&self, reading: &mut Reading<'_>) -> Option<Spanned<Html>> {
        let mut reason = None;
        for block in &self.rest {
            let span = first_line(reading.text, &block.span);
            if matches!(block.tag(), Some(Tag::BlockQuote(None))) && reason.is_none() {
                render::check_markers(block, false, reading);
                let html = render::blocks(&block.children, reading);
                reason = Some(Spanned::new(html, span));
            } else {
                reading
                    .report
                    .error(span, "question/option-block", "an option is one line and one `>` reason")
                    .hint("code that belongs to the question stands above the options");
            }
        }
        reason
    }

    /// Reports everything under the line, for kinds whose items have no reasons.
    pub fn refuse_rest(&self, reading: &mut Reading<'_>) {
        for block in &self.rest {
            let span = first_line(reading.text, &block.span);
            reading
                .report
                .error(span, "question/option-block", "an item of this kind is one line")
                .hint("what there is to explain stands in `> [!NOTE]`");
        }
    }
}

/// The line of an item and the blocks under it.
pub(crate) fn split<'n, 'a>(item: &'n Node<'a>) -> (&'n [Node<'a>], &'n [Node<'a>]) {
    match item.children.split_first() {
        Some((first, rest)) if matches!(first.tag(), Some(Tag::Paragraph)) => (&first.children, rest),
        _ => {
            let end = item.children.iter().position(|node| !node.is_inline()).unwrap_or(item.children.len());
            item.children.split_at(end)
        }
    }
}

/// Has any item a checkbox, or what was meant as one?
pub(crate) fn is_task_list(list: &Node<'_>, text: &str) -> bool {
    list.children.iter().any(|item| {
        checkbox(item).is_some() || text[item.span.clone()].trim_start_matches(['-', '*', '+', ' ']).starts_with("[]")
    })
}

/// The checkbox of an item, which stands in its paragraph where the list has empty lines.
fn checkbox(item: &Node<'_>) -> Option<bool> {
    let first = item.children.first()?;
    match (&first.event, first.tag()) {
        (Event::TaskListMarker(checked), _) => Some(*checked),
        (_, Some(Tag::Paragraph)) => checkbox(first),
        _ => None,
    }
}
