//! Which questions of the catalogue a test may ask: those with options to choose from, so that no typing error and no
//! arranging stands between a learner and what they know.

use std::sync::Arc;

use crate::catalogue::{Catalogue, Course, Lesson, Question};
use crate::kernel::ids::LessonId;
use crate::streams::path::tests::Scope;

/// Fewer questions could be guessed: such a lesson cannot be tested out alone.
const ENOUGH: usize = 5;
/// A course with fewer lessons to ask about needs no test to find the place in it.
const LESSONS: usize = 3;

/// A question, its lesson, and where that stands in the course, from 0.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub position: usize,
    pub lesson: &'a Arc<Lesson>,
    pub question: &'a Question,
}

/// All that may be asked about a course or a part of it, in the author's order.
pub fn of_scope<'a>(catalogue: &'a Catalogue, scope: &Scope) -> Vec<Ask<'a>> {
    let Some(course) = catalogue.course(scope.course()) else { return Vec::new() };
    let of_lesson = |(position, lesson): (usize, &'a Arc<Lesson>)| {
        askable(lesson).map(move |question| Ask { position, lesson, question })
    };
    course.lessons().enumerate().filter(|(_, lesson)| holds(course, scope, &lesson.id)).flat_map(of_lesson).collect()
}

/// The lessons that a scope is about, in order.
pub fn lessons<'a>(course: &'a Course, scope: &'a Scope) -> impl Iterator<Item = &'a Arc<Lesson>> {
    course.lessons().filter(|lesson| holds(course, scope, &lesson.id))
}

/// Can there be a test at all?
pub fn offered(catalogue: &Catalogue, scope: &Scope) -> bool {
    let questions = of_scope(catalogue, scope);
    match scope {
        Scope::Course { .. } => {
            let mut positions: Vec<usize> = questions.iter().map(|ask| ask.position).collect();
            positions.dedup();
            positions.len() >= LESSONS
        }
        Scope::Module { .. } | Scope::Lesson { .. } => questions.len() >= ENOUGH,
    }
}

fn askable(lesson: &Lesson) -> impl Iterator<Item = &Question> {
    let questions = lesson.quiz.iter().flat_map(|quiz| &quiz.questions);
    questions.filter(|question| question.body.option_count() > 0)
}

fn holds(course: &Course, scope: &Scope, lesson: &LessonId) -> bool {
    match scope {
        Scope::Course { .. } => true,
        Scope::Module { module, .. } => course
            .modules
            .iter()
            .any(|known| known.id == *module && known.lessons.iter().any(|known| known.id == *lesson)),
        Scope::Lesson { lesson: only, .. } => only == lesson,
    }
}
