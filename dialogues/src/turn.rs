//! A turn: one input, the facts that follow, and what the learner sees then. The only entry to the dialogues.

use uuid::Uuid;

use crate::catalogue::Lesson;
use crate::dialogue::{self, Decision, Place, Refusal};
use crate::facts::{Fact, ProfileChange, UserFact};
use crate::ids::{AttemptId, InterviewRunId, LessonId};
use crate::input::{Input, Person, Window};
use crate::locale::Locale;
use crate::markup::Html;
use crate::scene::Scene;
use crate::screen::{Notice, Screen};
use crate::state::State;
use crate::{courses, interview, lesson, onboarding, quiz, review, settings};

/// Characters of a name that are kept. Telegram's own limit for a first name.
const NAME_LIMIT: usize = 64;

/// What came of an input.
#[derive(Clone, Debug)]
pub struct Turn {
    /// To be stored, in this order, in one transaction.
    pub facts: Vec<Fact>,
    /// The state with the facts folded in.
    pub state: State,
    /// Where the learner looks in the chat.
    pub place: Place,
    /// Where the screen is drawn: another place only for calls of the API.
    pub shown: Place,
    pub screen: Screen,
    /// For the callback's answer; on other inputs it already stands above the screen.
    pub notice: Option<Notice>,
    pub outcome: Outcome,
    /// Why nothing was decided. The screen explains it already; this is for callers that show none.
    pub refusal: Option<Refusal>,
}

/// How a turn ended, for metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Spent,
    Refused,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Spent => "spent",
            Self::Refused => "refused",
        }
    }
}

/// Decides, evolves, draws.
///
/// `person` is none when the input comes from the API, which knows only learners who are registered.
pub fn take_turn(state: State, place: &Place, person: Option<&Person>, input: &Input, scene: &Scene<'_>) -> Turn {
    let mut facts = person.map_or_else(Vec::new, |person| acquaintance(&state, person, input));
    // A button was drawn before we heard of a new name: it is judged by the versions from before.
    let drawn = state.clone();
    let state = evolve(state, &facts, scene);
    let basis = if drawn.learner.version == 0 { &state } else { &drawn };
    let (decision, outcome, refusal) = match decide(basis, place, input, scene) {
        Ok(decision) => (decision, Outcome::Done, None),
        Err(refusal) => {
            let outcome = if matches!(refusal, Refusal::Spent(_)) { Outcome::Spent } else { Outcome::Refused };
            (explain(&state, place, refusal.clone(), scene), outcome, Some(refusal))
        }
    };
    let state = evolve(state, &decision.facts, scene);
    facts.extend(decision.facts);
    let shown = match input {
        Input::Beside { window, .. } => within(window, &state, decision.place, place, scene),
        Input::Due { .. } if refusal.is_some() => place.clone(),
        _ => settled(&state, decision.place, scene),
    };
    let screen = draw(&state, &shown, scene);
    // A call of the API moves nobody away from what they see in the chat, nor does a moment that nobody waits for.
    let moves = person.is_some() || matches!(input, Input::Due { .. });
    let place = if moves { shown.clone() } else { place.clone() };
    let is_press = matches!(input, Input::Press(_) | Input::UnknownPress | Input::Beside { .. });
    let screen = match &decision.notice {
        Some(notice) if !is_press => with_notice(screen, notice),
        _ => screen,
    };
    Turn { facts, state, place, shown, screen, notice: decision.notice, outcome, refusal }
}

/// Where a window stands, or an input has led to that was taken before. `looking`: where the learner looks in the chat.
/// None: what the window looks at is not there.
pub fn shown_beside(
    state: &State,
    window: &Window,
    input: Option<&Input>,
    looking: &Place,
    scene: &Scene<'_>,
) -> Option<Place> {
    if !opens(state, window) {
        return None;
    }
    let at = stands(state, window, looking, scene);
    let place = match input.map(|input| beside(state, window, input, looking, scene)) {
        Some(Ok(decision)) => decision.place,
        Some(Err(refusal)) => explain(state, &at, refusal, scene).place,
        None => at,
    };
    Some(within(window, state, place, looking, scene))
}

/// What the learner sees at a place now.
pub fn draw(state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
    let place = settled(state, place.clone(), scene);
    match dialogue::by_code(&place.dialogue) {
        Some(dialogue) => dialogue.screen(state, &place, scene),
        None => crate::home::screen(state, scene),
    }
}

