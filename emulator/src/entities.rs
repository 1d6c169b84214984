//! Formatted text: a text and its entities, measured in UTF-16 units as Telegram measures them.
//!
//! Knows no message and no chat. [`parse`] reads HTML parse mode, [`display`] writes safe HTML back for the chat
//! page, and this file holds what both share: cleaning, trimming and finding entities that nobody marked.

pub mod display;
pub mod parse;

use serde::{Deserialize, Serialize};

/// More entities than this are dropped silently, as Telegram drops them.
pub const MAX_ENTITIES: usize = 100;

/// What an entity says about its stretch of text. Source: Bot API, `MessageEntity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Blockquote,
    ExpandableBlockquote,
    Bold,
    BotCommand,
    Code,
    CustomEmoji,
    Email,
    Hashtag,
    Italic,
    Mention,
    Pre,
    Spoiler,
    Strikethrough,
    TextLink,
    TextMention,
    Underline,
    Url,
}

/// One entity. `offset` and `length` count UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    #[serde(rename = "type")]
    pub kind: Kind,
    pub offset: usize,
    pub length: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_emoji_id: Option<String>,
    /// Whom a `text_mention` names; drawn as a `user` object on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<i64>,
}

impl Entity {
    pub fn new(kind: Kind, offset: usize, length: usize) -> Self {
        Self { kind, offset, length, url: None, language: None, custom_emoji_id: None, user_id: None }
    }

    /// The unit behind the last one.
    pub fn end(&self) -> usize {
        self.offset + self.length
    }

    fn is_code(&self) -> bool {
        matches!(self.kind, Kind::Code | Kind::Pre)
    }
}

/// A text with its entities, sorted by offset, the longer one first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormattedText {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
}

/// Length in UTF-16 units, the unit of every text limit of Telegram.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

impl FormattedText {
    /// A text without marks, in which commands, mentions and links are found by their look.
    pub fn plain(text: &str) -> Self {
        Self { text: text.chars().filter_map(clean).collect(), entities: Vec::new() }.finished()
    }

    /// Trims, sorts, drops what Telegram drops, and adds what it finds itself.
    pub fn finished(mut self) -> Self {
        self.sort();
        self.trim();
        self.drop_inside_code();
        self.find_unmarked();
        self.sort();
        self.entities.truncate(MAX_ENTITIES);
        self
    }

    fn sort(&mut self) {
        self.entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)).then(a.kind.cmp(&b.kind)));
    }

    /// White space goes from the end, and from the start as far as the first entity.
    fn trim(&mut self) {
        let end = self.text.trim_end_matches([' ', '\n']).len();
        self.text.truncate(end);
        let leading: usize = self.text.chars().take_while(|c| matches!(c, ' ' | '\n')).count();
        let first = self.entities.iter().map(|e| e.offset).min().unwrap_or(usize::MAX);
        // Blanks and line feeds are one byte and one unit each, so one number serves as both.
        let cut = leading.min(first);
        self.text.drain(..cut);
        let length = utf16_len(&self.text);
        self.entities.retain_mut(|entity| {
            entity.offset -= cut;
            entity.length = entity.end().min(length).saturating_sub(entity.offset);
            entity.length > 0
        });
    }

    /// Code is shown as it is: nothing but a quote around it may share its text.
    fn drop_inside_code(&mut self) {
        let code: Vec<(usize, usize)> =
            self.entities.iter().filter(|e| e.is_code()).map(|e| (e.offset, e.end())).collect();
        self.entities.retain(|e| {
            e.is_code()
                || matches!(e.kind, Kind::Blockquote | Kind::ExpandableBlockquote)
                || !code.iter().any(|(start, end)| e.offset < *end && *start < e.end())
        });
    }

    fn find_unmarked(&mut self) {
        let taken: Vec<(usize, usize)> = self
            .entities
            .iter()
            .filter(|e| e.is_code() || e.url.is_some() || e.user_id.is_some())
            .map(|e| (e.offset, e.end()))
            .collect();
        let mut found = Vec::new();
        let mut offset = 0;
        for word in self.text.split_inclusive(|c: char| c.is_whitespace()) {
            let bare = word.trim_end();
            if let Some((kind, start, len)) = kind_of_word(bare) {
                let entity = Entity::new(kind, offset + start, len);
                if !taken.iter().any(|(from, to)| entity.offset < *to && *from < entity.end()) {
                    found.push(entity);
                }
            }
            offset += utf16_len(word);
        }
        self.entities.append(&mut found);
    }
}

/// A character as Telegram stores it: carriage returns vanish, other control characters become blanks.
pub(super) fn clean(c: char) -> Option<char> {
    match c {
        '\r' => None,
        '\n' => Some('\n'),
        c if (c as u32) < 0x20 => Some(' '),
        c => Some(c),
    }
}

/// Kind, start and length in UTF-16 units of the entity that a word looks like.
fn kind_of_word(word: &str) -> Option<(Kind, usize, usize)> {
    let name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let run = |text: &str| text.chars().take_while(name).count();
    let inner = word.trim_start_matches(['(', '[', '"', '«']);
    let start = utf16_len(word) - utf16_len(inner);
    if let Some(rest) = inner.strip_prefix('/') {
        let command = run(rest);
        if command == 0 || command > 64 {
            return None;
        }
        let after = &rest[command..];
        let length = match after.strip_prefix('@') {
            Some(bot) if run(bot) > 0 => 1 + command + 1 + run(bot),
            None if after.starts_with('/') => return None,
            _ => 1 + command,
        };
        return Some((Kind::BotCommand, start, length));
    }
    if let Some(rest) = inner.strip_prefix('@') {
        let length = run(rest);
        return (length >= 3).then_some((Kind::Mention, start, length + 1));
    }
    if let Some(rest) = inner.strip_prefix('#') {
        let tag: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let is_tag = tag.chars().any(char::is_alphabetic);
        return is_tag.then(|| (Kind::Hashtag, start, utf16_len(&tag) + 1));
    }
    if inner.starts_with("https://") || inner.starts_with("http://") {
        let link = inner.trim_end_matches(['.', ',', '!', '?', ')', ']', '"', '»', ':', ';']);
        return link.contains('.').then(|| (Kind::Url, start, utf16_len(link)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_mentions_and_links_are_found_in_plain_text() {
        let text = FormattedText::plain("  /start@bot_one hi @anna_k, see (https://swift.org/a). 😀 #swift");
        let found: Vec<_> = text.entities.iter().map(|e| (e.kind, e.offset, e.length)).collect();
        assert_eq!(
            found,
            [(Kind::BotCommand, 0, 14), (Kind::Mention, 18, 7), (Kind::Url, 32, 19), (Kind::Hashtag, 57, 6)]
        );
    }

    #[test]
    fn white_space_around_goes_and_control_characters_become_blanks() {
        assert_eq!(FormattedText::plain(" \n a\tb\r\nc \n").text, "a b\nc");
        assert_eq!(FormattedText::plain(" \n ").text, "");
    }
}
