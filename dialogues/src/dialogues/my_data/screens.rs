//! What somebody sees of their data, and of its end.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::words::{CODE, Verb};
use crate::dialogues::links;
use crate::dialogues::review::spoken;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::learner::Stage;

pub fn menu(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = texts.html("mydata-title", &[]);
    html.paragraph(&texts.html("mydata-about", &[]));
    Screen::new(html)
        .row([press(&texts, "mydata-export", Verb::Export)])
        .row([press(&texts, "mydata-erase", Verb::Ask)])
        .row([Button::press(texts.plain("back", &[]), links::settings()), links::home_button(&texts)])
}

/// Asks for the first time, with what will happen.
pub fn ask(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = texts.html("mydata-ask", &[]);
    html.paragraph(&texts.html("mydata-what-goes", &[]));
    html.paragraph(&texts.html("mydata-then", &[]));
    html.paragraph(&texts.html("mydata-copy-first", &[]));
    Screen::new(html)
        .row([press(&texts, "mydata-keep", Verb::Keep)])
        .row([press(&texts, "mydata-export", Verb::Export)])
        .row([press(&texts, "mydata-go-on", Verb::Sure)])
}

/// Asks for the second time.
pub fn sure(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = texts.html("mydata-sure", &[]);
    let hours = scene.grace.num_hours().max(0) as usize;
    let grace = if scene.grace.is_zero() { "mydata-at-once" } else { "mydata-grace" };
    html.paragraph(&texts.html(grace, &[("hours", hours.into())]));
    let erase = Token::new(CODE, Verb::Erase).at(state.learner_step());
    Screen::new(html)
        .row([press(&texts, "mydata-keep", Verb::Keep)])
        .row([Button::press(texts.plain("mydata-erase-now", &[]), erase)])
}

/// Somebody who has not been here for long is asked whether they come back. None: they were not asked, or have answered.
pub fn absent(state: &State, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let leaving = state.learner.leaving.filter(|leaving| leaving.stage == Stage::Absent)?;
    let when = moment(leaving.due, state, scene);
    let name = &state.learner.first_name;
    let html = texts.html("mydata-absent", &[("name", name.into()), ("when", (&when).into())]);
    Some(Screen { keep: true, ..Screen::new(html) }.row([press(&texts, "mydata-here", Verb::Keep)]))
}

/// All that somebody sees who wants to be erased. None: they do not.
pub fn leaving(state: &State, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let leaving = state.learner.leaving?;
    Some(match leaving.stage {
        Stage::Absent => return None,
        Stage::Asked if scene.now < leaving.due => {
            let when = moment(leaving.due, state, scene);
            let mut html = texts.html("mydata-leaving", &[("when", (&when).into())]);
            html.paragraph(&texts.html("mydata-changed", &[]));
            Screen::new(html).row([press(&texts, "mydata-keep", Verb::Keep)])
        }
        Stage::Asked | Stage::Begun => {
            Screen::new(texts.html("mydata-begun", &[])).row([press(&texts, "continue", Verb::Menu)])
        }
        Stage::Erased => Screen::new(texts.html("mydata-gone", &[])).row([press(&texts, "continue", Verb::Menu)]),
    })
}

fn press(texts: &Texts, label: &str, verb: Verb) -> Button {
    Button::press(texts.plain(label, &[]), Token::new(CODE, verb))
}

/// A moment by the learner's clock; by that of UTC, and saying so, while their zone is not known.
fn moment(at: DateTime<Utc>, state: &State, scene: &Scene<'_>) -> String {
    let zone = state.learner.time_zone;
    let local = at.with_timezone(&zone.unwrap_or(Tz::UTC));
    let utc = if zone.is_none() { " UTC" } else { "" };
    let day = spoken(local.date_naive(), state.learner.locale);
    let texts = scene.texts(state);
    let time = format!("{}{utc}", local.format("%H:%M"));
    texts.plain("mydata-moment", &[("day", (&day).into()), ("time", (&time).into())])
}
