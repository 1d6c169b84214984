//! The pure core: given what happened before and what a learner does now, what follows and what do they see?
//! No I/O, no clock, no dice: time and seed are inputs. Start at [`turn::take_turn`], then
//! [`dialogues::contract::Dialogue`].
//!
//! - [`access`]: who may do what.
//! - [`kernel`]: what every dialogue speaks: places, tokens, screens, markup, texts. Names no subject.
//! - [`content`]: what is taught, and how answers are graded.
//! - [`memory`], [`ability`]: what is believed of a learner's memory and ability.
//! - [`streams`]: what happened, a folder for each kind of stream, and its fold.
//! - [`dialogues`]: what learners see and decide, a folder each.
//! - [`processes`]: several steps of which all are done or all are taken back.
//! - [`rehearsal`]: everything is pressed, and held against what Telegram takes.
//! - [`scene`]: all that a decision may look at besides the state. [`turn`]: one input, and what comes of it.

pub mod ability;
pub mod access;
pub mod content;
pub mod dialogues;
pub mod input;
pub mod kernel;
pub mod memory;
pub mod processes;
pub mod rehearsal;
pub mod scene;
pub mod streams;
pub mod turn;

pub use content::{catalogue, language, questions, rubric};
