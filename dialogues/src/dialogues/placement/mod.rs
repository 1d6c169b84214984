//! Placement and testing out: a short test of what the learner knows already, without verdicts in between. A placement
//! chooses its questions by what was answered and finds the lesson to begin with; a lesson or module is tested out by
//! nearly full marks. Where a test stands is a fact, so it can be left and resumed. It is no quiz: it completes nothing.
//!
//! Start at [`Placement::decide`]. [`course`] says what follows from an answer; [`crate::ability`] has the numbers behind
//! it, and knows nothing of dialogues.

mod course;
mod pool;
mod scope;
mod view;
pub mod words;

use crate::catalogue::{Course, Lesson, Module};
use crate::dialogues::contract::{Decision, Dialogue, Needs, Refusal};
use crate::dialogues::{find, progression, question};
use crate::input::Input;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::path::tests::{Answered, Scope};
use crate::streams::{Fact, PathFact};
use scope::{name_of, named, scope_of, token};
use words::{CODE, Verb, View};

pub struct Placement;

impl Dialogue for Placement {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("placement", false)]
    }

    /// Questions are chosen by how difficult they are.
    fn needs(&self, _: &State, _: &Place, input: &Input) -> Needs {
        let difficulties = matches!(input, Input::Press(token) if token.dialogue == CODE);
        Needs { difficulties, ..Needs::default() }
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            let course = progression::current(state, scene).ok_or(Refusal::Gone)?;
            return intro(&Scope::Course { course: course.id.clone() }, scene).map(Decision::go);
        };
        let verb = Verb::read(&token.verb).ok_or(Refusal::Unknown)?;
        match verb {
            Verb::Intro => intro(&named(token, scene)?, scene).map(Decision::go),
            Verb::Start => start(state, token, scene),
            Verb::Resume => resume(state, &named(token, scene)?, scene),
            Verb::Answer | Verb::DontKnow | Verb::End | Verb::Tick => pressed(state, verb, token, scene),
        }
    }

    /// A test shows nothing of what it asks about.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let Input::Text(text) = input else { return None };
        let asks = View::read(&place.view) == Some(View::Question) && !find::is_about_learner(text);
        let say = || Decision::go(place.clone()).saying(scene.texts(state).plain("quiz-buttons-please", &[]));
        asks.then(say)
    }

    fn resolve(&self, state: &State, place: Place, _: &Scene<'_>) -> Place {
        let open = state.path.tests.current().is_some_and(|test| test.finished.is_none());
        let asks = open && View::read(&place.view) == Some(View::Question);
        if asks { place.recalled(state.path_step()) } else { place }
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let detail = place.detail.as_deref().unwrap_or_default();
        match View::read(&place.view) {
            Some(View::Intro) => scope_of(detail, scene).and_then(|scope| view::intro(state, &scope, scene)),
            Some(View::Result) => state.path.tests.current().and_then(|test| view::result(state, test, scene)),
            Some(View::Question) | None => state.path.tests.current().and_then(|test| match test.finished {
                Some(_) => view::result(state, test, scene),
                None => view::question(state, test, detail, scene),
            }),
        }
    }
}

/// Where a learner who is new is offered the placement; none where it would tell nothing.
pub fn welcome(state: &State, scene: &Scene<'_>) -> Option<Place> {
    let scope = current_course(state, scene)?;
    fresh(state, &scope, scene).then(|| introduction(&scope, scene))
}

/// The button of home: to go on with the placement while it was the last step, or to begin one before the first lesson.
pub fn offer(state: &State, texts: &Texts, scene: &Scene<'_>) -> Option<Button> {
    let scope = current_course(state, scene)?;
    let last = state.path.tests.open(&scope).is_some_and(|test| Some(test.last_step_at) >= state.path.last_step_at);
    (last || fresh(state, &scope, scene)).then(|| entrance(state, &scope, "placement-offer", texts, scene))
}

/// The button of a course that is not known to its end yet.
pub fn of_course(state: &State, course: &Course, scene: &Scene<'_>, texts: &Texts) -> Option<Button> {
    part(state, &Scope::Course { course: course.id.clone() }, "placement-offer", scene, texts)
}

/// The button of a module; of its course where that has no other module.
pub fn of_module(state: &State, course: &Course, module: &Module, scene: &Scene<'_>, texts: &Texts) -> Option<Button> {
    if course.modules.len() == 1 {
        return of_course(state, course, scene, texts);
    }
    let scope = Scope::Module { course: course.id.clone(), module: module.id.clone() };
    part(state, &scope, "placement-test-out-module", scene, texts)
}

