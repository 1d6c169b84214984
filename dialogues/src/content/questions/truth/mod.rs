//! A statement: true or false? The two options are the interface's own words.

use crate::content::questions::answer::{Grade, Response};
use crate::content::questions::choice;
use crate::content::questions::entry::{Asked, Ballot, Form};
use crate::content::questions::kind::Kind;
use crate::content::questions::takes::Takes;
use crate::kernel::markup::Html;

mod written;

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
    /// True always comes first.
    fn takes(&self) -> Takes {
        Takes::Options { count: Self::OPTIONS, many: false, may_move: false }
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        choice::ask_one(asked)
    }

    fn ballot(&self, asked: &Asked<'_>) -> Option<Ballot> {
        choice::ballot(asked, &[self.right_option()], false)
    }

    fn grade(&self, response: &Response) -> Grade {
        Grade::whole(choice::chosen(response) == [self.right_option()])
    }

    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        choice::explain(asked, response, &[self.right_option()], false)
    }

    fn right(&self) -> Response {
        Response::Options(vec![self.right_option()])
    }

    fn wrong(&self) -> Response {
        Response::Options(vec![1 - self.right_option()])
    }
}
