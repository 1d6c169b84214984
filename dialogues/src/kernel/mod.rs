//! What every dialogue speaks: who is meant, where they look, what a button carries, what a screen shows. Names no
//! subject and no dialogue.

pub(crate) mod bar;
mod button;
pub mod days;
pub mod ids;
pub mod locale;
mod locales;
pub mod markup;
pub mod place;
pub mod poll;
pub mod screen;
pub(crate) mod seed;
pub mod texts;
pub mod token;
pub mod wire;
pub(crate) mod words;
