//! What a learner wants of their reviews: how many a day, when to be left alone, for which day. Kept with the learner.

use chrono::{Datelike, Days, NaiveDate};

use super::CODE;
use crate::dialogue::{Decision, Place, Refusal};
use crate::facts::{Fact, ProfileChange};
use crate::home;
use crate::locale::Locale;
use crate::markup::Html;
use crate::memory::{Goal, Settings, Vacation};
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::state::State;
use crate::texts::Texts;
use crate::token::Token;

/// Reviews a day that can be chosen, besides a tenth to a fifth as many new ones.
const CAPS: [u32; 4] = [10, 20, 50, 100];
/// Days of vacation and days until a date that can be chosen.
const SPANS: [u64; 3] = [7, 14, 30];
/// No vacation and no date lies further away.
const FARTHEST: Days = Days::new(366);

pub const VIEW: &str = "wishes";
const DATE: &str = "date";
const VACATION: &str = "vacation";

/// The press that leads here.
pub fn open() -> Token {
    Token::new(CODE, "pm")
}

/// Decides on a press that is about wishes; none for others.
pub fn decide(state: &State, token: &Token, scene: &Scene<'_>) -> Option<Result<Decision, Refusal>> {
    let view = match token.verb.as_str() {
        "pm" => VIEW,
        "pd" => DATE,
        "pv" => VACATION,
        "pc" | "sd" | "sv" => return Some(change(state, token, scene)),
        _ => return None,
    };
    Some(Ok(Decision::go(Place::new(CODE, view))))
}

/// A date that is written while one is waited for: the day to be ready on, or the last of a vacation, or both its ends.
pub fn hear(state: &State, place: &Place, text: &str, scene: &Scene<'_>) -> Option<Decision> {
    let today = scene.day(state);
    let dates: Vec<NaiveDate> =
        text.split([' ', '–', '—', ',']).filter_map(|part| date(part, today)).filter(|day| near(*day, today)).collect();
    let own = state.learner.review.clone();
    let wished = match (place.view.as_str(), dates.as_slice()) {
        (DATE, [day]) if *day > today => Settings { goal: goal(today, *day), ..own },
        (VACATION, [last]) => Settings { vacations: with(&own, today, *last), ..own },
        (VACATION, [first, last]) if first <= last => Settings { vacations: with(&own, *first, *last), ..own },
        (DATE | VACATION, _) => {
            let say = scene.texts(state).plain("wishes-no-date", &[]);
            return Some(Decision::go(place.clone()).saying(say));
        }
        _ => return None,
    };
    Some(saved(state, wished, scene))
}

pub fn screen(state: &State, view: &str, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    match view {
        VIEW => Some(menu(state, &texts, scene)),
        DATE => Some(choose(state, "sd", texts.html("wishes-choose-date", &[]), &texts)),
        VACATION => Some(choose(state, "sv", texts.html("wishes-choose-vacation", &[]), &texts)),
        _ => None,
    }
}

fn change(state: &State, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    if token.step != Some(state.learner_step()) {
        return Err(Refusal::Spent(Place::new(CODE, VIEW)));
    }
    let number: u64 = token.argument(0).and_then(|number| number.parse().ok()).ok_or(Refusal::Unknown)?;
    let today = scene.day(state);
    let own = state.learner.review.clone();
    let after = |days: u64| today.checked_add_days(Days::new(days)).ok_or(Refusal::Unknown);
    let known = number == 0 || SPANS.contains(&number);
    let wished = match token.verb.as_str() {
        "pc" if CAPS.iter().any(|cap| u64::from(*cap) == number) => {
            let cap = number as u32;
            Settings { reviews_per_day: cap, new_per_day: (cap / 5).max(5), ..own }
        }
        "sd" if known => Settings { goal: goal(today, after(number)?), ..own },
        "sv" if number == 0 => Settings { vacations: ended(&own, today), ..own },
        "sv" if known => Settings { vacations: with(&own, today, after(number - 1)?), ..own },
        _ => return Err(Refusal::Unknown),
    };
    Ok(saved(state, wished, scene))
}

fn saved(state: &State, wished: Settings, scene: &Scene<'_>) -> Decision {
    let news = wished != state.learner.review;
    let fact = news.then(|| Fact::from(ProfileChange { review: Some(wished), ..ProfileChange::default() }));
    let say = scene.texts(state).plain("settings-saved", &[]);
    Decision::go(Place::new(CODE, VIEW)).because(fact).saying(say)
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
        let (first, last) = (told(vacation.first, state.learner.locale), told(vacation.last, state.learner.locale));
        html.line(&texts.html("wishes-vacation-now", &[("first", (&first).into()), ("last", (&last).into())]));
    }
    if let Some(goal) = own.goal.as_ref().filter(|goal| goal.day > today) {
        let day = told(goal.day, state.learner.locale);
        html.line(&texts.html("wishes-date-now", &[("day", (&day).into())]));
    }
    let caps = CAPS.map(|cap| {
        let mark = if cap == own.reviews_per_day { "✓ " } else { "" };
        Button::press(format!("{mark}{cap}"), Token::new(CODE, "pc").with(cap).at(state.learner_step()))
    });
    Screen::new(html)
        .row(caps)
        .row([Button::press(texts.plain("wishes-vacation", &[]), Token::new(CODE, "pv"))])
        .row([Button::press(texts.plain("wishes-date", &[]), Token::new(CODE, "pd"))])
        .row([Button::press(texts.plain("back", &[]), crate::settings::open()), home::button(texts)])
}

fn choose(state: &State, verb: &str, html: Html, texts: &Texts) -> Screen {
    let press = |days: u64| Token::new(CODE, verb).with(days).at(state.learner_step());
    let spans =
        SPANS.map(|days| Button::press(texts.plain("wishes-days", &[("days", (days as u32).into())]), press(days)));
    Screen::new(html)
        .row(spans)
        .row([Button::press(texts.plain("wishes-none", &[]), press(0))])
        .row([Button::press(texts.plain("back", &[]), open())])
}

fn near(day: NaiveDate, today: NaiveDate) -> bool {
    day >= today && today.checked_add_days(FARTHEST).is_some_and(|farthest| day <= farthest)
}

/// A date as people write it: `2026-03-12`, `12.03.2026`, or `12.3.` for the next such day.
fn date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.trim_end_matches('.').split('.').map(str::parse::<u32>);
    let (day, month) = (parts.next()?.ok()?, parts.next()?.ok()?);
    match parts.next() {
        Some(year) => NaiveDate::from_ymd_opt(year.ok()? as i32, month, day),
        None => (0..=1)
            .find_map(|later| NaiveDate::from_ymd_opt(today.year() + later, month, day).filter(|day| *day >= today)),
    }
}

fn told(day: NaiveDate, locale: Locale) -> String {
    match locale.as_str() {
        "ru" => format!("{:02}.{:02}.{}", day.day(), day.month(), day.year()),
        _ => day.to_string(),
    }
}
