//! Settings: the language, the daily goal, the time zone, whether questions come as quiz polls, and where the learner is
//! signed in.

mod cities;
mod clock;
mod devices;
pub mod words;
mod zone;

use crate::access::Action;
use crate::dialogues::{choices, links};
use crate::kernel::days::same_clock;
use crate::streams::learner::GOALS;
use chrono_tz::Tz;
use clock::Offset;

use crate::dialogues::contract::{Asked, Decision, Dialogue, Needs, Refusal};
use crate::input::{Input, Preferences};
use crate::kernel::ids::SessionId;
use crate::kernel::locale::Locale;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts;
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::{Fact, ProfileChange};

use words::{CODE, Verb, View};

pub struct Settings;

impl Dialogue for Settings {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn action(&self, asked: Asked<'_>) -> Action {
        let Asked::Press(verb) = asked else { return Action::ChangeProfile };
        match Verb::read(verb) {
            Some(Verb::Devices) => Action::ReadSessions,
            Some(Verb::EndSession | Verb::EndSessions) => Action::EndSessions,
            _ => Action::ChangeProfile,
        }
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("settings", true)]
    }

    /// A visit tells the time zone.
    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::Prefer { .. } | Input::SignOut { .. } | Input::Visit { .. })
    }

    fn needs(&self, _: &State, place: &Place, input: &Input) -> Needs {
        Needs { devices: devices::are_wanted(place, input), ..Needs::default() }
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let token = match input {
            Input::Press(token) => token,
            Input::Prefer { wanted, on } => return prefer(state, wanted, on.as_ref(), scene),
            Input::SignOut { session: None } => return Ok(devices::end_all(state, scene)),
            Input::SignOut { session: Some(session) } => return devices::end(state, *session, scene),
            Input::Visit { time_zone: zone } => return Ok(Decision::stay().because(time_zone(state, *zone, scene))),
            _ => return Ok(Decision::go(place(View::Menu))),
        };
        let view = match Verb::read(&token.verb).ok_or(Refusal::Unknown)? {
            Verb::Menu => View::Menu,
            Verb::Language => View::Language,
            Verb::Goal => View::Goal,
            Verb::Zone => View::Zone,
            Verb::Clock => View::Clock,
            Verb::Devices => View::Devices,
            Verb::EndSession => {
                let session = token.argument(0).and_then(|id| id.parse().ok()).ok_or(Refusal::Unknown)?;
                return devices::end(state, SessionId::from_uuid(session), scene);
            }
            Verb::EndSessions => return Ok(devices::end_all(state, scene)),
            Verb::ZonesAt => {
                let minutes = token.argument(0).and_then(|minutes| minutes.parse().ok()).ok_or(Refusal::Unknown)?;
                return Ok(Decision::go(zone::zones_at(Offset::of_minutes(minutes))));
            }
            setting @ (Verb::SetGoal | Verb::SetLanguage | Verb::SetPolls | Verb::SetZone) => {
                return change(state, setting, token, scene);
            }
        };
        Ok(Decision::go(place(view)))
    }

    /// Whoever chooses a zone may write a city or a time.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let Input::Text(text) = input else { return None };
        zone::hear(state, View::read(&place.view)?, text, scene)
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let texts = scene.texts(state);
        Some(match View::read(&place.view) {
            Some(view @ (View::Clock | View::Zone | View::ZonesAt | View::ZonesNamed)) => {
                zone::screen(state, view, place.detail.as_deref(), scene)
            }
            Some(View::Devices) => devices::screen(place.detail.as_deref(), &texts, scene),
            Some(View::Language) => language_screen(state, &texts),
            Some(View::Goal) => goal_screen(state, &texts),
            Some(View::Menu) | None => menu_screen(state, &texts, scene),
        })
    }
}

/// The fact of a time zone that the learner's device tells, if it means something: another name for the same clock does not.
fn time_zone(state: &State, zone: Option<Tz>, scene: &Scene<'_>) -> Option<Fact> {
    let zone = zone.filter(|zone| is_news(state, *zone, scene))?;
    Some(ProfileChange { time_zone: Some(zone), ..ProfileChange::default() }.into())
}

fn is_news(state: &State, zone: Tz, scene: &Scene<'_>) -> bool {
    state.learner.time_zone.is_none_or(|known| !same_clock(known, zone, scene.now))
}

/// What is wanted and new of it.
fn prefer(
    state: &State,
    wanted: &Preferences,
    on: Option<&Preferences>,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    let learner = &state.learner;
    if on.is_some_and(|on| *on != Preferences::of(learner)) {
        return Err(Refusal::Spent(place(View::Menu)));
    }
    let Preferences { locale, daily_goal, polls, time_zone } = *wanted;
    if daily_goal.is_some_and(|goal| !GOALS.contains(&goal)) {
        return Err(Refusal::Unknown);
    }
    let change = ProfileChange {
        locale: locale.filter(|locale| *locale != learner.locale),
        daily_goal: daily_goal.filter(|goal| learner.daily_goal != Some(*goal)),
        polls: polls.filter(|polls| *polls != learner.polls),
        time_zone: time_zone.filter(|zone| is_news(state, *zone, scene)),
        ..ProfileChange::default()
    };
    let changes = change != ProfileChange::default();
    Ok(Decision::stay().because(changes.then(|| Fact::from(change))))
}

