//! HTML parse mode: source text to text and entities, with Telegram's own complaints and byte offsets.
//!
//! Not an HTML parser: it knows the tags that Telegram knows and refuses all others. Start at [`html`].

use super::{Entity, FormattedText, Kind, clean, utf16_len};

/// Reads HTML parse mode. The error is the text behind "can't parse entities: ". Source: Bot API, "HTML style".
pub fn html(source: &str) -> Result<FormattedText, String> {
    let mut reader = Reader { source, at: 0, out: FormattedText::default(), units: 0, open: Vec::new() };
    while let Some(c) = reader.peek() {
        match c {
            '<' if reader.source[reader.at + 1..].starts_with('/') => reader.end_tag()?,
            '<' => reader.start_tag()?,
            '&' => reader.reference(),
            c => {
                reader.at += c.len_utf8();
                reader.push(c);
            }
        }
    }
    match reader.open.last() {
        Some(open) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag)),
        None => Ok(reader.out),
    }
}

struct Open {
    tag: String,
    /// UTF-16 offset at which its text starts.
    offset: usize,
    /// Byte offset of that text in the output.
    text_at: usize,
    argument: Option<String>,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    out: FormattedText,
    units: usize,
    open: Vec<Open>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn push(&mut self, c: char) {
        if let Some(c) = clean(c) {
            self.out.text.push(c);
            self.units += c.len_utf16();
        }
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|c| c.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn take_while(&mut self, good: impl Fn(char) -> bool) -> String {
        let rest = &self.source[self.at..];
        let len = rest.find(|c| !good(c)).unwrap_or(rest.len());
        self.at += len;
        rest[..len].to_owned()
    }

    /// `&lt;` and its like; an ampersand that starts none of them is an ampersand.
    fn reference(&mut self) {
        let rest = &self.source[self.at + 1..];
        let (decoded, len) = if let Some(number) = rest.strip_prefix('#') {
            let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
                Some(hex) => (hex, 16, 2),
                None => (number, 10, 1),
            };
            let len = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
            let code = u32::from_str_radix(&digits[..len], radix).ok().filter(|code| *code != 0);
            (code.and_then(char::from_u32), prefix + len)
        } else {
            let len = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let decoded = match &rest[..len] {
                "amp" => Some('&'),
                "gt" => Some('>'),
                "lt" => Some('<'),
                "quot" => Some('"'),
                _ => None,
            };
            (decoded, len)
        };
        let Some(decoded) = decoded else {
            self.at += 1;
            return self.push('&');
        };
        self.at += 1 + len;
        if self.source[self.at..].starts_with(';') {
            self.at += 1;
        }
        self.push(decoded);
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let tag = self.take_while(|c| !c.is_ascii_whitespace() && c != '>').to_ascii_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if !is_supported(&tag) {
            return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
        }
        let argument = self.attributes(&tag, begin)?;
        if tag == "span" && argument.is_none() {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        if tag == "tg-emoji" && argument.as_deref().is_none_or(|id| id.parse::<u64>().is_err()) {
            return Err("Invalid custom emoji identifier specified".to_owned());
        }
        self.open.push(Open { tag, offset: self.units, text_at: self.out.text.len(), argument });
        Ok(())
    }

    /// Reads up to and with `>`; returns the one attribute that means something for this tag.
    fn attributes(&mut self, tag: &str, begin: usize) -> Result<Option<String>, String> {
        let unclosed = || format!("Unclosed start tag \"{tag}\" at byte offset {begin}");
        let mut argument = None;
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return Err(unclosed()),
                Some('>') => break self.at += 1,
                Some(_) => {}
            }
            let begin_of_name = self.at;
            let name = self.take_while(|c| !c.is_ascii_whitespace() && c != '=' && c != '>').to_ascii_lowercase();
            if name.is_empty() {
                return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin_of_name}"));
            }
            self.skip_blanks();
            if self.peek() != Some('=') {
                if tag == "blockquote" && name == "expandable" {
                    argument = Some(String::new());
                    continue;
                }
                return Err(format!(
                    "Expected equal sign in declaration of an attribute of the tag \"{tag}\" at byte offset {begin_of_name}"
                ));
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.value().ok_or_else(unclosed)?;
            match (tag, name.as_str()) {
                ("a", "href") | ("tg-emoji", "emoji-id") => argument = Some(value),
                ("blockquote", "expandable") => argument = Some(String::new()),
                ("code", "class") => argument = value.strip_prefix("language-").map(str::to_owned),
                ("span", "class") if value.starts_with("tg-spoiler") => argument = Some(value),
                _ => {}
            }
        }
        Ok(argument)
    }

    /// A quoted value or a bare token; `None` where the source ends before the value does.
    fn value(&mut self) -> Option<String> {
        let quote = self.peek()?;
        if quote != '"' && quote != '\'' {
            return Some(self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).to_ascii_lowercase());
        }
        let rest = &self.source[self.at + 1..];
        let len = rest.find(quote)?;
        self.at += 1 + len + 1;
        Some(unescape(&rest[..len]))
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.at += 2;
        let tag = self.take_while(|c| !c.is_ascii_whitespace() && c != '>').to_ascii_lowercase();
        self.skip_blanks();
        if self.peek() != Some('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        if !tag.is_empty() && tag != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{tag}>\"",
                open.tag
            ));
        }
        self.close(open);
        Ok(())
    }

    fn close(&mut self, open: Open) {
        let length = self.units - open.offset;
        if length == 0 {
            return;
        }
        let mut entity = Entity::new(Kind::Bold, open.offset, length);
        entity.kind =
            match open.tag.as_str() {
                "i" | "em" => Kind::Italic,
                "u" | "ins" => Kind::Underline,
                "s" | "strike" | "del" => Kind::Strikethrough,
                "span" | "tg-spoiler" => Kind::Spoiler,
                "blockquote" if open.argument.is_some() => Kind::ExpandableBlockquote,
                "blockquote" => Kind::Blockquote,
                "code" => {
                    entity.language = open.argument;
                    Kind::Code
                }
                "pre" => {
                    // <pre><code class="language-x"> is one entity: the inner one lends its language and goes.
                    if let Some(inner) = self.out.entities.pop_if(|inner| {
                        inner.kind == Kind::Code && inner.offset == open.offset && inner.length == length
                    }) {
                        entity.language = inner.language;
                    }
                    Kind::Pre
                }
                "tg-emoji" => {
                    entity.custom_emoji_id = open.argument;
                    Kind::CustomEmoji
                }
                "a" => {
                    // A link without an address points at its own text; text that is no address is just text.
                    let href = open.argument.unwrap_or_else(|| self.out.text[open.text_at..].to_owned());
                    if let Some(user) = href.strip_prefix("tg://user?id=").and_then(|id| id.parse().ok()) {
                        entity.user_id = Some(user);
                        Kind::TextMention
                    } else if let Some(url) = link(&href) {
                        entity.url = Some(url);
                        Kind::TextLink
                    } else {
                        return;
                    }
                }
                _ => Kind::Bold,
            };
        self.out.entities.push(entity);
    }
}

