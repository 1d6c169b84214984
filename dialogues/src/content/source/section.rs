//! Sections: a heading with its `{#id key=value}` and the blocks under it. What the attributes mean is said by those
//! who ask for them.

use std::str::FromStr;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use super::finding::{Report, Span, Spanned, did_you_mean, spelled_out};
use super::markdown::{Node, plain};

pub(crate) struct Section<'a> {
    pub heading: Heading<'a>,
    pub blocks: Vec<Node<'a>>,
}

pub(crate) struct Heading<'a> {
    /// Inline elements, without the attributes.
    pub title: Vec<Node<'a>>,
    /// The title without markup.
    pub text: String,
    pub attributes: Attributes<'a>,
    pub span: Span,
}

/// What stands in the braces of a heading.
#[derive(Debug, Default)]
pub(crate) struct Attributes<'a> {
    pub id: Option<Spanned<&'a str>>,
    list: Vec<Attribute<'a>>,
}

#[derive(Debug)]
struct Attribute<'a> {
    key: &'a str,
    value: Spanned<&'a str>,
    span: Span,
}

/// Cuts blocks at the headings of one level. What stands before the first heading comes first.
pub(crate) fn split<'a>(
    text: &'a str,
    nodes: Vec<Node<'a>>,
    at: HeadingLevel,
    report: &mut Report,
) -> (Vec<Node<'a>>, Vec<Section<'a>>) {
    let mut before = Vec::new();
    let mut sections: Vec<Section<'a>> = Vec::new();
    for node in nodes {
        if matches!(node.tag(), Some(Tag::Heading { level, .. }) if *level == at) {
            sections.push(Section { heading: Heading::read(text, node, report), blocks: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.blocks.push(node);
        } else {
            before.push(node);
        }
    }
    (before, sections)
}

impl<'a> Heading<'a> {
    fn read(text: &'a str, node: Node<'a>, report: &mut Report) -> Self {
        let written = text[node.span.clone()].trim_end();
        let span = node.span.start..node.span.start + written.lines().next().unwrap_or_default().len();
        let has_attributes = matches!(
            node.tag(),
            Some(Tag::Heading { id, classes, attrs, .. }) if id.is_some() || !classes.is_empty() || !attrs.is_empty()
        );
        let attributes =
            if has_attributes { Attributes::read(text, span.clone(), report) } else { Attributes::default() };
        Self { text: plain(&node.children), title: node.children, attributes, span }
    }

    /// The word before the first colon, as in `### single: What …`, and the title after it.
    pub fn keyword(&self) -> Option<(Spanned<&str>, Vec<Node<'a>>)> {
        let first = self.title.first()?;
        let Event::Text(start) = &first.event else { return None };
        let (word, _) = start.split_once(':')?;
        let keyword = Spanned::new(word.trim(), first.span.start..first.span.start + word.len());
        let mut title = self.title.clone();
        if let Event::Text(start) = &first.event {
            let rest = start.get(word.len() + 1..).unwrap_or_default().trim_start().to_owned();
            title[0].event = Event::Text(rest.into());
        }
        Some((keyword, title))
    }
}

impl<'a> Attributes<'a> {
    /// Reads the braces at the end of the heading's line, as pulldown-cmark does, and keeps the places.
    fn read(text: &'a str, line: Span, report: &mut Report) -> Self {
        let written = &text[line.clone()];
        let mut attributes = Self::default();
        let Some((open, close)) = written.rfind('{').zip(written.rfind('}')).filter(|(open, close)| open < close)
        else {
            return attributes;
        };
        let inside = &written[open + 1..close];
        for word in inside.split_ascii_whitespace() {
            // A word of `split` is a part of `inside`: its distance from the beginning is its place.
            let start = line.start + open + 1 + (word.as_ptr() as usize - inside.as_ptr() as usize);
            attributes.add(word, start..start + word.len(), report);
        }
        attributes
    }

    fn add(&mut self, word: &'a str, span: Span, report: &mut Report) {
        if let Some(id) = word.strip_prefix('#') {
            if self.id.is_some() {
                report.error(span, "heading/two-ids", "a heading has one id");
            } else {
                self.id = Some(Spanned::new(id, span.start + 1..span.end));
            }
            return;
        }
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        if self.list.iter().any(|attribute| attribute.key == key) {
            report.error(span, "heading/repeated-attribute", format!("`{key}` is said twice"));
            return;
        }
        let value = Spanned::new(value, span.end - value.len()..span.end);
        self.list.push(Attribute { key, value, span });
    }

    pub fn get(&self, key: &str) -> Option<&Spanned<&'a str>> {
        self.list.iter().find(|attribute| attribute.key == key).map(|attribute| &attribute.value)
    }

    /// The value of an attribute as a number or a truth value; `expected` completes "has to be".
    pub fn parsed<T: FromStr>(&self, key: &str, expected: &str, report: &mut Report) -> Option<Spanned<T>> {
        let value = self.get(key)?;
        if let Ok(parsed) = value.value.parse() {
            return Some(Spanned::new(parsed, value.span.clone()));
        }
        report.error(value.span.clone(), "heading/attribute", format!("`{key}` has to be {expected}"));
        None
    }

    /// Reports every attribute that is not among `known`.
    pub fn refuse_unknown(&self, known: &[&str], report: &mut Report) {
        for attribute in self.list.iter().filter(|attribute| !known.contains(&attribute.key)) {
            let hint = did_you_mean(attribute.key, known.iter().copied()).or_else(|| {
                (!known.is_empty()).then(|| format!("the attributes are {}", spelled_out(known.iter().copied())))
            });
            report
                .error(
                    attribute.span.clone(),
                    "heading/unknown-attribute",
                    format!("there is no attribute `{}` here", attribute.key),
                )
                .maybe_hint(hint);
        }
    }
}
