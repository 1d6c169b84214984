//! How questions are written: each kind reads its own markdown. Start at [`read`].

pub(super) mod options;
mod section;

pub(crate) use section::{QuestionSection, Sizes, WrittenOption};

use super::body::Body;
use super::kind::Kind;
use crate::content::source::finding::{Report, Span, did_you_mean, spelled_out};
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;
use crate::content::source::section::Section;

/// How a kind is written.
pub(crate) trait Written: Sized {
    /// What may stand in the heading's braces besides [`COMMON_ATTRIBUTES`].
    const ATTRIBUTES: &'static [&'static str];
    const SIZES: Sizes = Sizes::USUAL;

    /// Is this block the kind's own, and no part of the question's text?
    fn owns(block: &Node<'_>, text: &str) -> bool;

    /// The key of a written question, whose own blocks become the section's options. Reports every mistake; gives
    /// nothing where the key stays unclear.
    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self>;

    /// What a translation says otherwise, though it should not.
    fn difference(&self, translation: &Self) -> Option<Difference>;

    /// Accepts what a translation of it accepts. Only called where there is no difference.
    fn adopt(&mut self, _translation: &Self) {}
}

/// How a translation differs from its original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// Another kind; the original's name.
    Kind(&'static str),
    /// Another number of options, items or rows: the original's and the translation's.
    Count(usize, usize),
    /// Other code: the number of the option.
    Code(usize),
    /// Another one is right: the first option that is marked otherwise, if it is one.
    Key(Option<usize>),
}

impl Difference {
    pub(super) fn of_counts(original: usize, translation: usize) -> Option<Self> {
        (original != translation).then_some(Self::Count(original, translation))
    }
}

/// Attributes of every kind.
const COMMON_ATTRIBUTES: [&str; 2] = ["concept", "difficulty"];

macro_rules! readers {
    ($($module:ident: $kind:ident [$($keyword:literal),+],)+) => {
        /// The words that begin a question.
        const KEYWORDS: &[&str] = &[$($($keyword),+),+];

        /// The body of a written question, of the kind that its keyword names.
        pub(crate) fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Body> {
            match section.keyword.value.as_str() {
                $($($keyword)|+ => of_kind::<super::$module::$kind>(section, reading).map(Body::$kind),)+
                _ => {
                    refuse_keyword(section, &mut reading.report);
                    None
                }
            }
        }

        /// Does a block belong to the kind that the keyword names? An unknown kind owns what most kinds do.
        fn owns(keyword: &str, block: &Node<'_>, text: &str) -> bool {
            match keyword {
                $($($keyword)|+ => <super::$module::$kind as Written>::owns(block, text),)+
                _ => options::owns(block, text),
            }
        }

        /// How a translation differs in what it must not.
        pub(crate) fn difference(original: &Body, translation: &Body) -> Option<Difference> {
            match (original, translation) {
                $((Body::$kind(original), Body::$kind(translation)) => original.difference(translation),)+
                _ => Some(Difference::Kind(original.name())),
            }
        }

        /// Accepts what a translation accepts, so that an answer may be in any language.
        pub(crate) fn adopt(original: &mut Body, translation: &Body) {
            match (original, translation) {
                $((Body::$kind(original), Body::$kind(translation)) => original.adopt(translation),)+
                _ => {}
            }
        }
    };
}

kinds!(readers);

/// The parts of a question under its heading, still to be [`read`] by its kind.
pub(crate) fn open<'a>(section: Section<'a>, reading: &mut Reading<'_>) -> Option<QuestionSection<'a>> {
    QuestionSection::read(section, owns, reading)
}

fn of_kind<K: Written + Kind>(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<K> {
    section.attributes.refuse_unknown(&[&COMMON_ATTRIBUTES, K::ATTRIBUTES].concat(), &mut reading.report);
    let key = K::read(section, reading);
    section.check_sizes(K::SIZES, &mut reading.report);
    let refuses_its_key = |key: &K| key.keys().iter().any(|right| !key.grade(right).correct);
    if !reading.report.has_errors() && key.as_ref().is_some_and(refuses_its_key) {
        reading
            .report
            .error(
                section.heading.clone(),
                "question/refuses-its-key",
                "an answer typed exactly as written here is wrong",
            )
            .hint("write what is accepted with letters and signs that a keyboard has");
    }
    key
}

fn refuse_keyword(section: &QuestionSection<'_>, report: &mut Report) {
    let keyword = &section.keyword;
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

/// Reports an answer that the chat would take for a command.
pub(super) fn refuse_command(span: Span, report: &mut Report) {
    report
        .error(span, "question/command", "a message that begins with `/` is a command: nobody can give this answer")
        .hint("ask so that the answer begins with something else");
}
