//! Markdown as a tree with spans: what pulldown-cmark's stream of events says, one node per element. Gives no meaning
//! to anything; sections are made of it in `section`, Telegram's HTML in `render`.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::finding::{Report, Span};

/// Content nests four or five levels; the limit keeps hostile nesting off the stack.
const MAX_DEPTH: usize = 24;

/// An element. Containers are represented by their [`Event::Start`].
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub event: Event<'a>,
    pub span: Span,
    pub children: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    pub const fn tag(&self) -> Option<&Tag<'a>> {
        match &self.event {
            Event::Start(tag) => Some(tag),
            _ => None,
        }
    }

    /// Does it stand inside a line of text?
    pub const fn is_inline(&self) -> bool {
        match &self.event {
            Event::Start(tag) => {
                matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
            }
            Event::Rule | Event::Html(_) => false,
            _ => true,
        }
    }
}

/// The elements of `text[from..]`, with spans in `text`.
pub(crate) fn parse<'a>(text: &'a str, from: usize, report: &mut Report) -> Vec<Node<'a>> {
    let options = Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS;
    let mut tree = Tree::default();
    for (event, span) in Parser::new_ext(&text[from..], options).into_offset_iter() {
        tree.add(event, from + span.start..from + span.end, report);
    }
    tree.done
}

#[derive(Default)]
struct Tree<'a> {
    done: Vec<Node<'a>>,
    open: Vec<Node<'a>>,
    /// How many containers deeper than allowed we are.
    beyond: usize,
}

impl<'a> Tree<'a> {
    fn add(&mut self, event: Event<'a>, span: Span, report: &mut Report) {
        match event {
            Event::Start(_) if self.open.len() == MAX_DEPTH => {
                if self.beyond == 0 {
                    report.error(span, "markdown/too-deep", "this is nested too deeply");
                }
                self.beyond += 1;
            }
            Event::Start(_) => self.open.push(Node { event, span, children: Vec::new() }),
            Event::End(_) if self.beyond > 0 => self.beyond -= 1,
            Event::End(_) => {
                if let Some(node) = self.open.pop() {
                    self.push(node);
                }
            }
            leaf if self.beyond == 0 => self.push(Node { event: leaf, span, children: Vec::new() }),
            _ => {}
        }
    }

    fn push(&mut self, node: Node<'a>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.done.push(node),
        }
    }
}

/// The text of inline elements without any markup.
pub(crate) fn plain(nodes: &[Node<'_>]) -> String {
    let mut text = String::new();
    add_plain(nodes, &mut text);
    text.trim().to_owned()
}

fn add_plain(nodes: &[Node<'_>], text: &mut String) {
    for node in nodes {
        match &node.event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => add_plain(&node.children, text),
        }
    }
}
