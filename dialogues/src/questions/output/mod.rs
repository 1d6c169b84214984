//! What does a program print? The answer is typed and has to be exact, line by line.

use pulldown_cmark::Tag;

use super::entry::{Asked, Form};
use super::{Difference, Grade, Kind, Response, Typed, Written, typed};
use crate::catalogue::code::Code;
use crate::catalogue::lesson_file::first_line;
use crate::catalogue::markdown::Node;
use crate::catalogue::question_section::{QuestionSection, Sizes, WrittenOption};
use crate::catalogue::reading::Reading;
use crate::markup::Html;

/// The language of the block that holds what is printed.
const LANGUAGE: &str = "output";
const LINES: std::ops::RangeInclusive<usize> = 1..=6;
/// Characters of a learner's answer that the verdict shows.
const SHOWN: usize = 300;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What is printed, in each language of the question; the original's first.
    printed: Vec<Vec<String>>,
}

impl Output {
    fn is_right(&self, answer: &str) -> bool {
        let straight = typed::straightened(answer);
        self.printed.iter().any(|printed| lines(answer) == *printed || lines(&straight) == *printed)
    }
}

/// Spaces at the ends of lines, the kind of line ends, and white space around all do not count; the chat cuts the latter.
fn lines(text: &str) -> Vec<String> {
    text.trim().lines().map(|line| line.trim_end().to_owned()).collect()
}

impl Kind for Output {
    fn order(&self, _: Option<u64>) -> Vec<usize> {
        Vec::new()
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        typed::form(asked, asked.texts.html("question-output-type", &[]))
    }

    fn entered(&self, _: &[usize], entry: &str) -> Option<Response> {
        typed::entered(entry)
    }

    fn entry(&self, _: &[usize], response: &Response) -> Option<String> {
        typed::entry(response)
    }

    fn typed(&self, text: &str) -> Typed {
        let says_nothing = !self.printed.iter().flatten().any(|line| typed::says_something(line));
        if says_nothing && !text.is_empty() {
            return Typed::Answer(Response::Text(text.to_owned()));
        }
        typed::answer(text)
    }

    fn well_formed(&self, response: &Response) -> bool {
        typed::well_formed(response)
    }

    fn grade(&self, response: &Response) -> Grade {
        Grade::whole(self.is_right(typed::words(response)))
    }

    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        let mut html = Html::new();
        let answer = typed::words(response);
        if !answer.is_empty() && !self.is_right(answer) {
            html.line(&asked.texts.html("question-yours", &[]));
            html.line(&typed::shown(answer, SHOWN));
        }
        if let Some(printed) = asked.option(0) {
            html.paragraph(&asked.texts.html("question-output-prints", &[]));
            html.line(&printed.label);
        }
        html
    }

    fn right(&self) -> Response {
        Response::Text(self.printed.first().map(|printed| printed.join("\n")).unwrap_or_default())
    }

    fn wrong(&self) -> Response {
        let longest = self.printed.iter().map(|printed| printed.join("\n")).max().unwrap_or_default();
        Response::Text(format!("{longest} no"))
    }
}

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
            typed::refuse_command(span.clone(), reading);
        }
        let label = Html::trusted(format!("<pre>{}</pre>", Html::text(&printed.join("\n"))));
        section.options.push(WrittenOption::plain(label, span));
        (!printed.is_empty()).then(|| Self { printed: vec![printed] })
    }

    /// Texts in quotes may be translated, and so may be what is printed of them; never its shape.
    fn difference(&self, translation: &Self) -> Option<Difference> {
        let count = |output: &Self| output.printed.first().map_or(0, Vec::len);
        (count(self) != count(translation)).then(|| Difference::Count(count(self), count(translation)))
    }

    fn adopt(&mut self, translation: &Self) {
        for printed in &translation.printed {
            if !self.printed.contains(printed) {
                self.printed.push(printed.clone());
            }
        }
    }
}
