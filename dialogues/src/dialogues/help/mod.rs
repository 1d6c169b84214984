//! Help: what the academy is and which commands it knows. The commands come from the one list of dialogues.

pub mod words;

use crate::dialogues::contract::{Decision, Dialogue, Refusal};
use crate::dialogues::links;
use crate::dialogues::registry;
use crate::input::Input;
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::scene::Scene;
use crate::streams::State;

use words::{CODE, HELP, View};

pub struct Help;

impl Dialogue for Help {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        &[]
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[(HELP, true)]
    }

    fn decide(&self, _: &State, _: &Place, _: &Input, _: &Scene<'_>) -> Result<Decision, Refusal> {
        Ok(Decision::go(Place::new(CODE, View::Help)))
    }

    fn screen(&self, state: &State, _: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let texts = scene.texts(state);
        let mut html = texts.html("help-about", &[]);
        let mut commands = Html::new();
        for name in registry::menu().filter(|name| *name != HELP) {
            commands.line(&Html::text(&format!("/{name} — {}", texts.plain(&format!("command-{name}"), &[]))));
        }
        html.paragraph(&commands);
        html.paragraph(&texts.html("help-lost", &[]));
        let screen = Screen::new(html).row([Button::press(texts.plain("continue", &[]), links::carry_on())]);
        Some(screen.row([links::home_button(&texts)]))
    }
}
