//! Spaced review: cards and quiz questions come back when they are about to be forgotten. When that is, [`crate::memory`]
//! knows; here is the session that asks. Start at [`ReviewDialogue::decide`]; the fold of a session is
//! [`crate::streams::Review`].

mod answer;
mod askable;
mod content;
mod dates;
mod outlook;
mod places;
mod start;
mod view;
mod why;
mod wishes;

pub(super) use dates::spoken;
pub mod words;

use uuid::Uuid;

use crate::dialogues::contract::{Decision, Dialogue, Needs, Refusal};
use crate::dialogues::question::{self, Waiting};
use crate::input::Input;
use crate::kernel::ids::ReviewId;
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::kernel::token::Token;
use crate::memory::Rating;
use crate::scene::Scene;
use crate::streams::{State, Stream};
use answer::{Graded, answer, done, reveal};
use content::{Content, current};
use places::{asking, shown, shown_before, verdict};
pub use words::CODE;
use words::{COMMAND, Verb, View};

pub use outlook::{Outlook, outlook};

pub(crate) struct ReviewDialogue;

impl Dialogue for ReviewDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[(COMMAND, true)]
    }

    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::Review)
    }

    /// The last session, where reviews are what the turn is about; what is remembered, where one may begin.
    fn needs(&self, state: &State, place: &Place, input: &Input) -> Needs {
        let about = place.dialogue == CODE
            || match input {
                Input::Beside { window, .. } => window.dialogue == CODE,
                Input::Press(token) => token.dialogue == CODE,
                _ => asks(input),
            };
        let session = about.then_some(state.path.review).flatten().map(Stream::Review);
        Needs { memories: begins(input), ..Needs::stream(session) }
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let token = match input {
            Input::Press(token) => token,
            Input::Review if !state.learner.onboarded() => return Err(Refusal::Unknown),
            _ => return Ok(start::enter(state, scene)),
        };
        let verb = Verb::read(&token.verb).ok_or(Refusal::Unknown)?;
        match verb {
            Verb::Start => Ok(start::enter(state, scene)),
            Verb::Next => Ok(Decision::go(asking(None))),
            Verb::Why => Ok(Decision::go(Place::new(CODE, View::Why))),
            Verb::Wishes => Ok(Decision::go(Place::new(CODE, View::Wishes))),
            Verb::Date => Ok(Decision::go(Place::new(CODE, View::Date))),
            Verb::Vacation => Ok(Decision::go(Place::new(CODE, View::Vacation))),
            Verb::Cap | Verb::SetDate | Verb::SetVacation => wishes::change(state, verb, token, scene),
            Verb::Answer | Verb::Grade | Verb::Hint | Verb::Tick | Verb::Turn => pressed(state, verb, token, scene),
        }
    }

    /// A message answers the question that is shown, if that one waits for words.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        if let Input::Text(text) = input
            && let Some(decision) = wishes::hear(state, place, text, scene)
        {
            return Some(decision);
        }
        let review = state.review.as_ref()?;
        let texts = scene.texts(state);
        if View::read(&place.view) != Some(View::Item) {
            return None;
        }
        if place.detail.is_some() && place.detail == shown_before(review) {
            return Some(question::answered(verdict(), &texts));
        }
        let (index, Content::Question(_, question)) = current(review, scene)? else { return None };
        let waiting = Waiting { question, shown: shown(review, index), here: asking(None) };
        waiting.hear(place, input, &texts, |response| answer(state, review, index, question, response, scene))
    }

    fn resolve(&self, state: &State, place: Place, scene: &Scene<'_>) -> Place {
        let Some(review) = &state.review else { return place };
        let view = View::read(&place.view);
        let stands = match view {
            Some(View::End | View::Item | View::Why) => true,
            Some(View::Verdict) => review.last.is_none(),
            Some(View::Date | View::Nothing | View::Vacation | View::Wishes) | None => false,
        };
        if !stands {
            return place;
        }
        match current(review, scene) {
            None => Place::new(CODE, View::End),
            Some(_) if view == Some(View::Why) => place,
            Some((index, Content::Question(_, question))) if question.body.is_typed() => {
                asking(Some(&shown(review, index)))
            }
            Some(_) if view == Some(View::Item) => place.recalled(review.step()),
            Some(_) => asking(None).keeping(&place).recalled(review.step()),
        }
    }

    /// At the verdict if the chat shows it, else at what waits: an item or the end.
    fn resume(&self, state: &State, looking: &Place) -> Place {
        let verdict = Some(verdict()).filter(|verdict| verdict.shows(looking) && state.review.is_some());
        verdict.unwrap_or_else(|| asking(None))
    }

    fn owns(&self, state: &State, stream: Uuid) -> bool {
        let mut all = (1..=state.path.reviews).rev().map(|number| ReviewId::of(state.id, number));
        state.review.is_some() && all.any(|review| review.as_uuid() == stream)
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let view = View::read(&place.view);
        match view {
            Some(View::Nothing) => return Some(view::nothing(state, place.detail.as_deref(), scene)),
            Some(wish @ (View::Date | View::Vacation | View::Wishes)) => {
                return Some(wishes::screen(state, wish, scene));
            }
            _ => {}
        }
        let review = state.review.as_ref()?;
        if view == Some(View::Verdict) {
            return view::verdict(state, review, scene);
        }
        let Some((index, content)) = current(review, scene) else { return Some(view::end(state, review, scene)) };
        if view == Some(View::Why) {
            return why::screen(state, review, index, scene);
        }
        Some(match content {
            Content::Card(lesson, card) => view::card(state, review, index, (lesson, card), scene),
            Content::Point(missed) => view::point(state, review, index, missed, scene),
            Content::Question(lesson, question) => {
                let entry = place.detail.as_deref().unwrap_or_default();
                view::question(state, review, index, (lesson, question), entry, scene)
            }
        })
    }
}