fn is_supported(tag: &str) -> bool {
    const TAGS: [&str; 17] = [
        "a",
        "b",
        "blockquote",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "pre",
        "s",
        "span",
        "strike",
        "strong",
        "tg-emoji",
        "tg-spoiler",
        "u",
        "",
    ];
    !tag.is_empty() && TAGS.contains(&tag)
}

/// The address of a link as Telegram stores it; a bare host gets `http://`.
pub fn link(href: &str) -> Option<String> {
    let href = href.trim();
    let full = if href.contains("://") || href.starts_with("mailto:") || href.starts_with("tel:") {
        href.to_owned()
    } else {
        format!("http://{href}")
    };
    let url = url::Url::parse(&full).ok()?;
    let good = match url.scheme() {
        "http" | "https" => url.host_str().is_some_and(|host| host.contains('.') || host == "localhost"),
        "mailto" | "tel" | "tg" | "ton" | "tonsite" => true,
        _ => false,
    };
    good.then(|| if href.contains("://") { href.to_owned() } else { url.to_string() })
}

fn unescape(value: &str) -> String {
    let mut reader = Reader { source: value, at: 0, out: FormattedText::default(), units: 0, open: Vec::new() };
    while let Some(c) = reader.peek() {
        if c == '&' {
            reader.reference();
        } else {
            reader.at += c.len_utf8();
            reader.push(c);
        }
    }
    debug_assert_eq!(reader.units, utf16_len(&reader.out.text));
    reader.out.text
}

#[cfg(test)]
mod tests;
