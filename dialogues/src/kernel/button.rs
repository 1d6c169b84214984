//! What can be pressed, under a screen or a poll.

use crate::kernel::markup::Html;
use crate::kernel::token::Token;

#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    pub label: String,
    pub target: Target,
    /// All that it stands for, where a label is too short for it; who cannot draw it has it in the screen's text.
    pub says: Option<Html>,
    /// Of something to be ticked: is it ticked?
    pub pressed: Option<bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Press(Token),
    /// The Mini App; left out where none is configured.
    MiniApp,
}

impl Button {
    pub fn press(label: impl Into<String>, token: Token) -> Self {
        Self { label: label.into(), target: Target::Press(token), says: None, pressed: None }
    }

    pub fn mini_app(label: impl Into<String>) -> Self {
        Self { label: label.into(), target: Target::MiniApp, says: None, pressed: None }
    }
}
