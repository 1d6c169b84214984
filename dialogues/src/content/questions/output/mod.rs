//! What does a program print? The answer is typed and has to be exact, line by line.

use crate::content::questions::answer::{Grade, Response, Typed};
use crate::content::questions::entry::{Asked, Form};
use crate::content::questions::kind::Kind;
use crate::content::questions::takes::Takes;
use crate::content::questions::typed;
use crate::kernel::markup::Html;

mod written;

/// Characters of a learner's answer that the verdict shows.
const SHOWN: usize = 300;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What is printed, in each language of the question; the original's first.
    printed: Vec<Vec<String>>,
}

impl Output {
    /// Lines that are printed; as many in every language.
    fn lines(&self) -> usize {
        self.printed.first().map_or(1, Vec::len)
    }

    fn is_right(&self, answer: &str) -> bool {
        let answer = lines(&typed::straightened(answer));
        self.printed.iter().any(|printed| lines(&typed::straightened(&printed.join("\n"))) == answer)
    }
}

/// Spaces at the ends of lines, the kind of line ends, and white space around all do not count; the chat cuts the latter.
fn lines(text: &str) -> Vec<String> {
    text.trim().lines().map(|line| line.trim_end().to_owned()).collect()
}

impl Kind for Output {
    fn takes(&self) -> Takes {
        Takes::Text
    }

    fn ask(&self, asked: &Asked<'_>, _: &str) -> Form {
        typed::form(asked, asked.texts.html("question-output-type", &[("lines", self.lines().into())]))
    }

    fn typed(&self, text: &str) -> Typed {
        let says_nothing = !self.printed.iter().flatten().any(|line| typed::says_something(line));
        if says_nothing && !text.is_empty() {
            return Typed::Answer(Response::Text(text.to_owned()));
        }
        match typed::answer(text) {
            // How many lines there are is said above: fewer are no wrong answer, they are none yet.
            Typed::Answer(_) if lines(text).len() < self.lines() && !self.is_right(text) => {
                Typed::Part { lines: self.lines() }
            }
            typed => typed,
        }
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

    fn keys(&self) -> Vec<Response> {
        self.printed.iter().map(|printed| Response::Text(printed.join("\n"))).collect()
    }

    fn wrong(&self) -> Response {
        let longest = self.printed.iter().map(|printed| printed.join("\n")).max().unwrap_or_default();
        Response::Text(format!("{longest} no"))
    }
}
