//! Telegram's HTML as a type: text that is known to be escaped, and its length as Telegram counts it.
//! Knows nothing of markdown; the catalogue renders into it.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// UTF-16 units of a message's text after its entities are parsed. Source: Bot API, sendMessage.
pub const MESSAGE_LIMIT: usize = 4096;

/// Text in Telegram's HTML mode. Every constructor escapes, but for [`Html::trusted`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Plain text, escaped.
    pub fn text(text: &str) -> Self {
        let mut html = Self::new();
        html.push_text(text);
        html
    }

    /// Markup that a renderer of ours has built.
    pub const fn trusted(markup: String) -> Self {
        Self(markup)
    }

    pub(crate) fn bold(inner: &Self) -> Self {
        Self(format!("<b>{inner}</b>"))
    }

    pub(crate) fn italic(inner: &Self) -> Self {
        Self(format!("<i>{inner}</i>"))
    }

    pub fn quote(inner: &Self) -> Self {
        Self(format!("<blockquote>{inner}</blockquote>"))
    }

    pub(crate) fn push_text(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
    }

    pub fn push(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Appends a paragraph: an empty line first, unless this is the beginning.
    pub fn paragraph(&mut self, other: &Self) -> &mut Self {
        if other.is_empty() {
            return self;
        }
        if !self.0.is_empty() {
            self.0.push_str("\n\n");
        }
        self.push(other)
    }

    /// Appends a line: a line feed first, unless this is the beginning.
    pub fn line(&mut self, other: &Self) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.push(other)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text without its markup, entities resolved.
    pub fn plain(&self) -> String {
        let mut plain = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some(at) = rest.find(['<', '&']) {
            plain.push_str(&rest[..at]);
            let special = &rest[at..];
            let (close, resolved) = if special.starts_with('<') {
                (special.find('>'), None)
            } else {
                let end = special.find(';');
                (end, end.and_then(|end| entity(&special[1..end])))
            };
            let Some(close) = close else {
                rest = special;
                break;
            };
            plain.extend(resolved);
            rest = &special[close + 1..];
        }
        plain.push_str(rest);
        plain
    }

    /// Length as Telegram counts it: UTF-16 units of the text after entity parsing.
    pub fn units(&self) -> usize {
        self.plain().encode_utf16().count()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Write for Html {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_text(text);
        Ok(())
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self::text(&text)
    }
}

/// A number as text: needs no escaping.
impl From<usize> for Html {
    fn from(number: usize) -> Self {
        let mut html = Self::new();
        write!(html.0, "{number}").ok();
        html
    }
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn escaped_text_reads_back_as_it_was(text in "\\PC*") {
            prop_assert_eq!(Html::text(&text).plain(), text);
        }

        #[test]
        fn length_is_counted_in_utf16_units_of_the_plain_text(text in "\\PC*") {
            prop_assert_eq!(Html::bold(&Html::text(&text)).units(), text.encode_utf16().count());
        }
    }
}
