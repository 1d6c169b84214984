//! Progress: what has been done, lesson by lesson.

pub mod words;

use crate::access::Action;
use crate::dialogues::contract::{Asked, Decision, Dialogue, Refusal};
use crate::dialogues::links;
use crate::dialogues::standing;
use crate::input::Input;
use crate::kernel::bar;
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::scene::Scene;
use crate::streams::State;

use words::{CODE, View};

/// Completed lessons that are listed; the Mini App shows all.
const RECENT: usize = 10;

pub struct Progress;

impl Dialogue for Progress {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        words::Verb::WORDS
    }

    fn action(&self, _: Asked<'_>) -> Action {
        Action::ReadProgress
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("progress", true)]
    }

    fn decide(&self, _: &State, _: &Place, _: &Input, _: &Scene<'_>) -> Result<Decision, Refusal> {
        Ok(Decision::go(Place::new(CODE, View::Progress)))
    }

    fn screen(&self, state: &State, _: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let texts = scene.texts(state);
        let mut html = texts.html("progress-title", &[]);
        html.paragraph(&standing::lines(state, &texts, scene));
        html.paragraph(&texts.html("progress-longest", &[("days", state.learner.streak.longest.into())]));
        html.paragraph(&recent(state, scene));
        let screen = Screen::new(html).row([links::continue_button(state, &texts, scene)]).row([
            Button::press(texts.plain("lessons", &[]), links::courses()),
            Button::mini_app(texts.plain("mini-app", &[])),
        ]);
        let screen = screen.row(links::offered_zone(state, &texts));
        let scorecards = links::scorecards(state, &texts, scene).into_iter();
        Some(scorecards.fold(screen, |screen, card| screen.row([card])).row([links::home_button(&texts)]))
    }
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
            let share = scene.texts(state).plain("percent", &[("percent", bar::percent(score).into())]);
            line.push(&Html::text(&format!(" · {share}")));
        }
        html.line(&line);
    }
    html
}
