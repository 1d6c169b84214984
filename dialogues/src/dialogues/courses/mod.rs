//! The table of contents: courses, modules, lessons, each with its state and what it waits for.

pub mod words;

use crate::catalogue::{Course, Lesson, Module};
use crate::dialogues::contract::{Decision, Dialogue, Refusal};
use crate::dialogues::links;
use crate::dialogues::progression;
use crate::dialogues::progression::Standing;
use crate::dialogues::{home, placement};
use crate::input::Input;
use crate::kernel::bar;
use crate::kernel::ids::{CourseId, LessonId, ModuleId};
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;

use words::{CODE, LEARN, Verb, View};

/// Characters of a button's label that a phone shows: the title comes first.
const LONGEST: usize = 40;

pub struct Courses;

impl Dialogue for Courses {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[(LEARN, true)]
    }

    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::Enrol { .. })
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let token = match input {
            Input::Press(token) => token,
            Input::Enrol { course } => {
                return Ok(Decision::stay().because(progression::enrol(state, course, scene)?));
            }
            _ => return home::carry_on(state, scene),
        };
        let place = match Verb::read(&token.verb).ok_or(Refusal::Unknown)? {
            Verb::List => links::contents(scene),
            Verb::Course => Place::new(CODE, View::Course).with(token.argument(0).unwrap_or_default()),
            Verb::Module => Place::new(CODE, View::Module).with(token.arguments.join(":")),
        };
        Ok(Decision::go(place))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let texts = scene.texts(state);
        let detail = place.detail.as_deref().unwrap_or_default();
        Some(match View::read(&place.view) {
            Some(View::Course) => match scene.catalogue.course(&CourseId::new(detail)) {
                Some(course) => course_screen(state, course, scene, &texts),
                None => list_screen(state, scene, &texts),
            },
            Some(View::Module) => match module_of(scene, detail) {
                Some((course, module, page)) => module_screen(state, course, module, page, scene, &texts),
                None => list_screen(state, scene, &texts),
            },
            Some(View::List) | None => list_screen(state, scene, &texts),
        })
    }
}

fn module_of<'a>(scene: &'a Scene<'_>, detail: &str) -> Option<(&'a Course, &'a Module, usize)> {
    if let Some((lesson, page)) = detail.split_once(':')
        && let Some((course, module, _)) = scene.catalogue.place(&LessonId::new(lesson))
    {
        return Some((course, module, page.parse().unwrap_or(0)));
    }
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
        html.paragraph(&heading(
            course.title.get(locale),
            course.summary.get(locale),
            progression::count(state, course),
        ));
        screen = screen.row([Button::press(course.title.get(locale), Token::new(CODE, Verb::Course).with(&course.id))]);
    }
    screen.html = html;
    screen.row([links::home_button(texts)])
}

fn course_screen(state: &State, course: &Course, scene: &Scene<'_>, texts: &Texts) -> Screen {
    let locale = state.learner.locale;
    let mut screen =
        Screen::new(heading(course.title.get(locale), course.summary.get(locale), progression::count(state, course)));
    for module in &course.modules {
        let done = module.lessons.iter().filter(|lesson| state.path.done(&lesson.id)).count();
        let label = format!("{} · {done}/{}", module.title.get(locale), module.lessons.len());
        screen = screen.row([Button::press(label, links::module(course, module, 0))]);
    }
    screen.row(placement::of_course(state, course, scene, texts)).row([links::home_button(texts)])
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
    let mut screen = Screen::default();
    let pages = module.lessons.len().div_ceil(links::LESSONS_ON_A_PAGE).max(1);
    let page = page.min(pages - 1);
    for (number, lesson) in
        module.lessons.iter().enumerate().skip(page * links::LESSONS_ON_A_PAGE).take(links::LESSONS_ON_A_PAGE)
    {
        screen = screen.row([Button::press(label(state, lesson, number + 1, texts), links::open_lesson(lesson))]);
    }
    screen.html = html;
    screen = screen.row(placement::of_module(state, course, module, scene, texts));
    let mut last = Vec::new();
    if page > 0 {
        last.push(Button::press(texts.plain("lessons-before", &[]), links::module(course, module, page - 1)));
    }
    last.push(links::home_button(texts));
    if page + 1 < pages {
        last.push(Button::press(texts.plain("lessons-after", &[]), links::module(course, module, page + 1)));
    }
    screen.row(last)
}

fn heading(title: &str, summary: &str, (done, all): (usize, usize)) -> Html {
    let mut html = Html::bold(&Html::text(title));
    html.line(&Html::text(summary));
    html.line(&Html::text(&format!("{} {done}/{all}", bar::draw(done, all))));
    html
}

/// Where the learner stands with a lesson, its title and, where there is more to say, how far they are.
fn label(state: &State, lesson: &Lesson, number: usize, texts: &Texts) -> String {
    let standing = Standing::of(state, lesson);
    let label = format!("{} {number}. {}", standing.icon(), lesson.title.get(state.learner.locale));
    let progress = state.path.lesson(&lesson.id);
    let detail = match standing {
        Standing::Completed => match progress.and_then(|progress| progress.best_score) {
            Some(score) => texts.plain("percent", &[("percent", bar::percent(score).into())]),
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
    let full = format!("{label} · {detail}");
    if detail.is_empty() || full.chars().count() > LONGEST { label } else { full }
}

#[cfg(test)]
mod tests;
