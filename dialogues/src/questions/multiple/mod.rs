//! Several options are right, and all of them are wanted.

use super::{Grade, Kind, Response, choice};
use crate::catalogue::finding::Report;
use crate::catalogue::question_section::QuestionSection;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiple {
    /// Ascending, at least one.
    correct: Vec<usize>,
    options: usize,
    /// Are points given for a part of the right options?
    partial: bool,
}

impl Kind for Multiple {
    const ATTRIBUTES: &'static [&'static str] = &["partial", "shuffle"];

    fn read(section: &QuestionSection<'_>, report: &mut Report) -> Option<Self> {
        choice::check(section, report);
        let partial = section.attributes.parsed::<bool>("partial", "true or false", report);
        let correct = choice::checked(section);
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
        Some(Self { correct, options, partial: partial.is_some_and(|partial| partial.value) })
    }

    /// With points for a part: (right ones chosen − wrong ones chosen) / right ones, and never below nothing.
    fn grade(&self, response: &Response) -> Grade {
        let Response::Options(chosen) = response;
        if *chosen == self.correct || !self.partial {
            return Grade::whole(*chosen == self.correct);
        }
        let right = chosen.iter().filter(|option| self.correct.contains(option)).count();
        let wrong = chosen.len() - right;
        Grade { score: right.saturating_sub(wrong) as f64 / self.correct.len() as f64, correct: false }
    }

    fn option_count(&self) -> usize {
        self.options
    }

    fn correct(&self) -> Vec<usize> {
        self.correct.clone()
    }

    fn takes_many(&self) -> bool {
        true
    }
}
