//! A form that an answer may have: Swift with free names and with parts that may be left out. Knows nothing of markdown
//! and of what becomes of an answer. Start at [`Form::read`].

use std::ops::Range;

use crate::content::language::{Sort, SwiftToken, swift_tokens};
use crate::content::questions::typed;

/// Parts of a form that may be left out: twice as many variants for each.
const MOST_PARTS: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// All that it stands for; the first is without what may be left out.
    pub variants: Vec<Variant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    /// Real Swift, with the author's example for each free name.
    pub code: String,
    /// What is expected, token by token.
    pub wanted: Vec<Wanted>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub what: What,
    /// Swift demands a line end or `;` before it.
    pub is_apart: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Exactly(String),
    /// Any of its sort; the same wherever it has the same label.
    Free(Sort, String),
}

/// Why a form is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    /// Nothing is written.
    Empty,
    /// More than [`MOST_PARTS`] may be left out.
    ManyParts,
    /// A part in a part.
    NestedPart,
    /// `[?` without its `]`.
    OpenPart,
}

impl Form {
    pub fn read(written: &str) -> Result<Self, Malformed> {
        let parts = parts(written)?;
        let variants: Vec<Variant> = (0..1_usize << parts.len()).map(|kept| variant(written, &parts, kept)).collect();
        if variants.iter().any(|variant| variant.wanted.is_empty()) {
            return Err(Malformed::Empty);
        }
        Ok(Self { variants })
    }

    /// What is shown of it.
    pub fn code(&self) -> &str {
        self.variants.first().map_or("", |variant| &variant.code)
    }

    /// The same code, but for texts in quotes and free names?
    pub fn is_like(&self, other: &Self) -> bool {
        let shape = |form: &Self| -> Vec<Vec<Option<String>>> {
            let shape = |wanted: &Wanted| match &wanted.what {
                What::Exactly(text) if !text.starts_with('"') && !text.ends_with('"') => Some(text.clone()),
                _ => None,
            };
            form.variants.iter().map(|variant| variant.wanted.iter().map(shape).collect()).collect()
        };
        shape(self) == shape(other)
    }
}

/// A part that may be left out: with its marks, and without them.
struct Part {
    outer: Range<usize>,
    inner: Range<usize>,
}

fn parts(written: &str) -> Result<Vec<Part>, Malformed> {
    let tokens = swift_tokens(written);
    let opens = |at: usize| {
        matches!(&tokens[at..], [bracket, mark, ..]
            if bracket.text == "[" && mark.text == "?" && bracket.range.end == mark.range.start)
    };
    let (mut parts, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        if !opens(at) {
            at += 1;
            continue;
        }
        let (start, mut depth, mut end) = (at, 0_usize, None);
        for (number, token) in tokens.iter().enumerate().skip(at) {
            match token.text.as_str() {
                "[" if number > start && opens(number) => return Err(Malformed::NestedPart),
                "[" => depth += 1,
                "]" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                end = Some(number);
                break;
            }
        }
        let end = end.ok_or(Malformed::OpenPart)?;
        parts.push(Part {
            outer: tokens[start].range.start..tokens[end].range.end,
            inner: tokens[start + 1].range.end..tokens[end].range.start,
        });
        at = end + 1;
    }
    if parts.len() > MOST_PARTS { Err(Malformed::ManyParts) } else { Ok(parts) }
}

/// With the parts whose bits are set in `kept`.
fn variant(written: &str, parts: &[Part], kept: usize) -> Variant {
    let (mut labelled, mut at) = (String::new(), 0);
    for (number, part) in parts.iter().enumerate() {
        labelled.push_str(&written[at..part.outer.start]);
        if kept & (1 << number) != 0 {
            labelled.push_str(&written[part.inner.clone()]);
        }
        at = part.outer.end;
    }
    labelled.push_str(&written[at..]);
    let (mut code, mut at) = (String::new(), 0);
    for token in swift_tokens(&labelled) {
        let Some((sort, label)) = free(&token) else { continue };
        code.push_str(&labelled[at..token.range.start]);
        let quote = if sort == Sort::Text { "\"" } else { "" };
        code.extend([quote, &label, quote]);
        at = token.range.end;
    }
    code.push_str(&labelled[at..]);
    Variant { code: code.trim().to_owned(), wanted: wanted(&labelled) }
}

/// As a keyboard would give it, since an answer is compared that way.
fn wanted(labelled: &str) -> Vec<Wanted> {
    let tokens = swift_tokens(&typed::straightened(labelled));
    let parted = tokens.windows(2).map(|pair| match pair {
        [before, after] => after.is_apart && SwiftToken::must_part(before, after),
        _ => false,
    });
    let parted: Vec<bool> = std::iter::once(false).chain(parted).collect();
    let wanted = |(token, is_apart): (&SwiftToken, bool)| {
        let what = match free(token) {
            Some((sort, label)) => What::Free(sort, label),
            None => What::Exactly(token.text.clone()),
        };
        Wanted { what, is_apart }
    };
    tokens.iter().zip(parted).map(wanted).collect()
}

/// `_name_`, `"_text_"` and `_10_` are free; the label is what stands between the marks.
fn free(token: &SwiftToken) -> Option<(Sort, String)> {
    let inside = match token.sort {
        Sort::Name => token.text.as_str(),
        Sort::Text => token.text.strip_prefix('"')?.strip_suffix('"')?,
        Sort::Number | Sort::Sign => return None,
    };
    let label = inside.strip_prefix('_')?.strip_suffix('_')?;
    let is_label = !label.is_empty()
        && !label.starts_with('_')
        && !label.ends_with('_')
        && label.chars().all(|char| char.is_alphanumeric() || char == '_');
    let sort = match token.sort {
        Sort::Name if label.bytes().all(|byte| byte.is_ascii_digit()) => Sort::Number,
        sort => sort,
    };
    is_label.then(|| (sort, label.to_owned()))
}
