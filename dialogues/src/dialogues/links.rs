//! Where dialogues lead to one another: the buttons, presses and places that one shows of another. Whoever links to a
//! dialogue finds it here, and nobody spells another's words.

use super::courses::words as courses;
use super::groups::words as groups;
use super::home::words as home;
use super::interview::words as interview;
use super::lesson::words as lesson;
use super::my_data::words as my_data;
use super::progress::words as progress;
use super::progression::{self, Next};
use super::quiz::words as quiz;
use super::review::words as review;
use super::settings::words as settings;
use crate::catalogue::{Catalogue, Course, Lesson, Module};
use crate::input::Input;
use crate::kernel::bar;
use crate::kernel::ids::{AttemptId, GroupId, InterviewRunId, LessonId};
use crate::kernel::place::Place;
use crate::kernel::screen::Button;
use crate::kernel::texts::Texts;
use crate::kernel::token::{self, Token};
use crate::scene::Scene;
use crate::streams::State;

/// Lessons on one screen: with the rows below them no more than eight, which reads well on a phone.
pub const LESSONS_ON_A_PAGE: usize = 6;

impl Place {
    pub fn home() -> Self {
        Self::new(home::CODE, home::View::Home)
    }

    /// Home, because nobody knows any more where the learner was looking.
    pub fn lost() -> Self {
        Self::new(home::CODE, home::View::Lost)
    }
}

pub fn home() -> Token {
    Token::new(home::CODE, home::Verb::Home)
}

pub fn home_button(texts: &Texts) -> Button {
    Button::press(texts.plain("home", &[]), home())
}

/// Goes on where the learner stands.
pub fn carry_on() -> Token {
    Token::new(home::CODE, home::Verb::CarryOn)
}

/// Does it go on where the learner stands, by that press or by the command?
pub fn carries_on(input: &Input) -> bool {
    match input {
        Input::Press(token) => {
            token.dialogue == home::CODE && home::Verb::read(&token.verb) == Some(home::Verb::CarryOn)
        }
        Input::Command { name, .. } => name == courses::LEARN,
        _ => false,
    }
}

/// Where a press of another dialogue leads a window that cannot show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// An open attempt goes on.
    Attempt(AttemptId),
    /// A lesson, perhaps at one of its screens, from 1.
    Lesson(LessonId, Option<u32>),
}

/// What a press leads to: a lesson that it names or, if it carries on, what comes next. None: nowhere but home.
pub fn lead(token: &Token, state: &State, catalogue: &Catalogue) -> Option<Lead> {
    if token.dialogue == lesson::CODE {
        let lesson = LessonId::new(token.argument(0)?);
        let goes = lesson::Verb::read(&token.verb) == Some(lesson::Verb::Go);
        let screen = token.argument(1).filter(|_| goes).and_then(|screen| screen.parse().ok());
        return Some(Lead::Lesson(lesson, screen));
    }
    if !carries_on(&Input::Press(token.clone())) {
        return None;
    }
    match progression::next(state, catalogue) {
        Next::Quiz(lesson) => state.path.lesson(&lesson.id)?.open_attempt.map(Lead::Attempt),
        Next::Lesson(lesson) => Some(Lead::Lesson(lesson.id.clone(), None)),
        Next::AllDone => None,
    }
}

/// The argument of the command that everybody begins with; a deep link has one.
pub fn started(input: &Input) -> Option<&str> {
    match input {
        Input::Command { name, argument } if name == home::START => Some(argument),
        _ => None,
    }
}

/// "Continue", naming what comes.
pub fn continue_button(state: &State, texts: &Texts, scene: &Scene<'_>) -> Button {
    let locale = state.learner.locale;
    let label = match progression::next(state, scene.catalogue) {
        Next::AllDone => texts.plain("home-all-done", &[]),
        Next::Quiz(lesson) => texts.plain("home-continue-quiz", &[("lesson", lesson.title.get(locale).into())]),
        Next::Lesson(lesson) if state.path.lessons.is_empty() => {
            texts.plain("home-begin", &[("lesson", lesson.title.get(locale).into())])
        }
        Next::Lesson(lesson) => texts.plain("home-continue", &[("lesson", lesson.title.get(locale).into())]),
    };
    Button::press(label, carry_on())
}

pub fn courses() -> Token {
    Token::new(courses::CODE, courses::Verb::List)
}

/// The most specific table of contents that leaves no choice out.
pub fn contents(scene: &Scene<'_>) -> Place {
    match scene.catalogue.courses() {
        [course] => match course.modules.as_slice() {
            [module] => Place::new(courses::CODE, courses::View::Module).with(format!("{}:{}:0", course.id, module.id)),
            _ => Place::new(courses::CODE, courses::View::Course).with(&course.id),
        },
        _ => Place::new(courses::CODE, courses::View::List),
    }
}

