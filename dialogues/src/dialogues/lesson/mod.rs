//! A lesson: one screen at a time, back and forth; where the learner stands is a fact.
//! Complete when its quiz is passed or, without a quiz, when the last screen has been read.

pub mod words;

use crate::catalogue::Lesson;
use crate::dialogues::contract::{Decision, Dialogue, Refusal};
use crate::dialogues::links;
use crate::dialogues::placement;
use crate::dialogues::progression;
use crate::dialogues::progression::Standing;
use crate::dialogues::standing;
use crate::input::Input;
use crate::kernel::bar;
use crate::kernel::ids::{CourseId, LessonId};
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::{Fact, PathFact};

use words::{CODE, Verb, View};

pub(crate) struct LessonDialogue;

impl Dialogue for LessonDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::Read { .. } | Input::Complete { .. })
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let token = match input {
            Input::Press(token) => token,
            Input::Read { course, lesson, screen } => {
                let facts = read(state, of_course(scene, course, lesson)?, *screen, scene)?;
                return Ok(Decision::stay().because(facts));
            }
            Input::Complete { course, lesson } => {
                let facts = complete(state, of_course(scene, course, lesson)?, scene)?;
                return Ok(Decision::stay().because(facts));
            }
            _ => return Err(Refusal::Unknown),
        };
        let verb = Verb::read(&token.verb).ok_or(Refusal::Unknown)?;
        let id = LessonId::new(token.argument(0).unwrap_or_default());
        let lesson = scene.catalogue.lesson(&id).ok_or(Refusal::Gone)?;
        if verb == Verb::Open {
            return open(state, &id, scene);
        }
        if token.step != Some(state.path_step()) {
            return Err(Refusal::Spent(links::lesson(&id)));
        }
        if verb == Verb::Finish {
            return Ok(Decision::go(Place::new(CODE, View::Done).with(&id)).because(complete(state, lesson, scene)?));
        }
        let screen = token.argument(1).and_then(|screen| screen.parse().ok()).ok_or(Refusal::Unknown)?;
        Ok(Decision::go(links::lesson(&id)).because(read(state, lesson, screen, scene)?))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let id = LessonId::new(place.detail.as_deref().unwrap_or_default());
        let lesson = scene.catalogue.lesson(&id)?;
        match View::read(&place.view) {
            Some(View::Locked) if Standing::of(state, lesson) == Standing::Locked => {
                Some(locked_screen(state, lesson, scene))
            }
            Some(View::Done) => Some(done_screen(state, lesson, scene)),
            Some(View::Locked | View::Read) | None => reading_screen(state, lesson, scene),
        }
    }
}

fn of_course<'a>(scene: &'a Scene<'_>, course: &CourseId, lesson: &LessonId) -> Result<&'a Lesson, Refusal> {
    scene.catalogue.lesson(lesson).filter(|lesson| lesson.course == *course).map(AsRef::as_ref).ok_or(Refusal::Gone)
}

/// Opens a lesson where the learner left it; one that is complete and was left at its end is read from the beginning.
pub(crate) fn open(state: &State, id: &LessonId, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let lesson = scene.catalogue.lesson(id).ok_or(Refusal::Gone)?;
    let at_its_end = state.path.lesson(id).is_some_and(|progress| progress.screen as usize >= lesson.screens.len());
    let again = at_its_end && state.path.completed(id);
    let facts = if again { read(state, lesson, 1, scene)? } else { progression::begin(state, lesson, scene)? };
    Ok(Decision::go(links::lesson(id)).because(facts))
}

/// Opens a lesson at one of its screens, or as [`open`] does; a push may have shortened it since.
pub(crate) fn open_at(
    state: &State,
    id: &LessonId,
    screen: Option<u32>,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    let Some(screen) = screen else { return open(state, id, scene) };
    let lesson = scene.catalogue.lesson(id).ok_or(Refusal::Gone)?;
    let facts = read(state, lesson, screen.min(lesson.screens.len() as u32), scene)?;
    Ok(Decision::go(links::lesson(id)).because(facts))
}

