//! What is wrong with the configuration, said so that whoever set it can put it right.

use std::fmt;

use super::table::Variable;

/// Every wrong value of the environment, in the order of the table. Never empty.
#[derive(Debug)]
pub struct ConfigError(pub Vec<Problem>);

/// One wrong or missing value. Holds no secret: those are replaced before they get here.
#[derive(Debug)]
pub struct Problem {
    /// The variable's name.
    pub name: &'static str,
    /// What was given, ready to be shown.
    pub given: String,
    pub expected: String,
    pub example: &'static str,
}

/// Longer values are cut in messages, in characters.
const SHOWN: usize = 100;

impl Problem {
    /// `value` is not what `variable` expects.
    pub(super) fn wrong(variable: &Variable<'_>, value: &str) -> Self {
        let length = value.chars().count();
        // A user and password may stand in any address, even where none belongs.
        let given = if variable.secret || value.contains('@') {
            format!("a value of {length} characters, not shown here because it may hold a secret")
        } else if length > SHOWN {
            format!("{:?}… ({length} characters)", value.chars().take(SHOWN).collect::<String>())
        } else {
            format!("{value:?}")
        };
        Self::new(variable, given)
    }

    /// `variable` is not set, but needed.
    pub(super) fn missing(variable: &Variable<'_>) -> Self {
        Self::new(variable, "nothing".to_owned())
    }

    fn new(variable: &Variable<'_>, given: String) -> Self {
        Self { name: variable.name, given, expected: variable.expected.to_owned(), example: variable.example }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, given, expected, example } = self;
        write!(f, "{name}\n    given:    {given}\n    expected: {expected}\n    example:  {name}={example}")
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "One environment variable needs your attention:")?,
            count => write!(f, "{count} environment variables need your attention:")?,
        }
        for problem in &self.0 {
            write!(f, "\n\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}
