//! One file while it is read: its text, its language, and what there is to say about it.

use super::finding::{Report, Spanned};
use super::swift;
use crate::locale::Locale;

pub(crate) struct Reading<'a> {
    /// The whole file; all spans are places in it.
    pub text: &'a str,
    pub locale: Locale,
    pub report: Report,
    pub swift: &'a mut swift::Checker,
    /// Swift seen since somebody last took it, reduced to what a translation has to keep.
    pub skeletons: Vec<Spanned<String>>,
}