/// The facts of standing at `screen`, from 1. Standing there already is no news.
fn read(state: &State, lesson: &Lesson, screen: u32, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    let mut facts = progression::begin(state, lesson, scene)?;
    let screens = lesson.screens.len() as u32;
    if screen == 0 || screen > screens {
        return Err(Refusal::Gone);
    }
    let news = state.path.lesson(&lesson.id).is_none_or(|progress| progress.screen != screen);
    if news {
        let day = scene.day(state);
        let seconds = state.path.seconds_since_step(scene.now);
        let (course, lesson) = (lesson.course.clone(), lesson.id.clone());
        facts.push(PathFact::ProgressUpdated { course, lesson, screen, screens, seconds, day }.into());
        facts.extend(state.learner.step(scene.now).map(Fact::from));
    }
    Ok(facts)
}

/// The facts of completing a lesson that has no quiz, or whose quiz is passed already.
fn complete(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    if state.path.completed(&lesson.id) {
        return Ok(Vec::new());
    }
    if lesson.quiz.is_some() {
        progression::begin(state, lesson, scene)?;
        return Err(Refusal::QuizFirst { lesson: lesson.id.clone() });
    }
    let mut facts = read(state, lesson, lesson.screens.len() as u32, scene)?;
    let spent: u32 = facts.iter().map(seconds).sum();
    facts.push(progression::completed(state, lesson, None, spent));
    Ok(facts)
}

const fn seconds(fact: &Fact) -> u32 {
    match fact {
        Fact::Path(PathFact::ProgressUpdated { seconds, .. }) => *seconds,
        _ => 0,
    }
}

fn reading_screen(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let count = lesson.screens.len();
    // A push may have shortened the lesson since.
    let number = state.path.lesson(&lesson.id).map_or(1, |progress| progress.screen as usize).clamp(1, count.max(1));
    let current = lesson.screens.get(number - 1)?;
    let text = current.text.get(locale);
    let mut html = Html::italic(&Html::text(&format!("{} · {}", lesson.title.get(locale), position(number, count))));
    html.paragraph(&Html::bold(&Html::text(&text.title)));
    html.paragraph(&text.html);
    let back =
        (number > 1).then(|| Button::press(texts.plain("back", &[]), links::lesson_screen(state, lesson, number - 1)));
    let known = (number == 1).then(|| placement::of_lesson(state, lesson, scene, &texts)).flatten();
    let around = back.into_iter().chain([links::lessons_around(scene, lesson, &texts), links::home_button(&texts)]);
    Some(Screen::new(html).row([forward(state, lesson, number, count, &texts)]).row(known).row(around))
}

fn position(number: usize, count: usize) -> String {
    format!("{} {number}/{count}", bar::draw(number, count))
}

fn forward(state: &State, lesson: &Lesson, number: usize, count: usize, texts: &Texts) -> Button {
    if number < count {
        return Button::press(texts.plain("lesson-next", &[]), links::lesson_screen(state, lesson, number + 1));
    }
    if let Some(quiz) = &lesson.quiz {
        let label = texts.plain("lesson-quiz", &[("questions", quiz.pick.into())]);
        return Button::press(label, links::start_quiz(state, lesson));
    }
    let token = Token::new(CODE, Verb::Finish).with(&lesson.id).at(state.path_step());
    Button::press(texts.plain("lesson-finish", &[]), token)
}

fn locked_screen(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let mut screen = Screen::new(texts.html("lesson-locked", &[("lesson", lesson.title.get(locale).into())]));
    if let Some(first) =
        scene.catalogue.lesson(&lesson.id).and_then(|own| progression::way_to(state, own, scene.catalogue))
    {
        let label = texts.plain("lesson-open", &[("lesson", first.title.get(locale).into())]);
        screen = screen.row([Button::press(label, links::open_lesson(first))]);
    } else {
        screen = screen.row([links::continue_button(state, &texts, scene)]);
    }
    screen
        .row(placement::of_lesson(state, lesson, scene, &texts))
        .row([links::lessons_around(scene, lesson, &texts), links::home_button(&texts)])
}

fn done_screen(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = texts.html("lesson-done", &[("lesson", lesson.title.get(state.learner.locale).into())]);
    html.paragraph(&standing::lines(state, &texts, scene));
    let screen = Screen::new(html)
        .row([links::continue_button(state, &texts, scene)])
        .row([links::lessons_around(scene, lesson, &texts), links::home_button(&texts)]);
    Screen { keep: true, ..screen }
}
