//! Code blocks: their language, their width on a phone, and whether Swift is Swift.

use pulldown_cmark::{CodeBlockKind, Event};

use super::claim::{self, Mark, SwiftBlock};
use super::finding::{Span, Spanned, did_you_mean, first_line, floor, spelled_out};
use super::markdown::Node;
use super::reading::Reading;
use crate::kernel::markup::Html;

/// The tag for output and anything that is not code.
pub(crate) const PLAIN: &str = "text";
const SWIFT: &str = "swift";
/// Languages that Telegram's clients colour and that lessons may use.
const LANGUAGES: [&str; 12] =
    ["bash", "c", "cpp", "diff", "json", "objc", "python", "sql", SWIFT, PLAIN, "xml", "yaml"];
/// Characters of a line that a phone shows without wrapping.
const MAX_WIDTH: usize = 44;

/// A code block's text, each of its lines with its place in the file.
pub(crate) struct Code {
    pub language: String,
    pub text: String,
    pub mark: Option<Mark>,
    /// What stands behind the language and is no mark.
    unknown_mark: Option<String>,
    /// Beginnings of pieces: in the code, in the file.
    places: Vec<(usize, usize)>,
    span: Span,
}

impl Code {
    pub fn read(kind: &CodeBlockKind<'_>, node: &Node<'_>) -> Self {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_owned(),
            CodeBlockKind::Indented => String::new(),
        };
        let mark = Mark::of(kind);
        let unknown_mark = claim::word(kind).filter(|_| mark.is_none()).map(ToOwned::to_owned);
        let (text, places) = (String::new(), Vec::new());
        let mut code = Self { language, text, mark, unknown_mark, places, span: node.span.clone() };
        for piece in &node.children {
            if let Event::Text(text) = &piece.event {
                code.places.push((code.text.len(), piece.span.start));
                code.text.push_str(text);
            }
        }
        code
    }

    pub fn is_swift(&self) -> bool {
        self.language == SWIFT
    }

    /// Telegram's HTML, with the language for its colours.
    pub fn html(&self) -> Html {
        let lines: Vec<&str> = self.text.trim_end().lines().map(str::trim_end).collect();
        let body = Html::text(&lines.join("\n"));
        Html::trusted(if self.language.is_empty() || self.language == PLAIN {
            format!("<pre>{body}</pre>")
        } else {
            let language = Html::text(&self.language);
            format!("<pre><code class=\"language-{language}\">{body}</code></pre>")
        })
    }

    pub fn check(&self, reading: &mut Reading<'_>) {
        self.check_language(reading);
        self.check_mark(reading);
        self.check_width(reading);
        if self.is_swift() {
            self.check_swift(reading);
        }
    }

    fn check_language(&self, reading: &mut Reading<'_>) {
        let span = first_line(reading.text, &self.span);
        if self.language.is_empty() {
            reading
                .report
                .error(span, "code/no-language", "a code block needs its language")
                .hint("begin it with ```swift, or with ```text for what a program prints");
        } else if !LANGUAGES.contains(&self.language.as_str()) {
            reading
                .report
                .warning(span, "code/unknown-language", format!("the language `{}` is not known", self.language))
                .maybe_hint(did_you_mean(&self.language, LANGUAGES));
        }
    }

    fn check_mark(&self, reading: &mut Reading<'_>) {
        let is_elsewhere = matches!(self.mark, Some(Mark::Before | Mark::After));
        let is_known = self.mark.is_none() || (self.is_swift() && !is_elsewhere);
        if is_known && self.unknown_mark.is_none() {
            return;
        }
        let word =
            self.unknown_mark.clone().or_else(|| self.mark.map(|mark| mark.name().to_owned())).unwrap_or_default();
        let marks = Mark::ALL.map(Mark::name);
        let hint = if is_elsewhere {
            "code around an answer stands in a question of the kind `write`, before its list".to_owned()
        } else {
            did_you_mean(&word, marks).unwrap_or_else(|| format!("Swift may be marked {}", spelled_out(marks)))
        };
        let span = first_line(reading.text, &self.span);
        reading.report.error(span, "code/unknown-mark", format!("`{word}` means nothing here")).hint(hint);
    }

    pub fn check_width(&self, reading: &mut Reading<'_>) {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let width = line.trim_end().chars().count();
            if width > MAX_WIDTH {
                let span = self.place(at, line.trim_end().len(), reading.text);
                reading
                    .report
                    .warning(span, "code/wide", format!("{width} characters: a phone wraps lines after {MAX_WIDTH}"))
                    .hint("break the line, or move its comment above it");
            }
            at += line.len();
        }
    }

    fn check_swift(&self, reading: &mut Reading<'_>) {
        let Some(syntax) = reading.swift.read(&self.text) else {
            // An archived text is not checked, but its questions are graded by the code that they show.
            reading.blocks.push(SwiftBlock { code: self.text.clone(), mark: self.mark });
            return;
        };
        reading.skeletons.push(Spanned::new(syntax.skeleton, first_line(reading.text, &self.span)));
        self.claim(reading);
        let Some(error) = syntax.error else { return };
        let span = self.place(error.span.start, error.span.len(), reading.text);
        let message = match &error.missing {
            // The grammar's names for words say nothing to people, its punctuation does.
            Some(missing) if missing.starts_with(char::is_alphabetic) => {
                "this is not Swift: something is missing here".to_owned()
            }
            Some(missing) => format!("this is not Swift: `{missing}` is missing here"),
            None => "this is not Swift".to_owned(),
        };
        reading
            .report
            .error(span, "code/swift", message)
            .hint("whole statements only; put a line that must not compile into a comment, or use ```text");
    }

    /// Tells what the block says of itself, alone or behind those above it.
    fn claim(&self, reading: &mut Reading<'_>) {
        let block = SwiftBlock { code: self.text.clone(), mark: self.mark };
        let continues = self.mark == Some(Mark::Continues);
        if continues && reading.blocks.is_empty() {
            reading.blocks.clone_from(&reading.screen_before);
        }
        let above = if continues { claim::program(&reading.blocks) } else { String::new() };
        for (line, code, behaviour) in claim::of_block(&block, &above) {
            let at: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
            let length = self.text[at..].lines().next().unwrap_or_default().len();
            reading.report.claim(self.place(at, length, reading.text), code, behaviour);
        }
        reading.blocks.push(block);
    }

    /// The place in the file of a piece of one of the code's lines.
    fn place(&self, at: usize, length: usize, text: &str) -> Span {
        let piece = self.places.partition_point(|(start, _)| *start <= at).checked_sub(1);
        let piece = piece.and_then(|index| self.places.get(index));
        let start = piece.map_or(self.span.start, |(start, source)| source + at - start);
        // Tabs that indent a block in a list are cut to spaces: then a place is a little off, never out of the file.
        floor(text, start)..floor(text, start + length)
    }
}
