//! Does a piece of Swift parse, and which part of it must a translation keep? Syntax only: no types, no names. The
//! grammar is tree-sitter's.

use tree_sitter::{Node, Parser};

use super::finding::Span;

pub(crate) struct Checker(Option<Parser>);

/// Nodes that a translation may put into other words.
const PROSE: [&str; 5] =
    ["comment", "line_string_literal", "multi_line_string_literal", "multiline_comment", "raw_string_literal"];

pub(crate) struct Syntax {
    pub error: Option<SyntaxError>,
    pub skeleton: String,
}

/// The first place that the grammar does not understand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Bytes in the code.
    pub span: Span,
    /// What is missing there, when the parser can tell.
    pub missing: Option<String>,
}

impl Checker {
    pub fn new() -> Self {
        let mut parser = Parser::new();
        let ready = parser.set_language(&tree_sitter_swift::LANGUAGE.into()).is_ok();
        Self(ready.then_some(parser))
    }

    /// A checker that finds everything right, for sources that have been checked before.
    pub const fn off() -> Self {
        Self(None)
    }

    /// Nothing when the checker is off.
    pub fn read(&mut self, code: &str) -> Option<Syntax> {
        let tree = self.0.as_mut()?.parse(code, None)?;
        let root = tree.root_node();
        let error = root.has_error().then(|| first_error(root, code));
        Some(Syntax { error, skeleton: skeleton(root, code) })
    }
}

/// The words of the code without comments, the texts of strings and white space.
fn skeleton(root: Node<'_>, code: &str) -> String {
    let mut skeleton = String::new();
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        let is_prose = PROSE.contains(&node.kind());
        if !is_prose && cursor.goto_first_child() {
            continue;
        }
        let word = if is_prose { "" } else { code.get(node.byte_range()).unwrap_or_default().trim() };
        if !word.is_empty() {
            skeleton.push_str(word);
            skeleton.push(' ');
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return skeleton;
            }
        }
    }
}

/// Goes down to the innermost first node in error: the outer ones only say that something inside is wrong.
fn first_error(root: Node<'_>, code: &str) -> SyntaxError {
    let mut node = root;
    loop {
        let mut cursor = node.walk();
        let inner =
            node.children(&mut cursor).find(|child| child.is_error() || child.is_missing() || child.has_error());
        match inner {
            Some(child) => node = child,
            None => break,
        }
    }
    let span = node.byte_range();
    let start = span.start.min(code.len());
    // The rest of a long error is noise: the first line shows where it begins.
    let line = code[start..].find('\n').map_or(code.len(), |at| start + at);
    SyntaxError {
        span: start..span.end.clamp(start, line.max(start)),
        missing: node.is_missing().then(|| node.kind().to_owned()),
    }
}
