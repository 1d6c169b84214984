//! A free answer in the learner's own words, scored against the author's rubric. The texts of the section are the
//! rubric's points; the explanation is the model answer.

use crate::content::questions::answer::{Grade, Response};
use crate::content::questions::entry::{Asked, Form};
use crate::content::questions::kind::Kind;
use crate::content::questions::takes::Takes;
use crate::content::questions::typed;
use crate::content::rubric::{Outcome, Point, Rubric, quotes};
use crate::kernel::markup::Html;
use crate::kernel::texts::Texts;

mod written;

/// The share of the rubric from which on an answer counts as right.
const ENOUGH: f64 = 0.7;
/// 1/3 + 1/3 has to reach 2/3, whatever a float makes of it.
const TOLERANCE: f64 = 1e-9;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    rubric: Rubric,
    /// The model answer, without markup.
    model: String,
}

impl Kind for Text {
    fn takes(&self) -> Takes {
        Takes::Text
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        typed::form(asked, asked.texts.html("question-text-type", &[]))
    }

    fn grade(&self, response: &Response) -> Grade {
        let score = self.rubric.score(typed::words(response)).share;
        Grade { score, correct: score + TOLERANCE >= ENOUGH }
    }

    /// Point by point: the learner's own words that make it, or what was missing.
    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        let answer = typed::words(response);
        let scored = self.rubric.score(answer);
        let mut html = Html::new();
        for (number, (point, outcome)) in self.rubric.points().iter().zip(&scored.points).enumerate() {
            let Some(said) = asked.option(number) else { continue };
            let line = line_of(point, outcome, &said.label, answer, asked.texts);
            if !line.is_empty() {
                html.line(&line);
            }
        }
        if scored.is_list {
            html.paragraph(&asked.texts.html("question-text-list", &[]));
        }
        html
    }

    fn explanation_heading(&self, texts: &Texts) -> Html {
        texts.html("question-text-model", &[])
    }

    fn right(&self) -> Response {
        Response::Text(self.model.clone())
    }

    fn wrong(&self) -> Response {
        Response::Text("?".to_owned())
    }
}

/// What became of a point. A wrong claim that nobody made is not spoken of.
fn line_of(point: &Point, outcome: &Outcome, text: &Html, answer: &str, texts: &Texts) -> Html {
    let is_claim = point.weight < 0;
    let (mark, ranges, remark) = match outcome {
        Outcome::Hit(ranges) if is_claim => ("⚠️ ", ranges.as_slice(), None),
        Outcome::Hit(ranges) => ("✅ ", ranges.as_slice(), None),
        Outcome::Denied(_) | Outcome::Swapped(_) | Outcome::Missed if is_claim => return Html::new(),
        Outcome::Denied(ranges) => ("❌ ", ranges.as_slice(), Some("question-text-denied")),
        Outcome::Swapped(ranges) => ("❌ ", ranges.as_slice(), Some("question-text-swapped")),
        Outcome::Missed => ("❌ ", [].as_slice(), Some("question-text-missed")),
    };
    let mut html = Html::text(mark);
    html.push(text);
    if let Some(key) = remark {
        html.push(&Html::text(" · ")).push(&Html::italic(&texts.html(key, &[])));
    }
    if let Some(quote) = quotes(answer, ranges).first() {
        html.line(&Html::quote(&Html::text(quote)));
    }
    html
}
