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
    /// Those of the last screen that had any.
    pub screen_before: Vec<SwiftBlock>,
    /// Is it a translation, which need not say everything again?
    pub is_translation: bool,
}

impl<'a> Reading<'a> {
    /// Begins to read a file, and reports characters that it must not have.
    pub fn of(source: &'a SourceFile, locale: Locale, swift: &'a mut swift::Checker) -> Self {
        let mut report = Report::new(&source.path);
        report.check_characters(&source.text);
        let (skeletons, blocks, screen_before) = (Vec::new(), Vec::new(), Vec::new());
        Self { text: &source.text, locale, report, swift, skeletons, blocks, screen_before, is_translation: false }
    }

    /// Begins a question or a card: Swift that was seen before is no part of it.
    pub fn begin_part(&mut self) {
        self.skeletons.clear();
        self.blocks.clear();
        self.screen_before.clear();
    }

    /// Begins a screen, whose Swift may go on from that of the screen before.
    pub fn begin_screen(&mut self) {
        self.skeletons.clear();
        let blocks = std::mem::take(&mut self.blocks);
        if !blocks.is_empty() {
            self.screen_before = blocks;
        }
    }
}
