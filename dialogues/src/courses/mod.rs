//! The table of contents: courses, modules, lessons, each with its state and what it waits for.

use crate::bar;
use crate::catalogue::{Course, Lesson, Module};
use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::facts::{Fact, LearningFact};
use crate::ids::{CourseId, ModuleId};
use crate::input::Input;
use crate::markup::Html;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::state::State;
use crate::texts::Texts;
use crate::token::Token;
use crate::{home, lesson, placement};

const CODE: &str = "c";
/// Lessons on one screen: with the rows below them no more than eight, which reads well on a phone.
const PAGE: usize = 6;

pub struct Courses;

impl Dialogue for Courses {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("learn", true)]
    }

    fn decide(&self, state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            return home::carry_on(state, scene);
        };
        let place = match token.verb.as_str() {
            "l" => start(scene),
            "c" => Place::new(CODE, "course").with(token.argument(0).unwrap_or_default()),
            "m" => Place::new(CODE, "module").with(token.arguments.join(":")),
            _ => return Err(Refusal::Unknown),
        };
        Ok(Decision::go(place))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
        let texts = scene.texts(state);
        let detail = place.detail.as_deref().unwrap_or_default();
        match place.view.as_str() {
            "course" => match scene.catalogue.course(&CourseId::new(detail)) {
                Some(course) => course_screen(state, course, scene, &texts),
                None => list_screen(state, scene, &texts),
            },
            "module" => match module_of(scene, detail) {
                Some((course, module, page)) => module_screen(state, course, module, page, scene, &texts),
                None => list_screen(state, scene, &texts),
            },
            _ => list_screen(state, scene, &texts),
        }
    }
}

/// The button press that leads here.
pub fn open() -> Token {
    Token::new(CODE, "l")
}

/// The most specific table of contents that leaves no choice out.
pub fn start(scene: &Scene<'_>) -> Place {
    match scene.catalogue.courses() {
        [course] => match course.modules.as_slice() {
            [module] => Place::new(CODE, "module").with(format!("{}:{}:0", course.id, module.id)),
            _ => Place::new(CODE, "course").with(&course.id),
        },
        _ => Place::new(CODE, "list"),
    }
}

/// The course of the last step, else the first.
pub fn current<'a>(state: &State, scene: &'a Scene<'_>) -> Option<&'a Course> {
    let last = state.path.at.as_ref().and_then(|lesson| scene.catalogue.place(lesson)).map(|(course, ..)| course);
    last.or_else(|| scene.catalogue.courses().first())
}

/// Lessons that are completed or tested out, and all.
pub fn count(state: &State, course: &Course) -> (usize, usize) {
    (course.lessons().filter(|lesson| state.path.done(&lesson.id)).count(), course.lessons().count())
}

/// The fact of an enrolment, if it is news.
pub fn enrol(state: &State, course: &CourseId, scene: &Scene<'_>) -> Result<Option<Fact>, Refusal> {
    scene.catalogue.course(course).ok_or(Refusal::Gone)?;
    let news = !state.path.enrolled.contains(course);
    Ok(news.then(|| LearningFact::CourseEnrolled { course: course.clone() }.into()))
}

/// The button that leads to the lessons around a lesson.
pub fn around(scene: &Scene<'_>, lesson: &Lesson, texts: &Texts) -> Button {
    let token = match scene.catalogue.place(&lesson.id) {
        Some((course, module, _)) => {
            let number = module.lessons.iter().position(|other| other.id == lesson.id).unwrap_or(0);
            module_token(course, module, number / PAGE)
        }
        None => open(),
    };
    Button::press(texts.plain("lessons", &[]), token)
}

fn module_token(course: &Course, module: &Module, page: usize) -> Token {
    Token::new(CODE, "m").with(&course.id).with(&module.id).with(page)
}

fn module_of<'a>(scene: &'a Scene<'_>, detail: &str) -> Option<(&'a Course, &'a Module, usize)> {
    let mut parts = detail.split(':');
    let course = scene.catalogue.course(&CourseId::new(parts.next()?))?;
    let module = ModuleId::new(parts.next()?);
    let page = parts.next().and_then(|page| page.parse().ok()).unwrap_or(0);
    course.modules.iter().find(|known| known.id == module).map(|module| (course, module, page))
}

fn list_screen(state: &State, scene: &Scene<'_>, texts: &Texts) -> Screen {
    let locale = state.learner.locale;
    let courses = scene.catalogue.courses();
    let mut html = texts.html(if courses.is_empty() { "courses-none" } else { "courses-title" }, &[]);
    let mut screen = Screen::default();
    for course in courses {
        html.paragraph(&heading(course.title.get(locale), course.summary.get(locale), count(state, course)));
        screen = screen.row([Button::press(course.title.get(locale), Token::new(CODE, "c").with(&course.id))]);
    }
    screen.html = html;
    screen.row([home::button(texts)])
}

