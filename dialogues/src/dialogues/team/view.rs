//! What operators see of the team.

use std::collections::BTreeMap;

use super::words::{CODE, Verb};
use super::{BUTTONS, SHOWN, TAKEN, current, known, step};
use crate::access::Grant;
use crate::dialogues::links;
use crate::kernel::ids::LearnerId;
use crate::kernel::markup::Html;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::{Known, Scene};
use crate::streams::State;
use crate::streams::team::Given;

/// Everybody with a role, and what they have.
pub fn list(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let team = current(state);
    let mut roles: BTreeMap<LearnerId, Vec<String>> = BTreeMap::new();
    for who in &scene.appointed.0 {
        roles.entry(*who).or_default().push(texts.plain("team-role-appointed", &[]));
    }
    for given in &team.given {
        roles.entry(given.who).or_default().push(role(&given.grant, &texts));
    }
    let mut html = texts.html("team-title", &[]);
    let mut lines = Html::new();
    let mut members: Vec<(String, LearnerId)> = roles.keys().map(|who| (name(*who, scene, &texts), *who)).collect();
    members.sort();
    for (name, who) in members.iter().take(SHOWN) {
        let roles = roles.get(who).map(|roles| roles.join(", ")).unwrap_or_default();
        lines.line(&texts.html("team-line", &[("name", name.into()), ("roles", roles.as_str().into())]));
    }
    html.paragraph(&lines);
    if members.len() > SHOWN {
        html.paragraph(&texts.html("team-more", &[("more", (members.len() - SHOWN).into())]));
    }
    let named = members.iter().filter(|(_, who)| known(*who, scene).is_some()).take(BUTTONS);
    let buttons: Vec<Button> =
        named.map(|(name, who)| Button::press(name.clone(), about(Verb::Member, *who))).collect();
    let screen = Screen::new(html).row([Button::press(texts.plain("team-add", &[]), Token::new(CODE, Verb::Add))]);
    let screen = buttons.chunks(2).fold(screen, |screen, row| screen.row(row.to_vec()));
    screen.row([links::home_button(&texts)])
}

/// Waits for somebody's contact or id.
pub fn add(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    Screen::new(texts.html("team-add-ask", &[])).row([back(&texts)])
}

/// Somebody with what they have, and what they can be given.
pub fn member(state: &State, known: &Known, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let team = current(state);
    let mine: Vec<&Given> = team.given.iter().filter(|given| given.who == known.learner).collect();
    let mut html =
        texts.html("team-member", &[("name", (&known.name).into()), ("id", (&known.telegram_id.to_string()).into())]);
    let mut lines = Html::new();
    if scene.appointed.has(known.learner) {
        lines.line(&texts.html("team-member-appointed", &[]));
    }
    for given in &mine {
        let by = given.by.map_or_else(|| texts.plain("team-by-server", &[]), |by| name(by, scene, &texts));
        let date = given.at.format("%Y-%m-%d").to_string();
        let role = role(&given.grant, &texts);
        lines.line(
            &texts.html("team-given", &[("role", (&role).into()), ("by", (&by).into()), ("date", (&date).into())]),
        );
    }
    if lines.is_empty() {
        lines.line(&texts.html("team-member-none", &[]));
    }
    html.paragraph(&lines);
    let is_operator = scene.appointed.has(known.learner) || team.has(known.learner, &Grant::Operator);
    let mut screen = Screen::new(html);
    if !is_operator {
        let token = about(Verb::Operator, known.learner).at(step(state));
        screen = screen.row([Button::press(texts.plain("team-make-operator", &[]), token)]);
    }
    screen = screen
        .row([Button::press(texts.plain("team-make-author", &[]), about(Verb::Author, known.learner))])
        .row([Button::press(texts.plain("team-make-mentor", &[]), about(Verb::Mentor, known.learner))]);
    for given in mine.into_iter().take(TAKEN) {
        let label = texts.plain("team-take", &[("role", (&role(&given.grant, &texts)).into())]);
        screen = screen.row([Button::press(label, Token::new(CODE, Verb::Ask).with(given.number))]);
    }
    screen.row([back(&texts)])
}

/// Waits for courses.
pub fn author(state: &State, known: &Known, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let courses: Vec<&str> = scene.catalogue.courses().iter().map(|course| course.id.as_str()).collect();
    let courses = courses.join(", ");
    let args = [("name", (&known.name).into()), ("courses", (&courses).into())];
    Screen::new(texts.html("team-author-ask", &args)).row([to_member(known, &texts)])
}

/// Waits for a group.
pub fn mentor(state: &State, known: &Known, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    Screen::new(texts.html("team-mentor-ask", &[("name", (&known.name).into())])).row([to_member(known, &texts)])
}

/// Asks once more before a role is taken.
pub fn ask(state: &State, given: &Given, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let (name, role) = (name(given.who, scene, &texts), role(&given.grant, &texts));
    let args = [("name", (&name).into()), ("role", (&role).into())];
    let sure = Token::new(CODE, Verb::Revoke).with(given.number).at(step(state));
    Screen::new(texts.html("team-take-ask", &args))
        .row([Button::press(texts.plain("team-take-sure", &[]), sure)])
        .row([Button::press(texts.plain("back", &[]), about(Verb::Member, given.who))])
}

fn name(who: LearnerId, scene: &Scene<'_>, texts: &Texts) -> String {
    known(who, scene).map_or_else(|| texts.plain("team-somebody", &[]), |known| known.name.clone())
}

fn role(grant: &Grant, texts: &Texts) -> String {
    let about = grant.about().unwrap_or_default();
    texts.plain(&format!("team-role-{}", grant.role()), &[("about", about.into())])
}

fn about(verb: Verb, who: LearnerId) -> Token {
    Token::new(CODE, verb).with(who.as_uuid().simple())
}

fn to_member(known: &Known, texts: &Texts) -> Button {
    Button::press(texts.plain("back", &[]), about(Verb::Member, known.learner))
}

fn back(texts: &Texts) -> Button {
    Button::press(texts.plain("back", &[]), Token::new(CODE, Verb::List))
}
