//! A free answer in the learner's own words, scored against the author's rubric. The texts of the section are the
//! rubric's points; the explanation is the model answer.

use pulldown_cmark::Tag;

use super::entry::{Asked, Form};
use super::{Difference, Grade, Kind, Response, Typed, Written, typed};
use crate::catalogue::markdown::Node;
use crate::catalogue::question_section::{QuestionSection, Sizes, WrittenOption};
use crate::catalogue::reading::Reading;
use crate::catalogue::rubric_section::{self, WrittenRubric};
use crate::markup::Html;
use crate::rubric::{Outcome, Point, Rubric, quotes};
use crate::texts::Texts;

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
    fn order(&self, _: Option<u64>) -> Vec<usize> {
        Vec::new()
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        typed::form(asked, asked.texts.html("question-text-type", &[]))
    }

    fn entered(&self, _: &[usize], entry: &str) -> Option<Response> {
        typed::entered(entry)
    }

    fn entry(&self, _: &[usize], response: &Response) -> Option<String> {
        typed::entry(response)
    }

    fn typed(&self, text: &str) -> Typed {
        typed::answer(text)
    }

    fn well_formed(&self, response: &Response) -> bool {
        typed::well_formed(response)
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
            let told = told(point, outcome, &said.label, answer, asked.texts);
            if !told.is_empty() {
                html.line(&told);
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
fn told(point: &Point, outcome: &Outcome, text: &Html, answer: &str, texts: &Texts) -> Html {
    let is_claim = point.weight < 0;
    let (mark, ranges, remark) = match outcome {
        Outcome::Hit(ranges) if is_claim => ("⚠️ ", ranges.as_slice(), None),
        Outcome::Hit(ranges) => ("✅ ", ranges.as_slice(), None),
        Outcome::Denied(_) | Outcome::Missed if is_claim => return Html::new(),
        Outcome::Denied(ranges) => ("❌ ", ranges.as_slice(), Some("question-text-denied")),
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

impl Written for Text {
    const ATTRIBUTES: &'static [&'static str] = &[];
    // A point gets a mark, a word and a quote of the learner's, which is 120 characters long at most.
    const SIZES: Sizes = Sizes { label: 120, reason: 0, explanation: 900, frame: 160, once: 120 };

    fn owns(block: &Node<'_>, text: &str) -> bool {
        matches!(block.tag(), Some(Tag::List(_))) && rubric_section::is_rubric(block, text)
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let list = section.own_block("one list of points, `- (2 must) {#p-id} …`", reading)?;
        let rubric: WrittenRubric = rubric_section::read(&list, reading)?;
        let points = rubric.points.iter();
        section.options = points.map(|point| WrittenOption::plain(point.text.clone(), point.id.span.clone())).collect();
        let Some(model) = &section.explanation else {
            reading
                .report
                .error(section.heading.clone(), "question/no-explanation", "learners are shown a model answer")
                .hint("add a quote `> [!NOTE]` with the model answer under it");
            return None;
        };
        rubric.check_model(model, &mut reading.report);
        Some(Self { rubric: rubric.rubric(), model: model.value.plain() })
    }

    fn difference(&self, translation: &Self) -> Option<Difference> {
        let (theirs, ours) = (self.rubric.points(), translation.rubric.points());
        if theirs.len() != ours.len() {
            return Some(Difference::Count(theirs.len(), ours.len()));
        }
        let key = |point: &Point| (point.id.clone(), point.weight, point.must);
        (0..ours.len())
            .find(|number| key(&theirs[*number]) != key(&ours[*number]))
            .map(|number| Difference::Key(Some(number)))
    }

    fn adopt(&mut self, translation: &Self) {
        self.rubric = std::mem::take(&mut self.rubric).merged(&translation.rubric);
    }
}
