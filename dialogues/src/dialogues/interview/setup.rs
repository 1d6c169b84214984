//! Before an interview: which one, about what, how long, in which language; and which questions it then asks. What has
//! been chosen travels in the buttons.

use crate::dialogues::links;
use crate::kernel::bar;
use std::sync::Arc;

use chrono::TimeDelta;

use super::{CODE, current_place};
use crate::catalogue::{Ask, Interview};
use crate::dialogues::contract::{Decision, Refusal};
use crate::kernel::ids::{AskId, ConceptId, InterviewRunId};
use crate::kernel::locale::Locale;
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::seed;
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::interview::InterviewFact;
use crate::streams::{Fact, PathFact};

/// Minutes that an interview may take.
pub const LENGTHS: [u32; 3] = [10, 20, 40];
const DEFAULT_LENGTH: u32 = 20;
/// Minutes that a question takes, with its follow-up and the feedback.
pub const MINUTES_PER_QUESTION: u32 = 4;
/// The weight of a question about a concept that is certainly known, and what weakness adds to it.
const KNOWN: f64 = 10.0;
const WEAK: f64 = 90.0;
/// Interviews that are offered, and topics of one, in pairs as far as that reads well on a phone.
const OFFERED: usize = 6;
const TOPICS_IN_PAIRS: usize = 14;
const TOPICS_OFFERED: usize = 21;
/// Shares that the trend shows.
const TREND: usize = 5;

/// What has been chosen so far.
#[derive(Clone, Copy)]
struct Choice<'a> {
    interview: &'a Arc<Interview>,
    /// Bits of the topics in [`topics`]' order; 0: all.
    topics: u64,
    minutes: u32,
    locale: Locale,
}

impl<'a> Choice<'a> {
    fn token(&self, verb: &str) -> Token {
        let token = Token::new(CODE, verb).with(format!("{:x}", key(self.interview)));
        token.with(format!("{:x}", self.topics)).with(self.minutes).with(self.locale)
    }

    fn read(arguments: &[&str], scene: &'a Scene<'_>) -> Option<Self> {
        let [wanted, topics, minutes, locale] = arguments else { return None };
        let wanted = u32::from_str_radix(wanted, 16).ok()?;
        let interview = all(scene).find(|interview| key(interview) == wanted)?;
        let topics = u64::from_str_radix(topics, 16).ok()?;
        let minutes = minutes.parse().ok().filter(|minutes| LENGTHS.contains(minutes))?;
        Some(Self { interview, topics, minutes, locale: Locale::of_tag(locale)? })
    }

    fn of(token: &Token, scene: &'a Scene<'_>) -> Option<Self> {
        Self::read(&token.arguments.iter().map(String::as_str).collect::<Vec<_>>(), scene)
    }

    fn has(&self, topic: usize) -> bool {
        self.topics & bit(topic) != 0
    }

    /// What will be asked about.
    fn concepts(&self) -> Vec<ConceptId> {
        let all = topics(self.interview).into_iter().enumerate();
        all.filter(|(number, _)| self.topics == 0 || self.has(*number)).map(|(_, topic)| topic.clone()).collect()
    }
}

/// The button that leads here, and to an interview that is open.
pub fn open() -> Token {
    Token::new(CODE, "l")
}

pub fn place() -> Place {
    Place::new(CODE, "start")
}

/// All published interviews.
pub fn all<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = &'a Arc<Interview>> {
    scene.catalogue.courses().iter().flat_map(|course| &course.interviews)
}

/// A press on one of the choices.
pub fn decide(state: &State, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    // The content has moved on: the choice may mean something else now.
    let choice = Choice::of(token, scene).ok_or_else(|| Refusal::Spent(place()))?;
    match token.verb.as_str() {
        "b" => begin(state, &choice, token, scene),
        verb => {
            let view = if verb == "t" { "topics" } else { "setup" };
            Ok(Decision::go(Place::new(CODE, view).with(token.arguments.join(":"))))
        }
    }
}

/// The screens of the choices; none where the content has moved on.
pub fn screen(state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
    let arguments: Vec<&str> = place.detail.as_deref()?.split(':').collect();
    let choice = Choice::read(&arguments, scene)?;
    Some(if place.view == "topics" {
        topics_screen(state, &choice, scene)
    } else {
        setup_screen(state, &choice, scene)
    })
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
        screen.row([Button::press(format!("🎙 {}", interview.title.get(locale)), choice.token("s"))])
    });
    screen.row([links::home_button(&texts)])
}

