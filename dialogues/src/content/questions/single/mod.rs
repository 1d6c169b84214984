//! One option is right.

use crate::content::questions::answer::{Grade, Response};
use crate::content::questions::choice;
use crate::content::questions::entry::{Asked, Ballot, Form};
use crate::content::questions::kind::Kind;
use crate::content::questions::takes::Takes;
use crate::kernel::markup::Html;

mod written;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Single {
    correct: usize,
    options: usize,
}

impl Kind for Single {
    fn takes(&self) -> Takes {
        Takes::Options { count: self.options, many: false, may_move: true }
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        choice::ask_one(asked)
    }

    fn ballot(&self, asked: &Asked<'_>) -> Option<Ballot> {
        choice::ballot(asked, &[self.correct], false)
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
