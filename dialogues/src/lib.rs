//! The pure core: given what happened before and what a learner does now, what follows and what do they see?
//! No I/O, no clock, no dice: time and seed are inputs.

pub mod catalogue;
pub mod facts;
pub mod ids;
pub mod locale;
pub mod markup;
pub mod questions;
pub mod state;
pub mod texts;
