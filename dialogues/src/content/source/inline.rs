//! A line of text in Telegram's HTML: bold, italic, strike, code and links. Telegram allows no other entity around
//! code, so the open ones are closed before it and opened again after it.

use pulldown_cmark::{Event, LinkType, Tag};

use super::markdown::{Node, plain};
use super::reading::Reading;
use crate::kernel::markup::Html;

/// Renders inline elements; refuses what a message cannot show.
pub(crate) fn render(nodes: &[Node<'_>], reading: &mut Reading<'_>) -> Html {
    let mut line = Line::default();
    line.add(nodes, reading);
    line.finish()
}

/// The same, all of it bold: a question's heading.
pub(crate) fn render_bold(nodes: &[Node<'_>], reading: &mut Reading<'_>) -> Html {
    let mut line = Line { wanted: vec![Style::Bold], ..Line::default() };
    line.add(nodes, reading);
    line.finish()
}

#[derive(Clone, Debug, PartialEq)]
enum Style {
    Bold,
    Italic,
    Strike,
    Code,
    Link(String),
}

impl Style {
    fn open(&self) -> String {
        match self {
            Self::Bold => "<b>".to_owned(),
            Self::Italic => "<i>".to_owned(),
            Self::Strike => "<s>".to_owned(),
            Self::Code => "<code>".to_owned(),
            Self::Link(url) => format!("<a href=\"{}\">", Html::text(url)),
        }
    }

    const fn close(&self) -> &'static str {
        match self {
            Self::Bold => "</b>",
            Self::Italic => "</i>",
            Self::Strike => "</s>",
            Self::Code => "</code>",
            Self::Link(_) => "</a>",
        }
    }
}

#[derive(Default)]
struct Line {
    html: String,
    /// Tags that are open in `html`, outermost first.
    open: Vec<Style>,
    /// Styles of the text that comes next.
    wanted: Vec<Style>,
}

impl Line {
    fn add(&mut self, nodes: &[Node<'_>], reading: &mut Reading<'_>) {
        for node in nodes {
            self.element(node, reading);
        }
    }

    fn element(&mut self, node: &Node<'_>, reading: &mut Reading<'_>) {
        match &node.event {
            Event::Text(text) => self.text(text),
            Event::Code(code) => self.code(code),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Start(Tag::Paragraph) => self.add(&node.children, reading),
            Event::Start(Tag::Strong) => self.styled(Style::Bold, node, reading),
            Event::Start(Tag::Emphasis) => self.styled(Style::Italic, node, reading),
            Event::Start(Tag::Strikethrough) => self.styled(Style::Strike, node, reading),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                check_link(*link_type, dest_url, node, reading);
                self.styled(Style::Link(dest_url.to_string()), node, reading);
            }
            Event::TaskListMarker(_) => refuse_checkbox(node, reading),
            _ => super::refusal::refuse(node, reading),
        }
    }

    fn styled(&mut self, style: Style, node: &Node<'_>, reading: &mut Reading<'_>) {
        if self.wanted.contains(&style) {
            return self.add(&node.children, reading);
        }
        self.wanted.push(style);
        self.add(&node.children, reading);
        self.wanted.pop();
    }

    /// Inside of a link, code is plain text: an entity that code may not be part of.
    fn code(&mut self, code: &str) {
        if self.wanted.iter().any(|style| matches!(style, Style::Link(_))) {
            return self.text(code);
        }
        let wanted = std::mem::replace(&mut self.wanted, vec![Style::Code]);
        self.text(code);
        self.wanted = wanted;
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let common = self.open.iter().zip(&self.wanted).take_while(|(open, wanted)| open == wanted).count();
        for style in self.open.drain(common..).rev() {
            self.html.push_str(style.close());
        }
        for style in &self.wanted[common..] {
            self.html.push_str(&style.open());
        }
        self.open.clone_from(&self.wanted);
        self.html.push_str(Html::text(text).as_str());
    }

    fn finish(mut self) -> Html {
        for style in self.open.drain(..).rev() {
            self.html.push_str(style.close());
        }
        Html::trusted(self.html.trim().to_owned())
    }
}

fn check_link(kind: LinkType, url: &str, node: &Node<'_>, reading: &mut Reading<'_>) {
    let is_absolute = url.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
    });
    if kind == LinkType::Email || (is_absolute && !url.starts_with("https://")) {
        reading
            .report
            .error(node.span.clone(), "link/not-https", format!("`{url}` is not an https address"))
            .maybe_hint(url.strip_prefix("http://").map(|rest| format!("write https://{rest}")));
    } else if !is_absolute {
        reading
            .report
            .error(node.span.clone(), "link/relative", format!("`{url}` leads nowhere: a chat has no files"))
            .hint("link to an https address, or name the lesson by its title");
    } else if url.len() <= "https://".len() || url.contains(char::is_whitespace) {
        reading.report.error(node.span.clone(), "link/broken", format!("`{url}` is not an address"));
    } else if plain(&node.children).is_empty() {
        reading.report.error(node.span.clone(), "link/empty", "a link without a text cannot be pressed");
    }
}

fn refuse_checkbox(node: &Node<'_>, reading: &mut Reading<'_>) {
    reading.report.error(node.span.clone(), "markdown/checkbox", "checkboxes belong to the options of a question");
}
