//! The pure core: given what happened before and what a learner does now, what follows and what do they see?
//! No I/O, no clock, no dice: time and seed are inputs. Start at [`turn::take_turn`], then [`dialogue::Dialogue`].
//!
//! Shared vocabulary: [`facts`] (what happened), [`state`] (its fold), [`input`], [`scene`] (what a decision may look
//! at), [`screen`] and [`token`] (what is seen and pressed). The dialogues themselves are a folder each.

mod content;
pub mod dialogue;
pub mod facts;
pub mod ids;
pub mod input;
pub mod interview;
pub mod locale;
pub mod markup;
pub mod mastery;
pub mod memory;
pub mod poll;
pub mod review;
pub mod scene;
pub mod screen;
pub mod state;
pub mod texts;
pub mod token;
pub mod turn;

pub use content::{catalogue, language, questions, rubric};

mod bar;
pub mod courses;
mod help;
pub mod home;
pub mod lesson;
mod onboarding;
pub mod placement;
mod progress;
mod quiz;
mod seed;
pub mod settings;
