//! Lessons: screens to read, a quiz about them, cards to remember.

use super::level::Level;
use super::localised::Localised;
use super::question::Question;
use crate::kernel::ids::{CardId, ConceptId, CourseId, LessonId, QuestionId, Revision};
use crate::kernel::markup::Html;

#[derive(Clone, Debug)]
pub struct Lesson {
    pub id: LessonId,
    pub course: CourseId,
    pub revision: Revision,
    pub level: Level,
    /// What the author thinks it takes, 1..=60.
    pub minutes: u32,
    pub title: Localised<String>,
    pub requires: Vec<LessonId>,
    pub concepts: Vec<ConceptId>,
    /// At least one.
    pub screens: Vec<LessonScreen>,
    pub quiz: Option<Quiz>,
    /// What it leaves to be remembered, in the author's order.
    pub cards: Vec<Card>,
}

/// One message of a lesson.
#[derive(Clone, Debug)]
pub struct LessonScreen {
    pub id: String,
    pub text: Localised<ScreenText>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ScreenText {
    pub title: String,
    /// The body without the title.
    pub html: Html,
}

#[derive(Clone, Debug)]
pub struct Quiz {
    /// Share of the points that passes, 0..=1.
    pub pass: f64,
    /// Questions in an attempt, `1..=questions.len()`.
    pub pick: usize,
    pub questions: Vec<Question>,
}

impl Quiz {
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == *id)
    }
}

/// A question and its answer, to be asked again and again.
#[derive(Clone, Debug)]
pub struct Card {
    pub id: CardId,
    pub concept: ConceptId,
    pub text: Localised<CardText>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CardText {
    pub front: Html,
    pub back: Html,
}
