//! One option is right.

use super::{Asked, Ballot, Difference, Form, Grade, Kind, Response, Written, choice, options};
use crate::catalogue::markdown::Node;
use crate::catalogue::question_section::QuestionSection;
use crate::catalogue::reading::Reading;
use crate::markup::Html;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Single {
    correct: usize,
    options: usize,
}

impl Kind for Single {
    fn order(&self, seed: Option<u64>) -> Vec<usize> {
        choice::order(self.options, seed)
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        choice::ask_one(asked)
    }

    fn ballot(&self, asked: &Asked<'_>) -> Option<Ballot> {
        choice::ballot(asked, &[self.correct], false)
    }

    fn entered(&self, _: &[usize], entry: &str) -> Option<Response> {
        choice::entered(entry)
    }

    fn entry(&self, _: &[usize], response: &Response) -> Option<String> {
        choice::entry(response)
    }

    fn well_formed(&self, response: &Response) -> bool {
        choice::well_formed(response, self.options, false)
    }

    fn grade(&self, response: &Response) -> Grade {
        Grade::whole(choice::chosen(response) == [self.correct])
    }

    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        choice::explain(asked, response, &[self.correct], false)
    }

    fn right(&self) -> Response {
        Response::Options(vec![self.correct])
    }

    fn wrong(&self) -> Response {
        Response::Options(vec![usize::from(self.correct == 0)])
    }
}

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
        choice::difference((&[self.correct], self.options), (&[translation.correct], translation.options))
    }
}