/// The shares of the last interviews of each level.
fn history(state: &State, texts: &Texts) -> Html {
    let mut html = Html::new();
    for (level, word) in super::LEVELS {
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
    let ticked = |on: bool, label: String| if on { format!("✓ {label}") } else { label };
    let lengths = LENGTHS.map(|minutes| {
        let label = texts.plain("minutes-short", &[("minutes", minutes.into())]);
        Button::press(ticked(minutes == choice.minutes, label), Choice { minutes, ..*choice }.token("s"))
    });
    let languages = Locale::supported().iter().map(|locale| {
        let name = Texts::of(*locale).plain("language-name", &[]);
        Button::press(ticked(*locale == choice.locale, name), Choice { locale: *locale, ..*choice }.token("s"))
    });
    let languages: Vec<Button> = languages.filter(|_| !choice.interview.title.translations.is_empty()).collect();
    Screen::new(html)
        .row([Button::press(texts.plain("interview-begin", &[]), choice.token("b").at(state.path_step()))])
        .row(lengths)
        .row([Button::press(texts.plain("interview-topics", &[]), choice.token("t"))])
        .row(languages)
        .row([Button::press(texts.plain("back", &[]), open()), links::home_button(&texts)])
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
            Button::press(format!("{} {name}", mark(choice.has(number))), toggled.token("t"))
        })
        .collect();
    let all = texts.plain("interview-all-topics", &[]);
    let all = Button::press(format!("{} {all}", mark(choice.topics == 0)), Choice { topics: 0, ..*choice }.token("t"));
    let screen = Screen::new(html).row([Button::press(texts.plain("interview-topics-done", &[]), choice.token("s"))]);
    let in_row = if topics.len() <= TOPICS_IN_PAIRS { 2 } else { 3 };
    buttons.chunks(in_row).fold(screen.row([all]), |screen, row| screen.row(row.iter().cloned()))
}

fn topic_name(topic: &ConceptId, choice: &Choice<'_>, state: &State, scene: &Scene<'_>) -> String {
    super::topic_name(&choice.interview.course, topic, state.learner.locale, scene)
}

fn begin(state: &State, choice: &Choice<'_>, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    if let Some(open) = state.interview.as_ref().filter(|run| run.is_open()) {
        return Err(Refusal::Spent(current_place(open)));
    }
    if token.step != Some(state.path_step()) {
        return Err(Refusal::Spent(place()));
    }
    let asks = pick(state, choice, scene.seed);
    if asks.is_empty() {
        return Err(Refusal::Spent(place()));
    }
    let number = state.path.interviews.number + 1;
    let run = InterviewRunId::of(state.id, number);
    let Choice { interview, minutes, locale, .. } = choice;
    let (course, id) = (interview.course.clone(), interview.id.clone());
    let opened = PathFact::InterviewOpened { course: course.clone(), interview: id.clone(), run, number };
    let started = InterviewFact::InterviewStarted {
        learner: state.id,
        course,
        interview: id,
        revision: interview.revision.clone(),
        level: interview.level,
        topics: choice.concepts(),
        minutes: *minutes,
        locale: *locale,
        number,
        seed: scene.seed,
        asks,
        started_at: scene.now,
        deadline: scene.now + TimeDelta::minutes(i64::from(*minutes)),
    };
    Ok(Decision::go(super::asking(None)).because([Fact::from(opened), Fact::Interview(run, started)]))
}

/// The questions: rather about what is weak, none of the last interview's while there are others, the easy ones first.
fn pick<'a>(state: &State, choice: &Choice<'a>, seed: u64) -> Vec<AskId> {
    let interview = choice.interview;
    let concepts = choice.concepts();
    let last = state.path.interviews.asked.get(&interview.id);
    let is_old = |ask: &&Ask| last.is_some_and(|last| last.contains(&ask.id));
    let fitting = interview.asks.iter().filter(|ask| concepts.contains(&ask.concept));
    let (old, fresh): (Vec<&Ask>, Vec<&Ask>) = fitting.partition(is_old);
    let draw = |from: &[&'a Ask], count: usize, part: &str| -> Vec<&'a Ask> {
        let weakness = |ask: &&Ask| state.path.mastery(&interview.course, &ask.concept).weakness();
        let weights: Vec<u32> = from.iter().map(|ask| (KNOWN + WEAK * weakness(ask)) as u32).collect();
        let drawn = seed::draw(&weights, count, seed::derive(seed, part));
        drawn.into_iter().filter_map(|number| from.get(number).copied()).collect()
    };
    let mut asks = draw(&fresh, count(choice), "pick");
    let lacking = count(choice) - asks.len();
    asks.extend(draw(&old, lacking, "again"));
    seed::shuffle(&mut asks, seed);
    asks.sort_by_key(|ask| ask.difficulty);
    asks.into_iter().map(|ask| ask.id.clone()).collect()
}

/// How many questions an interview of this length asks, if it has as many.
fn count(choice: &Choice<'_>) -> usize {
    let concepts = choice.concepts();
    let there = choice.interview.asks.iter().filter(|ask| concepts.contains(&ask.concept)).count();
    let fit = (choice.minutes + MINUTES_PER_QUESTION / 2) / MINUTES_PER_QUESTION;
    there.min(fit as usize)
}

/// The interview's concepts that it has questions about, in the author's order.
fn topics(interview: &Interview) -> Vec<&ConceptId> {
    let asked = |topic: &&ConceptId| interview.asks.iter().any(|ask| ask.concept == **topic);
    interview.concepts.iter().filter(asked).collect()
}

fn bit(topic: usize) -> u64 {
    u32::try_from(topic).ok().and_then(|topic| 1u64.checked_shl(topic)).unwrap_or_default()
}

/// Names an interview at its revision within a button: its id alone would take most of the room.
fn key(interview: &Interview) -> u32 {
    seed::derive(0, &format!("{}@{}", interview.id, interview.revision)) as u32
}