/// The button of a lesson that is locked or was not read yet.
pub fn of_lesson(state: &State, lesson: &Lesson, scene: &Scene<'_>, texts: &Texts) -> Option<Button> {
    let scope = Scope::Lesson { course: lesson.course.clone(), lesson: lesson.id.clone() };
    part(state, &scope, "placement-test-out", scene, texts)
}

fn part(state: &State, scope: &Scope, label: &str, scene: &Scene<'_>, texts: &Texts) -> Option<Button> {
    let course = scene.catalogue.course(scope.course())?;
    let open = pool::lessons(course, scope).any(|lesson| !state.path.done(&lesson.id));
    (open && pool::offered(scene.catalogue, scope)).then(|| entrance(state, scope, label, texts, scene))
}

/// Leads into the test that is open, else to its introduction.
fn entrance(state: &State, scope: &Scope, label: &str, texts: &Texts, scene: &Scene<'_>) -> Button {
    match state.path.tests.open(scope) {
        Some(_) => Button::press(texts.plain("placement-resume", &[]), token(Verb::Resume, scope, scene)),
        None => Button::press(texts.plain(label, &[]), token(Verb::Intro, scope, scene)),
    }
}

fn current_course(state: &State, scene: &Scene<'_>) -> Option<Scope> {
    progression::current(state, scene).map(|course| Scope::Course { course: course.id.clone() })
}

/// Nothing learned and nothing tested yet.
fn fresh(state: &State, scope: &Scope, scene: &Scene<'_>) -> bool {
    let path = &state.path;
    let nothing = path.lessons.is_empty() && path.tested_out.is_empty() && path.tests.of(scope).is_none();
    nothing && pool::offered(scene.catalogue, scope)
}

fn intro(scope: &Scope, scene: &Scene<'_>) -> Result<Place, Refusal> {
    if !pool::offered(scene.catalogue, scope) {
        return Err(Refusal::Gone);
    }
    Ok(introduction(scope, scene))
}

fn introduction(scope: &Scope, scene: &Scene<'_>) -> Place {
    let (kind, id) = name_of(scope, scene);
    Place::new(CODE, View::Intro).with(format_args!("{kind}:{id}"))
}

fn start(state: &State, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let scope = named(token, scene)?;
    if token.step != Some(state.path_step()) {
        return Err(Refusal::Spent(current(state)));
    }
    if state.path.tests.open(&scope).is_some() {
        return resume(state, &scope, scene);
    }
    Ok(landing(course::start(state, &scope, scene)?))
}

fn resume(state: &State, scope: &Scope, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    match state.path.tests.open(scope) {
        Some(test) => Ok(landing(course::resume(state, test, scene))),
        None => Err(Refusal::Spent(current(state))),
    }
}

/// A press on the question that is being asked.
fn pressed(state: &State, verb: Verb, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let test = state.path.tests.current().filter(|test| test.finished.is_none());
    let test = test.filter(|_| token.step == Some(state.path_step())).ok_or_else(|| Refusal::Spent(current(state)))?;
    if verb == Verb::End {
        return if course::may_stop(test) {
            Ok(landing(course::finish(state, test, scene)))
        } else {
            Err(Refusal::Unknown)
        };
    }
    let Some(ask) = test.asked.as_ref().and_then(|asked| course::found(asked, scene)) else {
        let changed = scene.texts(state).plain("placement-changed", &[]);
        return Ok(landing(course::resume(state, test, scene)).saying(changed));
    };
    let entry = token.argument(0);
    let response = match verb {
        Verb::Tick => return Ok(Decision::go(asking().with(entry.unwrap_or_default()))),
        Verb::Answer => Some(question::entered(ask.question, test.seed, entry, asking())?),
        _ => None,
    };
    let grade = response.as_ref().map(|response| ask.question.body.grade(response));
    let answered = Answered {
        lesson: ask.lesson.id.clone(),
        question: ask.question.id.clone(),
        response,
        score: grade.map_or(0.0, |grade| grade.score),
        correct: grade.is_some_and(|grade| grade.correct),
    };
    Ok(landing(course::answer(state, test, &ask, answered, scene)))
}

/// Where these facts lead.
fn landing(facts: Vec<Fact>) -> Decision {
    let ended = facts.iter().any(|fact| matches!(fact, Fact::Path(PathFact::PlacementFinished { .. })));
    let place = if ended { Place::new(CODE, View::Result) } else { asking() };
    Decision::go(place).because(facts)
}

/// Where a spent button leads: to the test that had the last step.
fn current(state: &State) -> Place {
    if state.path.tests.current().is_some() { asking() } else { Place::home() }
}

fn asking() -> Place {
    Place::new(CODE, View::Question)
}
