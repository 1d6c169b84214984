//! A lesson: one screen at a time, back and forth; where the learner stands is a fact.
//! Complete when its quiz is passed or, without a quiz, when the last screen has been read.

use crate::catalogue::Lesson;
use crate::courses::{self, Standing};
use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::facts::{Fact, LearningFact};
use crate::ids::LessonId;
use crate::input::Input;
use crate::markup::Html;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::state::State;
use crate::texts::Texts;
use crate::token::Token;
use crate::{bar, home, placement, quiz};

pub const CODE: &str = "l";

pub struct LessonDialogue;

impl Dialogue for LessonDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn decide(&self, state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            return Err(Refusal::Unknown);
        };
        let id = LessonId::new(token.argument(0).unwrap_or_default());
        let lesson = scene.catalogue.lesson(&id).ok_or(Refusal::Gone)?;
        if token.verb == "o" {
            return open(state, &id, scene);
        }
        if token.step != Some(state.path_step()) {
            return Err(Refusal::Spent(place(&id)));
        }
        match token.verb.as_str() {
            "g" => {
                let screen = token.argument(1).and_then(|screen| screen.parse().ok()).ok_or(Refusal::Unknown)?;
                Ok(Decision::go(place(&id)).because(read(state, lesson, screen, scene)?))
            }
            "f" => Ok(Decision::go(Place::new(CODE, "done").with(&id)).because(complete(state, lesson, scene)?)),
            _ => Err(Refusal::Unknown),
        }
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
        let id = LessonId::new(place.detail.as_deref().unwrap_or_default());
        let Some(lesson) = scene.catalogue.lesson(&id) else {
            return home::screen(state, scene);
        };
        match place.view.as_str() {
            "locked" if Standing::of(state, lesson) == Standing::Locked => locked_screen(state, lesson, scene),
            "done" => done_screen(state, lesson, scene),
            _ => reading_screen(state, lesson, scene),
        }
    }
}

/// Where a lesson is read.
pub fn place(lesson: &LessonId) -> Place {
    Place::new(CODE, "read").with(lesson)
}

/// Where it says what a lesson waits for.
pub fn locked_place(lesson: &LessonId) -> Place {
    Place::new(CODE, "locked").with(lesson)
}

/// The press that opens a lesson. It carries no step, since opening twice leads to the same place.
pub fn open_token(lesson: &Lesson) -> Token {
    Token::new(CODE, "o").with(&lesson.id)
}

/// The lessons that must be completed or tested out before this one and are not.
pub fn missing<'a>(state: &State, lesson: &'a Lesson) -> impl Iterator<Item = &'a LessonId> {
    let path = &state.path;
    lesson.requires.iter().filter(|id| !path.done(id))
}

/// Opens a lesson where the learner left it; one that is complete and was left at its end is read from the beginning.
pub fn open(state: &State, id: &LessonId, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let lesson = scene.catalogue.lesson(id).ok_or(Refusal::Gone)?;
    let at_its_end = state.path.lesson(id).is_some_and(|progress| progress.screen as usize >= lesson.screens.len());
    let again = at_its_end && state.path.completed(id);
    let facts = if again { read(state, lesson, 1, scene)? } else { begin(state, lesson, scene)? };
    Ok(Decision::go(place(id)).because(facts))
}

/// The press that leads back to a lesson's beginning.
pub fn reread_token(state: &State, lesson: &Lesson) -> Token {
    go(state, lesson, 1)
}

/// The facts of standing at `screen`, from 1. Standing there already is no news.
pub fn read(state: &State, lesson: &Lesson, screen: u32, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    let mut facts = begin(state, lesson, scene)?;
    let screens = lesson.screens.len() as u32;
    if screen == 0 || screen > screens {
        return Err(Refusal::Gone);
    }
    let news = state.path.lesson(&lesson.id).is_none_or(|progress| progress.screen != screen);
    if news {
        let day = scene.day(state);
        let seconds = state.path.seconds_since_step(scene.now);
        let (course, lesson) = (lesson.course.clone(), lesson.id.clone());
        facts.push(LearningFact::ProgressUpdated { course, lesson, screen, screens, seconds, day }.into());
        facts.extend(state.learner.streak.step(day).map(Fact::from));
    }
    Ok(facts)
}

