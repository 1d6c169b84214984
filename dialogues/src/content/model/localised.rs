//! Texts in several languages.

use std::collections::BTreeMap;

use crate::kernel::locale::Locale;

/// A text in the author's language and its translations.
#[derive(Clone, Debug, PartialEq)]
pub struct Localised<T> {
    pub original: T,
    pub translations: BTreeMap<Locale, T>,
}

impl<T> Localised<T> {
    pub const fn original(original: T) -> Self {
        Self { original, translations: BTreeMap::new() }
    }

    /// The translation, or the original where there is none.
    pub fn get(&self, locale: Locale) -> &T {
        self.translations.get(&locale).unwrap_or(&self.original)
    }
}
