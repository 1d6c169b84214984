//! A turn: one input, the facts that follow, and what the learner sees then. The only entry to the dialogues; it names
//! none of them.

mod access;
mod bounds;
mod person;
mod window;

use crate::dialogues::contract::{Asked, Decision, Refusal};
use crate::dialogues::{links, registry};
use crate::input::{Input, Person};
use crate::kernel::locale::Locale;
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Notice, Screen};
use crate::kernel::texts::Texts;
use crate::scene::Scene;
use crate::streams::{Recorded, State};

pub use window::shown_beside;

/// Characters of a plain screen: fewer units than a message takes, whatever they are.
const PLAIN: usize = 2_000;

/// What came of an input.
#[derive(Clone, Debug)]
pub struct Turn {
    /// To be stored, in this order, in one transaction.
    pub facts: Vec<Recorded>,
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

/// Decides, folds, draws.
///
/// `person` is none when the input comes from the API, which knows only learners who are registered.
pub fn take_turn(state: State, place: &Place, person: Option<&Person>, input: &Input, scene: &Scene<'_>) -> Turn {
    let mut news = person.map_or_else(Vec::new, |person| person::news(&state, person, input));
    bounds::keep(&state, &mut news, scene.now);
    // A button was drawn before we heard of a new name: it is judged by the versions from before.
    let drawn = (!news.is_empty() && state.learner.version > 0).then(|| state.clone());
    let (state, mut facts) = state.record(news, scene.now);
    let decided = decide(drawn.as_ref().unwrap_or(&state), place, input, scene);
    let (mut decision, outcome, refusal) = match decided.and_then(|decision| recordable(&state, decision, scene)) {
        Ok(decision) => (decision, Outcome::Done, None),
        Err(refusal) => {
            let outcome = if matches!(refusal, Refusal::Spent(_)) { Outcome::Spent } else { Outcome::Refused };
            (explain(&state, place, refusal.clone(), scene), outcome, Some(refusal))
        }
    };
    if bounds::keep(&state, &mut decision.facts, scene.now) && !matches!(input, Input::Visit { .. }) {
        decision.notice = Some(Notice { text: scene.texts(&state).plain("settings-enough", &[]) });
    }
    let (state, decided) = state.record(decision.facts, scene.now);
    facts.extend(decided);
    let target = decision.place.unwrap_or_else(|| place.clone());
    let shown = match input {
        Input::Beside { window, .. } => window::contained(window, &state, target, place, scene),
        Input::Due { .. } if refusal.is_some() => place.clone(),
        _ => resolved(&state, target.keeping(place), scene).keeping(place),
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

/// A decision that writes to a stream which is not there is a mistake of the dialogue: nothing of it happens, and the
/// learner is told that it is gone.
fn recordable(state: &State, decision: Decision, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    match state.lacks(&decision.facts, scene.now) {
        None => Ok(decision),
        Some(stream) => {
            debug_assert!(false, "a decision writes to {stream:?}, which it has not asked for");
            Err(Refusal::Gone)
        }
    }
}

/// What the learner sees at a place now.
pub fn draw(state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
    let place = resolved(state, place.clone(), scene);
    let shown = screen_of(state, &place, scene);
    shown.or_else(|| screen_of(state, &Place::home(), scene)).unwrap_or_default()
}

/// As much of a screen as surely passes where Telegram has refused it: its words, as far as a message takes them, and the
/// way home. Nobody is stuck on it.
pub fn plain(screen: &Screen, locale: Locale) -> Screen {
    let words: String = screen.html.plain().chars().take(PLAIN).collect();
    let words = if words.trim().is_empty() { "…" } else { &words };
    Screen::new(Html::text(words)).row([links::home_button(&Texts::of(locale))])
}

fn screen_of(state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
    let dialogue = registry::by_code(&place.dialogue)?;
    access::check(dialogue, Asked::Look, state, scene).ok()?;
    dialogue.screen(state, place, scene)
}

fn decide(state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    if state.learner.is_leaving() {
        return leaving(state, place, input, scene);
    }
    if let Some(dialogue) = registry::answering(input) {
        return access::decide(dialogue, state, place, input, scene);
    }
    match input {
        Input::Beside { window, input } => return window::decide(state, window, input, place, scene),
        Input::Blocked => return Ok(Decision::stay().because(person::blocked(state))),
        Input::Due { dialogue, detail } => {
            return registry::by_code(dialogue).ok_or(Refusal::Unknown)?.due(state, detail, scene);
        }
        _ => {}
    }
    if let Some((first, _)) = registry::first(state) {
        return access::decide(first, state, place, input, scene);
    }
    let answering = match input {
        Input::Command { name, .. } => registry::by_command(name),
        Input::Press(token) => registry::by_code(&token.dialogue),
        Input::Text(text) => {
            let overheard = || registry::overheard(state, place, text, scene);
            let heard = heard(state, place, input, scene).or_else(overheard);
            return Ok(heard.unwrap_or_else(|| stay(place, scene, state, "hint-text")));
        }
        Input::Contact(_) | Input::Media => return Ok(hear(state, place, input, scene, "hint-media")),
        Input::Edited => return Ok(stay(place, scene, state, "hint-edited")),
        _ => None,
    };
    access::decide(answering.ok_or(Refusal::Unknown)?, state, place, input, scene)
}

/// Whoever wants to be erased hears of nothing else, and nothing is noted of them.
fn leaving(state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    match input {
        Input::Blocked => Ok(Decision::stay().because(person::blocked(state))),
        Input::Command { .. }
        | Input::Edited
        | Input::Media
        | Input::Press(_)
        | Input::Text(_)
        | Input::UnknownPress => {
            let (first, _) = registry::first(state).ok_or(Refusal::Leaving)?;
            first.decide(state, place, input, scene)
        }
        _ => Err(Refusal::Leaving),
    }
}

/// A message is for the dialogue that the learner looks at. If nobody waits for it, there is a hint.
fn hear(state: &State, place: &Place, input: &Input, scene: &Scene<'_>, hint: &str) -> Decision {
    heard(state, place, input, scene).unwrap_or_else(|| stay(place, scene, state, hint))
}

fn heard(state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
    let dialogue = registry::by_code(&place.dialogue)?;
    access::check(dialogue, Asked::of(input), state, scene).ok()?;
    dialogue.hear(state, place, input, scene)
}

fn stay(place: &Place, scene: &Scene<'_>, state: &State, hint: &str) -> Decision {
    Decision::go(place.clone()).saying(scene.texts(state).plain(hint, &[]))
}

/// A place as it is kept. Whoever must go through another dialogue first sees nothing else.
fn resolved(state: &State, place: Place, scene: &Scene<'_>) -> Place {
    if let Some((first, here)) = registry::first(state)
        && place.dialogue != first.code()
    {
        return here;
    }
    match registry::by_code(&place.dialogue) {
        Some(dialogue) => dialogue.resolve(state, place, scene),
        None => place,
    }
}

fn explain(state: &State, place: &Place, refusal: Refusal, scene: &Scene<'_>) -> Decision {
    let texts = scene.texts(state);
    let say = |place: Place, key: &str| Decision::go(place).saying(texts.plain(key, &[]));
    match refusal {
        Refusal::Spent(current) => say(current, "refused-spent"),
        Refusal::Locked { lesson } => Decision::go(links::locked_lesson(&lesson)),
        Refusal::Gone => say(Place::home(), "refused-gone"),
        Refusal::Leaving => say(place.clone(), "refused-leaving"),
        Refusal::QuizFirst { lesson } => say(links::lesson(&lesson), "refused-quiz-first"),
        Refusal::Unknown => say(place.clone(), "refused-unknown"),
        Refusal::TooSoon(current) => say(current, "refused-too-soon"),
        Refusal::NothingChosen(current) => say(current, "refused-nothing-chosen"),
    }
}

/// The screen with a line above it.
pub(crate) fn with_notice(screen: Screen, notice: &Notice) -> Screen {
    let mut html = Html::italic(&Html::text(&notice.text));
    html.paragraph(&screen.html);
    // A poll has no place for it.
    Screen { html, poll: None, ..screen }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::wire;

    #[test]
    fn a_refused_screen_keeps_its_words_and_a_way_home() {
        let shown = |html: Html| plain(&Screen::new(html), Locale::DEFAULT);
        for (html, words) in [("<b>One &lt; two</b>", "One < two"), (" ", "…")] {
            let screen = shown(Html::trusted(html.to_owned()));
            assert_eq!((screen.html.plain().as_str(), screen.tokens().count()), (words, 1));
        }
        assert_eq!(wire::refusals(&shown(Html::text(&"\u{1d54e}".repeat(5_000)))), [""; 0]);
    }
}
