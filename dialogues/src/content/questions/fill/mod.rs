//! What goes into the gap? The answer is typed: code is compared by tokens, a word with small typos.
//! How it is written is in [`written`]. The texts of the section are the wrong answers, then the accepted ones.

use crate::content::language::{SWIFT_KEYWORDS, code_tokens, fold, is_known, is_typo_of, same_tokens, words};
use crate::content::questions::answer::{Grade, Response};
use crate::content::questions::entry::{Asked, Form};
use crate::content::questions::kind::Kind;
use crate::content::questions::takes::Takes;
use crate::content::questions::typed;
use crate::kernel::markup::Html;

mod written;

/// Where the answer belongs, in the question's text.
const GAP: &str = "____";
/// Characters of a learner's answer that the verdict shows.
const SHOWN: usize = 80;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// In any language; the original's first. At least one.
    accepted: Vec<Answer>,
    /// Plausible and wrong, in the author's order; each in the languages of the question.
    wrong: Vec<Vec<Answer>>,
    /// The question's own words: none of them is a slip for an answer.
    asked: Vec<String>,
}

/// What may stand in a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// Compared by tokens: spaces do not count, case does.
    Code(String),
    /// Compared without case and `ё`.
    Word(String),
}

impl Answer {
    const fn text(&self) -> &String {
        match self {
            Self::Code(text) | Self::Word(text) => text,
        }
    }

    fn is(&self, typed: &str) -> bool {
        match self {
            Self::Code(code) => same_tokens(&code_tokens(&bare(typed)), &code_tokens(&bare(code))),
            Self::Word(word) => folded(&bare(typed)) == folded(&bare(word)),
        }
    }

    /// Word by word, since a slip in one of them says nothing about the others.
    fn is_meant_by(&self, typed: &str, is_taken: &dyn Fn(&str) -> bool) -> bool {
        let Self::Word(wanted) = self else { return false };
        let (typed, wanted) = (bare(typed), bare(wanted));
        let (typed, wanted): (Vec<_>, Vec<_>) =
            (typed.split_whitespace().collect(), wanted.split_whitespace().collect());
        let same_length = typed.len() == wanted.len();
        same_length && typed.iter().zip(&wanted).all(|(typed, wanted)| is_typo_of(typed, wanted, is_taken))
    }
}

impl Fill {
    /// A slip that is a word of its own, in Swift, in this question or among its answers, is that word and no slip.
    fn accepts(&self, typed: &str) -> bool {
        if self.accepted.iter().any(|answer| answer.is(typed)) {
            return true;
        }
        if self.wrong_answer(typed).is_some() {
            return false;
        }
        let is_taken = |word: &str| {
            let among = |answer: &Answer| answer.text().split_whitespace().any(|part| fold(part) == word);
            SWIFT_KEYWORDS.iter().any(|keyword| fold(keyword) == word)
                || self.asked.iter().any(|asked| asked == word)
                || self.wrong.iter().flatten().chain(&self.accepted).any(among)
                || words(word).iter().any(is_known)
        };
        self.accepted.iter().any(|answer| answer.is_meant_by(typed, &is_taken))
    }

    /// The number of the author's wrong answer that this is.
    fn wrong_answer(&self, typed: &str) -> Option<usize> {
        self.wrong.iter().position(|answers| answers.iter().any(|answer| answer.is(typed)))
    }
}

/// What was typed, without the marks that some put around code.
fn bare(text: &str) -> String {
    typed::straightened(text.trim().trim_matches('`').trim())
}

fn folded(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Kind for Fill {
    fn takes(&self) -> Takes {
        Takes::Text
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        typed::form(asked, asked.texts.html("question-fill-type", &[]))
    }

    fn grade(&self, response: &Response) -> Grade {
        Grade::whole(self.accepts(typed::words(response)))
    }

    /// The learner's answer, with the author's reason where it was foreseen, and what is accepted.
    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        let answer = bare(typed::words(response));
        let mut html = Html::new();
        if !answer.is_empty() && !self.accepts(&answer) {
            let mut yours = Html::text("❌ ");
            yours.push(&typed::shown(&answer, SHOWN));
            let reason =
                self.wrong_answer(&answer).and_then(|number| asked.option(number)).map(|option| &option.reason);
            if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
                yours.line(&Html::quote(reason));
            }
            html.line(&yours);
        }
        for accepted in asked.text.options.iter().skip(self.wrong.len()) {
            let mut right = Html::text("✅ ");
            right.push(&accepted.label);
            html.line(&right);
        }
        html
    }

    fn right(&self) -> Response {
        Response::Text(self.accepted.first().map(|answer| answer.text().clone()).unwrap_or_default())
    }

    fn keys(&self) -> Vec<Response> {
        self.accepted.iter().map(|answer| Response::Text(answer.text().clone())).collect()
    }

    fn wrong(&self) -> Response {
        let foreseen = self.wrong.first().and_then(|answers| answers.first()).map(|answer| answer.text().clone());
        Response::Text(foreseen.unwrap_or_else(|| "0".to_owned()))
    }
}
