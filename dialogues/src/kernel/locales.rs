//! The files of `locales/<language>/*.ftl`, compiled in.

use fluent_templates::Loader;

fluent_templates::static_loader! {
    pub(super) static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The codes of the language folders.
pub fn languages() -> impl Iterator<Item = String> {
    LOCALES.locales().map(ToString::to_string)
}