fn course_screen(state: &State, course: &Course, scene: &Scene<'_>, texts: &Texts) -> Screen {
    let locale = state.learner.locale;
    let mut screen = Screen::new(heading(course.title.get(locale), course.summary.get(locale), count(state, course)));
    for module in &course.modules {
        let done = module.lessons.iter().filter(|lesson| state.path.done(&lesson.id)).count();
        let label = format!("{} · {done}/{}", module.title.get(locale), module.lessons.len());
        screen = screen.row([Button::press(label, module_token(course, module, 0))]);
    }
    screen.row(placement::of_course(state, course, scene, texts)).row([home::button(texts)])
}

fn module_screen(
    state: &State,
    course: &Course,
    module: &Module,
    page: usize,
    scene: &Scene<'_>,
    texts: &Texts,
) -> Screen {
    let locale = state.learner.locale;
    let done = module.lessons.iter().filter(|lesson| state.path.done(&lesson.id)).count();
    let mut html = Html::text(course.title.get(locale));
    html.paragraph(&heading(module.title.get(locale), module.summary.get(locale), (done, module.lessons.len())));
    let mut lines = Html::new();
    let mut screen = Screen::default();
    let pages = module.lessons.len().div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    for (number, lesson) in module.lessons.iter().enumerate().skip(page * PAGE).take(PAGE) {
        lines.line(&line(state, lesson, number + 1, texts));
        let label = format!("{} {}. {}", Standing::of(state, lesson).icon(), number + 1, lesson.title.get(locale));
        screen = screen.row([Button::press(label, lesson::open_token(lesson))]);
    }
    html.paragraph(&lines);
    screen.html = html;
    screen = screen.row(placement::of_module(state, course, module, scene, texts));
    let mut last = Vec::new();
    if page > 0 {
        last.push(Button::press("◀", module_token(course, module, page - 1)));
    }
    last.push(home::button(texts));
    if page + 1 < pages {
        last.push(Button::press("▶", module_token(course, module, page + 1)));
    }
    screen.row(last)
}

fn heading(title: &str, summary: &str, (done, all): (usize, usize)) -> Html {
    let mut html = Html::bold(&Html::text(title));
    html.line(&Html::text(summary));
    html.line(&Html::text(&format!("{} {done}/{all}", bar::draw(done, all))));
    html
}

fn line(state: &State, lesson: &Lesson, number: usize, texts: &Texts) -> Html {
    let standing = Standing::of(state, lesson);
    let mut html = Html::text(&format!("{} {number}. {}", standing.icon(), lesson.title.get(state.learner.locale)));
    let progress = state.path.lesson(&lesson.id);
    let detail = match standing {
        Standing::Completed => match progress.and_then(|progress| progress.best_score) {
            Some(score) => texts.plain("percent", &[("percent", percent(score).into())]),
            None => String::new(),
        },
        Standing::Started => {
            let screen = progress.map_or(0, |progress| progress.screen as usize);
            let waits = lesson.quiz.is_some() && screen >= lesson.screens.len();
            if waits { texts.plain("quiz-waits", &[]) } else { format!("{screen}/{}", lesson.screens.len()) }
        }
        Standing::TestedOut => texts.plain("placement-known", &[]),
        Standing::Open | Standing::Locked => texts.plain("minutes-short", &[("minutes", lesson.minutes.into())]),
    };
    if !detail.is_empty() {
        html.push(&Html::text(&format!(" · {detail}")));
    }
    html
}

/// Whole percent, rounded.
pub fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

/// How a learner stands with a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Locked,
    Open,
    Started,
    /// Known without having been read.
    TestedOut,
    Completed,
}

impl Standing {
    pub fn of(state: &State, lesson: &Lesson) -> Self {
        if state.path.completed(&lesson.id) {
            Self::Completed
        } else if state.path.done(&lesson.id) {
            Self::TestedOut
        } else if state.path.lesson(&lesson.id).is_some() {
            Self::Started
        } else if lesson::missing(state, lesson).next().is_some() {
            Self::Locked
        } else {
            Self::Open
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Open => "open",
            Self::Started => "started",
            Self::TestedOut => "testedOut",
            Self::Completed => "completed",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Self::Locked => "🔒",
            Self::Open => "○",
            Self::Started => "▶",
            Self::TestedOut => "⏩",
            Self::Completed => "✅",
        }
    }
}
