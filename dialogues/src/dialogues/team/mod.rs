//! The team: who has which role, for operators, who give and take roles here. For everybody else it does not exist.
//! Somebody is named by their contact or their id at Telegram; they must have written to the bot.

mod view;
pub mod words;

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::access::{Action, Grant, NoGrant, Why};
use crate::dialogues::contract::{Asked, Decision, Dialogue, Needs, Refusal};
use crate::input::Input;
use crate::kernel::ids::LearnerId;
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::kernel::token::{Step, Token};
use crate::scene::{Known, Scene};
use crate::streams::team::{self, Appointed, Given, TeamFact};
use crate::streams::{Fact, State, Stream, Team};

use words::{CODE, TEAM, Verb, View};

/// So many are named here; the command line lists all.
const SHOWN: usize = 30;
/// So many have a button, two in a row. The others are found like everybody else: by their contact or id.
const BUTTONS: usize = 10;
/// So many of somebody's roles have a button; the command line takes any.
const TAKEN: usize = 4;

pub struct TeamDialogue;

impl Dialogue for TeamDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn action(&self, asked: Asked<'_>) -> Action {
        match asked {
            Asked::Words => Action::GrantRole,
            Asked::Press(verb) => match Verb::read(verb) {
                Some(Verb::Add | Verb::Author | Verb::Mentor | Verb::Operator) => Action::GrantRole,
                Some(Verb::Ask | Verb::Revoke) => Action::RevokeRole,
                Some(Verb::List | Verb::Member) | None => Action::ReadTeam,
            },
            Asked::Call | Asked::Command(_) | Asked::Look => Action::ReadTeam,
        }
    }

    /// Not listed: the menu is everybody's.
    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[(TEAM, false)]
    }

    fn needs(&self, state: &State, place: &Place, input: &Input) -> Needs {
        let token = match input {
            Input::Press(token) if token.dialogue == CODE => Some(token),
            _ => None,
        };
        let here = place.dialogue == CODE;
        let comes = token.is_some() || matches!(input, Input::Command { name, .. } if name == TEAM);
        if !here && !comes {
            return Needs::default();
        }
        let named = [token.and_then(|token| token.argument(0)), place.detail.as_deref().filter(|_| here)];
        let named = named.into_iter().flatten().filter_map(learner);
        let members = state.team.iter().flat_map(|team| &team.given).map(|given| given.who);
        let mut people: Vec<LearnerId> = named.chain(members).collect();
        let mut seen = BTreeSet::new();
        people.retain(|who| seen.insert(*who));
        people.truncate(SHOWN);
        let telegram = Some(input).filter(|_| here && View::read(&place.view) == Some(View::Add)).and_then(telegram_id);
        Needs { people, telegram: telegram.into_iter().collect(), ..Needs::stream(Some(Stream::team())) }
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else { return Ok(Decision::go(place(View::List))) };
        let argument = token.argument(0).unwrap_or_default();
        let someone = || learner(argument).filter(|who| known(*who, scene).is_some()).ok_or(Refusal::Gone);
        let at = |view: View| Ok(Decision::go(place(view).with(someone()?.as_uuid().simple())));
        match Verb::read(&token.verb).ok_or(Refusal::Unknown)? {
            Verb::List => Ok(Decision::go(place(View::List))),
            Verb::Add => Ok(Decision::go(place(View::Add))),
            Verb::Member => at(View::Member),
            Verb::Author => at(View::Author),
            Verb::Mentor => at(View::Mentor),
            Verb::Ask => {
                Ok(Decision::go(place(View::Ask).with(numbered(state, argument).ok_or(Refusal::Gone)?.number)))
            }
            Verb::Operator => {
                fresh(state, token)?;
                give(state, someone()?, &Grant::Operator, scene)
            }
            Verb::Revoke => {
                fresh(state, token)?;
                let given = numbered(state, argument).ok_or(Refusal::Gone)?;
                take(state, &given, scene)
            }
        }
    }

    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let say = |key: &str| Some(Decision::go(place.clone()).saying(scene.texts(state).plain(key, &[])));
        let who = || learner(place.detail.as_deref()?);
        let text = match input {
            Input::Text(text) => Some(text.trim()),
            _ => None,
        };
        let grant = match View::read(&place.view)? {
            View::Add => {
                let Some(telegram_id) = telegram_id(input) else { return say("team-add-unclear") };
                let found = scene.people.iter().find(|known| known.telegram_id == telegram_id);
                let Some(found) = found else { return say("team-add-unknown") };
                return Some(Decision::go(member(found.learner)));
            }
            View::Author => Grant::read("author", Some(text?)),
            View::Mentor => Grant::read("mentor", Some(text?)),
            View::Ask | View::List | View::Member => return None,
        };
        match grant {
            Ok(grant) => give(state, who()?, &grant, scene).ok(),
            Err(NoGrant::Group) => say("team-mentor-unclear"),
            Err(_) => say("team-author-unclear"),
        }
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let detail = place.detail.as_deref().unwrap_or_default();
        let someone = || known(learner(detail)?, scene);
        match View::read(&place.view)? {
            View::List => Some(view::list(state, scene)),
            View::Add => Some(view::add(state, scene)),
            View::Member => Some(view::member(state, someone()?, scene)),
            View::Author => Some(view::author(state, someone()?, scene)),
            View::Mentor => Some(view::mentor(state, someone()?, scene)),
            View::Ask => Some(view::ask(state, &numbered(state, detail)?, scene)),
        }
    }
}

