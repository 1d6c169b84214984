//! What the academy teaches, compiled: everything is parsed, checked and rendered once, at load.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::interview::Interview;
use crate::ids::{CardId, ConceptId, CourseId, LessonId, ModuleId, QuestionId, Revision};
use crate::locale::Locale;
use crate::markup::Html;
use crate::questions::Body;

/// A text in the author's language and its translations.
#[derive(Clone, Debug, PartialEq)]
pub struct Localised<T> {
    pub original: T,
    pub translations: BTreeMap<Locale, T>,
}

impl<T> Localised<T> {
    pub const fn original(original: T) -> Self {
        Self { original, translations: BTreeMap::new() }
    }

    /// The translation, or the original where there is none.
    pub fn get(&self, locale: Locale) -> &T {
        self.translations.get(&locale).unwrap_or(&self.original)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Junior,
    Middle,
    Senior,
}

#[derive(Clone, Debug)]
pub struct Course {
    pub id: CourseId,
    pub level: Level,
    pub title: Localised<String>,
    pub summary: Localised<String>,
    pub concepts: BTreeMap<ConceptId, Localised<String>>,
    pub modules: Vec<Module>,
    /// By level, then in the alphabetical order of their files.
    pub interviews: Vec<Arc<Interview>>,
}

impl Course {
    /// All lessons in the author's order.
    pub fn lessons(&self) -> impl Iterator<Item = &Arc<Lesson>> {
        self.modules.iter().flat_map(|module| &module.lessons)
    }
}

#[derive(Clone, Debug)]
pub struct Module {
    pub id: ModuleId,
    pub title: Localised<String>,
    pub summary: Localised<String>,
    pub lessons: Vec<Arc<Lesson>>,
}

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

#[derive(Clone, Debug)]
pub struct Question {
    pub id: QuestionId,
    pub concept: Option<ConceptId>,
    /// The author's estimate, 1..=3.
    pub difficulty: u8,
    /// May the options be shown in another order?
    pub shuffle: bool,
    /// The kind with its key: what is right.
    pub body: Body,
    pub text: Localised<QuestionText>,
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

#[derive(Clone, Debug, PartialEq)]
pub struct QuestionText {
    /// The heading and the body.
    pub prompt: Html,
    /// The kind's own texts in the author's order: options, items, cells, points. Empty where the interface brings them.
    pub options: Vec<OptionText>,
    pub hint: Option<Html>,
    pub explanation: Option<Html>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct OptionText {
    pub label: Html,
    /// Why it is right or wrong; empty for kinds whose texts have no reasons.
    pub reason: Html,
}
