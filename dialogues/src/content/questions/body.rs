//! A question of any kind. Start at [`Body::ask`] and [`Body::grade`].

use super::answer::{Grade, Response, TEXT_LIMIT, Typed};
use super::entry::{Asked, Ballot, Form};
use super::kind::Kind;
use super::takes::Takes;
use crate::kernel::markup::Html;
use crate::kernel::texts::Texts;

macro_rules! bodies {
    ($($module:ident: $kind:ident [$($keyword:literal),+],)+) => {
        /// What a question asks and what is right.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body {
            $($kind(super::$module::$kind),)+
        }

        impl Body {
            /// The names of all kinds.
            pub const KINDS: &[&str] = &[$(stringify!($module)),+];

            /// The kind's name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => stringify!($module),)+
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

kinds!(bodies);

impl Body {
    /// What stands under the question and on its buttons, with what has been tapped so far.
    pub fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form {
        self.kind().ask(asked, entry)
    }

    /// The question as one that a vote answers, if it can be.
    pub fn ballot(&self, asked: &Asked<'_>) -> Option<Ballot> {
        self.kind().ballot(asked)
    }

    /// The order in which options are shown, as the author's numbers. `seed`: none where the author keeps theirs.
    pub(crate) fn order(&self, seed: Option<u64>) -> Vec<usize> {
        self.kind().takes().order(seed)
    }

    /// The answer that a tapped entry stands for.
    pub(crate) fn entered(&self, order: &[usize], entry: &str) -> Option<Response> {
        self.kind().takes().entered(order, entry)
    }

    /// The entry that stands for an answer; none for what has to be typed.
    pub(crate) fn entry(&self, order: &[usize], response: &Response) -> Option<String> {
        self.kind().takes().entry(order, response)
    }

    /// What a message is to the question. Control characters, which neither a log nor a chat takes, are left out.
    pub fn typed(&self, text: &str) -> Typed {
        let written = text.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t'));
        let kept: String = written.take(TEXT_LIMIT).collect();
        self.kind().typed(kept.trim())
    }

    /// Is it answered by a message?
    pub fn is_typed(&self) -> bool {
        self.kind().takes() == Takes::Text
    }

    /// Is it an answer to this question at all?
    pub fn well_formed(&self, response: &Response) -> bool {
        self.kind().takes().well_formed(response)
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

    /// All answers that the author names as right.
    pub(crate) fn keys(&self) -> Vec<Response> {
        self.kind().keys()
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
        match self.kind().takes() {
            Takes::Options { count, .. } => count,
            Takes::Sequence { .. } | Takes::Text => 0,
        }
    }

    /// May more than one option be chosen?
    pub fn takes_many(&self) -> bool {
        matches!(self.kind().takes(), Takes::Options { many: true, .. })
    }

    /// How likely the full score is by choosing blindly, 0..=1. Orders and pairs have at least 3! = 6 ways, and typed
    /// answers no end: those count as 0.
    pub fn guess(&self) -> f64 {
        match self.kind().takes() {
            Takes::Options { count, many: true, .. } => 1.0 / (2_f64.powi(count as i32) - 1.0).max(1.0),
            Takes::Options { count, .. } => 1.0 / count.max(1) as f64,
            Takes::Sequence { .. } | Takes::Text => 0.0,
        }
    }
}
