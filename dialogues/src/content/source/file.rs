//! The files of authors, as texts.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

/// A file of the content folder.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceFile {
    /// Relative to the content folder, `/` between the parts.
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// The same text makes the same file, whatever editor and system it was saved with: lines end with LF, there is no mark
    /// at the beginning, and letters are composed (NFC). Bytes that are no UTF-8 become U+FFFD, which the checks point at.
    pub fn new(path: impl Into<String>, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Self { path: path.into(), text: text.nfc().collect() }
    }
}

/// The first character that deceives or cannot be seen, and what is wrong with it.
pub(crate) fn bad_character(text: &str) -> Option<(Range<usize>, &'static str)> {
    let mut before = None;
    for (at, char) in text.char_indices() {
        let problem = match char {
            // A carriage return is an older archive's.
            '\n' | '\r' | '\t' => None,
            char::REPLACEMENT_CHARACTER => Some("is what is left of bytes that are no UTF-8"),
            char if char.is_control() => Some("cannot be shown"),
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                Some("turns the direction of the text around it: it would be read other than it is written")
            }
            // It joins pictures into one, such as a family; and a flag of a country's part is spelled with the latter.
            '\u{200d}' | '\u{e0020}'..='\u{e007f}' if before.is_some_and(is_picture) => None,
            char if is_unseen(char) => Some("cannot be seen"),
            _ => None,
        };
        if let Some(problem) = problem {
            return Some((at..at + char.len_utf8(), problem));
        }
        before = Some(char);
    }
    None
}

/// Takes no room, or room without anything in it, and is no space.
/// Source: Unicode, `Default_Ignorable_Code_Point`, and what is drawn blank.
const fn is_unseen(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}')
}

/// A picture, or what may stand in the middle of one.
const fn is_picture(char: char) -> bool {
    matches!(char, '\u{200d}' | '\u{fe0f}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_the_same_file() {
        let lf = SourceFile::new("a.md", "# Café\n\nмой\n".as_bytes());
        for other in ["\u{feff}# Café\r\n\r\nмой\r\n", "# Cafe\u{301}\r\rмо\u{438}\u{306}\r"] {
            assert_eq!(SourceFile::new("a.md", other.as_bytes()), lf, "{other:?}");
        }
        assert_eq!(SourceFile::new("a.md", b"a\xffb").text, "a\u{fffd}b");
    }

    #[test]
    fn what_deceives_or_cannot_be_seen_is_found() {
        let deceiving =
            "\u{202e}\u{2066}\u{200f}\u{200b}\u{3164}\u{ad}\u{2800}\u{feff}\u{fffd}\u{7}\u{e000}\u{2028}\u{200d}";
        for char in deceiving.chars() {
            let text = format!("let a{char} = 1");
            assert_eq!(bad_character(&text).map(|(span, _)| span), Some(5..5 + char.len_utf8()), "{char:?}");
        }
        for fine in ["naïve – «да» “no” … → ≠ 1\u{a0}000 ё\n\tй", "👨‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️‍🔥 🇺🇦 1️⃣ 👋🏽", "日本語 한국어 עברית"]
        {
            assert_eq!(bad_character(fine), None, "{fine}");
        }
    }
}
