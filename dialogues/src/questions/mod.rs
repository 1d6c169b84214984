//! Question kinds: how one is written, how its answer is entered, what it is worth, how it is drawn. A kind is a folder
//! here and a line in [`kinds!`]. Knows nothing of quizzes or learners. Start at [`Kind`].

use crate::catalogue::Question;
use crate::catalogue::finding::{Report, did_you_mean, spelled_out};
use crate::catalogue::markdown::Node;
use crate::catalogue::question_section::{QuestionSection, Sizes};
use crate::catalogue::reading::Reading;
use crate::markup::Html;
use crate::seed;
use crate::texts::Texts;

mod answer;
mod choice;
mod entry;
mod options;
mod sequence;
mod typed;

pub use answer::{Grade, Response, TEXT_LIMIT, Typed};
pub use entry::{Act, Asked, Ballot, Choice, Form, Votable};

/// A question that is asked: what it shows, takes and is worth.
pub(crate) trait Kind {
    /// The order in which options are shown, as the author's numbers. `seed`: none where the author keeps theirs.
    fn order(&self, seed: Option<u64>) -> Vec<usize>;

    /// What stands under the question and on its buttons. `entry`: what has been tapped so far, as the buttons of an
    /// earlier form gave it; whatever else it is counts as nothing.
    fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form;

    /// The answer that a tapped entry stands for.
    fn entered(&self, order: &[usize], entry: &str) -> Option<Response>;

    /// The entry that stands for an answer; none for what has to be typed.
    fn entry(&self, order: &[usize], response: &Response) -> Option<String>;

    /// The question as one that a vote answers; none where a poll would take or grade it otherwise.
    fn ballot(&self, _asked: &Asked<'_>) -> Option<Ballot> {
        None
    }

    /// What a message that comes while the question is shown means to it. At most [`TEXT_LIMIT`] characters.
    fn typed(&self, _text: &str) -> Typed {
        Typed::ButtonsOnly
    }

    /// Is it an answer to this question at all?
    fn well_formed(&self, response: &Response) -> bool;

    /// What a well-formed answer is worth.
    fn grade(&self, response: &Response) -> Grade;

    /// The verdict under the question: what was answered, what is right, and why.
    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html;

    /// What the author's explanation is called, if it needs a name.
    fn explanation_heading(&self, _texts: &Texts) -> Html {
        Html::new()
    }

    /// An answer that is fully right.
    fn right(&self) -> Response;

    /// An answer that is worth nothing.
    fn wrong(&self) -> Response;
}

/// How a kind is written.
pub(crate) trait Written: Kind + Sized {
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
    /// Another one is right: the first option that is marked otherwise, if it is one.
    Key(Option<usize>),
}

/// Attributes of every kind.
const COMMON_ATTRIBUTES: [&str; 2] = ["concept", "difficulty"];

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
            pub(crate) fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
                match section.keyword.value.as_str() {
                    $($($keyword)|+ => read::<$module::$kind>(section, reading).map(Self::$kind),)+
                    _ => {
                        refuse_keyword(section, &mut reading.report);
                        None
                    }
                }
            }

            /// Does a block belong to the kind that the keyword names? An unknown kind owns what most kinds do.
            pub(crate) fn owns(keyword: &str, block: &Node<'_>, text: &str) -> bool {
                match keyword {
                    $($($keyword)|+ => <$module::$kind as Written>::owns(block, text),)+
                    _ => options::owns(block, text),
                }
            }

            /// The kind's name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => stringify!($module),)+
                }
            }

            /// How a translation differs in what it must not.
            pub(crate) fn difference(&self, translation: &Self) -> Option<Difference> {
                match (self, translation) {
                    $((Self::$kind(original), Self::$kind(translation)) => original.difference(translation),)+
                    _ => Some(Difference::Kind(self.name())),
                }
            }

            /// Accepts what a translation accepts, so that an answer may be in any language.
            pub(crate) fn adopt(&mut self, translation: &Self) {
                match (self, translation) {
                    $((Self::$kind(original), Self::$kind(translation)) => original.adopt(translation),)+
                    _ => {}
                }
            }

            fn kind(&self) -> &dyn Kind {
                match self {
                    $(Self::$kind(kind) => kind,)+
                }
            }
        }
    };
}

