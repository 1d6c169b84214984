//! Interviews: what is asked, what a good answer says, and which follow-up an answer leads to.

use super::level::Level;
use super::localised::Localised;
use crate::content::rubric::{Rubric, Scored};
use crate::kernel::ids::{AskId, ConceptId, CourseId, InterviewId, PointId, Revision};
use crate::kernel::markup::Html;

/// A file of questions of one level, to choose from.
#[derive(Clone, Debug)]
pub struct Interview {
    pub id: InterviewId,
    pub course: CourseId,
    pub revision: Revision,
    pub level: Level,
    /// What the author thinks it takes, 1..=60.
    pub minutes: u32,
    pub title: Localised<String>,
    pub concepts: Vec<ConceptId>,
    /// At least one, in the author's order.
    pub asks: Vec<Ask>,
}

impl Interview {
    pub fn ask(&self, id: &AskId) -> Option<&Ask> {
        self.asks.iter().find(|ask| ask.id == *id)
    }
}

/// A question of the interviewer.
#[derive(Clone, Debug)]
pub struct Ask {
    pub id: AskId,
    pub concept: ConceptId,
    /// The interview's.
    pub level: Level,
    /// The author's estimate, 1..=3.
    pub difficulty: u8,
    pub text: Localised<AskText>,
    /// Recognises the points in all languages of the interview.
    pub rubric: Rubric,
    /// The first one that fits is asked.
    pub follows: Vec<Follow>,
}

impl Ask {
    /// The follow-up that an answer leads to. `scored` is the answer's score by this question's rubric.
    pub fn follow(&self, scored: &Scored) -> Option<&Follow> {
        self.follows.iter().find(|follow| follow.when.holds(&self.rubric, scored))
    }
}

/// A question that depends on the answer to the one above it.
#[derive(Clone, Debug)]
pub struct Follow {
    pub id: AskId,
    pub when: When,
    pub text: Localised<AskText>,
    pub rubric: Rubric,
}

/// What an answer said, or did not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    Hit(PointId),
    /// Not said, or denied.
    Missed(PointId),
}

impl When {
    pub const fn point(&self) -> &PointId {
        match self {
            Self::Hit(point) | Self::Missed(point) => point,
        }
    }

    /// Is it so in an answer that was scored by `rubric`? Never, for a point that the rubric does not have.
    pub fn holds(&self, rubric: &Rubric, scored: &Scored) -> bool {
        let at = rubric.points().iter().position(|point| point.id == *self.point());
        let outcome = at.and_then(|at| scored.points.get(at));
        outcome.is_some_and(|outcome| outcome.is_hit() == matches!(self, Self::Hit(_)))
    }
}

/// What a learner reads of a question, before and after the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AskText {
    /// The heading and the body.
    pub prompt: Html,
    pub hint: Option<Html>,
    /// The model answer.
    pub model: Html,
    /// What a good answer says, in the order of the rubric's points.
    pub points: Vec<Html>,
}
