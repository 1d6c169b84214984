//! HTML parse mode against what Telegram makes of the same sources.

use super::*;

fn parsed(source: &str) -> FormattedText {
    html(source).map(FormattedText::finished).unwrap()
}

fn kinds(source: &str) -> Vec<(Kind, usize, usize)> {
    parsed(source).entities.iter().map(|e| (e.kind, e.offset, e.length)).collect()
}

#[test]
fn offsets_count_utf16_units() {
    let text = parsed("😀 <b>жи<i>р</i></b> &lt;&#128512;&amp;&quot;&nope;");
    assert_eq!(text.text, "😀 жир <😀&\"&nope;");
    assert_eq!(kinds("😀 <b>жи<i>р</i></b>"), [(Kind::Bold, 3, 3), (Kind::Italic, 5, 1)]);
}

#[test]
fn every_supported_tag_makes_its_entity() {
    for (source, kind) in [
        ("<b>x</b>", Kind::Bold),
        ("<STRONG>x</strong>", Kind::Bold),
        ("<em>x</em>", Kind::Italic),
        ("<ins>x</ins>", Kind::Underline),
        ("<del>x</>", Kind::Strikethrough),
        ("<span class=\"tg-spoiler\">x</span>", Kind::Spoiler),
        ("<tg-spoiler>x</tg-spoiler>", Kind::Spoiler),
        ("<blockquote>x</blockquote>", Kind::Blockquote),
        ("<blockquote expandable>x</blockquote>", Kind::ExpandableBlockquote),
        ("<code>x</code>", Kind::Code),
        ("<pre>x</pre>", Kind::Pre),
        ("<a href='https://swift.org'>x</a>", Kind::TextLink),
        ("<a href=\"tg://user?id=7\">x</a>", Kind::TextMention),
        ("<tg-emoji emoji-id=\"5368324170671202286\">x</tg-emoji>", Kind::CustomEmoji),
    ] {
        assert_eq!(kinds(source), [(kind, 0, 1)], "{source}");
    }
}

#[test]
fn code_inside_pre_lends_its_language() {
    let text = parsed("<pre><code class=\"language-swift\">let a = 1\n</code></pre>");
    assert_eq!(text.entities.len(), 1);
    assert_eq!(text.entities[0].kind, Kind::Pre);
    assert_eq!(text.entities[0].language.as_deref(), Some("swift"));
    assert_eq!(text.entities[0].length, 9, "trailing white space is trimmed");
}

#[test]
fn complaints_are_telegrams() {
    for (source, complaint) in [
        ("abcde<div>x</div>", "Unsupported start tag \"div\" at byte offset 5"),
        ("ж<br/>", "Unsupported start tag \"br/\" at byte offset 2"),
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
        ("a < b", "Unsupported start tag \"\" at byte offset 2"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<a href=\"x>y</a>", "Unclosed start tag \"a\" at byte offset 0"),
        ("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ] {
        assert_eq!(html(source).unwrap_err(), complaint, "{source}");
    }
}

#[test]
fn more_than_a_hundred_entities_are_dropped() {
    assert_eq!(parsed(&"<b>x</b> ".repeat(120)).entities.len(), super::super::MAX_ENTITIES);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_entities_stay_inside(source in "[a<>/&;b =\"\u{1F600}ж]{0,40}") {
        if let Ok(text) = html(&source) {
            let text = text.finished();
            let length = utf16_len(&text.text);
            for entity in &text.entities {
                proptest::prop_assert!(entity.end() <= length);
            }
        }
    }
}
