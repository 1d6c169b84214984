//! The contract of a dialogue, and the one list of dialogues.
//!
//! A dialogue is a decider and a view: `decide` tells what happened, or why it may not; `screen` tells what the
//! learner sees. State changes by [`State::evolve`] only. A new dialogue is a folder and a line in [`DIALOGUES`].

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::facts::Fact;
use crate::input::Input;
use crate::scene::Scene;
use crate::screen::{Notice, Screen};
use crate::state::State;
use crate::{courses, help, home, interview, lesson, onboarding, placement, progress, quiz, review, settings};

/// In alphabetical order.
pub static DIALOGUES: &[&dyn Dialogue] = &[
    &courses::Courses,
    &help::Help,
    &home::Home,
    &interview::InterviewDialogue,
    &lesson::LessonDialogue,
    &onboarding::Onboarding,
    &placement::Placement,
    &progress::Progress,
    &quiz::QuizDialogue,
    &review::ReviewDialogue,
    &settings::Settings,
];

pub trait Dialogue: Sync {
    /// Begins the tokens of its buttons; one or two letters, unique.
    fn code(&self) -> &'static str;

    /// The commands that it answers, as (name, listed in the menu). A listed one has the text `command-<name>`.
    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[]
    }

    /// What follows from one of its commands or presses.
    fn decide(&self, state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal>;

    /// What follows from a text or a picture that is sent at one of its places. None: it waits for none there.
    fn hear(&self, _: &State, _: &Place, _: &Input, _: &Scene<'_>) -> Option<Decision> {
        None
    }

    /// One of its places as it is kept: with what a message there must know of what was shown.
    fn settle(&self, _: &State, place: Place, _: &Scene<'_>) -> Place {
        place
    }

    /// Where a window opens that shows this dialogue as it stands. `looking`: where the learner looks in the chat.
    fn resume(&self, _: &State, looking: &Place) -> Place {
        looking.clone()
    }

    /// May a window show this dialogue that looks at the stream? Only with what the learner has begun themselves.
    fn owns(&self, _: &State, _stream: Uuid) -> bool {
        false
    }

    /// What the learner sees at one of its places.
    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Screen;

    /// What follows now that a moment has come which it waited for, such as the end of the time for something. It may
    /// come late, twice, or when nothing waits for it any more: that is a refusal, and the learner hears nothing of it.
    fn due(&self, _state: &State, _detail: &str, _scene: &Scene<'_>) -> Result<Decision, Refusal> {
        Err(Refusal::Unknown)
    }
}

/// Where the learner is looking: a dialogue and one of its views. Kept in the session only; its loss shows home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub dialogue: String,
    pub view: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Place {
    pub fn new(dialogue: &str, view: &str) -> Self {
        Self { dialogue: dialogue.to_owned(), view: view.to_owned(), detail: None }
    }

    #[must_use]
    pub fn with(mut self, detail: impl std::fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    pub fn home() -> Self {
        Self::new(home::CODE, "home")
    }

    /// Home, because nobody knows any more where the learner was looking.
    pub fn lost() -> Self {
        Self::new(home::CODE, home::LOST)
    }
}

/// What a turn yields, before it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub facts: Vec<Fact>,
    pub place: Place,
    pub notice: Option<Notice>,
}

impl Decision {
    pub const fn go(place: Place) -> Self {
        Self { facts: Vec::new(), place, notice: None }
    }

    #[must_use]
    pub fn because(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(facts);
        self
    }

    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.notice = Some(Notice { text: text.into() });
        self
    }
}

/// Why something may not happen. It is shown to the learner and is no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The button belongs to an earlier step: redraw what is current.
    Spent(Place),
    /// The lesson waits for others.
    Locked { lesson: crate::ids::LessonId },
    /// The content is no longer there.
    Gone,
    /// The lesson is complete once its quiz is passed.
    QuizFirst { lesson: crate::ids::LessonId },
    /// Not a button or command that we have.
    Unknown,
    /// An answer that the question cannot take, such as none of the options.
    NothingChosen(Place),
}

pub fn by_code(code: &str) -> Option<&'static dyn Dialogue> {
    DIALOGUES.iter().copied().find(|dialogue| dialogue.code() == code)
}

pub fn by_command(name: &str) -> Option<&'static dyn Dialogue> {
    DIALOGUES.iter().copied().find(|dialogue| dialogue.commands().iter().any(|(command, _)| *command == name))
}

/// The names of the commands that the menu lists.
pub fn menu() -> impl Iterator<Item = &'static str> {
    DIALOGUES.iter().flat_map(|dialogue| dialogue.commands()).filter(|(_, listed)| *listed).map(|(name, _)| *name)
}