fn place(view: View) -> Place {
    Place::new(CODE, view)
}

fn member(who: LearnerId) -> Place {
    place(View::Member).with(who.as_uuid().simple())
}

fn learner(text: &str) -> Option<LearnerId> {
    text.parse::<Uuid>().ok().map(LearnerId::from_uuid)
}

/// The id at Telegram that a message tells.
fn telegram_id(input: &Input) -> Option<i64> {
    match input {
        Input::Contact(id) => Some(*id),
        Input::Text(text) => text.trim().parse().ok().filter(|id| *id > 0),
        _ => None,
    }
}

fn known<'a>(who: LearnerId, scene: &'a Scene<'_>) -> Option<&'a Known> {
    scene.people.iter().find(|known| known.learner == who)
}

/// The team as it is, also before anybody was given anything.
fn current(state: &State) -> Team {
    state.team.clone().unwrap_or_default()
}

fn numbered(state: &State, number: &str) -> Option<Given> {
    let number: u32 = number.parse().ok()?;
    state.team.as_ref()?.given.iter().find(|given| given.number == number).cloned()
}

/// The team's stream as of now.
fn step(state: &State) -> Step {
    let team = current(state);
    Step::of(team.id.as_uuid(), team.version)
}

fn fresh(state: &State, token: &Token) -> Result<(), Refusal> {
    if token.step == Some(step(state)) { Ok(()) } else { Err(Refusal::Spent(place(View::List))) }
}

fn give(state: &State, who: LearnerId, grant: &Grant, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let decide = |team: &Team, appointed: &Appointed| {
        team::grant(team, appointed, &appointed.subject(state.id, team), who, grant.clone())
    };
    changed(state, who, decide, scene)
}

fn take(state: &State, given: &Given, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let decide = |team: &Team, appointed: &Appointed| {
        team::revoke(team, appointed, &appointed.subject(state.id, team), given.who, given.grant.clone())
    };
    changed(state, given.who, decide, scene)
}

fn changed(
    state: &State,
    who: LearnerId,
    decide: impl FnOnce(&Team, &Appointed) -> Result<Option<TeamFact>, Why>,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    let texts = scene.texts(state);
    let (fact, said) = match decide(&current(state), &scene.appointed) {
        Ok(Some(fact @ TeamFact::RoleGranted { .. })) => (Some(fact), "team-granted"),
        Ok(Some(fact @ TeamFact::RoleRevoked { .. })) => (Some(fact), "team-revoked"),
        Ok(None) => (None, "team-nothing"),
        Err(Why::LastOperator) => (None, "team-last-operator"),
        Err(Why::Appointed) => (None, "team-appointed"),
        Err(_) => return Err(Refusal::Unknown),
    };
    // Whoever has taken their own operator's role sees nothing of the team any more.
    let own_end = matches!(&fact, Some(TeamFact::RoleRevoked { who, grant: Grant::Operator, .. }) if *who == state.id);
    let next = if own_end && !scene.appointed.has(state.id) { Place::home() } else { member(who) };
    Ok(Decision::go(next).because(fact.map(Fact::team)).saying(texts.plain(said, &[])))
}
