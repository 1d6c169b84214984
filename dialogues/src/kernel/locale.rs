//! The languages of the academy. A language is a folder under `dialogues/locales/`; nothing else lists them.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::kernel::locales;

/// A language that the interface speaks, as its two-letter ISO 639-1 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locale([u8; 2]);

static SUPPORTED: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let mut all: Vec<Locale> = locales::languages().filter_map(|code| Locale::shaped(&code)).collect();
    all.sort_unstable();
    all
});

impl Locale {
    /// What is spoken to people whose language we do not have.
    pub const DEFAULT: Self = Self(*b"en");

    /// All languages, in alphabetical order of their codes.
    pub fn supported() -> &'static [Self] {
        &SUPPORTED
    }

    /// The supported language of an IETF tag such as `ru` or `pt-br`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Self::shaped(&primary.to_ascii_lowercase()).filter(|locale| SUPPORTED.contains(locale))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("en")
    }

    fn shaped(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_lowercase).then_some(Self(bytes))
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Locale {
    /// A language that has been removed since reads as the default: a stored event must never become unreadable.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Ok(Self::of_tag(&code).unwrap_or_default())
    }
}
