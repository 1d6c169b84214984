//! Where a learner stands in courses and lessons: the stored form of a path and what is read from it.

pub mod events;
