//! The learner's time zone: shown, and chosen by a city or by what time it is. Whatever is written here is understood as
//! either.

use std::collections::BTreeSet;

use chrono::{DateTime, Offset as _, TimeZone, Utc};
use chrono_tz::Tz;

use super::cities::{self, City};
use super::clock::Offset;
use super::words::{CODE, Verb, View};
use super::{back, place};
use crate::dialogues::contract::Decision;
use crate::dialogues::{choices, links};
use crate::kernel::locale::Locale;
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::{Fact, ProfileChange, State};

/// Zones that are offered at once: with the rows below them they read well on a phone.
const OFFERED: usize = 6;
/// Characters that are kept of what was written.
const WRITTEN: usize = 40;
const HOURS_IN_A_ROW: usize = 4;

/// A city, a zone or a time that is written while a zone is chosen.
pub fn hear(state: &State, view: View, text: &str, scene: &Scene<'_>) -> Option<Decision> {
    if !matches!(view, View::Clock | View::Zone | View::ZonesAt | View::ZonesNamed) {
        return None;
    }
    if let Some(offset) = Offset::read(text, scene.now) {
        return Some(Decision::go(zones_at(offset)));
    }
    if let Some(zone) = cities::the_zone(text) {
        return Some(set(state, zone, scene));
    }
    if cities::search(text).is_empty() {
        let say = scene.texts(state).plain("zone-not-found", &[]);
        return Some(Decision::go(place(View::Zone)).saying(say));
    }
    let written: String = text.chars().take(WRITTEN).collect();
    Some(Decision::go(place(View::ZonesNamed).with(written)))
}

/// The zones whose clocks show a time that was told.
pub fn zones_at(offset: Offset) -> Place {
    place(View::ZonesAt).with(offset.minutes())
}

/// The learner has chosen a zone.
pub fn set(state: &State, zone: Tz, scene: &Scene<'_>) -> Decision {
    let news = state.learner.time_zone != Some(zone);
    let change = news.then(|| ProfileChange { time_zone: Some(zone), ..ProfileChange::default() });
    let time = time_in(zone, scene.now);
    let say = scene.texts(state).plain("zone-saved", &[("time", (&time).into())]);
    Decision::go(place(View::Menu)).because(change.map(Fact::from)).saying(say)
}

/// `detail`: what the place has besides its view.
pub fn screen(state: &State, view: View, detail: Option<&str>, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let found = match (view, detail) {
        (View::Clock, _) => return clock_screen(&texts, scene),
        (View::ZonesAt, Some(minutes)) => minutes.parse().map_or_else(|_| Vec::new(), |minutes| at(minutes, scene.now)),
        (View::ZonesNamed, Some(text)) => cities::search(text),
        _ => Vec::new(),
    };
    if found.is_empty() { ask_screen(state, &texts, scene) } else { choose_screen(state, &found, &texts, scene) }
}

/// The zone in a line, for the menu of all settings.
pub fn line(state: &State, texts: &Texts, scene: &Scene<'_>) -> Html {
    match state.learner.time_zone {
        Some(zone) => {
            let (city, time) = (cities::name_of(zone, state.learner.locale), time_in(zone, scene.now));
            texts.html("zone-known", &[("city", (&city).into()), ("time", (&time).into())])
        }
        None => texts.html("zone-unknown", &[("time", (&time_in(Tz::UTC, scene.now)).into())]),
    }
}

fn ask_screen(state: &State, texts: &Texts, scene: &Scene<'_>) -> Screen {
    let mut html = texts.html("zone-title", &[]);
    html.paragraph(&line(state, texts, scene));
    html.paragraph(&texts.html("zone-about", &[]));
    html.paragraph(&texts.html("zone-ask", &[]));
    Screen::new(html)
        .row([Button::press(texts.plain("zone-by-clock", &[]), Token::new(CODE, Verb::Clock))])
        .row([back(texts), links::home_button(texts)])
}

/// Every whole hour that a clock may show now, in the order of the clock.
fn clock_screen(texts: &Texts, scene: &Scene<'_>) -> Screen {
    let mut hours: Vec<Offset> = (0..24).map(|hour| Offset::of_minutes(hour * 60)).collect();
    hours.sort_by_key(|offset| offset.time(scene.now));
    let press =
        |offset: &Offset| Button::press(offset.time(scene.now), Token::new(CODE, Verb::ZonesAt).with(offset.minutes()));
    let rows = hours.chunks(HOURS_IN_A_ROW);
    rows.fold(Screen::new(texts.html("zone-clock", &[])), |screen, row| screen.row(row.iter().map(press)))
        .row([Button::press(texts.plain("back", &[]), Token::new(CODE, Verb::Zone)), links::home_button(texts)])
}

fn choose_screen(state: &State, found: &[&City], texts: &Texts, scene: &Scene<'_>) -> Screen {
    let locale = state.learner.locale;
    let offered = found.iter().take(OFFERED);
    let screen = offered.fold(Screen::new(texts.html("zone-choose", &[])), |screen, city| {
        let label = choices::ticked(state.learner.time_zone == Some(city.zone), label(city, locale, scene.now));
        let token = Token::new(CODE, Verb::SetZone).with(city.zone.name()).at(state.learner_step());
        screen.row([Button::press(label, token)])
    });
    screen.row([Button::press(texts.plain("back", &[]), Token::new(CODE, Verb::Zone)), links::home_button(texts)])
}

fn label(city: &City, locale: Locale, now: DateTime<Utc>) -> String {
    format!("{} · {}", city.name(locale), time_in(city.zone, now))
}

/// The zones whose clocks are the nearest to a distance from UTC, each by its first city.
fn at(minutes: i64, now: DateTime<Utc>) -> Vec<&'static City> {
    let wanted = Offset::of_minutes(minutes);
    let mut met = BTreeSet::new();
    let firsts = cities::cities().iter().filter(|city| met.insert(city.zone.name()));
    let distances: Vec<(i64, &City)> = firsts.map(|city| (offset_of(city.zone, now).distance(wanted), city)).collect();
    let nearest = distances.iter().map(|(distance, _)| *distance).min();
    distances.into_iter().filter(|(distance, _)| Some(*distance) == nearest).map(|(_, city)| city).collect()
}

fn offset_of(zone: Tz, now: DateTime<Utc>) -> Offset {
    let seconds = zone.offset_from_utc_datetime(&now.naive_utc()).fix().local_minus_utc();
    Offset::of_minutes(i64::from(seconds / 60))
}

fn time_in(zone: Tz, now: DateTime<Utc>) -> String {
    offset_of(zone, now).time(now)
}
