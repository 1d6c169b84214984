//! What the API shows of learners, courses and lessons. Pure: a state and the catalogue in, JSON shapes out.

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Catalogue, Course, Lesson, Level, Module};
use dialogues::courses::{self, Standing};
use dialogues::ids::{LearnerId, LessonId};
use dialogues::settings::GOALS;
use dialogues::state::State;
use serde::Serialize;

use super::envelope::instant;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    id: LearnerId,
    name: String,
    locale: String,
    level: Option<Level>,
    /// Minutes.
    daily_goal: u32,
    created_at: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CourseView {
    id: String,
    title: String,
    summary: String,
    level: Level,
    enrolled: bool,
    completed_lessons: usize,
    total_lessons: usize,
    modules: Vec<ModuleView>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleView {
    id: String,
    title: String,
    summary: String,
    lessons: Vec<LessonView>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LessonView {
    id: String,
    title: String,
    minutes: u32,
    screens: usize,
    /// In an attempt; 0 where there is no quiz.
    questions: usize,
    state: &'static str,
    /// From 1; 0 before the lesson is begun.
    screen: u32,
    best_score: Option<f64>,
    requires: Vec<Requirement>,
    chat_link: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    id: String,
    title: String,
    /// Or tested out, which is as good here.
    completed: bool,
}

impl UserView {
    pub fn of(state: &State) -> Self {
        let learner = &state.learner;
        Self {
            id: state.id,
            name: learner.first_name.clone(),
            locale: learner.locale.to_string(),
            level: learner.level,
            daily_goal: daily_goal(state),
            created_at: instant(learner.registered_at),
        }
    }
}

/// Minutes; whoever has not chosen yet gets the smallest.
pub fn daily_goal(state: &State) -> u32 {
    state.learner.daily_goal.unwrap_or(GOALS[0])
}

/// Looks at the catalogue with a learner's eyes.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub state: &'a State,
    pub catalogue: &'a Catalogue,
    /// The bot's name, empty while it is not known.
    pub bot: &'a str,
    pub now: DateTime<Utc>,
}

impl View<'_> {
    pub fn course(&self, course: &Course) -> CourseView {
        let locale = self.state.learner.locale;
        let (completed_lessons, total_lessons) = courses::count(self.state, course);
        CourseView {
            id: course.id.to_string(),
            title: course.title.get(locale).clone(),
            summary: course.summary.get(locale).clone(),
            level: course.level,
            enrolled: self.state.path.enrolled.contains(&course.id),
            completed_lessons,
            total_lessons,
            modules: course.modules.iter().map(|module| self.module(module)).collect(),
        }
    }

    fn module(&self, module: &Module) -> ModuleView {
        let locale = self.state.learner.locale;
        ModuleView {
            id: module.id.to_string(),
            title: module.title.get(locale).clone(),
            summary: module.summary.get(locale).clone(),
            lessons: module.lessons.iter().map(|lesson| self.lesson(lesson)).collect(),
        }
    }

    pub fn lesson(&self, lesson: &Lesson) -> LessonView {
        let progress = self.state.path.lesson(&lesson.id);
        LessonView {
            id: lesson.id.to_string(),
            title: lesson.title.get(self.state.learner.locale).clone(),
            minutes: lesson.minutes,
            screens: lesson.screens.len(),
            questions: lesson.quiz.as_ref().map_or(0, |quiz| quiz.pick),
            state: Standing::of(self.state, lesson).as_str(),
            screen: self.screen(lesson),
            best_score: progress.and_then(|progress| progress.best_score),
            requires: lesson.requires.iter().map(|id| self.requirement(id)).collect(),
            chat_link: self.chat_link(&lesson.id),
        }
    }

    /// The last screen read. A push may have shortened the lesson since.
    pub fn screen(&self, lesson: &Lesson) -> u32 {
        self.state.path.lesson(&lesson.id).map_or(0, |progress| progress.screen.min(lesson.screens.len() as u32))
    }

    /// Leads to the lesson in the chat.
    pub fn chat_link(&self, lesson: &LessonId) -> Option<String> {
        (!self.bot.is_empty()).then(|| format!("https://t.me/{}?start={}", self.bot, lesson.deep_link()))
    }

    fn requirement(&self, id: &LessonId) -> Requirement {
        let lesson = self.catalogue.lesson(id);
        let title = lesson.map_or_else(|| id.to_string(), |lesson| lesson.title.get(self.state.learner.locale).clone());
        Requirement { id: id.to_string(), title, completed: self.state.path.done(id) }
    }
}
