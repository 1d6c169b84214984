//! Progress: what has been done, lesson by lesson.

use crate::courses::{self, percent};
use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::home;
use crate::input::Input;
use crate::markup::Html;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::state::State;
use crate::token::Token;

const CODE: &str = "p";
/// Completed lessons that are listed; the Mini App shows all.
const RECENT: usize = 10;

pub struct Progress;

impl Dialogue for Progress {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("progress", true)]
    }

    fn decide(&self, _: &State, _: &Input, _: &Scene<'_>) -> Result<Decision, Refusal> {
        Ok(Decision::go(Place::new(CODE, "progress")))
    }

    fn screen(&self, state: &State, _: &Place, scene: &Scene<'_>) -> Screen {
        let texts = scene.texts(state);
        let mut html = texts.html("progress-title", &[]);
        html.paragraph(&home::standing(state, &texts, scene));
        html.paragraph(&texts.html("progress-longest", &[("days", state.learner.streak.longest.into())]));
        html.paragraph(&recent(state, scene));
        Screen::new(html)
            .row([home::continue_button(state, &texts, scene)])
            .row([
                Button::press(texts.plain("lessons", &[]), courses::open()),
                Button::mini_app(texts.plain("mini-app", &[])),
            ])
            .row([home::button(&texts)])
    }
}

pub fn open() -> Token {
    Token::new(CODE, "p")
}

fn recent(state: &State, scene: &Scene<'_>) -> Html {
    let mut completed: Vec<_> =
        state.path.lessons.iter().filter_map(|(id, lesson)| Some((lesson.completed_at?, id, lesson))).collect();
    completed.sort_by_key(|(at, id, _)| (std::cmp::Reverse(*at), *id));
    let mut html = Html::new();
    for (_, id, progress) in completed.into_iter().take(RECENT) {
        let Some(lesson) = scene.catalogue.lesson(id) else { continue };
        let mut line = Html::text(&format!("✅ {}", lesson.title.get(state.learner.locale)));
        if let Some(score) = progress.best_score {
            let share = scene.texts(state).plain("percent", &[("percent", percent(score).into())]);
            line.push(&Html::text(&format!(" · {share}")));
        }
        html.line(&line);
    }
    html
}
