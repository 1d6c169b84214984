//! Help: what the academy is and which commands it knows. The commands come from the one list of dialogues.

use crate::dialogue::{self, Decision, Dialogue, Place, Refusal};
use crate::home;
use crate::input::Input;
use crate::markup::Html;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::state::State;
use crate::token::Token;

const CODE: &str = "e";

pub struct Help;

impl Dialogue for Help {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("help", true)]
    }

    fn decide(&self, _: &State, _: &Input, _: &Scene<'_>) -> Result<Decision, Refusal> {
        Ok(Decision::go(Place::new(CODE, "help")))
    }

    fn screen(&self, state: &State, _: &Place, scene: &Scene<'_>) -> Screen {
        let texts = scene.texts(state);
        let mut html = texts.html("help-about", &[]);
        let mut commands = Html::new();
        for name in dialogue::menu() {
            commands.line(&Html::text(&format!("/{name} — {}", texts.plain(&format!("command-{name}"), &[]))));
        }
        html.paragraph(&commands);
        html.paragraph(&texts.html("help-lost", &[]));
        Screen::new(html)
            .row([Button::press(texts.plain("continue", &[]), Token::new(home::CODE, "c"))])
            .row([home::button(&texts)])
    }
}
