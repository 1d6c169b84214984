//! The rules of the path through a course: what a learner may begin, what comes next, what is complete. Draws nothing;
//! the dialogues around lessons share it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalogue::{Catalogue, Course, Lesson};
use crate::dialogues::contract::Refusal;
use crate::kernel::ids::{CourseId, LessonId};
use crate::scene::Scene;
use crate::streams::{Fact, PathFact, State};

/// The lessons that must be completed or tested out before this one and are not.
pub(crate) fn missing<'a>(state: &State, lesson: &'a Lesson) -> impl Iterator<Item = &'a LessonId> {
    let path = &state.path;
    lesson.requires.iter().filter(|id| !path.done(id))
}

/// Neither done nor waiting for others.
pub(crate) fn is_open(state: &State, lesson: &Lesson) -> bool {
    !state.path.done(&lesson.id) && missing(state, lesson).next().is_none()
}

/// Where the way to a lesson begins: itself if it may be begun, else the first one of all that it waits for which may.
pub fn way_to<'a>(state: &State, lesson: &'a Arc<Lesson>, catalogue: &'a Catalogue) -> Option<&'a Arc<Lesson>> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![lesson];
    while let Some(lesson) = waiting.pop() {
        if !seen.insert(lesson.id.as_str()) {
            continue;
        }
        if state.path.done(&lesson.id) || missing(state, lesson).next().is_none() {
            return Some(lesson);
        }
        // The first one that is required is looked at first.
        let required: Vec<_> = missing(state, lesson).filter_map(|id| catalogue.lesson(id)).collect();
        waiting.extend(required.into_iter().rev());
    }
    None
}

/// The facts of a first opening.
pub(crate) fn begin(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    if state.path.lesson(&lesson.id).is_some() {
        return Ok(Vec::new());
    }
    // What was tested out may be read, whatever it builds on.
    if !state.path.done(&lesson.id) && missing(state, lesson).next().is_some() {
        return Err(Refusal::Locked { lesson: lesson.id.clone() });
    }
    let enrolled = enrol(state, &lesson.course, scene)?;
    let started = PathFact::LessonStarted {
        course: lesson.course.clone(),
        lesson: lesson.id.clone(),
        revision: lesson.revision.clone(),
    };
    Ok(enrolled.into_iter().chain([started.into()]).collect())
}

/// The fact of a lesson completed. `seconds`: what this turn adds to the time spent.
pub(crate) fn completed(state: &State, lesson: &Lesson, score: Option<f64>, seconds: u32) -> Fact {
    let before = state.path.lesson(&lesson.id).map_or(0, |progress| progress.seconds);
    PathFact::LessonCompleted {
        course: lesson.course.clone(),
        lesson: lesson.id.clone(),
        score,
        time_spent_seconds: before.saturating_add(seconds),
        level: lesson.level,
    }
    .into()
}

/// The course of the last step, else the first.
pub(crate) fn current<'a>(state: &State, scene: &'a Scene<'_>) -> Option<&'a Course> {
    let last = state.path.at.as_ref().and_then(|lesson| scene.catalogue.place(lesson)).map(|(course, ..)| course);
    last.or_else(|| scene.catalogue.courses().first())
}

/// Lessons that are completed or tested out, and all.
pub fn count(state: &State, course: &Course) -> (usize, usize) {
    (course.lessons().filter(|lesson| state.path.done(&lesson.id)).count(), course.lessons().count())
}

/// The fact of an enrolment, if it is news.
pub(crate) fn enrol(state: &State, course: &CourseId, scene: &Scene<'_>) -> Result<Option<Fact>, Refusal> {
    scene.catalogue.course(course).ok_or(Refusal::Gone)?;
    let news = !state.path.enrolled.contains(course);
    Ok(news.then(|| PathFact::CourseEnrolled { course: course.clone() }.into()))
}

/// What the learner would do next.
pub enum Next<'a> {
    /// A quiz that is open, or waits after the last screen.
    Quiz(&'a Lesson),
    Lesson(&'a Lesson),
    /// Every lesson there is is complete.
    AllDone,
}

/// The lesson of the last step if it is unfinished, else the first one that is open.
pub fn next<'a>(state: &State, catalogue: &'a Catalogue) -> Next<'a> {
    let current = state.path.at.as_ref().and_then(|id| catalogue.lesson(id));
    if let Some(lesson) = current {
        let progress = state.path.lesson(&lesson.id);
        if lesson.quiz.is_some() && progress.is_some_and(|progress| progress.open_attempt.is_some()) {
            return Next::Quiz(lesson);
        }
        if !state.path.done(&lesson.id) {
            return Next::Lesson(lesson);
        }
    }
    let after = current.and_then(|lesson| catalogue.next_lesson(&lesson.id));
    let all = catalogue.courses().iter().flat_map(Course::lessons);
    after
        .into_iter()
        .chain(all)
        .find(|lesson| is_open(state, lesson))
        .map_or(Next::AllDone, |lesson| Next::Lesson(lesson))
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
        } else if missing(state, lesson).next().is_some() {
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

    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Locked => "🔒",
            Self::Open => "○",
            Self::Started => "▶",
            Self::TestedOut => "⏩",
            Self::Completed => "✅",
        }
    }
}
