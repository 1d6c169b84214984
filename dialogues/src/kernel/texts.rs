//! Everything the academy says, in every language: Fluent messages from `locales/<language>/*.ftl`, compiled in.
//! A message may carry Telegram's inline markup; its arguments never do, they are escaped.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader};

use crate::kernel::locale::Locale;
use crate::kernel::locales::LOCALES;
use crate::kernel::markup::Html;

/// The academy's voice in one language.
#[derive(Clone, Debug)]
pub struct Texts {
    language: LanguageIdentifier,
}

/// A value that a message can carry.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// Chooses plural forms.
    Number(usize),
    Text(&'a str),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number as usize)
    }
}

/// The name of a language, in that language.
pub(crate) fn language_label(locale: Locale) -> String {
    Texts::of(locale).plain("language-name", &[])
}

impl Texts {
    pub fn of(locale: Locale) -> Self {
        Self { language: locale.as_str().parse().unwrap_or_default() }
    }

    /// A message for a text body: its own markup stays, its arguments are escaped.
    pub fn html(&self, key: &str, args: &[(&'static str, Arg<'_>)]) -> Html {
        Html::trusted(self.lookup(key, args, true))
    }

    /// A message for a button, a toast or a command: plain text.
    pub fn plain(&self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        self.lookup(key, args, false)
    }

    /// Is there such a message in exactly this language?
    pub fn has(&self, key: &str) -> bool {
        LOCALES.lookup_single_language::<&str>(&self.language, key, None).is_ok()
    }

    fn lookup(&self, key: &str, args: &[(&'static str, Arg<'_>)], escape: bool) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.iter().map(|(name, arg)| (Cow::Borrowed(*name), value(*arg, escape))).collect();
        LOCALES.try_lookup_complete(&self.language, key, Some(&values)).unwrap_or_else(|| key.to_owned())
    }
}

fn value(arg: Arg<'_>, escape: bool) -> FluentValue<'_> {
    match arg {
        Arg::Number(number) => FluentValue::from(number),
        Arg::Text(text) if escape => FluentValue::from(Html::text(text).to_string()),
        Arg::Text(text) => FluentValue::from(text),
    }
}
/// The beginning of a text, in one line: at most so many characters, with a sign that there was more.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= characters {
        return line;
    }
    let kept: String = line.chars().take(characters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
