//! The dialogues, a folder each, and the [registry] that lists them. [`contract`] says what a dialogue is.

mod choices;
pub mod contract;
pub mod links;
pub mod progression;
mod question;
pub mod registry;
mod standing;

pub mod courses;
mod help;
pub mod home;
pub mod interview;
pub mod lesson;
mod onboarding;
pub mod placement;
mod progress;
pub mod quiz;
pub mod review;
pub mod settings;