fn place(view: View) -> Place {
    Place::new(CODE, view)
}

fn change(state: &State, setting: Verb, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    if token.step != Some(state.learner_step()) {
        return Err(Refusal::Spent(place(View::Menu)));
    }
    let choice = token.argument(0).unwrap_or_default();
    let learner = &state.learner;
    let change = match setting {
        Verb::SetLanguage => {
            let locale = Locale::of_tag(choice).ok_or(Refusal::Unknown)?;
            (locale != learner.locale).then(|| ProfileChange { locale: Some(locale), ..ProfileChange::default() })
        }
        Verb::SetGoal => {
            let goal = choices::goal(choice).ok_or(Refusal::Unknown)?;
            let is_news = learner.daily_goal != Some(goal);
            is_news.then(|| ProfileChange { daily_goal: Some(goal), ..ProfileChange::default() })
        }
        Verb::SetPolls => {
            let polls = choice.parse().map_err(|_| Refusal::Unknown)?;
            (polls != learner.polls).then(|| ProfileChange { polls: Some(polls), ..ProfileChange::default() })
        }
        Verb::SetZone => return Ok(zone::set(state, choice.parse().map_err(|_| Refusal::Unknown)?, scene)),
        Verb::Clock
        | Verb::Devices
        | Verb::EndSession
        | Verb::EndSessions
        | Verb::Goal
        | Verb::Language
        | Verb::Menu
        | Verb::Zone
        | Verb::ZonesAt => return Err(Refusal::Unknown),
    };
    // In the language that was just chosen.
    let locale = change.as_ref().and_then(|change| change.locale).unwrap_or(learner.locale);
    let saved = Texts::of(locale).plain("settings-saved", &[]);
    Ok(Decision::go(place(View::Menu)).because(change.map(Fact::from)).saying(saved))
}

fn menu_screen(state: &State, texts: &Texts, scene: &Scene<'_>) -> Screen {
    let goal = state.learner.daily_goal.unwrap_or(GOALS[0]);
    let language = texts::language_label(state.learner.locale);
    let mut html = texts.html("settings-title", &[]);
    html.paragraph(&texts.html("settings-current", &[("language", (&language).into()), ("minutes", goal.into())]));
    html.line(&zone::line(state, texts, scene));
    let polls = state.learner.polls;
    html.paragraph(&texts.html("settings-polls-about", &[("polls", on_or_off(polls).into())]));
    let switch = Token::new(CODE, Verb::SetPolls).with(!polls).at(state.learner_step());
    let shares = !state.learner.shares.is_empty();
    let sharing = shares.then(|| Button::press(texts.plain("groups-open", &[]), links::sharing()));
    Screen::new(html)
        .row([Button::press(texts.plain("settings-language", &[]), Token::new(CODE, Verb::Language))])
        .row([Button::press(texts.plain("settings-goal", &[]), Token::new(CODE, Verb::Goal))])
        .row([Button::press(texts.plain("zone-open", &[]), links::time_zone())])
        .row([Button::press(texts.plain("settings-polls", &[("polls", on_or_off(!polls).into())]), switch)])
        .row([Button::press(texts.plain("wishes-open", &[]), links::wishes())])
        .row(sharing)
        .row([Button::press(texts.plain("devices-open", &[]), Token::new(CODE, Verb::Devices))])
        .row([Button::press(texts.plain("mydata-open", &[]), links::my_data())])
        .row([links::home_button(texts)])
}

const fn on_or_off(switched: bool) -> &'static str {
    if switched { "on" } else { "off" }
}

fn language_screen(state: &State, texts: &Texts) -> Screen {
    let screen =
        Locale::supported().iter().fold(Screen::new(texts.html("settings-choose-language", &[])), |screen, locale| {
            let label = choices::ticked(*locale == state.learner.locale, texts::language_label(*locale));
            screen
                .row([Button::press(label, Token::new(CODE, Verb::SetLanguage).with(locale).at(state.learner_step()))])
        });
    screen.row([back(texts)])
}

fn goal_screen(state: &State, texts: &Texts) -> Screen {
    let screen = GOALS.iter().fold(Screen::new(texts.html("settings-choose-goal", &[])), |screen, goal| {
        let label = choices::ticked(state.learner.daily_goal == Some(*goal), texts.plain(&format!("goal-{goal}"), &[]));
        screen.row([Button::press(label, Token::new(CODE, Verb::SetGoal).with(goal).at(state.learner_step()))])
    });
    screen.row([back(texts)])
}

fn back(texts: &Texts) -> Button {
    Button::press(texts.plain("back", &[]), links::settings())
}
