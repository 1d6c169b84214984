//! Somebody writes where no words are waited for: about a topic, about their data, or that they want more of what they
//! look at. The nearest lesson, card and concept are three buttons, and one leads back. Records nothing. Start at
//! [`Find::overhear`]; what is meant is [`meant`]'s, what is found is [`crate::content::search`]'s.

mod meant;
mod places;
mod view;
pub mod words;

use crate::dialogues::contract::{Decision, Dialogue, Refusal};
use crate::dialogues::lesson;
use crate::input::Input;
use crate::kernel::ids::LessonId;
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::scene::Scene;
use crate::streams::State;

pub use meant::is_about_learner;
use meant::{Meant, meant};
use places::{before, here, subject};
use words::{CODE, Verb, View};

pub struct Find;

impl Dialogue for Find {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn decide(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            return Err(Refusal::Unknown);
        };
        let argument = |number| token.argument(number).unwrap_or_default();
        match Verb::read(&token.verb).ok_or(Refusal::Unknown)? {
            Verb::Back => Ok(Decision::go(before(place))),
            Verb::Card => Ok(Decision::go(here(View::Card, &token.arguments.join(":"), place))),
            Verb::Concept => Ok(Decision::go(here(View::Concept, &token.arguments.join(":"), place))),
            Verb::Screen => lesson::open_at(state, &LessonId::new(argument(0)), argument(1).parse().ok(), scene),
        }
    }

    fn overhear(&self, _: &State, place: &Place, text: &str, _: &Scene<'_>) -> Option<Decision> {
        Some(Decision::go(match meant(text) {
            Meant::Data => here(View::Data, "", place),
            Meant::Silence => here(View::Silence, "", place),
            Meant::More => here(View::More, "", place),
            Meant::Topic => here(View::Found, text, place),
        }))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let subject = subject(place);
        Some(match View::read(&place.view)? {
            View::Card => view::card(state, place, subject, scene)?,
            View::Concept => view::concept(state, place, subject, scene)?,
            View::Data => view::told("find-data", state, place, scene),
            View::Silence => view::told("find-silence", state, place, scene),
            View::Found => view::found(state, place, subject, scene),
            View::More => view::more(state, place, scene),
        })
    }
}
