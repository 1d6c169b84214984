//! What a button carries: who answers it, what it asks for, and the step that it belongs to. At most 64 bytes,
//! Telegram's limit for callback data, for every id that the catalogue lets through.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Bytes of callback data. Source: Bot API, `InlineKeyboardButton`.
pub const LIMIT: usize = 64;

/// `<dialogue>.<verb>[:<argument>…][@<stream>.<version>]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The code of the dialogue that answers.
    pub dialogue: String,
    pub verb: String,
    pub arguments: Vec<String>,
    /// None: the press records nothing that could be repeated.
    pub step: Option<Step>,
}

/// A stream at a version: a press that carries an older one is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    /// 30 bits of the stream's id: enough to tell a learner's own streams apart.
    stream: u32,
    version: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a button of ours")]
pub struct NotAToken;

impl Token {
    pub fn new(dialogue: &str, verb: impl AsRef<str>) -> Self {
        Self { dialogue: dialogue.to_owned(), verb: verb.as_ref().to_owned(), arguments: Vec::new(), step: None }
    }

    #[must_use]
    pub fn with(mut self, argument: impl fmt::Display) -> Self {
        self.arguments.push(argument.to_string());
        self
    }

    #[must_use]
    pub(crate) fn with_any(self, argument: Option<impl fmt::Display>) -> Self {
        match argument {
            Some(argument) => self.with(argument),
            None => self,
        }
    }

    #[must_use]
    pub fn at(mut self, step: Step) -> Self {
        self.step = Some(step);
        self
    }

    /// The argument at `index`, from 0.
    pub fn argument(&self, index: usize) -> Option<&str> {
        self.arguments.get(index).map(String::as_str)
    }
}

impl Step {
    pub fn of(stream: Uuid, version: u32) -> Self {
        Self { stream: (stream.as_u128() & 0x3fff_ffff) as u32, version }
    }

    /// Does it belong to this stream, at whatever version?
    pub fn is_of(self, stream: Uuid) -> bool {
        self.stream == Self::of(stream, 0).stream
    }

    /// The step before the fact that made the stream's version `fact`, if nothing but perhaps its end has followed that.
    /// `self`: the stream as of now.
    pub(crate) fn before(self, fact: u32, ended: bool) -> Option<Self> {
        let is_last = self.version == fact + u32::from(ended);
        is_last.then(|| Self { version: fact.saturating_sub(1), ..self })
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.dialogue, self.verb)?;
        for argument in &self.arguments {
            write!(f, ":{argument}")?;
        }
        if let Some(step) = self.step {
            write!(f, "@{}.{}", base36(step.stream), base36(step.version))?;
        }
        Ok(())
    }
}

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        if text.len() > LIMIT {
            return Err(NotAToken);
        }
        let (call, step) = match text.split_once('@') {
            Some((call, step)) => {
                let (stream, version) = step.split_once('.').ok_or(NotAToken)?;
                (call, Some(Step { stream: from_base36(stream)?, version: from_base36(version)? }))
            }
            None => (text, None),
        };
        let mut parts = call.split(':');
        let (dialogue, verb) = parts.next().and_then(|head| head.split_once('.')).ok_or(NotAToken)?;
        if dialogue.is_empty() || verb.is_empty() {
            return Err(NotAToken);
        }
        let arguments = parts.map(str::to_owned).collect();
        Ok(Self { dialogue: dialogue.to_owned(), verb: verb.to_owned(), arguments, step })
    }
}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

fn from_base36(text: &str) -> Result<u32, NotAToken> {
    u32::from_str_radix(text, 36).map_err(|_| NotAToken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::ids::LessonId;

    proptest! {
        #[test]
        fn every_token_reads_back_as_it_was(
            dialogue in "[a-z]{1,2}", verb in "[a-z]{1,2}", arguments in prop::collection::vec("[a-z0-9.-]{1,10}", 0..3),
            step in prop::option::of((any::<u128>(), any::<u32>())),
        ) {
            let mut token = Token::new(&dialogue, &verb);
            token.arguments = arguments;
            token.step = step.map(|(stream, version)| Step::of(Uuid::from_u128(stream), version));
            prop_assert_eq!(token.to_string().parse::<Token>(), Ok(token));
        }

        #[test]
        fn the_longest_lesson_id_fits_at_a_version_of_two_billion(
            lesson in "[a-z.-]{40}", screen in 1u32..100, stream: u128, version in 0u32..=2_000_000_000,
        ) {
            prop_assert!(lesson.len() <= LessonId::MAX_BYTES);
            let token = Token::new("l", "g").with(lesson).with(screen).at(Step::of(Uuid::from_u128(stream), version));
            prop_assert!(token.to_string().len() <= LIMIT, "{}", token);
        }

        #[test]
        fn garbage_is_refused_and_never_panics(text in "\\PC*") {
            let _ = text.parse::<Token>();
        }
    }
}
