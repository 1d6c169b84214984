//! The course of a test: how it begins, what is asked next, what follows from its end. Facts only; nothing is drawn.

use crate::catalogue::{Course, Level};
use crate::dialogues::contract::Refusal;
use crate::dialogues::progression;
use crate::kernel::ids::LessonId;
use crate::kernel::seed;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::{Fact, PathFact};

use super::pool::{self, Ask};
use crate::ability::difficulty::{Evidence, author_difficulty};
use crate::ability::estimate::{self, Candidate, Estimate, position};
use crate::streams::path::tests::{Answered, Asked, Scope, Test};

/// The share of points that tests out a lesson or a module: stricter than a quiz, since nothing was read before.
pub const PASS: f64 = 0.9;
/// Questions about a lesson, at most.
const OF_LESSON: usize = 8;
/// Questions about a module, at most.
const OF_MODULE: usize = 15;
/// The ability that a level lets expect, in logits. It weighs as much as one answer or two.
const EXPECTED: [(Level, f64); 3] = [(Level::Junior, -1.5), (Level::Middle, 0.0), (Level::Senior, 1.5)];

/// How many questions a test has at most.
pub fn most(scope: &Scope, scene: &Scene<'_>) -> usize {
    let limit = match scope {
        Scope::Course { .. } => estimate::MOST as usize,
        Scope::Module { .. } => OF_MODULE,
        Scope::Lesson { .. } => OF_LESSON,
    };
    pool::of_scope(scene.catalogue, scope).len().min(limit)
}

/// The facts of a test that begins, or begins anew.
pub fn start(state: &State, scope: &Scope, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    if !pool::offered(scene.catalogue, scope) {
        return Err(Refusal::Gone);
    }
    let enrolled = progression::enrol(state, scope.course(), scene)?;
    let most = most(scope, scene) as u32;
    let started = PathFact::PlacementStarted { scope: scope.clone(), seed: scene.seed, most }.into();
    let mut facts: Vec<Fact> = enrolled.into_iter().chain([started]).collect();
    facts.extend(follow(state, &facts, scope, scene));
    Ok(facts)
}

/// The facts of coming back to a test: its question is put again where it is another one than was shown.
pub fn resume(state: &State, test: &Test, scene: &Scene<'_>) -> Vec<Fact> {
    let is_current = state.path.tests.current().is_some_and(|current| current.scope == test.scope);
    match &test.asked {
        Some(asked) if found(asked, scene).is_some() => {
            let again = PathFact::PlacementAsked { scope: test.scope.clone(), asked: asked.clone() };
            (!is_current).then(|| again.into()).into_iter().collect()
        }
        // The author has changed or removed it since.
        _ => next(state, test, scene),
    }
}

/// The facts of an answer and of what follows from it. `evidence` is for courses, whose estimate uses it.
pub fn answer(state: &State, test: &Test, ask: &Ask<'_>, answered: Answered, scene: &Scene<'_>) -> Vec<Fact> {
    let day = scene.day(state);
    let fact = PathFact::PlacementAnswered {
        scope: test.scope.clone(),
        answered,
        evidence: evidence(state, test, ask, scene),
        seconds: state.path.seconds_since_step(scene.now),
        day,
    };
    let mut facts = vec![fact.into()];
    facts.extend(follow(state, &facts, &test.scope, scene));
    facts.extend(state.learner.step(scene.now).map(Fact::from));
    facts
}

/// The question as it was put; none if the author has changed or removed it since.
pub fn found<'a>(asked: &Asked, scene: &Scene<'a>) -> Option<Ask<'a>> {
    let lesson = scene.catalogue.lesson(&asked.lesson).filter(|lesson| lesson.revision == asked.revision)?;
    let scope = Scope::Lesson { course: lesson.course.clone(), lesson: lesson.id.clone() };
    pool::of_scope(scene.catalogue, &scope).into_iter().find(|ask| ask.question.id == asked.question)
}

/// May the learner stop here and be placed by what they have answered?
pub fn may_stop(test: &Test) -> bool {
    matches!(test.scope, Scope::Course { .. }) && test.answers.len() >= estimate::LEAST as usize
}

/// The facts of an end.
pub fn finish(state: &State, test: &Test, scene: &Scene<'_>) -> Vec<Fact> {
    let Some(course) = scene.catalogue.course(test.scope.course()) else { return Vec::new() };
    let (passed, known) = match &test.scope {
        Scope::Course { .. } => {
            let enough = test.answers.len() >= estimate::LEAST as usize;
            let place = if enough { estimated(state, test, course, scene).place() } else { 0 };
            (place > 0, course.lessons().take(place).map(|lesson| &lesson.id).collect::<Vec<_>>())
        }
        Scope::Module { .. } | Scope::Lesson { .. } => {
            let passed = test.points() + 1e-9 >= PASS * f64::from(test.most);
            let lessons = pool::lessons(course, &test.scope).map(|lesson| &lesson.id);
            (passed, lessons.filter(|_| passed).collect())
        }
    };
    let news = known.iter().filter(|lesson| !state.path.done(lesson));
    let tested_out =
        news.map(|lesson| PathFact::LessonTestedOut { course: course.id.clone(), lesson: (*lesson).clone() }.into());
    let place = place(state, course, &test.scope, passed, &known);
    let ended = PathFact::PlacementFinished { scope: test.scope.clone(), passed, place };
    tested_out.chain([ended.into()]).collect()
}

