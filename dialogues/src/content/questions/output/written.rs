//! How an output is written: a program, and a block of the language `output` with what it prints.

use pulldown_cmark::Tag;

use super::{Output, SHOWN, lines};
use crate::content::questions::written::{Difference, QuestionSection, Sizes, Written, WrittenOption, refuse_command};
use crate::content::source::claim::{Behaviour, Mark};
use crate::content::source::code::Code;
use crate::content::source::finding::first_line;
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;
use crate::kernel::markup::Html;

/// The language of the block that holds what is printed.
const LANGUAGE: &str = "output";
const LINES: std::ops::RangeInclusive<usize> = 1..=6;

impl Written for Output {
    const ATTRIBUTES: &'static [&'static str] = &[];
    const SIZES: Sizes = Sizes { label: 270, reason: 0, frame: 40, once: SHOWN + 40, ..Sizes::USUAL };

    fn owns(block: &Node<'_>, _: &str) -> bool {
        matches!(block.tag(), Some(Tag::CodeBlock(kind)) if Code::read(kind, block).language == LANGUAGE)
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        section.require_explanation("why this is printed", &mut reading.report);
        if !section.body.as_str().contains("language-swift") {
            reading
                .report
                .error(section.heading.clone(), "question/no-code", "there is no program that prints anything")
                .hint("put it into a block ```swift before the block ```output");
        }
        let program = section.code.last().map(|block| block.mark);
        let block = section.own_block("one block ```output with what is printed", reading)?;
        let Some(Tag::CodeBlock(kind)) = block.tag() else { return None };
        let code = Code::read(kind, &block);
        let printed = lines(&code.text);
        let span = first_line(reading.text, &block.span);
        if !LINES.contains(&printed.len()) {
            let message = format!("{} lines: an output has {} to {}", printed.len(), LINES.start(), LINES.end());
            reading.report.error(span.clone(), "question/output-lines", message);
        }
        if printed.first().is_some_and(|line| line.starts_with('/')) {
            refuse_command(span.clone(), &mut reading.report);
        }
        // The program has said of itself that it runs; what it prints is known here.
        if program.is_some_and(|mark| matches!(mark, None | Some(Mark::Continues)))
            && let Some(claim) = reading.report.last_claim()
            && matches!(claim.behaviour, Behaviour::Runs(_))
        {
            claim.behaviour = Behaviour::Prints(printed.join("\n"));
        }
        let label = Html::trusted(format!("<pre>{}</pre>", Html::text(&printed.join("\n"))));
        section.options.push(WrittenOption::plain(label, span));
        (!printed.is_empty()).then(|| Self { printed: vec![printed] })
    }

    /// Texts in quotes may be translated, and so may be what is printed of them; never its shape.
    fn difference(&self, translation: &Self) -> Option<Difference> {
        let count = |output: &Self| output.printed.first().map_or(0, Vec::len);
        Difference::of_counts(count(self), count(translation))
    }

    fn adopt(&mut self, translation: &Self) {
        for printed in &translation.printed {
            if !self.printed.contains(printed) {
                self.printed.push(printed.clone());
            }
        }
    }
}