/// The facts of completing a lesson that has no quiz, or whose quiz is passed already.
pub fn complete(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    if state.path.completed(&lesson.id) {
        return Ok(Vec::new());
    }
    if lesson.quiz.is_some() {
        begin(state, lesson, scene)?;
        return Err(Refusal::QuizFirst { lesson: lesson.id.clone() });
    }
    let mut facts = read(state, lesson, lesson.screens.len() as u32, scene)?;
    let spent: u32 = facts.iter().map(seconds).sum();
    facts.push(completed(state, lesson, None, spent));
    Ok(facts)
}

/// The fact of a lesson completed. `seconds`: what this turn adds to the time spent.
pub fn completed(state: &State, lesson: &Lesson, score: Option<f64>, seconds: u32) -> Fact {
    let before = state.path.lesson(&lesson.id).map_or(0, |progress| progress.seconds);
    LearningFact::LessonCompleted {
        course: lesson.course.clone(),
        lesson: lesson.id.clone(),
        score,
        time_spent_seconds: before.saturating_add(seconds),
        level: lesson.level,
    }
    .into()
}

const fn seconds(fact: &Fact) -> u32 {
    match fact {
        Fact::Learning(LearningFact::ProgressUpdated { seconds, .. }) => *seconds,
        _ => 0,
    }
}

/// The facts of a first opening.
pub fn begin(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    if state.path.lesson(&lesson.id).is_some() {
        return Ok(Vec::new());
    }
    // What was tested out may be read, whatever it builds on.
    if !state.path.done(&lesson.id) && missing(state, lesson).next().is_some() {
        return Err(Refusal::Locked { lesson: lesson.id.clone() });
    }
    let enrolled = courses::enrol(state, &lesson.course, scene)?;
    let started = LearningFact::LessonStarted {
        course: lesson.course.clone(),
        lesson: lesson.id.clone(),
        revision: lesson.revision.clone(),
    };
    Ok(enrolled.into_iter().chain([started.into()]).collect())
}

fn reading_screen(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let count = lesson.screens.len();
    // A push may have shortened the lesson since.
    let number = state.path.lesson(&lesson.id).map_or(1, |progress| progress.screen as usize).clamp(1, count.max(1));
    let Some(current) = lesson.screens.get(number - 1) else {
        return home::screen(state, scene);
    };
    let text = current.text.get(locale);
    let mut html = Html::italic(&Html::text(&format!("{} · {}", lesson.title.get(locale), position(number, count))));
    html.paragraph(&Html::bold(&Html::text(&text.title)));
    html.paragraph(&text.html);
    let back = (number > 1).then(|| Button::press("◀", go(state, lesson, number - 1)));
    let known = (number == 1).then(|| placement::of_lesson(state, lesson, scene, &texts)).flatten();
    Screen::new(html)
        .row([forward(state, lesson, number, count, &texts)])
        .row(known)
        .row(back.into_iter().chain([courses::around(scene, lesson, &texts), home::button(&texts)]))
}

fn position(number: usize, count: usize) -> String {
    format!("{} {number}/{count}", bar::draw(number, count))
}

fn forward(state: &State, lesson: &Lesson, number: usize, count: usize, texts: &Texts) -> Button {
    if number < count {
        return Button::press(texts.plain("lesson-next", &[]), go(state, lesson, number + 1));
    }
    if let Some(quiz) = &lesson.quiz {
        let label = texts.plain("lesson-quiz", &[("questions", quiz.pick.into())]);
        return Button::press(label, quiz::start_token(state, lesson));
    }
    let token = Token::new(CODE, "f").with(&lesson.id).at(state.path_step());
    Button::press(texts.plain("lesson-finish", &[]), token)
}

fn go(state: &State, lesson: &Lesson, screen: usize) -> Token {
    Token::new(CODE, "g").with(&lesson.id).with(screen).at(state.path_step())
}

fn locked_screen(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let mut screen = Screen::new(texts.html("lesson-locked", &[("lesson", lesson.title.get(locale).into())]));
    for required in missing(state, lesson).filter_map(|id| scene.catalogue.lesson(id)) {
        let label = texts.plain("lesson-open", &[("lesson", required.title.get(locale).into())]);
        screen = screen.row([Button::press(label, open_token(required))]);
    }
    screen
        .row(placement::of_lesson(state, lesson, scene, &texts))
        .row([courses::around(scene, lesson, &texts), home::button(&texts)])
}

fn done_screen(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = texts.html("lesson-done", &[("lesson", lesson.title.get(state.learner.locale).into())]);
    html.paragraph(&home::standing(state, &texts, scene));
    let screen = Screen::new(html)
        .row([home::continue_button(state, &texts, scene)])
        .row([courses::around(scene, lesson, &texts), home::button(&texts)]);
    Screen { keep: true, ..screen }
}
