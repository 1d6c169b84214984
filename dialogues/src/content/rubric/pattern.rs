//! What is looked for in an answer: lines of alternatives, each of which is words and code that occur together. How
//! authors write it is said in `notation`.

use std::ops::Range;

use crate::content::language::{stem, synonyms_of};

/// Alternatives of a line.
pub const MAX_ALTERNATIVES: usize = 60;
/// Words and pieces of code of an alternative.
pub const MAX_WORDS: usize = 6;
/// Letters of a beginning such as `copi*`: shorter ones fit nearly everything.
pub const MIN_PREFIX: usize = 3;

/// The lines of a point: every one is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pub(super) lines: Vec<Line>,
}

/// One of the alternatives is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line(pub Vec<Alternative>);

/// All of the elements have to occur together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alternative {
    pub elements: Vec<Element>,
    /// Is it a denial that is looked for?
    pub is_negated: bool,
    /// How many elements stand before the word that denies: those that a wrong claim affirms.
    pub affirmed: usize,
    /// Of whom it is said, as the author wrote it before a colon.
    pub said_of: Option<Element>,
    /// Of whom it has to be said, by the subjects of the whole rubric.
    pub bound: Bound,
    /// The element that only names that subject: it is not looked for.
    pub named_by: Option<usize>,
}

/// To which subject of its rubric an alternative is bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Bound {
    #[default]
    Free,
    /// It has to be said of this one.
    Named(usize),
    /// It must not be said of another one than this.
    Unless(usize),
}

/// One of these.
pub(super) type Element = Vec<Sought>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    Word(Wanted),
    /// These tokens in exactly this sequence.
    Code(Vec<String>),
}

/// A word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Folded; the beginning of a word where there are no stems.
    pub text: String,
    /// Its own stem first, then those of its synonyms.
    pub stems: Vec<String>,
}

/// What is wrong with a line, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Bytes of the line.
    pub span: Range<usize>,
    pub problem: PatternProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternProblem {
    #[error("code stands between two backticks, apart from other words")]
    Code,
    #[error("there is nothing to look for between two `|`")]
    Empty,
    #[error("a beginning such as `copi*` has {MIN_PREFIX} letters at least, and the star at its end")]
    Prefix,
    #[error("there is no word on one side of a `/`")]
    Slash,
    #[error("before a colon stands one word, or some with slashes between them: of whom the rest is said")]
    Subject,
    #[error("more than {MAX_WORDS} words in an alternative")]
    TooLong,
    #[error("more than {MAX_ALTERNATIVES} alternatives in a line")]
    TooMany,
    #[error("too many combinations: write alternatives with `|` instead of denials and hyphens between slashes")]
    TooVaried,
    #[error("a little word alone says nothing")]
    Vague,
}

impl Pattern {
    /// Stems of all words that it looks for.
    pub(super) fn stems(&self) -> impl Iterator<Item = String> {
        let alternatives = self.lines.iter().flat_map(|line| &line.0);
        let sought = alternatives.flat_map(|alternative| &alternative.elements).flatten();
        sought.flat_map(|sought| match sought {
            Sought::Word(wanted) => wanted.stems.first().cloned().into_iter().collect(),
            Sought::Code(tokens) => tokens.iter().map(|token| stem(&token.to_lowercase())).collect::<Vec<_>>(),
        })
    }
}

impl Wanted {
    /// A folded word, in any form.
    pub fn word(folded: String) -> Self {
        let own = stem(&folded);
        let mut stems = vec![own.clone()];
        stems.extend(synonyms_of(&own).iter().cloned());
        Self { text: folded, stems }
    }

    /// What begins so.
    pub const fn beginning(folded: String) -> Self {
        Self { text: folded, stems: Vec::new() }
    }
}

/// Adds a pattern in another language. Where the lines correspond, an answer may say one in each language.
pub(super) fn merge(patterns: &mut Vec<Pattern>, other: &Pattern) {
    match patterns.iter_mut().find(|pattern| pattern.lines.len() == other.lines.len()) {
        Some(pattern) => {
            for (line, other) in pattern.lines.iter_mut().zip(&other.lines) {
                let new = other.0.iter().filter(|alternative| !line.0.contains(alternative)).cloned();
                let new: Vec<Alternative> = new.collect();
                line.0.extend(new);
            }
        }
        None => patterns.push(other.clone()),
    }
}
