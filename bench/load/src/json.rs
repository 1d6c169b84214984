//! JSON read by looking: the raw texts of an object's own fields, and what a keyboard's buttons carry. Nothing is parsed
//! into values or written again; what the bot sent is copied as it stands.

/// The raw text of a field of the outermost object: with its quotes or brackets. None: it is not there.
pub fn field<'a>(json: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut at = blank(json, json.iter().position(|byte| *byte == b'{')? + 1);
    while json.get(at) == Some(&b'"') {
        let end = value(json, at);
        let key = json.get(at + 1..end - 1)?;
        let begin = blank(json, blank(json, end) + 1);
        let end = value(json, begin);
        if key == name.as_bytes() {
            return json.get(begin..end);
        }
        at = blank(json, blank(json, end) + 1);
    }
    None
}

/// A number that stands in a field, as a number or in quotes.
pub fn number(json: &[u8], name: &str) -> Option<i64> {
    let raw = std::str::from_utf8(field(json, name)?).ok()?;
    raw.trim_matches('"').parse().ok()
}

/// What the buttons of a keyboard carry, in their order. Tokens have no character that JSON would escape.
pub fn callbacks(keyboard: &[u8]) -> impl Iterator<Item = &str> {
    const MARK: &[u8] = b"\"callback_data\":";
    let mut rest = keyboard;
    std::iter::from_fn(move || {
        let found = rest.windows(MARK.len()).position(|window| window == MARK)?;
        let begin = blank(rest, found + MARK.len());
        let end = value(rest, begin);
        let data = rest.get(begin + 1..end - 1)?;
        rest = &rest[end..];
        std::str::from_utf8(data).ok()
    })
}

/// Where the value that begins here ends.
fn value(json: &[u8], begin: usize) -> usize {
    let (mut at, mut depth) = (begin, 0);
    while at < json.len() {
        match json[at] {
            b'"' => {
                at += 1;
                while at < json.len() && json[at] != b'"' {
                    at += if json[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b',' | b'}' | b']' | b':' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
        if depth == 0 && matches!(json.get(at - 1), Some(b'"' | b'}' | b']')) {
            return at;
        }
    }
    json.len()
}

fn blank(json: &[u8], mut at: usize) -> usize {
    while json.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &[u8] = br#"{"chat_id":7,"message_id": 12, "text":"a \"quoted\" } text","reply_markup":{"inline_keyboard":
        [[{"text":"x","callback_data":"l.g:a:2@b.3"}],[{"text":"y","url":"z"},{"callback_data": "h.h","text":"]"}]]},"last":true}"#;

    #[test]
    fn fields_are_found_as_they_stand() {
        assert_eq!(field(CALL, "text"), Some(&br#""a \"quoted\" } text""#[..]));
        assert_eq!(number(CALL, "chat_id"), Some(7));
        assert_eq!(number(CALL, "message_id"), Some(12));
        assert_eq!(field(CALL, "last"), Some(&b"true"[..]));
        assert_eq!(field(CALL, "inline_keyboard"), None, "only the outermost object's own fields count");
    }

    #[test]
    fn a_keyboard_tells_what_its_buttons_carry() {
        let keyboard = field(CALL, "reply_markup").unwrap_or_default();
        assert_eq!(callbacks(keyboard).collect::<Vec<_>>(), ["l.g:a:2@b.3", "h.h"]);
    }

    #[test]
    fn what_is_broken_is_not_there() {
        for text in ["", "{", "{\"a", "{\"a\":", "[]", "{\"a\":\"\\"] {
            assert_eq!(field(text.as_bytes(), "b"), None, "{text}");
        }
    }
}
