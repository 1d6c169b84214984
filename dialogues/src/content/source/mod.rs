//! An author's text while it is read: markdown and YAML as trees with places, what they look like in a chat, and what
//! there is to say about them. Knows no lesson, question or rubric. Start at [`reading::Reading`].

pub(super) mod alerts;
pub(super) mod claim;
pub(super) mod code;
pub(super) mod comparison;
pub(super) mod file;
pub(super) mod finding;
pub(super) mod hash;
pub(super) mod height;
pub(super) mod inline;
pub(super) mod list_item;
pub(super) mod markdown;
pub(super) mod names;
pub(super) mod reading;
mod refusal;
pub(super) mod render;
pub(super) mod section;
pub(super) mod swift;
pub(super) mod yaml;
