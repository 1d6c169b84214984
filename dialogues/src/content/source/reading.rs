//! One file while it is read: its text, its language, and what there is to say about it.

use super::claim::SwiftBlock;
use super::file::SourceFile;
use super::finding::{Report, Spanned};
use super::swift;
use crate::kernel::locale::Locale;

pub(crate) struct Reading<'a> {
    /// The whole file; all spans are places in it.
    pub text: &'a str,
    pub locale: Locale,
    pub report: Report,
    pub swift: &'a mut swift::Checker,
    /// Swift seen since somebody last took it, reduced to what a translation has to keep.
    pub skeletons: Vec<Spanned<String>>,
    /// The same Swift as it stands there.
    pub blocks: Vec<SwiftBlock>,
    /// Is it a translation, which need not say everything again?
    pub is_translation: bool,
}

impl<'a> Reading<'a> {
    /// Begins to read a file, and reports characters that it must not have.
    pub fn of(source: &'a SourceFile, locale: Locale, swift: &'a mut swift::Checker) -> Self {
        let mut report = Report::new(&source.path);
        report.check_characters(&source.text);
        let (skeletons, blocks) = (Vec::new(), Vec::new());
        Self { text: &source.text, locale, report, swift, skeletons, blocks, is_translation: false }
    }

    /// Begins a screen, a question or a card: Swift that was seen before is no part of it.
    pub fn begin_part(&mut self) {
        self.skeletons.clear();
        self.blocks.clear();
    }
}
