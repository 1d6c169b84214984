//! A rubric as an author writes it: a list of points, each with its weight, its id, what a good answer says, and the
//! words by which it is recognised. The same in interviews and in questions of the kind `text`. Start at [`read`].

mod point;

use point::{WrittenPoint, after_marker};
use pulldown_cmark::Tag;

use super::{Outcome, Rubric, quotes};
use crate::content::source::comparison::compare_ids;
use crate::content::source::finding::{Report, Span, Spanned, first_line};
use crate::content::source::markdown::Node;
use crate::content::source::names::Taken;
use crate::content::source::reading::Reading;
use crate::kernel::markup::Html;

const MAX_POINTS: usize = 8;
/// The share of its own rubric that a model answer has at least.
const MODEL_SHARE: f64 = 0.9;

/// A rubric in one language.
#[derive(Debug)]
pub(crate) struct WrittenRubric {
    /// At least one.
    pub points: Vec<WrittenPoint>,
    /// The first line of the list.
    pub span: Span,
}

/// Is it a list of points, to tell from options and from lists in a text?
pub(crate) fn is_rubric(list: &Node<'_>, text: &str) -> bool {
    matches!(list.tag(), Some(Tag::List(_)))
        && list.children.iter().any(|item| {
            let written = after_marker(text, item);
            text[written.clone()].starts_with('(') || text[written].starts_with("{#p-")
        })
}

/// The points of a list. Reports every mistake; gives nothing where a point cannot be read.
pub(crate) fn read(list: &Node<'_>, reading: &mut Reading<'_>) -> Option<WrittenRubric> {
    let span = first_line(reading.text, &list.span);
    let mut ids = Taken::default();
    let points: Vec<Option<WrittenPoint>> =
        list.children.iter().map(|item| WrittenPoint::read(item, &mut ids, reading)).collect();
    let count = points.len();
    let points: Vec<WrittenPoint> = points.into_iter().collect::<Option<_>>()?;
    if count > MAX_POINTS {
        reading
            .report
            .error(span.clone(), "rubric/point-count", format!("{count} points: a rubric has {MAX_POINTS} at most"))
            .hint("put together what is said together, or ask a second question");
    }
    if !points.iter().any(|point| point.weight.value > 0) {
        let message = "no point has a positive weight: nothing could be scored";
        reading.report.error(span.clone(), "rubric/no-positive-point", message);
    }
    Some(WrittenRubric { points, span })
}

impl WrittenRubric {
    /// How the points are recognised in this language.
    pub fn rubric(&self) -> Rubric {
        Rubric::new(self.points.iter().map(WrittenPoint::point).collect())
    }

    /// What learners read of the points, in their order.
    pub fn texts(&self) -> Vec<Html> {
        self.points.iter().map(|point| point.text.clone()).collect()
    }

    /// UTF-16 units of the texts.
    pub fn units(&self) -> usize {
        self.points.iter().map(|point| point.text.units()).sum()
    }

    pub fn has_point(&self, id: &str) -> bool {
        self.points.iter().any(|point| point.id.value.as_str() == id)
    }

    /// The model answer has to be one: by this rubric alone, in this language.
    pub fn check_model(&self, model: &Spanned<Html>, report: &mut Report) {
        let rubric = self.rubric();
        let answer = model.value.plain();
        let scored = rubric.score(&answer);
        let mut missed = Vec::new();
        for (point, outcome) in self.points.iter().zip(&scored.points) {
            if point.weight.value < 0 && outcome.is_hit() {
                let message = format!("the model answer makes the wrong claim `{}`", point.id.value);
                report
                    .error(model.span.clone(), "rubric/model-claims", message)
                    .hint("say it otherwise, or make the point's `match:` narrower");
            } else if point.weight.value > 0 && !outcome.is_hit() {
                let denied = match outcome {
                    Outcome::Denied(ranges) | Outcome::Swapped(ranges) => quotes(&answer, ranges),
                    Outcome::Hit(_) | Outcome::Missed => Vec::new(),
                };
                let words = denied.join(" … ");
                let why = if words.is_empty() { String::new() } else { format!(" (it says otherwise: “{words}”)") };
                missed.push(format!("`{}`{why}", point.id.value));
            }
        }
        if scored.share < MODEL_SHARE && !missed.is_empty() {
            let message = format!(
                "the model answer gets {:.0} % of its own rubric: it does not say {}",
                scored.share * 100.0,
                missed.join(", ")
            );
            report
                .error(model.span.clone(), "rubric/model-misses", message)
                .hint("all words of one alternative stand in one sentence, at most six other words between them");
        } else if scored.is_list {
            report
                .error(model.span.clone(), "rubric/model-misses", "the model answer reads like a list of keywords")
                .hint("write whole sentences, as a good candidate would say them");
        }
    }

    /// Reports where a translation has other points, weights or musts than its original.
    pub fn compare(original: &Self, translation: &Self, report: &mut Report) {
        let ids = |rubric: &Self| {
            rubric.points.iter().map(|point| point.id.clone().map(|id| id.to_string())).collect::<Vec<_>>()
        };
        let same = compare_ids(&ids(original), &ids(translation), "point", &translation.span, report);
        if !same {
            return;
        }
        for (original, translation) in original.points.iter().zip(&translation.points) {
            if (original.weight.value, original.must) != (translation.weight.value, translation.must) {
                let must = if original.must { " must" } else { "" };
                let message = format!("the original says ({}{must})", original.weight.value);
                report.error(translation.weight.span.clone(), "translation/other-attribute", message);
            }
        }
    }
}
