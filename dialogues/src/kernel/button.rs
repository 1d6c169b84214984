//! What can be pressed, under a screen or a poll.

use crate::kernel::token::Token;

#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    pub label: String,
    pub target: Target,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Press(Token),
    /// The Mini App; left out where none is configured.
    MiniApp,
}

impl Button {
    pub fn press(label: impl Into<String>, token: Token) -> Self {
        Self { label: label.into(), target: Target::Press(token) }
    }

    pub fn mini_app(label: impl Into<String>) -> Self {
        Self { label: label.into(), target: Target::MiniApp }
    }
}
