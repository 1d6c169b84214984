//! How far an answer is what a form expects, and where it leaves it.

use super::form::{Variant, Wanted, What};
use crate::content::language::{Sort, SwiftToken, is_swift_keyword};

/// An answer beside one variant of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Tokens up to the first difference, and what was expected there; none where there is no difference.
    pub difference: Option<(usize, Expected)>,
    /// What begins a line with a capital that can only be a keyboard's, and what was meant.
    pub capitals: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// This and nothing else; also what a free name has been before.
    Exactly(String),
    /// A line end or `;`.
    Line,
    /// Any name, but no word of Swift and none that has another place.
    Name,
    Number,
    Text,
    /// The end.
    Nothing,
}

/// The labels that have got their names.
type Bound<'a> = Vec<(Sort, &'a str, String)>;

/// `is_taken`: does this word mean something of its own here, so that its capital is no keyboard's?
pub(super) fn compare(variant: &Variant, answer: &[SwiftToken], is_taken: &dyn Fn(&str) -> bool) -> Comparison {
    let mut bound = Bound::new();
    let mut capitals = Vec::new();
    for (at, (wanted, token)) in variant.wanted.iter().zip(answer).enumerate() {
        let is_forgiven = |meant: &str| is_capital_of(token, meant) && !is_taken(&token.text);
        let expected = match expected(wanted, token, &mut bound) {
            _ if wanted.is_apart && !token.is_apart => Some(Expected::Line),
            Some(Expected::Exactly(meant)) if is_forgiven(&meant) => {
                capitals.push((token.text.clone(), meant));
                None
            }
            expected => expected,
        };
        if let Some(expected) = expected {
            return Comparison { difference: Some((at, expected)), capitals };
        }
    }
    let typed = answer.len();
    let difference = match variant.wanted.get(typed) {
        Some(next) => Some((typed, missing(&next.what, &bound))),
        None => (typed > variant.wanted.len()).then_some((variant.wanted.len(), Expected::Nothing)),
    };
    Comparison { difference, capitals }
}

/// What was expected instead of this token; nothing where it is right.
fn expected<'a>(wanted: &'a Wanted, token: &SwiftToken, bound: &mut Bound<'a>) -> Option<Expected> {
    let is_right = match &wanted.what {
        What::Exactly(text) => token.text == *text,
        What::Free(sort, label) => match known(*sort, label, bound) {
            Some(name) => token.text == *name,
            None => {
                let is_free =
                    is_free(*sort, token) && !bound.iter().any(|(of, _, name)| of == sort && *name == token.text);
                if is_free {
                    bound.push((*sort, label, token.text.clone()));
                }
                is_free
            }
        },
    };
    (!is_right).then(|| missing(&wanted.what, bound))
}

fn known<'b>(sort: Sort, label: &str, bound: &'b Bound<'_>) -> Option<&'b String> {
    bound.iter().find(|(of, other, _)| *of == sort && *other == label).map(|(_, _, name)| name)
}

fn is_free(sort: Sort, token: &SwiftToken) -> bool {
    let text = token.text.as_str();
    match sort {
        Sort::Name => {
            token.sort == sort && text != "_" && !text.starts_with(['@', '#', '$']) && !is_swift_keyword(text)
        }
        Sort::Number => token.sort == sort && !text.contains('.'),
        Sort::Text => token.sort == sort && text.len() > 1 && text.starts_with('"') && text.ends_with('"'),
        Sort::Sign => false,
    }
}

fn missing(what: &What, bound: &Bound<'_>) -> Expected {
    match what {
        What::Exactly(text) => Expected::Exactly(text.clone()),
        What::Free(sort, label) => match (known(*sort, label, bound), sort) {
            (Some(name), _) => Expected::Exactly(name.clone()),
            (None, Sort::Number) => Expected::Number,
            (None, Sort::Text) => Expected::Text,
            (None, Sort::Name | Sort::Sign) => Expected::Name,
        },
    }
}

/// `Let` where a line begins and `let` was meant?
fn is_capital_of(token: &SwiftToken, meant: &str) -> bool {
    let mut chars = token.text.chars();
    let Some(first) = chars.next().filter(|first| token.begins_line && first.is_uppercase()) else { return false };
    let small: String = first.to_lowercase().chain(chars).collect();
    small == meant
}

/// For measuring which form is the nearest: free parts are like everything of their sort.
impl PartialEq<SwiftToken> for &Wanted {
    fn eq(&self, token: &SwiftToken) -> bool {
        match &self.what {
            What::Exactly(text) => *text == token.text,
            What::Free(sort, _) => is_free(*sort, token),
        }
    }
}
