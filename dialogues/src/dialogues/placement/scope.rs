//! How buttons and places name what a test is about.

use super::pool;
use super::words::{CODE, Verb};
use crate::dialogues::contract::Refusal;
use crate::kernel::ids::{CourseId, LessonId};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::path::tests::Scope;

/// A token that names its scope.
pub fn token(verb: Verb, scope: &Scope, scene: &Scene<'_>) -> Token {
    let (kind, id) = name_of(scope, scene);
    Token::new(CODE, verb).with(kind).with(id)
}

/// How tokens and places name a scope. A module goes by its first lesson, whose id leaves room for a step.
pub fn name_of<'a>(scope: &'a Scope, scene: &'a Scene<'_>) -> (&'static str, &'a str) {
    match scope {
        Scope::Course { course } => ("c", course.as_str()),
        Scope::Lesson { lesson, .. } => ("l", lesson.as_str()),
        Scope::Module { course, .. } => {
            let first = scene.catalogue.course(course).and_then(|course| pool::lessons(course, scope).next());
            ("m", first.map_or("", |lesson| lesson.id.as_str()))
        }
    }
}

pub fn scope_of(code: &str, scene: &Scene<'_>) -> Option<Scope> {
    let (kind, id) = code.split_once(':')?;
    let place = || scene.catalogue.place(&LessonId::new(id));
    match kind {
        "c" => scene.catalogue.course(&CourseId::new(id)).map(|course| Scope::Course { course: course.id.clone() }),
        "l" => place().map(|(course, ..)| Scope::Lesson { course: course.id.clone(), lesson: LessonId::new(id) }),
        "m" => {
            place().map(|(course, module, _)| Scope::Module { course: course.id.clone(), module: module.id.clone() })
        }
        _ => None,
    }
}

pub fn named(token: &Token, scene: &Scene<'_>) -> Result<Scope, Refusal> {
    scope_of(&token.arguments.join(":"), scene).ok_or(Refusal::Gone)
}
