//! What a dialogue is: a decider and a view. `needs` names what a turn looks at, `decide` tells what happened, or why it
//! may not, `screen` tells what the learner sees. State changes by folding facts only. The list is
//! [`registry`](super::registry)'s.

use uuid::Uuid;

use crate::access::Action;
use crate::content::catalogue::Pin;
use crate::input::Input;
use crate::kernel::ids::{LearnerId, LessonId};
use crate::kernel::place::Place;
use crate::kernel::screen::{Notice, Screen};
use crate::scene::Scene;
use crate::streams::{Fact, State, Stream};

pub trait Dialogue: Sync {
    /// Begins the tokens of its buttons; one or two letters, unique.
    fn code(&self) -> &'static str;

    /// What its buttons ask for, as it stands in tokens.
    fn verbs(&self) -> &'static [&'static str];

    /// What somebody does who asks this of it. Whoever may not do it hears the same as of what we do not have.
    fn action(&self, _: Asked<'_>) -> Action {
        Action::Learn
    }

    /// The commands that it answers, as (name, listed in the menu). A listed one has the text `command-<name>`.
    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[]
    }

    /// Does it answer this input, besides its own commands, presses and moments? For what the API asks for.
    fn answers(&self, _: &Input) -> bool {
        false
    }

    /// Where a learner must be before anything else, such as in the welcome. Then all their presses and messages come here.
    fn comes_first(&self, _: &State) -> Option<Place> {
        None
    }

    /// What a turn on this input looks at on behalf of this dialogue, whoever decides. Asked again once that is loaded,
    /// until nothing new is named.
    fn needs(&self, _: &State, _: &Place, _: &Input) -> Needs {
        Needs::default()
    }

    /// What follows from one of its commands, presses or other inputs. `place`: where the learner looks in the chat.
    fn decide(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal>;

    /// What follows from a text or a picture that is sent at one of its places. None: it waits for none there.
    fn hear(&self, _: &State, _: &Place, _: &Input, _: &Scene<'_>) -> Option<Decision> {
        None
    }

    /// What follows from a text at a place that waits for none, of whatever dialogue.
    fn overhear(&self, _: &State, _: &Place, _text: &str, _: &Scene<'_>) -> Option<Decision> {
        None
    }

    /// One of its places as it is kept: with what a message there must know of what was shown.
    fn resolve(&self, _: &State, place: Place, _: &Scene<'_>) -> Place {
        place
    }

    /// One of its places as a window shows it, which has no chat above it.
    fn contained(&self, place: Place) -> Place {
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

    /// What the learner sees at one of its places. None: there is nothing any more, and home is shown.
    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen>;

    /// What follows now that a moment has come which it waited for, such as the end of the time for something. It may
    /// come late, twice, or when nothing waits for it any more: that is a refusal, and the learner hears nothing of it.
    fn due(&self, _state: &State, _detail: &str, _scene: &Scene<'_>) -> Result<Decision, Refusal> {
        Err(Refusal::Unknown)
    }
}

/// What is asked of a dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// By the API, or by a moment that has come.
    Call,
    /// One of its commands.
    Command(&'a str),
    /// To show one of its places.
    Look,
    /// A verb of its buttons.
    Press(&'a str),
    /// A message at one of its places.
    Words,
}

impl<'a> Asked<'a> {
    pub fn of(input: &'a Input) -> Self {
        match input {
            Input::Command { name, .. } => Self::Command(name),
            Input::Press(token) => Self::Press(&token.verb),
            Input::Contact(_) | Input::Edited | Input::Media | Input::Text(_) => Self::Words,
            Input::UnknownPress => Self::Look,
            Input::Beside { input, .. } => Asked::of(input),
            Input::Blocked
            | Input::Complete { .. }
            | Input::Due { .. }
            | Input::Enrol { .. }
            | Input::Export
            | Input::Prefer { .. }
            | Input::Read { .. }
            | Input::Review
            | Input::SecondLook(_)
            | Input::SignOut { .. }
            | Input::Visit { .. } => Self::Call,
        }
    }
}

/// What a turn looks at besides the learner's own streams and the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Sessions that must be in the state, if they exist; the last one of a kind stays.
    pub streams: Vec<Stream>,
    /// The content that a session was begun with; where the catalogue has moved on, it comes from the archive.
    pub documents: Vec<Pin>,
    /// What the learner remembers.
    pub memories: bool,
    /// What answers have taught about questions.
    pub difficulties: bool,
    /// Others than the learner, by their ids here or at Telegram: who they are.
    pub people: Vec<LearnerId>,
    pub telegram: Vec<i64>,
    /// Where the learner is signed in.
    pub devices: bool,
}

impl Needs {
    pub fn stream(stream: Option<Stream>) -> Self {
        Self { streams: stream.into_iter().collect(), ..Self::default() }
    }

    /// The same, with the content that a session was begun with.
    #[must_use]
    pub fn with(mut self, document: Option<Pin>) -> Self {
        self.documents.extend(document);
        self
    }

    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.streams.extend(other.streams);
        self.documents.extend(other.documents);
        self.memories |= other.memories;
        self.difficulties |= other.difficulties;
        self.people.extend(other.people);
        self.telegram.extend(other.telegram);
        self.devices |= other.devices;
        self
    }
}

/// What a turn yields, before it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub facts: Vec<Fact>,
    /// Where the learner looks then. None: where they looked before.
    pub place: Option<Place>,
    pub notice: Option<Notice>,
}

impl Decision {
    pub const fn go(place: Place) -> Self {
        Self { facts: Vec::new(), place: Some(place), notice: None }
    }

    /// For inputs that move nobody.
    pub const fn stay() -> Self {
        Self { facts: Vec::new(), place: None, notice: None }
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
    Locked { lesson: LessonId },
    /// The content is no longer there.
    Gone,
    /// The learner wants to be erased: nothing is noted of them any more.
    Leaving,
    /// The lesson is complete once its quiz is passed.
    QuizFirst { lesson: LessonId },
    /// Not a button or command that we have.
    Unknown,
    /// An answer that the question cannot take, such as none of the options.
    NothingChosen(Place),
    /// It was done a moment ago, and may be done again later.
    TooSoon(Place),
}