kinds! {
    fill: Fill ["fill"],
    matching: Matching ["match"],
    multiple: Multiple ["multiple"],
    order: Order ["order"],
    output: Output ["output"],
    single: Single ["single"],
    text: Text ["text"],
    truth: Truth ["true", "false"],
}

impl Body {
    /// What stands under the question and on its buttons, with what has been tapped so far.
    pub fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form {
        self.kind().ask(asked, entry)
    }

    /// The question as one that a vote answers, if it can be.
    pub fn ballot(&self, asked: &Asked<'_>) -> Option<Ballot> {
        self.kind().ballot(asked)
    }

    /// What a message is to the question. Control characters, which neither a log nor a chat takes, are left out.
    pub fn typed(&self, text: &str) -> Typed {
        let written = text.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t'));
        let kept: String = written.take(TEXT_LIMIT).collect();
        self.kind().typed(kept.trim())
    }

    /// Is it answered by a message?
    pub fn is_typed(&self) -> bool {
        !matches!(self.kind().typed(""), Typed::ButtonsOnly)
    }

    /// Is it an answer to this question at all?
    pub fn well_formed(&self, response: &Response) -> bool {
        self.kind().well_formed(response)
    }

    /// What a response is worth; one that is not [well formed](Self::well_formed) is worth nothing.
    pub fn grade(&self, response: &Response) -> Grade {
        if self.well_formed(response) { self.kind().grade(response) } else { Grade::whole(false) }
    }

    /// The verdict under the question.
    pub fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        self.kind().explain(asked, response)
    }

    /// What the author's explanation is called; empty where it needs no name.
    pub fn explanation_heading(&self, texts: &Texts) -> Html {
        self.kind().explanation_heading(texts)
    }

    /// An answer that is fully right.
    pub fn right(&self) -> Response {
        self.kind().right()
    }

    /// An answer that is worth nothing.
    pub fn wrong(&self) -> Response {
        self.kind().wrong()
    }

    /// The right options of a question with options, ascending; else none.
    pub fn correct(&self) -> Vec<usize> {
        match self.right() {
            Response::Options(options) => options,
            _ => Vec::new(),
        }
    }

    /// Options to choose from; 0 where an answer is no choice.
    pub fn option_count(&self) -> usize {
        if matches!(self.right(), Response::Options(_)) { self.kind().order(None).len() } else { 0 }
    }

    /// May more than one option be chosen?
    pub const fn takes_many(&self) -> bool {
        matches!(self, Self::Multiple(_))
    }
}

impl Question {
    /// The author's numbers of the options, in the order in which an attempt of this seed shows them.
    pub fn order(&self, attempt_seed: u64) -> Vec<usize> {
        let seed = self.shuffle.then(|| seed::derive(attempt_seed, self.id.as_str()));
        self.body.kind().order(seed)
    }

    /// The answer that a tapped entry stands for, in an attempt of this seed.
    pub fn entered(&self, attempt_seed: u64, entry: &str) -> Option<Response> {
        self.body.kind().entered(&self.order(attempt_seed), entry)
    }

    /// The entry that the buttons of an attempt of this seed give for an answer; none for what has to be typed.
    pub fn entry(&self, attempt_seed: u64, response: &Response) -> Option<String> {
        self.body.kind().entry(&self.order(attempt_seed), response)
    }
}

fn read<K: Written>(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<K> {
    section.attributes.refuse_unknown(&[&COMMON_ATTRIBUTES, K::ATTRIBUTES].concat(), &mut reading.report);
    let key = K::read(section, reading);
    section.check_sizes(K::SIZES, &mut reading.report);
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

#[cfg(test)]
mod tests;
