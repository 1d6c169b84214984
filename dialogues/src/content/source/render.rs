//! Blocks of markdown in Telegram's HTML: paragraphs, lists, code and quotes, an empty line between them. Refuses,
//! with its place, what a message cannot show.

use pulldown_cmark::{BlockQuoteKind, Event, Tag};

use super::code::Code;
use super::finding::{did_you_mean, spelled_out};
use super::markdown::Node;
use super::reading::Reading;
use super::{inline, refusal};
use crate::kernel::locale::Locale;
use crate::kernel::markup::Html;

/// Deeper lists cannot be read on a phone.
const MAX_LIST_DEPTH: usize = 2;
const ALERTS: [&str; 5] = ["CAUTION", "IMPORTANT", "NOTE", "TIP", "WARNING"];

pub(crate) fn blocks(nodes: &[Node<'_>], reading: &mut Reading<'_>) -> Html {
    let mut html = Html::new();
    for part in parts(nodes, reading, Place::default()) {
        html.paragraph(&part);
    }
    html
}

/// Where a block stands.
#[derive(Clone, Copy, Default)]
struct Place {
    list_depth: usize,
    in_quote: bool,
}

/// One piece of HTML per block; inline elements in a row, as in the items of a tight list, are one.
fn parts(nodes: &[Node<'_>], reading: &mut Reading<'_>, place: Place) -> Vec<Html> {
    nodes
        .chunk_by(|a, b| a.is_inline() && b.is_inline())
        .map(|run| match run {
            [node] if !node.is_inline() => block(node, reading, place),
            line => inline::render(line, reading),
        })
        .filter(|part| !part.is_empty())
        .collect()
}

fn block(node: &Node<'_>, reading: &mut Reading<'_>, place: Place) -> Html {
    match &node.event {
        Event::Start(Tag::Paragraph) => inline::render(&node.children, reading),
        Event::Start(Tag::List(first)) => list(node, *first, reading, place),
        Event::Start(Tag::BlockQuote(kind)) => quote(node, *kind, reading, place),
        Event::Start(Tag::CodeBlock(kind)) => {
            let code = Code::read(kind, node);
            code.check(reading);
            code.html()
        }
        _ => {
            refusal::refuse(node, reading);
            Html::new()
        }
    }
}

fn list(node: &Node<'_>, first: Option<u64>, reading: &mut Reading<'_>, place: Place) -> Html {
    if place.list_depth == MAX_LIST_DEPTH {
        reading.report.error(node.span.clone(), "markdown/deep-list", "lists nest two levels deep at most");
    }
    let inside = Place { list_depth: place.list_depth + 1, ..place };
    let indent = "    ".repeat(place.list_depth);
    let mut html = Html::new();
    for (item, number) in node.children.iter().zip(first.unwrap_or_default()..) {
        let mut marker = Html::text(&indent);
        marker.push_text(&first.map_or_else(|| "• ".to_owned(), |_| format!("{number}. ")));
        let mut parts = parts(&item.children, reading, inside).into_iter();
        let mut text = marker;
        text.push(&parts.next().unwrap_or_default());
        for part in parts {
            text.line(&part);
        }
        html.line(&text);
    }
    html
}

fn quote(node: &Node<'_>, kind: Option<BlockQuoteKind>, reading: &mut Reading<'_>, place: Place) -> Html {
    check_markers(node, kind.is_some(), reading);
    if place.in_quote {
        reading.report.error(node.span.clone(), "markdown/nested-quote", "a quote cannot stand in a quote");
    }
    let mut html = Html::new();
    if let Some(kind) = kind {
        html.push(&Html::bold(&Html::text(label(kind, reading.locale))));
    }
    for (number, part) in parts(&node.children, reading, Place { in_quote: true, ..place }).iter().enumerate() {
        if number == 0 {
            html.line(part)
        } else {
            html.paragraph(part)
        };
    }
    Html::quote(&html)
}

/// Finds `[!…]` lines that markdown takes for text: an unknown alert, or one that runs on from the quote above it.
pub(crate) fn check_markers(quote: &Node<'_>, is_alert: bool, reading: &mut Reading<'_>) {
    let mut at = quote.span.start;
    for (number, line) in reading.text[quote.span.clone()].split_inclusive('\n').enumerate() {
        let marker = line.trim_start_matches([' ', '>']);
        let span = at + line.len() - marker.len()..at + line.trim_end().len();
        at += line.len();
        let name = marker.trim_end().strip_prefix("[!").and_then(|rest| rest.strip_suffix(']'));
        let Some(name) = name.filter(|name| name.chars().all(char::is_alphanumeric)) else { continue };
        if number > 0 {
            reading
                .report
                .error(span, "quote/joined", "this runs on from the quote above")
                .hint("put an empty line between the two quotes");
        } else if !is_alert {
            reading
                .report
                .error(span, "quote/unknown-alert", format!("there is no alert `{name}`"))
                .hint(did_you_mean(name, ALERTS).unwrap_or_else(|| format!("the alerts are {}", spelled_out(ALERTS))));
        }
    }
}

/// What an alert is called in the language of the text.
fn label(kind: BlockQuoteKind, locale: Locale) -> &'static str {
    let (english, russian) = match kind {
        BlockQuoteKind::Note => ("Note", "Заметка"),
        BlockQuoteKind::Tip => ("Tip", "Совет"),
        BlockQuoteKind::Important => ("Important", "Важно"),
        BlockQuoteKind::Warning => ("Warning", "Осторожно"),
        BlockQuoteKind::Caution => ("Caution", "Внимание"),
    };
    if locale.as_str() == "ru" { russian } else { english }
}
