//! The catalogue with a learner's eyes: what several resources tell of a lesson. Pure.

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Catalogue, Lesson};
use dialogues::kernel::ids::LessonId;
use dialogues::streams::State;

use crate::app::App;

/// Looks at the catalogue with a learner's eyes.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub state: &'a State,
    pub catalogue: &'a Catalogue,
    /// The bot's name, empty while it is not known.
    bot: &'a str,
    pub now: DateTime<Utc>,
}

impl<'a> View<'a> {
    pub fn of(app: &'a App, state: &'a State, catalogue: &'a Catalogue) -> Self {
        View { state, catalogue, bot: app.bot_username(), now: app.clock.now() }
    }

    /// The last screen read. A push may have shortened the lesson since.
    pub fn screen(&self, lesson: &Lesson) -> u32 {
        self.state.path.lesson(&lesson.id).map_or(0, |progress| progress.screen.min(lesson.screens.len() as u32))
    }

    /// Leads to the lesson in the chat.
    pub fn chat_link(&self, lesson: &LessonId) -> Option<String> {
        (!self.bot.is_empty()).then(|| format!("https://t.me/{}?start={}", self.bot, lesson.deep_link()))
    }
}
