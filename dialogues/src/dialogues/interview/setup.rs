//! Before an interview: which one, about what, how long, in which language. What has been chosen travels in the buttons.

use std::sync::Arc;

use super::choice::{Choice, LENGTHS, all, bit, count, topics};
use super::places::choosing;
use super::topic;
use super::words::{CODE, Verb, View};
use crate::catalogue::Interview;
use crate::dialogues::contract::{Decision, Refusal};
use crate::dialogues::{choices, links};
use crate::kernel::bar;
use crate::kernel::ids::ConceptId;
use crate::kernel::locale::Locale;
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::{self, Texts};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;

const DEFAULT_LENGTH: u32 = 20;
/// Interviews that are offered, and topics of one, in pairs as far as that reads well on a phone.
const OFFERED: usize = 6;
const TOPICS_IN_PAIRS: usize = 14;
const TOPICS_OFFERED: usize = 21;
/// Shares that the trend shows.
const TREND: usize = 5;

/// A press on one of the choices.
pub fn choose(view: View, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    // The content has moved on: the choice may mean something else now.
    Choice::of(token, scene).ok_or_else(|| Refusal::Spent(choosing()))?;
    Ok(Decision::go(Place::new(CODE, view).with(token.arguments.join(":"))))
}

/// The screens of the choices; none where the content has moved on.
pub fn screen(state: &State, place: &Place, topics: bool, scene: &Scene<'_>) -> Option<Screen> {
    let arguments: Vec<&str> = place.detail.as_deref()?.split(':').collect();
    let choice = Choice::read(&arguments, scene)?;
    Some(if topics { topics_screen(state, &choice, scene) } else { setup_screen(state, &choice, scene) })
}

/// Which interview? With how the last ones went.
pub fn start_screen(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let mut html = texts.html("interview-title", &[]);
    let mut offered: Vec<&Arc<Interview>> = all(scene).collect();
    // The learner's own level first.
    offered.sort_by_key(|interview| Some(interview.level) != state.learner.level);
    offered.truncate(OFFERED);
    if offered.is_empty() {
        html.paragraph(&texts.html("interview-none", &[]));
        return Screen::new(html).row([links::home_button(&texts)]);
    }
    html.paragraph(&texts.html("interview-about", &[]));
    html.paragraph(&history(state, &texts));
    let screen = offered.into_iter().fold(Screen::new(html), |screen, interview| {
        let choice = Choice { interview, topics: 0, minutes: DEFAULT_LENGTH, locale };
        screen.row([Button::press(format!("🎙 {}", interview.title.get(locale)), choice.token(Verb::Setup))])
    });
    screen.row([links::home_button(&texts)])
}

/// The shares of the last interviews of each level.
fn history(state: &State, texts: &Texts) -> Html {
    let mut html = Html::new();
    for (level, word) in choices::LEVELS {
        let shares = trend(state.path.interviews.shares(level), texts);
        if !shares.is_empty() {
            let level = texts.plain(&format!("interview-level-{word}"), &[]);
            html.line(&texts.html("interview-history", &[("level", (&level).into()), ("shares", (&shares).into())]));
        }
    }
    html
}

/// `58% → 64% → 71%`: the latest last.
pub fn trend(shares: impl Iterator<Item = f64>, texts: &Texts) -> String {
    let shares = shares.map(|share| texts.plain("percent", &[("percent", bar::percent(share).into())]));
    let shares: Vec<String> = shares.collect();
    shares[shares.len().saturating_sub(TREND)..].join(" → ")
}

fn setup_screen(state: &State, choice: &Choice<'_>, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let mut html = Html::bold(&Html::text(choice.interview.title.get(locale)));
    let names: Vec<String> = choice.concepts().iter().map(|topic| topic_name(topic, choice, state, scene)).collect();
    let names = if choice.topics == 0 { texts.plain("interview-all-topics", &[]) } else { names.join(", ") };
    html.paragraph(&texts.html("interview-chosen-topics", &[("topics", (&names).into())]));
    let questions = count(choice);
    html.line(
        &texts.html("interview-chosen-length", &[("minutes", choice.minutes.into()), ("questions", questions.into())]),
    );
    html.line(&texts.html("interview-rules", &[]));
    let lengths = LENGTHS.map(|minutes| {
        let label = texts.plain("minutes-short", &[("minutes", minutes.into())]);
        Button::press(
            choices::ticked(minutes == choice.minutes, label),
            Choice { minutes, ..*choice }.token(Verb::Setup),
        )
    });
    let languages = Locale::supported().iter().map(|locale| {
        let name = texts::language_label(*locale);
        Button::press(
            choices::ticked(*locale == choice.locale, name),
            Choice { locale: *locale, ..*choice }.token(Verb::Setup),
        )
    });
    let languages: Vec<Button> = languages.filter(|_| !choice.interview.title.translations.is_empty()).collect();
    Screen::new(html)
        .row([Button::press(texts.plain("interview-begin", &[]), choice.token(Verb::Begin).at(state.path_step()))])
        .row(lengths)
        .row([Button::press(texts.plain("interview-topics", &[]), choice.token(Verb::Topics))])
        .row(languages)
        .row([Button::press(texts.plain("back", &[]), links::interviews()), links::home_button(&texts)])
}

fn topics_screen(state: &State, choice: &Choice<'_>, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = Html::bold(&Html::text(choice.interview.title.get(state.learner.locale)));
    html.paragraph(&texts.html("interview-choose-topics", &[]));
    let mark = |on: bool| if on { "☑" } else { "☐" };
    let topics = topics(choice.interview);
    let buttons: Vec<Button> = topics
        .iter()
        .take(TOPICS_OFFERED)
        .enumerate()
        .map(|(number, topic)| {
            let name = topic_name(topic, choice, state, scene);
            let toggled = Choice { topics: choice.topics ^ bit(number), ..*choice };
            Button::press(format!("{} {name}", mark(choice.has(number))), toggled.token(Verb::Topics))
        })
        .collect();
    let all = texts.plain("interview-all-topics", &[]);
    let all = Button::press(
        format!("{} {all}", mark(choice.topics == 0)),
        Choice { topics: 0, ..*choice }.token(Verb::Topics),
    );
    let screen =
        Screen::new(html).row([Button::press(texts.plain("interview-topics-done", &[]), choice.token(Verb::Setup))]);
    let in_row = if topics.len() <= TOPICS_IN_PAIRS { 2 } else { 3 };
    buttons.chunks(in_row).fold(screen.row([all]), |screen, row| screen.row(row.iter().cloned()))
}

fn topic_name(concept: &ConceptId, choice: &Choice<'_>, state: &State, scene: &Scene<'_>) -> String {
    topic::name(&choice.interview.course, concept, state.learner.locale, scene)
}
