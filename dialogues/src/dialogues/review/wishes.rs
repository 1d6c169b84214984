//! What a learner wants of their reviews: how many a day, when to be left alone, for which day. Kept with the learner.

use chrono::{Days, NaiveDate};

use super::dates::{dates, spoken, written};
use super::words::{CODE, Verb, View};
use crate::dialogues::contract::{Decision, Refusal};
use crate::dialogues::{choices, links};
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::memory::{Goal, Settings, Vacation};
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::{Fact, ProfileChange};

/// Reviews a day that can be chosen, besides a tenth to a fifth as many new ones.
const CAPS: [u32; 4] = [10, 20, 50, 100];
/// Days of vacation and days until a date that can be chosen.
const SPANS: [u64; 3] = [7, 14, 30];
/// Days until the date that is shown as an example.
const EXAMPLE: u64 = 10;
/// No vacation and no date lies further away.
const FARTHEST: Days = Days::new(366);

/// A date that is written while one is waited for: the day to be ready on, or the last of a vacation, or both its ends.
pub fn hear(state: &State, place: &Place, text: &str, scene: &Scene<'_>) -> Option<Decision> {
    let today = scene.day(state);
    let dates: Vec<NaiveDate> = dates(text, today).into_iter().filter(|day| near(*day, today)).collect();
    let own = state.learner.review.clone();
    let wished = match (View::read(&place.view)?, dates.as_slice()) {
        (View::Date, [day]) if *day > today => Settings { goal: goal(today, *day), ..own },
        (View::Vacation, [last]) => Settings { vacations: with(&own, today, *last), ..own },
        (View::Vacation, [first, last]) if first <= last => Settings { vacations: with(&own, *first, *last), ..own },
        (View::Date | View::Vacation, _) => {
            let example = written(after(today, EXAMPLE), state.learner.locale);
            let say = scene.texts(state).plain("wishes-no-date", &[("day", (&example).into())]);
            return Some(Decision::go(place.clone()).saying(say));
        }
        _ => return None,
    };
    Some(saved(state, wished, scene))
}

/// `view`: what is to be chosen; all wishes where that is none of their own screens.
pub fn screen(state: &State, view: View, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    // One that can be meant: an example that is over would be refused.
    let example = |days| written(after(scene.day(state), days), state.learner.locale);
    match view {
        View::Date => {
            let day = example(EXAMPLE);
            choose(state, Verb::SetDate, texts.html("wishes-choose-date", &[("day", (&day).into())]), &texts)
        }
        View::Vacation => {
            let (first, last) = (example(EXAMPLE), example(2 * EXAMPLE));
            let named = [("first", (&first).into()), ("last", (&last).into())];
            choose(state, Verb::SetVacation, texts.html("wishes-choose-vacation", &named), &texts)
        }
        _ => menu(state, &texts, scene),
    }
}

/// A press on one of the choices.
pub fn change(state: &State, verb: Verb, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    if token.step != Some(state.learner_step()) {
        return Err(Refusal::Spent(Place::new(CODE, View::Wishes)));
    }
    let number: u64 = token.argument(0).and_then(|number| number.parse().ok()).ok_or(Refusal::Unknown)?;
    let today = scene.day(state);
    let own = state.learner.review.clone();
    let after = |days: u64| today.checked_add_days(Days::new(days)).ok_or(Refusal::Unknown);
    let known = number == 0 || SPANS.contains(&number);
    let wished = match verb {
        Verb::Cap if CAPS.iter().any(|cap| u64::from(*cap) == number) => {
            let cap = number as u32;
            Settings { reviews_per_day: cap, new_per_day: (cap / 5).max(5), ..own }
        }
        Verb::SetDate if known => Settings { goal: goal(today, after(number)?), ..own },
        Verb::SetVacation if number == 0 => Settings { vacations: ended(&own, today), ..own },
        Verb::SetVacation if known => Settings { vacations: with(&own, today, after(number - 1)?), ..own },
        _ => return Err(Refusal::Unknown),
    };
    Ok(saved(state, wished, scene))
}

fn saved(state: &State, wished: Settings, scene: &Scene<'_>) -> Decision {
    let news = wished != state.learner.review;
    let fact = news.then(|| Fact::from(ProfileChange { review: Some(wished), ..ProfileChange::default() }));
    let say = scene.texts(state).plain("settings-saved", &[]);
    Decision::go(Place::new(CODE, View::Wishes)).because(fact).saying(say)
}

/// None for today: no date any more.
fn goal(today: NaiveDate, day: NaiveDate) -> Option<Goal> {
    (day > today).then(|| Goal { since: today, day, concepts: std::collections::BTreeSet::new() })
}

/// Those that are over stay, since the streak looks at them; what is still to come is replaced.
fn with(own: &Settings, first: NaiveDate, last: NaiveDate) -> Vec<Vacation> {
    let mut vacations = ended(own, first);
    vacations.push(Vacation { first, last });
    vacations
}

/// Vacations, none of which reaches `from`.
fn ended(own: &Settings, from: NaiveDate) -> Vec<Vacation> {
    let past = own.vacations.iter().filter(|vacation| vacation.first < from);
    let cut = past.filter_map(|vacation| Some(Vacation { last: vacation.last.min(from.pred_opt()?), ..*vacation }));
    cut.collect()
}

fn menu(state: &State, texts: &Texts, scene: &Scene<'_>) -> Screen {
    let own = &state.learner.review;
    let today = scene.day(state);
    let mut html =
        texts.html("wishes-title", &[("cap", own.reviews_per_day.into()), ("fresh", own.new_per_day.into())]);
    if let Some(vacation) = own.vacations.iter().find(|vacation| vacation.last >= today) {
        let (first, last) =
            (written(vacation.first, state.learner.locale), written(vacation.last, state.learner.locale));
        html.line(&texts.html("wishes-vacation-now", &[("first", (&first).into()), ("last", (&last).into())]));
    }
    if let Some(goal) = own.goal.as_ref().filter(|goal| goal.day > today) {
        let day = spoken(goal.day, state.learner.locale);
        html.line(&texts.html("wishes-date-now", &[("day", (&day).into())]));
    }
    html.line(&texts.html("wishes-cap", &[]));
    let caps = CAPS.map(|cap| {
        let label = choices::ticked(cap == own.reviews_per_day, cap.to_string());
        Button::press(label, Token::new(CODE, Verb::Cap).with(cap).at(state.learner_step()))
    });
    Screen::new(html)
        .row(caps)
        .row([Button::press(texts.plain("wishes-vacation", &[]), Token::new(CODE, Verb::Vacation))])
        .row([Button::press(texts.plain("wishes-date", &[]), Token::new(CODE, Verb::Date))])
        .row(links::offered_zone(state, texts))
        .row([Button::press(texts.plain("back", &[]), links::settings()), links::home_button(texts)])
}

fn choose(state: &State, verb: Verb, html: Html, texts: &Texts) -> Screen {
    let press = |days: u64| Token::new(CODE, verb).with(days).at(state.learner_step());
    let spans =
        SPANS.map(|days| Button::press(texts.plain("wishes-days", &[("days", (days as u32).into())]), press(days)));
    Screen::new(html)
        .row(spans)
        .row([Button::press(texts.plain("wishes-none", &[]), press(0))])
        .row([Button::press(texts.plain("back", &[]), links::wishes())])
}

fn after(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_add_days(Days::new(days)).unwrap_or(today)
}

fn near(day: NaiveDate, today: NaiveDate) -> bool {
    day >= today && today.checked_add_days(FARTHEST).is_some_and(|farthest| day <= farthest)
}
