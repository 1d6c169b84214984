//! Question kinds: how one is written, what answers it, how it is graded. A kind is a folder here and a line in
//! [`kinds!`]. Knows nothing of quizzes, order or learners.

use serde::{Deserialize, Serialize};

use crate::catalogue::finding::{Report, did_you_mean, spelled_out};
use crate::catalogue::question_section::QuestionSection;

mod choice;

/// What a learner answered. Option numbers are the author's, from 0, whatever order was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Response {
    /// The chosen options, ascending, without repetition.
    Options(Vec<usize>),
}

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// 0..=1.
    pub score: f64,
    /// Fully right.
    pub correct: bool,
}

impl Grade {
    /// All or nothing.
    pub const fn whole(correct: bool) -> Self {
        Self { score: if correct { 1.0 } else { 0.0 }, correct }
    }
}

/// A kind of question: its key, read from an author's text.
pub(crate) trait Kind: Sized {
    /// What may stand in the heading's braces besides [`COMMON_ATTRIBUTES`].
    const ATTRIBUTES: &'static [&'static str];

    /// The key of a written question. Reports every mistake; gives nothing where the key stays unclear.
    fn read(section: &QuestionSection<'_>, report: &mut Report) -> Option<Self>;

    /// What a well-formed response is worth.
    fn grade(&self, response: &Response) -> Grade;

    fn option_count(&self) -> usize;

    /// The right options, ascending.
    fn correct(&self) -> Vec<usize>;

    /// May more than one option be chosen?
    fn takes_many(&self) -> bool;
}

/// Attributes of every kind.
const COMMON_ATTRIBUTES: [&str; 2] = ["concept", "difficulty"];
/// Kinds that the format describes and the academy does not ask yet.
const KINDS_TO_COME: [&str; 5] = ["fill", "match", "order", "output", "text"];

macro_rules! kinds {
    ($($module:ident: $kind:ident [$($keyword:literal),+]),+ $(,)?) => {
        $(mod $module;)+

        /// What a question asks and what is right.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body {
            $($kind($module::$kind),)+
        }

        /// The words that begin a question.
        const KEYWORDS: &[&str] = &[$($($keyword),+),+];

        impl Body {
            /// The body of a written question, of the kind that its keyword names.
            pub(crate) fn read(section: &QuestionSection<'_>, report: &mut Report) -> Option<Self> {
                match section.keyword.value.as_str() {
                    $($($keyword)|+ => read::<$module::$kind>(section, report).map(Self::$kind),)+
                    _ => {
                        refuse_keyword(section, report);
                        None
                    }
                }
            }

            /// The kind's name, the same as its folder's.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => stringify!($module),)+
                }
            }

            /// What a response is worth; one that is not [well formed](Self::well_formed) is worth nothing.
            pub fn grade(&self, response: &Response) -> Grade {
                if !self.well_formed(response) {
                    return Grade::whole(false);
                }
                match self {
                    $(Self::$kind(kind) => kind.grade(response),)+
                }
            }

            /// Options to choose from.
            pub fn option_count(&self) -> usize {
                match self {
                    $(Self::$kind(kind) => kind.option_count(),)+
                }
            }

            /// The right options, ascending.
            pub fn correct(&self) -> Vec<usize> {
                match self {
                    $(Self::$kind(kind) => kind.correct(),)+
                }
            }

            /// May more than one option be chosen?
            pub fn takes_many(&self) -> bool {
                match self {
                    $(Self::$kind(kind) => kind.takes_many(),)+
                }
            }
        }
    };
}

kinds! {
    multiple: Multiple ["multiple"],
    single: Single ["single"],
    truth: Truth ["true", "false"],
}

impl Body {
    /// Is it an answer at all: existing options, ascending, at least one, and one only where one is asked for?
    pub fn well_formed(&self, response: &Response) -> bool {
        let Response::Options(chosen) = response;
        chosen.is_sorted_by(|a, b| a < b)
            && chosen.last().is_some_and(|last| *last < self.option_count())
            && (chosen.len() == 1 || self.takes_many())
    }
}

fn read<K: Kind>(section: &QuestionSection<'_>, report: &mut Report) -> Option<K> {
    section.attributes.refuse_unknown(&[&COMMON_ATTRIBUTES, K::ATTRIBUTES].concat(), report);
    K::read(section, report)
}

fn refuse_keyword(section: &QuestionSection<'_>, report: &mut Report) {
    let keyword = &section.keyword;
    if KINDS_TO_COME.contains(&keyword.value.as_str()) {
        report
            .error(
                keyword.span.clone(),
                "question/kind-not-supported",
                format!("questions of the kind `{}` are not supported yet", keyword.value),
            )
            .hint(format!("the kinds are {}", spelled_out(KEYWORDS.iter().copied())));
        return;
    }
    report
        .error(
            keyword.span.clone(),
            "question/unknown-kind",
            format!("there is no kind of question `{}`", keyword.value),
        )
        .hint(
            did_you_mean(&keyword.value, KEYWORDS.iter().copied())
                .unwrap_or_else(|| format!("the kinds are {}", spelled_out(KEYWORDS.iter().copied()))),
        );
}

#[cfg(test)]
mod tests;