/// The attempt that a turn will look at, as far as the path tells: it must be in the state, if it exists.
pub fn wanted_attempt(state: &State, input: &Input) -> Option<AttemptId> {
    let of_lesson = |lesson: &LessonId| {
        let progress = state.path.lesson(lesson)?;
        progress.open_attempt.or(progress.last_attempt)
    };
    if let Input::Beside { window, .. } = input
        && window.dialogue == quiz::CODE
    {
        return own_attempt(state, window.stream);
    }
    // Whoever carries on goes to the quiz of the last step, whatever they looked at in between.
    let carries_on = match input {
        Input::Press(token) => token.dialogue == crate::home::CODE && token.verb == "c",
        Input::Command { name, .. } => name == "learn",
        _ => false,
    };
    if carries_on && let Some(open) = state.path.at.as_ref().and_then(|lesson| state.path.lesson(lesson)?.open_attempt)
    {
        return Some(open);
    }
    if let Input::Press(token) = input {
        let attempts =
            state.path.lessons.values().flat_map(|lesson| [lesson.open_attempt, lesson.last_attempt]).flatten();
        if let Some(attempt) =
            attempts.into_iter().find(|attempt| token.step.is_some_and(|step| step.is_of(attempt.as_uuid())))
        {
            return Some(attempt);
        }
        if let Some(attempt) = token.argument(0).and_then(|lesson| of_lesson(&LessonId::new(lesson))) {
            return Some(attempt);
        }
    }
    // A quiz that the learner came back to stays with them, also while another lesson had the last step.
    let current = state.attempt.as_ref().map(|attempt| attempt.id);
    current.or_else(|| state.path.at.as_ref().and_then(of_lesson))
}

/// The interview that a turn will look at: the one that was begun last, open or not, or an earlier one whose answers are
/// read once more. It must be in the state, too.
pub fn wanted_interview(state: &State, input: &Input) -> Option<InterviewRunId> {
    let read = match input {
        Input::Beside { window, input } if window.dialogue == interview::CODE && interview::only_reads(input) => {
            own_interview(state, window.stream)
        }
        _ => None,
    };
    read.or(state.path.interviews.last)
}

/// One of the learner's own interviews; they are numbered likewise.
pub(crate) fn own_interview(state: &State, stream: Uuid) -> Option<InterviewRunId> {
    let mut all = (1..=state.path.interviews.number).map(|number| InterviewRunId::of(state.id, number));
    all.find(|run| run.as_uuid() == stream)
}

/// One of the learner's own attempts, however long ago; they are numbered, and their ids follow from the numbers.
fn own_attempt(state: &State, stream: Uuid) -> Option<AttemptId> {
    let current = state.attempt.as_ref().map(|attempt| attempt.id);
    if let Some(current) = current.filter(|current| current.as_uuid() == stream) {
        return Some(current);
    }
    let all = state.path.lessons.iter();
    let mut all =
        all.flat_map(|(lesson, progress)| (1..=progress.attempts).map(|n| AttemptId::of(state.id, lesson, n)));
    all.find(|attempt| attempt.as_uuid() == stream)
}

fn decide(state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    match input {
        Input::Beside { window, input } => beside(state, window, input, place, scene),
        Input::Blocked => Ok(Decision::go(place.clone()).because(blocked(state))),
        Input::Visit { time_zone } => Ok(Decision::go(place.clone()).because(settings::time_zone(state, *time_zone))),
        Input::Enrol { course } => {
            courses::enrol(state, course, scene).map(|facts| Decision::go(place.clone()).because(facts))
        }
        Input::Read { course, lesson, screen } => {
            let lesson = of_course(scene, course, lesson)?;
            lesson::read(state, lesson, *screen, scene).map(|facts| Decision::go(place.clone()).because(facts))
        }
        Input::Complete { course, lesson } => {
            let lesson = of_course(scene, course, lesson)?;
            lesson::complete(state, lesson, scene).map(|facts| Decision::go(place.clone()).because(facts))
        }
        Input::SecondLook(look) => {
            interview::look_again(state, look, scene).map(|facts| Decision::go(place.clone()).because(facts))
        }
        Input::Review if state.learner.onboarded() => Ok(review::enter(state, scene)),
        Input::Review => Err(Refusal::Unknown),
        Input::Due { dialogue, detail } => {
            dialogue::by_code(dialogue).ok_or(Refusal::Unknown)?.due(state, detail, scene)
        }
        _ if !state.learner.onboarded() => onboarding::decide(state, place, input, scene),
        Input::Command { name, .. } => dialogue::by_command(name).ok_or(Refusal::Unknown)?.decide(state, input, scene),
        Input::Press(token) => dialogue::by_code(&token.dialogue).ok_or(Refusal::Unknown)?.decide(state, input, scene),
        Input::UnknownPress => Err(Refusal::Unknown),
        Input::Text(_) => Ok(hear(state, place, input, scene, "hint-text")),
        Input::Media => Ok(hear(state, place, input, scene, "hint-media")),
        Input::Edited => Ok(stay(state, place, scene, "hint-edited")),
    }
}

/// What follows from an input in a window: what would follow in the chat, as far as the window's dialogue goes.
fn beside(
    state: &State,
    window: &Window,
    input: &Input,
    looking: &Place,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    if !opens(state, window) {
        return Err(Refusal::Gone);
    }
    match input {
        Input::Press(token) if token.dialogue == window.dialogue => {
            dialogue::by_code(window.dialogue).ok_or(Refusal::Unknown)?.decide(state, input, scene)
        }
        Input::Text(_) => Ok(hear(state, &stands(state, window, looking, scene), input, scene, "hint-text")),
        _ => Err(Refusal::Unknown),
    }
}

