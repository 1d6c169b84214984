//! Two columns: what belongs to what? The left one stays, the right one is shuffled. The texts of the section are the
//! left column, then the right one.

use crate::content::questions::answer::{Grade, Response};
use crate::content::questions::entry::{Asked, Form, letter, line};
use crate::content::questions::kind::Kind;
use crate::content::questions::sequence;
use crate::content::questions::takes::Takes;
use crate::kernel::markup::Html;

mod written;

/// What stands in a row belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    rows: usize,
    /// Are points given for a part of the rows?
    partial: bool,
}

impl Matching {
    fn left<'a>(asked: &'a Asked<'_>, row: usize) -> Option<&'a Html> {
        asked.option(row).map(|cell| &cell.label)
    }

    fn right_of<'a>(&self, asked: &'a Asked<'_>, row: usize) -> Option<&'a Html> {
        asked.option(self.rows + row).map(|cell| &cell.label)
    }
}

/// A row with what was chosen for it.
fn leading_to(row: &Html, chosen: Option<Html>) -> Html {
    let mut text = row.clone();
    if let Some(chosen) = chosen {
        text.push(&Html::text(" → ")).push(&chosen);
    }
    text
}

impl Kind for Matching {
    /// The rows of the right column.
    fn takes(&self) -> Takes {
        Takes::Sequence { count: self.rows }
    }

    /// The rows are asked one after the other, from the top.
    fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form {
        let tapped = sequence::tapped(entry, self.rows);
        let right_of = |shown: usize| self.right_of(asked, *asked.order.get(shown)?).cloned();
        let (mut html, mut brief) = (Html::new(), Html::new());
        for row in 0..self.rows {
            let Some(cell) = Self::left(asked, row) else { continue };
            let text = line(&(row + 1).to_string(), cell);
            let chosen = tapped.get(row).map(|shown| (Html::bold(&Html::text(&letter(*shown))), right_of(*shown)));
            let (short, full) = chosen.unzip();
            html.line(&leading_to(&text, short));
            brief.line(&leading_to(&text, full.flatten()));
        }
        let mut right = Html::new();
        for (shown, row) in asked.order.iter().enumerate() {
            if let Some(cell) = self.right_of(asked, *row) {
                right.line(&line(&letter(shown), cell));
            }
        }
        html.paragraph(&right);
        if tapped.len() < self.rows {
            let next = tapped.len();
            let cell = Self::left(asked, next).map(Html::plain).unwrap_or_default();
            let tap =
                asked.texts.html("question-match-tap", &[("number", (next + 1).into()), ("cell", (&cell).into())]);
            html.paragraph(&tap);
            brief.paragraph(&tap);
        }
        sequence::form((html, brief), asked, &tapped, entry, right_of)
    }

    /// With points for a part: right rows / all rows.
    fn grade(&self, response: &Response) -> Grade {
        let right = sequence::items(response).iter().enumerate().filter(|(row, item)| row == *item).count();
        Grade::parts(right, self.rows, self.partial)
    }

    /// Every row with what belongs to it and, where that differs, what was chosen.
    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        let mut html = Html::new();
        for (row, given) in sequence::items(response).iter().enumerate() {
            let Some((left, right)) = Self::left(asked, row).zip(self.right_of(asked, row)) else { continue };
            let mut text = Html::text(if *given == row { "✅ " } else { "❌ " });
            text.push(left).push(&Html::text(" → ")).push(right);
            if let Some(chosen) = self.right_of(asked, *given).filter(|_| *given != row) {
                let chosen = chosen.plain();
                text.push(&Html::text(" · "));
                text.push(&Html::italic(&asked.texts.html("question-match-yours", &[("cell", (&chosen).into())])));
            }
            html.line(&line(&(row + 1).to_string(), &text));
        }
        html
    }

    fn right(&self) -> Response {
        Response::Sequence((0..self.rows).collect())
    }

    fn wrong(&self) -> Response {
        let mut rows: Vec<usize> = (0..self.rows).collect();
        rows.rotate_left(1);
        Response::Sequence(rows)
    }
}