/// The lesson to go on with: the first that is neither completed nor tested out; after a lesson or module that was not
/// passed, its own.
fn place(state: &State, course: &Course, scope: &Scope, passed: bool, known: &[&LessonId]) -> Option<LessonId> {
    let left = |lesson: &&LessonId| !state.path.done(lesson) && !known.contains(lesson);
    let own = pool::lessons(course, scope).map(|lesson| &lesson.id).find(left);
    let all = || course.lessons().map(|lesson| &lesson.id);
    match scope {
        Scope::Course { .. } => own,
        Scope::Module { .. } | Scope::Lesson { .. } if !passed => own,
        Scope::Module { .. } | Scope::Lesson { .. } => {
            let last = pool::lessons(course, scope).last().map(|lesson| &lesson.id);
            all().skip_while(|lesson| Some(*lesson) != last).find(left).or_else(|| all().find(left))
        }
    }
    .cloned()
}

/// What follows once these facts have happened.
fn follow(state: &State, facts: &[Fact], scope: &Scope, scene: &Scene<'_>) -> Vec<Fact> {
    let state = facts.iter().fold(state.clone(), |state, fact| state.evolve(fact, scene.now));
    state.path.tests.of(scope).map_or_else(Vec::new, |test| next(&state, test, scene))
}

/// The next question or, where there is none, the end.
fn next(state: &State, test: &Test, scene: &Scene<'_>) -> Vec<Fact> {
    let chosen = match &test.scope {
        Scope::Course { .. } => adaptive(state, test, scene),
        Scope::Module { .. } | Scope::Lesson { .. } => in_turn(test, scene),
    };
    match chosen {
        Some(ask) => {
            let asked = Asked {
                lesson: ask.lesson.id.clone(),
                revision: ask.lesson.revision.clone(),
                question: ask.question.id.clone(),
            };
            vec![PathFact::PlacementAsked { scope: test.scope.clone(), asked }.into()]
        }
        None => finish(state, test, scene),
    }
}

fn adaptive<'a>(state: &State, test: &Test, scene: &Scene<'a>) -> Option<Ask<'a>> {
    let course = scene.catalogue.course(test.scope.course())?;
    let estimate = estimated(state, test, course, scene);
    if estimate.finished() || test.answers.len() >= test.most as usize {
        return None;
    }
    let lessons = course.lessons().count();
    let left = left(test, scene);
    let candidates: Vec<Candidate> = left.iter().map(|ask| candidate(ask, lessons, scene)).collect();
    estimate.next(&candidates, test.seed).and_then(|index| left.get(index)).copied()
}

/// Lessons by turns, in an order that the seed gives; none once all are asked or the test cannot be passed any more.
fn in_turn<'a>(test: &Test, scene: &Scene<'a>) -> Option<Ask<'a>> {
    let open = f64::from(test.most) - test.answers.len() as f64;
    if open < 1.0 || test.points() + open + 1e-9 < PASS * f64::from(test.most) {
        return None;
    }
    let mut left = left(test, scene);
    seed::shuffle(&mut left, seed::derive(test.seed, &test.answers.len().to_string()));
    let asked = |ask: &Ask<'_>| test.answers.iter().filter(|answered| answered.lesson == ask.lesson.id).count();
    left.into_iter().min_by_key(asked)
}

fn left<'a>(test: &Test, scene: &Scene<'a>) -> Vec<Ask<'a>> {
    let all = pool::of_scope(scene.catalogue, &test.scope);
    all.into_iter().filter(|ask| !test.has_answered(&ask.lesson.id, &ask.question.id)).collect()
}

/// What the answers tell. Those to questions that are no longer there tell nothing.
fn estimated(state: &State, test: &Test, course: &Course, scene: &Scene<'_>) -> Estimate {
    let lessons = course.lessons().count();
    let expected =
        EXPECTED.iter().find(|(level, _)| Some(*level) == state.learner.level).map_or(0.0, |(_, mean)| *mean);
    let pool = pool::of_scope(scene.catalogue, &test.scope);
    let found = |answered: &Answered| {
        let same = |ask: &&Ask<'_>| ask.lesson.id == answered.lesson && ask.question.id == answered.question;
        Some((candidate(pool.iter().find(same)?, lessons, scene), answered.reply()))
    };
    let replies = test.answers.iter().filter_map(found);
    replies.fold(Estimate::begin(lessons, expected), |estimate, (asked, reply)| estimate.after(&asked, reply))
}

fn candidate(ask: &Ask<'_>, lessons: usize, scene: &Scene<'_>) -> Candidate {
    let learned = scene.difficulties.of(&ask.lesson.id, &ask.question.id);
    let author = author_difficulty(position(ask.position, lessons), ask.question.difficulty);
    Candidate { lesson: ask.position, item: learned.item(author, ask.question.body.guess()) }
}

/// From what the log can learn how difficult the question is: only placements estimate an ability.
fn evidence(state: &State, test: &Test, ask: &Ask<'_>, scene: &Scene<'_>) -> Option<Evidence> {
    let course = scene.catalogue.course(test.scope.course())?;
    let is_placement = matches!(test.scope, Scope::Course { .. });
    is_placement.then(|| {
        let author = author_difficulty(position(ask.position, course.lessons().count()), ask.question.difficulty);
        Evidence::new(author, ask.question.body.guess(), estimated(state, test, course, scene).ability())
    })
}
