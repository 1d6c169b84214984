//! Text and entities to HTML that a page may set as `innerHTML`: a closed list of tags, all else escaped.

use super::{Entity, FormattedText, Kind};

/// Safe display HTML. Tags: b i u s code pre a blockquote, and `span.tg-spoiler`.
pub fn html(text: &FormattedText) -> String {
    let mut marks: Vec<&Entity> = text.entities.iter().filter(|e| !close_tag(e).is_empty()).collect();
    marks.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    let mut out = String::with_capacity(text.text.len() * 2);
    let mut open: Vec<&Entity> = Vec::new();
    let mut next = marks.into_iter().peekable();
    let mut at = 0;
    for c in text.text.chars() {
        close_ended(&mut open, at, text, &mut out);
        while let Some(entity) = next.next_if(|e| e.offset <= at) {
            out.push_str(&open_tag(entity, text));
            open.push(entity);
        }
        escape(c, &mut out);
        at += c.len_utf16();
    }
    close_ended(&mut open, usize::MAX, text, &mut out);
    out
}

/// Closes what ends here. An entity that overlaps its neighbour is closed with it and opened again behind it.
fn close_ended<'a>(open: &mut Vec<&'a Entity>, at: usize, text: &FormattedText, out: &mut String) {
    let Some(first) = open.iter().position(|e| e.end() <= at) else {
        return;
    };
    let tail: Vec<&'a Entity> = open.drain(first..).collect();
    for entity in tail.iter().rev() {
        out.push_str(close_tag(entity));
    }
    for entity in tail.into_iter().filter(|e| e.end() > at) {
        out.push_str(&open_tag(entity, text));
        open.push(entity);
    }
}

fn open_tag(entity: &Entity, text: &FormattedText) -> String {
    match entity.kind {
        Kind::Bold => "<b>".into(),
        Kind::Italic => "<i>".into(),
        Kind::Underline => "<u>".into(),
        Kind::Strikethrough => "<s>".into(),
        Kind::Spoiler => "<span class=\"tg-spoiler\">".into(),
        Kind::Code => "<code>".into(),
        Kind::Pre => match &entity.language {
            Some(language) => format!("<pre><code class=\"language-{}\">", escaped(language)),
            None => "<pre>".into(),
        },
        Kind::Blockquote => "<blockquote>".into(),
        Kind::ExpandableBlockquote => "<blockquote expandable>".into(),
        Kind::TextLink | Kind::Url => {
            let own = || {
                let units: Vec<u16> = text.text.encode_utf16().skip(entity.offset).take(entity.length).collect();
                String::from_utf16_lossy(&units)
            };
            let url = entity.url.clone().unwrap_or_else(own);
            format!("<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">", escaped(&url))
        }
        _ => String::new(),
    }
}

fn close_tag(entity: &Entity) -> &'static str {
    match entity.kind {
        Kind::Bold => "</b>",
        Kind::Italic => "</i>",
        Kind::Underline => "</u>",
        Kind::Strikethrough => "</s>",
        Kind::Spoiler => "</span>",
        Kind::Code => "</code>",
        Kind::Pre if entity.language.is_some() => "</code></pre>",
        Kind::Pre => "</pre>",
        Kind::Blockquote | Kind::ExpandableBlockquote => "</blockquote>",
        Kind::TextLink | Kind::Url => "</a>",
        _ => "",
    }
}

fn escape(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        c => out.push(c),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| escape(c, &mut out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::parse;

    #[test]
    fn what_was_parsed_is_drawn_again_and_all_else_is_escaped() {
        let source = "<b>a <i>b</i></b> &lt;script&gt; <pre><code class=\"language-swift\">x</code></pre>";
        assert_eq!(html(&parse::html(source).unwrap().finished()), source);
    }

    #[test]
    fn addresses_become_links_and_nothing_escapes_from_them() {
        let drawn = html(&FormattedText::plain("see https://a.b/?q=\"<x>&y"));
        assert!(drawn.starts_with("see <a href=\"https://a.b/?q=&quot;&lt;x&gt;&amp;y\" target"), "{drawn}");
    }

    #[test]
    fn overlapping_entities_stay_well_formed() {
        let text = FormattedText {
            text: "abcd".into(),
            entities: vec![Entity::new(Kind::Bold, 0, 3), Entity::new(Kind::Italic, 2, 2)],
        };
        assert_eq!(html(&text), "<b>ab<i>c</i></b><i>d</i>");
    }
}
