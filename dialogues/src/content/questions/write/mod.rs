//! Write the code: one to three lines of Swift, compared by tokens with the forms that the author gives. How it is
//! written is in [`written`]. The texts of the section are the wrong forms with their reasons, then the accepted ones.

use std::cmp::Reverse;
use std::ops::Range;

use crate::content::language::{SWIFT_KEYWORDS, SwiftToken, swift_tokens};
use crate::content::questions::answer::{Grade, Response, Typed};
use crate::content::questions::entry::{Asked, Form as Asking};
use crate::content::questions::kind::Kind;
use crate::content::questions::takes::Takes;
use crate::content::questions::typed;
use crate::kernel::markup::Html;

mod comparing;
mod form;
mod verdict;
mod written;

#[cfg(test)]
mod tests;

use comparing::{Comparison, compare};
use form::{Form, Variant, Wanted, What};

/// Characters of a learner's answer that the verdict shows.
const SHOWN: usize = 300;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// In any language; the original's first. At least one.
    accepted: Vec<Form>,
    /// Plausible and wrong, in the author's order; each in the languages of the question.
    wrong: Vec<Vec<Form>>,
    /// The code of the question, in each language.
    shown: Vec<Shown>,
}

/// Code of a question that stands above the answer, and below it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    above: String,
    below: String,
}

impl Shown {
    /// Which tokens are left of an answer without this code around it; none where it is not there.
    fn inside(&self, answer: &[SwiftToken]) -> Option<Range<usize>> {
        let tokens = |code: &str| swift_tokens(&typed::straightened(code));
        let (above, below) = (tokens(&self.above), tokens(&self.below));
        let is_same = |(a, b): (&SwiftToken, &SwiftToken)| a.text == b.text;
        let begins = above.len() <= answer.len() && above.iter().zip(answer).all(is_same);
        let start = if begins { above.len() } else { 0 };
        let ends = below.len() <= answer.len() - start && below.iter().rev().zip(answer.iter().rev()).all(is_same);
        let inside = start..if ends { answer.len() - below.len() } else { answer.len() };
        (inside.len() < answer.len() && !inside.is_empty()).then_some(inside)
    }

    /// Does a word stand in it?
    fn names(&self, word: &str) -> bool {
        [&self.above, &self.below].into_iter().any(|code| swift_tokens(code).iter().any(|token| token.text == word))
    }
}

/// Tokens to change, whether the form is in another language, tokens that agree from the beginning.
type Distance = (usize, bool, Reverse<usize>);

/// What an answer turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Judgement {
    /// An accepted form, but for capitals that a keyboard made.
    Right { capitals: Vec<(String, String)> },
    /// The author's wrong form of this number.
    Foreseen(usize),
    /// Neither: where it leaves the nearest accepted form.
    Other(Comparison),
}

impl Write {
    fn judge(&self, code: &str) -> Judgement {
        self.judge_among(code, &|_| true)
    }

    /// Of forms that are equally near, `is_known` ones come first: those in the language that the learner reads. Whoever
    /// sends the question's code along is judged by what stands in it.
    fn judge_among(&self, code: &str, is_known: &dyn Fn(&Form) -> bool) -> Judgement {
        let answer = swift_tokens(code);
        let whole = self.judge_tokens(&answer, is_known);
        let inner = self.shown.iter().find_map(|shown| shown.inside(&answer));
        match (&whole, inner) {
            (Judgement::Other(_), Some(inner)) => {
                let mut judgement = self.judge_tokens(&answer[inner.clone()], is_known);
                if let Judgement::Other(Comparison { difference: Some((at, _)), .. }) = &mut judgement {
                    *at += inner.start;
                }
                judgement
            }
            _ => whole,
        }
    }

    fn judge_tokens(&self, answer: &[SwiftToken], is_known: &dyn Fn(&Form) -> bool) -> Judgement {
        let compare = |variant: &Variant| compare(variant, answer, &|word| self.is_taken(word));
        let tokens = answer.to_vec();
        let mut near: Option<(Distance, Comparison)> = None;
        for form in &self.accepted {
            for variant in &form.variants {
                let comparison = compare(variant);
                let Some((agreed, _)) = comparison.difference else {
                    return Judgement::Right { capitals: comparison.capitals };
                };
                let wanted: Vec<&Wanted> = variant.wanted.iter().collect();
                let changes = strsim::generic_levenshtein(&wanted, &tokens);
                let distance = (changes, !is_known(form), Reverse(agreed));
                if near.as_ref().is_none_or(|(least, _)| distance < *least) {
                    near = Some((distance, comparison));
                }
            }
        }
        let is_foreseen = |forms: &Vec<Form>| variants(forms).any(|variant| compare(variant).difference.is_none());
        match (self.wrong.iter().position(is_foreseen), near) {
            (Some(number), _) => Judgement::Foreseen(number),
            (None, near) => Judgement::Other(near.map(|(_, comparison)| comparison).unwrap_or_default()),
        }
    }

    fn accepts(&self, code: &str) -> bool {
        matches!(self.judge(code), Judgement::Right { .. })
    }

    /// `Self` is no `self` that a keyboard has capitalised, and neither is a type of this question.
    fn is_taken(&self, word: &str) -> bool {
        let is_wanted = |variant: &Variant| {
            variant.wanted.iter().any(|wanted| matches!(&wanted.what, What::Exactly(text) if text == word))
        };
        SWIFT_KEYWORDS.contains(&word)
            || self.shown.iter().any(|shown| shown.names(word))
            || variants(&self.accepted).any(is_wanted)
            || self.wrong.iter().any(|forms| variants(forms).any(is_wanted))
    }
}

fn variants(forms: &[Form]) -> impl Iterator<Item = &Variant> {
    forms.iter().flat_map(|form| &form.variants)
}

/// What was typed, with straight signs and without the marks that some put around code.
fn bare(text: &str) -> String {
    let mut text = text.trim();
    if let Some(fenced) = text.strip_prefix("```") {
        let inside = fenced.strip_suffix("```").unwrap_or(fenced);
        let (first, rest) = inside.split_once('\n').unwrap_or(("", inside));
        text = if first.trim().chars().all(char::is_alphanumeric) { rest } else { inside };
    } else if let Some(inside) = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'))
        && !inside.contains('`')
    {
        text = inside;
    }
    typed::straightened(text.trim())
}

impl Kind for Write {
    fn takes(&self) -> Takes {
        Takes::Text
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Asking {
        typed::form(asked, asked.texts.html("question-write-type", &[]))
    }

    /// A comment alone is no answer.
    fn typed(&self, text: &str) -> Typed {
        if swift_tokens(&bare(text)).is_empty() { Typed::Empty } else { typed::answer(text) }
    }

    fn grade(&self, response: &Response) -> Grade {
        Grade::whole(self.accepts(&bare(typed::words(response))))
    }

    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        verdict::explain(self, asked, &bare(typed::words(response)))
    }

    fn right(&self) -> Response {
        Response::Text(self.accepted.first().map(|form| form.code().to_owned()).unwrap_or_default())
    }

    fn keys(&self) -> Vec<Response> {
        variants(&self.accepted).map(|variant| Response::Text(variant.code.clone())).collect()
    }

    fn wrong(&self) -> Response {
        let foreseen = self.wrong.first().and_then(|forms| forms.first()).map(|form| form.code().to_owned());
        Response::Text(foreseen.unwrap_or_else(|| "0".to_owned()))
    }
}
