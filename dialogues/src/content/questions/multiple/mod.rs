//! Several options are right, and all of them are wanted.

use crate::content::questions::answer::{Grade, Response};
use crate::content::questions::choice;
use crate::content::questions::entry::{Asked, Ballot, Form};
use crate::content::questions::kind::Kind;
use crate::content::questions::takes::Takes;
use crate::kernel::markup::Html;

mod written;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiple {
    /// Ascending, at least one.
    correct: Vec<usize>,
    options: usize,
    /// Are points given for a part of the right options?
    partial: bool,
}

impl Kind for Multiple {
    fn takes(&self) -> Takes {
        Takes::Options { count: self.options, many: true, may_move: true }
    }

    fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form {
        choice::ask_many(asked, entry)
    }

    /// A poll counts all or nothing.
    fn ballot(&self, asked: &Asked<'_>) -> Option<Ballot> {
        if self.partial { None } else { choice::ballot(asked, &self.correct, true) }
    }

    /// With points for a part: (right ones chosen − wrong ones chosen) / right ones, and never below nothing.
    fn grade(&self, response: &Response) -> Grade {
        let chosen = choice::chosen(response);
        if chosen == self.correct || !self.partial {
            return Grade::whole(chosen == self.correct);
        }
        let right = chosen.iter().filter(|option| self.correct.contains(option)).count();
        let wrong = chosen.len() - right;
        Grade { score: right.saturating_sub(wrong) as f64 / self.correct.len() as f64, correct: false }
    }

    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        choice::explain(asked, response, &self.correct, true)
    }

    fn right(&self) -> Response {
        Response::Options(self.correct.clone())
    }

    fn wrong(&self) -> Response {
        Response::Options((0..self.options).filter(|option| !self.correct.contains(option)).take(1).collect())
    }
}
