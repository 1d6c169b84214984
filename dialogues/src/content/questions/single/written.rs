//! How a question with one right option is written: `- [x]` for it, `- [ ]` for the others.

use super::Single;
use crate::content::questions::written::{Difference, QuestionSection, Written, options};
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;

impl Written for Single {
    const ATTRIBUTES: &'static [&'static str] = &["shuffle"];

    fn owns(block: &Node<'_>, text: &str) -> bool {
        options::owns(block, text)
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        options::read(section, reading);
        let report = &mut reading.report;
        match options::checked(section).as_slice() {
            [correct] => Some(Self { correct: *correct, options: section.options.len() }),
            [] => {
                report
                    .error(section.heading.clone(), "question/no-correct-option", "no option is right")
                    .hint("mark the right one with `- [x]`");
                None
            }
            [_, second, ..] => {
                report
                    .error(
                        section.options[*second].span.clone(),
                        "question/many-correct-options",
                        "a `single` question has one right option",
                    )
                    .hint("write `### multiple: …` if several are right");
                None
            }
        }
    }

    fn difference(&self, translation: &Self) -> Option<Difference> {
        options::difference((&[self.correct], self.options), (&[translation.correct], translation.options))
    }
}
