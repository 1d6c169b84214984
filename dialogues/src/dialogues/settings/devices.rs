//! Where the learner is signed in: every open session with the API, to be ended one by one or all at once. That a session
//! is ended is a fact; the table of sessions follows from it.

use chrono::{DateTime, TimeDelta, Utc};

use super::words::{CODE, Verb, View};
use super::{back, place};
use crate::dialogues::contract::{Decision, Refusal};
use crate::input::Input;
use crate::kernel::ids::SessionId;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::{Device, Scene};
use crate::streams::{LearnerFact, State};

/// Devices that are shown at once: with the rows below them they read well on a phone.
const SHOWN: usize = 6;
/// Where nothing is open, signing out again so soon would say nothing new.
const NO_NEWS: TimeDelta = TimeDelta::minutes(1);
/// A page that is open asks now and then.
const NOW: TimeDelta = TimeDelta::minutes(5);

/// Does a turn look at the devices?
pub fn are_wanted(place: &Place, input: &Input) -> bool {
    let is_here = place.dialogue == CODE && View::read(&place.view) == Some(View::Devices);
    is_here
        || match input {
            Input::Press(token) => {
                let verb = Verb::read(&token.verb);
                token.dialogue == CODE && matches!(verb, Some(Verb::Devices | Verb::EndSession | Verb::EndSessions))
            }
            Input::SignOut { .. } => true,
            _ => false,
        }
}

/// Ends one of them. One that is not open, or not the learner's, is gone.
pub fn end(state: &State, session: SessionId, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    if !scene.devices.iter().any(|device| device.session == session) {
        return Err(Refusal::Gone);
    }
    let said = scene.texts(state).plain("devices-ended", &[]);
    let shown = place(View::Devices).with(session);
    Ok(Decision::go(shown).because([LearnerFact::SessionEnded { session }.into()]).saying(said))
}

/// Ends all of them, and voids what Telegram has handed out and nobody has used yet.
pub fn end_all(state: &State, scene: &Scene<'_>) -> Decision {
    let open = scene.devices.len() as u32;
    let lately = state.learner.signed_out_at.is_some_and(|at| scene.now - at < NO_NEWS);
    let fact = (open > 0 || !lately).then(|| LearnerFact::SessionsEnded { open }.into());
    Decision::go(place(View::Menu)).because(fact).saying(scene.texts(state).plain("devices-ended-all", &[]))
}

/// `ended`: what has just been ended, and may still be among the devices.
pub fn screen(ended: Option<&str>, texts: &Texts, scene: &Scene<'_>) -> Screen {
    let is_open = |device: &&Device| ended != Some(device.session.to_string().as_str());
    let open: Vec<&Device> = scene.devices.iter().filter(is_open).collect();
    let mut html = texts.html("devices-title", &[]);
    if open.is_empty() {
        html.paragraph(&texts.html("devices-none", &[]));
        return Screen::new(html).row([back(texts)]);
    }
    html.paragraph(&texts.html("devices-about", &[]));
    if let Some(more) = open.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        html.paragraph(&texts.html("devices-more", &[("devices", more.into())]));
    }
    let rows = open.iter().take(SHOWN);
    rows.fold(Screen::new(html), |screen, device| screen.row([end_button(device, texts, scene.now)]))
        .row([Button::press(texts.plain("devices-end-all", &[]), Token::new(CODE, Verb::EndSessions))])
        .row([back(texts)])
}

fn end_button(device: &Device, texts: &Texts, now: DateTime<Utc>) -> Button {
    let unnamed = texts.plain("devices-unnamed", &[]);
    let name = if device.name.is_empty() { &unnamed } else { &device.name };
    let used = used(now - device.used_at, texts);
    let label = texts.plain("devices-end", &[("device", name.into()), ("used", (&used).into())]);
    Button::press(label, Token::new(CODE, Verb::EndSession).with(device.session))
}

/// How long ago it was used, roughly.
fn used(ago: TimeDelta, texts: &Texts) -> String {
    let count = |key: &str, name: &'static str, count: i64| texts.plain(key, &[(name, (count as u32).into())]);
    if ago < NOW {
        texts.plain("devices-used-now", &[])
    } else if ago < TimeDelta::hours(1) {
        count("devices-used-minutes", "minutes", ago.num_minutes())
    } else if ago < TimeDelta::days(1) {
        count("devices-used-hours", "hours", ago.num_hours())
    } else {
        count("devices-used-days", "days", ago.num_days())
    }
}
