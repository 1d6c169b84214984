//! What a learner sees of a test: what it is about, a question without a verdict, a result.

use crate::dialogues::links;
use crate::dialogues::progression::{self, Standing};
use crate::dialogues::question::{Heading, Press, Shown};
use crate::kernel::bar;
use crate::kernel::markup::Html;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::{Arg, Texts};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;

use super::words::{CODE, Verb};
use super::{course, scope::token};
use crate::streams::path::tests::{Scope, Test};

/// Lessons that a result lists; the rest are counted.
const LISTED: usize = 12;

/// What the test is about and how it goes.
pub fn intro(state: &State, scope: &Scope, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let title = title(state, scope, scene)?;
    let most = course::most(scope, scene);
    let args = [("title", Arg::from(&title)), ("most", most.into()), ("pass", bar::percent(course::PASS).into())];
    let mut html = texts.html(if is_course(scope) { "placement-intro" } else { "placement-intro-part" }, &args);
    html.paragraph(&texts.html("placement-rules", &[]));
    let begin = match state.path.tests.open(scope) {
        Some(_) => Button::press(texts.plain("placement-resume", &[]), token(Verb::Resume, scope, scene)),
        None => {
            Button::press(texts.plain("placement-begin", &[]), token(Verb::Start, scope, scene).at(state.path_step()))
        }
    };
    Some(Screen::new(html).row([begin]).row([instead(state, scope, &texts, scene)]).row([links::home_button(&texts)]))
}

/// The question that waits for an answer. `entry`: what has been tapped so far.
pub fn question(state: &State, test: &Test, entry: &str, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let title = title(state, &test.scope, scene)?;
    let mut html = Html::italic(&texts.html(
        "placement-question",
        &[
            ("title", (&title).into()),
            ("number", test.number().into()),
            ("left", (test.most as usize).saturating_sub(test.number()).into()),
        ],
    ));
    let Some(ask) = test.asked.as_ref().and_then(|asked| course::found(asked, scene)) else {
        html.paragraph(&texts.html("placement-changed", &[]));
        let on = token(Verb::Resume, &test.scope, scene);
        return Some(
            Screen::new(html).row([Button::press(texts.plain("continue", &[]), on)]).row([links::home_button(&texts)]),
        );
    };
    let press = |press: Press, entry: &str| {
        let verb = if press == Press::Answer { Verb::Answer } else { Verb::Tick };
        Token::new(CODE, verb).with(entry).at(state.path_step())
    };
    // A test gives no hints.
    let heading = Heading { html, title, progress: None };
    let (screen, _) =
        Shown::new(ask.question, test.seed, state.learner.locale, &texts).screen(&heading, entry, false, press);
    let alone = |verb: Verb| Token::new(CODE, verb).at(state.path_step());
    let unknown = Button::press(texts.plain("placement-unknown", &[]), alone(Verb::DontKnow));
    let enough = course::may_stop(test).then(|| Button::press(texts.plain("placement-enough", &[]), alone(Verb::End)));
    let later = Button::press(texts.plain("placement-later", &[]), links::home());
    Some(screen.row([unknown]).row(enough.into_iter().chain([later])))
}

/// How the test ended and what can follow.
pub fn result(state: &State, test: &Test, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let ended = test.finished.as_ref()?;
    let title = title(state, &test.scope, scene)?;
    let place = ended.place.as_ref().and_then(|place| scene.catalogue.lesson(place));
    let place = place.and_then(|place| progression::way_to(state, place, scene.catalogue));
    let locale = state.learner.locale;
    let right = test.answers.iter().filter(|answered| answered.correct).count();
    let mut html = match (is_course(&test.scope), ended.passed) {
        (true, _) if place.is_none() => texts.html("placement-all", &[("title", (&title).into())]),
        (true, true) => texts.html("placement-placed", &[("answers", test.answers.len().into())]),
        (true, false) => texts.html("placement-beginning", &[]),
        (false, true) => texts.html("placement-passed", &[("title", (&title).into())]),
        (false, false) => texts.html(
            "placement-failed",
            &[
                ("title", (&title).into()),
                ("right", right.into()),
                ("all", test.answers.len().into()),
                ("pass", bar::percent(course::PASS).into()),
            ],
        ),
    };
    if !matches!(test.scope, Scope::Lesson { .. }) {
        html.paragraph(&tested_out(state, test, &texts, scene));
    }
    if is_course(&test.scope)
        && let Some(place) = place
    {
        html.paragraph(&texts.html("placement-place", &[("lesson", place.title.get(locale).into())]));
    }
    let onward = place.map_or_else(
        || links::continue_button(state, &texts, scene),
        |place| {
            let label = texts.plain("lesson-open", &[("lesson", place.title.get(locale).into())]);
            Button::press(label, links::open_lesson(place))
        },
    );
    let lessons = Button::press(texts.plain("lessons", &[]), links::courses());
    let screen = Screen::new(html).row([onward]).row([lessons, links::home_button(&texts)]);
    Some(Screen { keep: true, ..screen })
}

fn tested_out(state: &State, test: &Test, texts: &Texts, scene: &Scene<'_>) -> Html {
    let mut html = Html::new();
    let lessons = test.tested_out.iter().filter_map(|id| scene.catalogue.lesson(id));
    for lesson in lessons.take(LISTED) {
        html.line(&Html::text(&format!("{} {}", Standing::TestedOut.icon(), lesson.title.get(state.learner.locale))));
    }
    let more = test.tested_out.len().saturating_sub(LISTED);
    if more > 0 {
        html.line(&texts.html("placement-more", &[("lessons", more.into())]));
    }
    html
}

/// What one may do instead of the test.
fn instead(state: &State, scope: &Scope, texts: &Texts, scene: &Scene<'_>) -> Button {
    let lesson = match scope {
        Scope::Lesson { lesson, .. } => scene.catalogue.lesson(lesson),
        Scope::Course { .. } | Scope::Module { .. } => None,
    };
    match lesson {
        Some(lesson) => Button::press(texts.plain("back", &[]), links::open_lesson(lesson)),
        None => links::continue_button(state, texts, scene),
    }
}

fn title(state: &State, scope: &Scope, scene: &Scene<'_>) -> Option<String> {
    let locale = state.learner.locale;
    let course = scene.catalogue.course(scope.course())?;
    match scope {
        Scope::Course { .. } => Some(course.title.get(locale).clone()),
        Scope::Module { module, .. } => {
            let module = course.modules.iter().find(|known| known.id == *module)?;
            Some(module.title.get(locale).clone())
        }
        Scope::Lesson { lesson, .. } => Some(scene.catalogue.lesson(lesson)?.title.get(locale).clone()),
    }
}

const fn is_course(scope: &Scope) -> bool {
    matches!(scope, Scope::Course { .. })
}
