//! What a message cannot show, reported with what to do instead.

use pulldown_cmark::{Event, Tag};

use super::finding::first_line;
use super::markdown::Node;
use super::reading::Reading;

/// Reports an element that has no place in a message.
pub(crate) fn refuse(node: &Node<'_>, reading: &mut Reading<'_>) {
    let (code, message, hint) = match &node.event {
        Event::Start(Tag::Heading { .. }) => (
            "markdown/heading",
            "only `##` headings divide a lesson, and `###` its quiz",
            "use a bold line, or begin a new screen",
        ),
        Event::Start(Tag::Image { .. }) => {
            ("markdown/image", "images are not supported", "describe it, or show it as text in a ```text block")
        }
        Event::Start(Tag::Table(_)) => {
            ("markdown/table", "a chat cannot show tables", "use a list, or a ```text block")
        }
        Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => {
            ("markdown/html", "HTML is not supported", "put `<…>` that is meant literally into backticks")
        }
        Event::Rule => ("markdown/rule", "a chat cannot show lines", "begin a new screen instead"),
        _ => ("markdown/unsupported", "this cannot be shown in a chat", "use paragraphs, lists, code and quotes"),
    };
    reading.report.error(first_line(reading.text, &node.span), code, message).hint(hint);
}
