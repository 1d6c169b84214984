//! The stream of a learner's path: where they stand in all courses.

mod asked;
pub mod facts;
pub mod interviews;
pub mod mastery;
mod spent;
mod state;
pub mod tests;

pub use facts::PathFact;
pub use mastery::ConceptScore;
pub use spent::{Lately, Spent};
pub use state::{LessonProgress, Path};
