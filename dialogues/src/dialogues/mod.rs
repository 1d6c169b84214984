//! The dialogues, a folder each, and the [registry] that lists them. [`contract`] says what a dialogue is.

mod choices;
pub mod contract;
pub(crate) mod links;
pub mod progression;
mod question;
pub mod registry;
mod standing;

mod courses;
mod find;
mod groups;
mod help;
mod home;
pub mod interview;
pub mod lesson;
pub mod my_data;
mod onboarding;
mod placement;
mod progress;
pub mod quiz;
pub mod review;
mod settings;
mod team;

pub use links::{Lead, lead};
