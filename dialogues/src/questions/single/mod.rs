//! One option is right.

use super::{Grade, Kind, Response, choice};
use crate::catalogue::finding::Report;
use crate::catalogue::question_section::QuestionSection;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Single {
    correct: usize,
    options: usize,
}

impl Kind for Single {
    const ATTRIBUTES: &'static [&'static str] = &["shuffle"];

    fn read(section: &QuestionSection<'_>, report: &mut Report) -> Option<Self> {
        choice::check(section, report);
        match choice::checked(section).as_slice() {
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

    fn grade(&self, response: &Response) -> Grade {
        let Response::Options(chosen) = response;
        Grade::whole(chosen.as_slice() == [self.correct])
    }

    fn option_count(&self) -> usize {
        self.options
    }

    fn correct(&self) -> Vec<usize> {
        vec![self.correct]
    }

    fn takes_many(&self) -> bool {
        false
    }
}
