//! How a question with several right options is written: `- [x]` for these, `- [ ]` for the others.

use super::Multiple;
use crate::content::questions::written::{Difference, QuestionSection, Written, options};
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;

impl Written for Multiple {
    const ATTRIBUTES: &'static [&'static str] = &["partial", "shuffle"];

    fn owns(block: &Node<'_>, text: &str) -> bool {
        options::owns(block, text)
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        options::read(section, reading);
        let report = &mut reading.report;
        let partial = section.pays_for_parts(report);
        let correct = options::checked(section);
        let options = section.options.len();
        let span = section.heading.clone();
        if correct.is_empty() {
            report
                .error(span, "question/no-correct-option", "no option is right")
                .hint("mark the right ones with `- [x]`");
            return None;
        }
        if correct.len() == options {
            report
                .error(span, "question/every-option-correct", "every option is right: there is nothing to choose")
                .hint("add an option that sounds right and is not");
        } else if correct.len() == 1 {
            report
                .error(span, "question/one-correct-option", "a `multiple` question has two or more right options")
                .hint("write `### single: …` if one is right");
        }
        Some(Self { correct, options, partial })
    }

    fn difference(&self, translation: &Self) -> Option<Difference> {
        options::difference((&self.correct, self.options), (&translation.correct, translation.options))
    }
}
