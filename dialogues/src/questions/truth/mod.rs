//! A statement: true or false? The two options are the interface's own words.

use super::{Grade, Kind, Response};
use crate::catalogue::finding::Report;
use crate::catalogue::question_section::QuestionSection;

/// Options are numbered: 0 says true, 1 says false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    is_true: bool,
}

impl Truth {
    const OPTIONS: usize = 2;

    const fn right_option(&self) -> usize {
        if self.is_true { 0 } else { 1 }
    }
}

impl Kind for Truth {
    const ATTRIBUTES: &'static [&'static str] = &[];

    fn read(section: &QuestionSection<'_>, report: &mut Report) -> Option<Self> {
        let is_true = section.keyword.value == "true";
        if let Some(option) = section.options.first() {
            report
                .error(option.span.clone(), "question/unexpected-options", "a statement has no options of its own")
                .hint("write `### single: …` to give options");
        }
        if section.explanation.is_none() {
            report
                .error(
                    section.heading.clone(),
                    "question/no-explanation",
                    format!("learners are told why the statement is {is_true}"),
                )
                .hint("add a quote `> [!NOTE]` with the explanation under it");
        }
        Some(Self { is_true })
    }

    fn grade(&self, response: &Response) -> Grade {
        let Response::Options(chosen) = response;
        Grade::whole(chosen.as_slice() == [self.right_option()])
    }

    fn option_count(&self) -> usize {
        Self::OPTIONS
    }

    fn correct(&self) -> Vec<usize> {
        vec![self.right_option()]
    }

    fn takes_many(&self) -> bool {
        false
    }
}
