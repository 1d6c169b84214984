//! The one list of dialogues, and who answers what. A new dialogue is a folder and a line here.

use super::contract::{Asked, Decision, Dialogue, Needs};
use crate::access;
use crate::input::Input;
use crate::kernel::place::Place;
use crate::scene::Scene;
use crate::streams::{State, Stream};

/// In alphabetical order.
pub static DIALOGUES: &[&dyn Dialogue] = &[
    &super::courses::Courses,
    &super::find::Find,
    &super::groups::Groups,
    &super::help::Help,
    &super::home::Home,
    &super::interview::InterviewDialogue,
    &super::lesson::LessonDialogue,
    &super::my_data::MyData,
    &super::onboarding::Onboarding,
    &super::placement::Placement,
    &super::progress::Progress,
    &super::quiz::QuizDialogue,
    &super::review::ReviewDialogue,
    &super::settings::Settings,
    &super::team::TeamDialogue,
];

pub(crate) fn by_code(code: &str) -> Option<&'static dyn Dialogue> {
    all().find(|dialogue| dialogue.code() == code)
}

pub fn by_command(name: &str) -> Option<&'static dyn Dialogue> {
    all().find(|dialogue| dialogue.commands().iter().any(|(command, _)| *command == name))
}

/// Who answers an input that is neither a command nor a press.
pub(crate) fn answering(input: &Input) -> Option<&'static dyn Dialogue> {
    all().find(|dialogue| dialogue.answers(input))
}

/// What follows from a text that nobody waits for.
pub(crate) fn overheard(state: &State, place: &Place, text: &str, scene: &Scene<'_>) -> Option<Decision> {
    all().find_map(|dialogue| dialogue.overhear(state, place, text, scene))
}

/// The dialogue that the learner must go through before any other, and where they stand in it.
pub(crate) fn first(state: &State) -> Option<(&'static dyn Dialogue, Place)> {
    all().find_map(|dialogue| Some((dialogue, dialogue.comes_first(state)?)))
}

/// What a turn looks at, on behalf of all dialogues.
pub fn needs(state: &State, place: &Place, input: &Input) -> Needs {
    let needs = all().map(|dialogue| dialogue.needs(state, place, input)).fold(Needs::default(), Needs::and);
    let roles = is_for_some(asked(input), Asked::of(input)) || is_for_some(by_code(&place.dialogue), Asked::Look);
    if roles { needs.and(Needs::stream(Some(Stream::team()))) } else { needs }
}

/// Is this a command that everybody may give?
pub fn is_everybodys_command(name: &str) -> bool {
    by_command(name).is_some_and(|dialogue| !is_for_some(Some(dialogue), Asked::Command(name)))
}

/// Whom a command or a press is addressed to.
fn asked(input: &Input) -> Option<&'static dyn Dialogue> {
    match input {
        Input::Command { name, .. } => by_command(name),
        Input::Press(token) => by_code(&token.dialogue),
        Input::Beside { input, .. } => asked(input),
        _ => None,
    }
}

/// Does it take a role more than a learner's?
fn is_for_some(dialogue: Option<&dyn Dialogue>, asked: Asked<'_>) -> bool {
    dialogue.is_some_and(|dialogue| !access::is_everybodys(dialogue.action(asked)))
}

/// The names of the commands that the menu lists.
pub fn menu() -> impl Iterator<Item = &'static str> {
    all().flat_map(Dialogue::commands).filter(|(_, listed)| *listed).map(|(name, _)| *name)
}

fn all() -> impl Iterator<Item = &'static dyn Dialogue> {
    DIALOGUES.iter().copied()
}