/// A press that belongs to the item that waits.
fn pressed(state: &State, verb: Verb, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let Some(review) = &state.review else { return Err(Refusal::Spent(Place::home())) };
    // A second tap on an answer is shown what the first one led to.
    if verb == Verb::Answer && token.step.is_some() && token.step == review.step_before_answer() {
        return Err(Refusal::Spent(verdict()));
    }
    let Some((index, content)) = current(review, scene) else { return Err(Refusal::Spent(asking(None))) };
    let meant = token.argument(0).and_then(|index| index.parse().ok());
    if token.step != Some(review.step()) || meant != Some(index) {
        return Err(Refusal::Spent(asking(None)));
    }
    let entry = token.argument(1);
    match (verb, content) {
        (Verb::Turn, Content::Card(..) | Content::Point(..)) => {
            Ok(Decision::go(asking(None)).because(reveal(review, index)))
        }
        (Verb::Grade, Content::Card(..) | Content::Point(..)) => {
            let number = entry.and_then(|number| number.parse::<usize>().ok());
            let rating = number.and_then(|number| Rating::ALL.get(number.checked_sub(1)?).copied());
            let rating = rating.filter(|_| review.revealed).ok_or(Refusal::Unknown)?;
            let graded = Graded { index, rating, answer: None };
            Ok(Decision::go(asking(None)).because(done(state, review, graded, scene)))
        }
        (Verb::Hint, Content::Question(_, question)) => {
            let hint = question.text.original.hint.as_ref().and_then(|_| reveal(review, index));
            Ok(Decision::go(asking(entry)).because(hint))
        }
        (Verb::Tick, Content::Question(..)) => Ok(Decision::go(asking(entry))),
        (Verb::Answer, Content::Question(_, question)) => {
            let response = question::entered(question, review.seed, entry, asking(entry))?;
            Ok(answer(state, review, index, question, response, scene))
        }
        _ => Err(Refusal::Unknown),
    }
}

/// May a session begin?
fn begins(input: &Input) -> bool {
    match input {
        Input::Beside { window, input } => window.dialogue == CODE && begins(input),
        Input::Press(token) => token.dialogue == CODE && Verb::read(&token.verb) == Some(Verb::Start),
        _ => asks(input),
    }
}

fn asks(input: &Input) -> bool {
    match input {
        Input::Command { name, .. } => name == COMMAND,
        Input::Review => true,
        _ => false,
    }
}