/// A page of a module's lessons, from 0. Where both ids are too long for a button, the module goes by its first lesson.
pub fn module(course: &Course, module: &Module, page: usize) -> Token {
    let token = Token::new(courses::CODE, courses::Verb::Module);
    let named = token.clone().with(&course.id).with(&module.id).with(page);
    match module.lessons.first() {
        Some(first) if named.to_string().len() > token::LIMIT => token.with(&first.id).with(page),
        _ => named,
    }
}

/// The button that leads to the lessons around a lesson.
pub fn lessons_around(scene: &Scene<'_>, lesson: &Lesson, texts: &Texts) -> Button {
    let token = match scene.catalogue.place(&lesson.id) {
        Some((course, around, _)) => {
            let number = around.lessons.iter().position(|other| other.id == lesson.id).unwrap_or(0);
            module(course, around, number / LESSONS_ON_A_PAGE)
        }
        None => courses(),
    };
    Button::press(texts.plain("lessons", &[]), token)
}

/// All interviews, or the open one.
pub fn interviews() -> Token {
    Token::new(interview::CODE, interview::Verb::List)
}

/// The scorecards of the learner's last interviews, the latest first, with what each came to.
pub fn scorecards(state: &State, texts: &Texts, scene: &Scene<'_>) -> Vec<Button> {
    const SHOWN: usize = 3;
    let numbered = |run: InterviewRunId| {
        (1..=state.path.interviews.number).find(|number| InterviewRunId::of(state.id, *number) == run)
    };
    let latest = state.path.interviews.past.iter().rev().take(SHOWN);
    let buttons = latest.filter_map(|past| {
        let title = scene.catalogue.interview(&past.interview)?.title.get(state.learner.locale);
        let percent = texts.plain("percent", &[("percent", bar::percent(past.share).into())]);
        let token = Token::new(interview::CODE, interview::Verb::Card).with(numbered(past.run)?);
        Some(Button::press(format!("🏁 {percent} · {title}"), token))
    });
    buttons.collect()
}

/// Opens a lesson. It carries no step, since opening twice leads to the same place.
pub fn open_lesson(lesson: &Lesson) -> Token {
    Token::new(lesson::CODE, lesson::Verb::Open).with(&lesson.id)
}

/// A screen of a lesson, from 1.
pub fn lesson_screen(state: &State, lesson: &Lesson, screen: usize) -> Token {
    Token::new(lesson::CODE, lesson::Verb::Go).with(&lesson.id).with(screen).at(state.path_step())
}

/// Where a lesson is read.
pub fn lesson(lesson: &LessonId) -> Place {
    Place::new(lesson::CODE, lesson::View::Read).with(lesson)
}

/// The lesson that is read at a place.
pub fn read_in(place: &Place) -> Option<LessonId> {
    let reads = place.dialogue == lesson::CODE && lesson::View::read(&place.view) == Some(lesson::View::Read);
    place.detail.as_deref().filter(|_| reads).map(LessonId::new)
}

/// Is it a place of a quiz?
pub fn is_quiz(place: &Place) -> bool {
    place.dialogue == quiz::CODE
}

/// Where it says what a lesson waits for.
pub fn locked_lesson(lesson: &LessonId) -> Place {
    Place::new(lesson::CODE, lesson::View::Locked).with(lesson)
}

pub fn progress() -> Token {
    Token::new(progress::CODE, progress::Verb::Progress)
}

/// Starts a lesson's quiz, or goes on with the open attempt.
pub fn start_quiz(state: &State, lesson: &Lesson) -> Token {
    Token::new(quiz::CODE, quiz::Verb::Start).with(&lesson.id).at(state.path_step())
}

/// Begins a review session or goes on with today's.
pub fn review() -> Token {
    Token::new(review::CODE, review::Verb::Start)
}

/// What the learner wants of their reviews.
pub fn wishes() -> Token {
    Token::new(review::CODE, review::Verb::Wishes)
}

/// Whether to share one's progress with a group.
pub fn sharing_with(group: &GroupId) -> Place {
    Place::new(groups::CODE, groups::View::Ask).with(group)
}

/// With whom one's progress is shared.
pub fn sharing() -> Token {
    Token::new(groups::CODE, groups::Verb::List)
}

pub fn settings() -> Token {
    Token::new(settings::CODE, settings::Verb::Menu)
}

/// What is kept of the learner.
pub fn my_data() -> Token {
    Token::new(my_data::CODE, my_data::Verb::Menu)
}

/// Where a deep link to it leads, if the argument is that of one.
pub fn my_data_linked(argument: &str) -> Option<Place> {
    (argument == my_data::MY_DATA).then(|| Place::new(my_data::CODE, my_data::View::Menu))
}

/// Where the time zone is chosen.
pub fn time_zone() -> Token {
    Token::new(settings::CODE, settings::Verb::Zone)
}

/// The same, offered where the day matters, as long as the zone is not known.
pub fn offered_zone(state: &State, texts: &Texts) -> Option<Button> {
    state.learner.time_zone.is_none().then(|| Button::press(texts.plain("zone-offer", &[]), time_zone()))
}
