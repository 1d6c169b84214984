//! What topics are called.

use crate::kernel::ids::{ConceptId, CourseId};
use crate::kernel::locale::Locale;
use crate::scene::Scene;

/// What the course calls a topic; its id where it names it no longer.
pub fn name(course: &CourseId, topic: &ConceptId, locale: Locale, scene: &Scene<'_>) -> String {
    let name = scene.catalogue.course(course).and_then(|course| course.concepts.get(topic));
    name.map_or_else(|| topic.to_string(), |name| name.get(locale).clone())
}