/// Is what the window looks at the learner's, and in the state?
fn opens(state: &State, window: &Window) -> bool {
    let dialogue = dialogue::by_code(window.dialogue);
    state.learner.onboarded() && dialogue.is_some_and(|dialogue| dialogue.owns(state, window.stream))
}

/// Where a window stands before an input.
fn stands(state: &State, window: &Window, looking: &Place, scene: &Scene<'_>) -> Place {
    window.place.clone().unwrap_or_else(|| resumed(state, window, looking, scene))
}

/// Where a window's dialogue stands.
fn resumed(state: &State, window: &Window, looking: &Place, scene: &Scene<'_>) -> Place {
    let place = match dialogue::by_code(window.dialogue) {
        Some(dialogue) => dialogue.resume(state, looking),
        None => looking.clone(),
    };
    settled(state, place, scene)
}

/// A place that the window can show: whatever leads out of its dialogue leads back to where that stands.
fn within(window: &Window, state: &State, place: Place, looking: &Place, scene: &Scene<'_>) -> Place {
    if place.dialogue == window.dialogue {
        settled(state, place, scene)
    } else {
        resumed(state, window, looking, scene)
    }
}

fn of_course<'a>(
    scene: &'a Scene<'_>,
    course: &crate::ids::CourseId,
    lesson: &LessonId,
) -> Result<&'a Lesson, Refusal> {
    scene.catalogue.lesson(lesson).filter(|lesson| lesson.course == *course).map(AsRef::as_ref).ok_or(Refusal::Gone)
}

/// A message is for the dialogue that the learner looks at. If nobody waits for it, there is a hint.
fn hear(state: &State, place: &Place, input: &Input, scene: &Scene<'_>, hint: &str) -> Decision {
    let heard = dialogue::by_code(&place.dialogue).and_then(|dialogue| dialogue.hear(state, place, input, scene));
    heard.unwrap_or_else(|| stay(state, place, scene, hint))
}

fn stay(state: &State, place: &Place, scene: &Scene<'_>, hint: &str) -> Decision {
    Decision::go(place.clone()).saying(scene.texts(state).plain(hint, &[]))
}

/// A learner who has not been welcomed yet sees nothing else.
fn settled(state: &State, place: Place, scene: &Scene<'_>) -> Place {
    if !state.learner.onboarded() && place.dialogue != onboarding::CODE {
        return onboarding::place(None);
    }
    match dialogue::by_code(&place.dialogue) {
        Some(dialogue) => dialogue.settle(state, place, scene),
        None => place,
    }
}

/// What the person behind the input tells about themselves: who they are, that they are back, a new name.
fn acquaintance(state: &State, person: &Person, input: &Input) -> Vec<Fact> {
    let first_name: String = person.first_name.chars().take(NAME_LIMIT).collect();
    let learner = &state.learner;
    if matches!(input, Input::Blocked) {
        return Vec::new();
    }
    if learner.version == 0 {
        let locale = person.language_code.as_deref().and_then(Locale::of_tag).unwrap_or_default();
        let registered =
            UserFact::UserRegistered { learner: state.id, telegram_id: person.telegram_id, first_name, locale };
        return vec![registered.into()];
    }
    let back = learner.unreachable.then_some(UserFact::ReachabilityChanged { reachable: true });
    let renamed = (learner.first_name != first_name)
        .then(|| ProfileChange { first_name: Some(first_name), ..ProfileChange::default() }.into());
    back.into_iter().map(Fact::from).chain(renamed).collect()
}

fn blocked(state: &State) -> Option<Fact> {
    let known = state.learner.version > 0 && !state.learner.unreachable;
    known.then_some(UserFact::ReachabilityChanged { reachable: false }.into())
}

fn explain(state: &State, place: &Place, refusal: Refusal, scene: &Scene<'_>) -> Decision {
    let texts = scene.texts(state);
    let say = |place: Place, key: &str| Decision::go(place).saying(texts.plain(key, &[]));
    match refusal {
        Refusal::Spent(current) => say(current, "refused-spent"),
        Refusal::Locked { lesson } => Decision::go(lesson::locked_place(&lesson)),
        Refusal::Gone => say(Place::home(), "refused-gone"),
        Refusal::QuizFirst { lesson } => say(lesson::place(&lesson), "refused-quiz-first"),
        Refusal::Unknown => say(place.clone(), "refused-unknown"),
        Refusal::NothingChosen(current) => say(current, "refused-nothing-chosen"),
    }
}

fn evolve(state: State, facts: &[Fact], scene: &Scene<'_>) -> State {
    facts.iter().fold(state, |state, fact| state.evolve(fact, scene.now))
}

/// The screen with a line above it.
pub fn with_notice(screen: Screen, notice: &Notice) -> Screen {
    let mut html = Html::italic(&Html::text(&notice.text));
    html.paragraph(&screen.html);
    // A poll has no place for it.
    Screen { html, poll: None, ..screen }
}
