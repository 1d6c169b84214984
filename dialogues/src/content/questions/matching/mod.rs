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

impl Kind for Matching {
    /// The rows of the right column.
    fn takes(&self) -> Takes {
        Takes::Sequence { count: self.rows }
    }

    /// The rows are asked one after the other, from the top.
    fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form {
        let tapped = sequence::tapped(entry, self.rows);
        let mut html = Html::new();
        for row in 0..self.rows {
            let Some(cell) = Self::left(asked, row) else { continue };
            let mut text = line(&(row + 1).to_string(), cell);
            if let Some(shown) = tapped.get(row) {
                text.push(&Html::text(" → ")).push(&Html::bold(&Html::text(&letter(*shown))));
            }
            html.line(&text);
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
            html.paragraph(
                &asked.texts.html("question-match-tap", &[("number", (next + 1).into()), ("cell", (&cell).into())]),
            );
        }
        sequence::form(html, asked, &tapped, entry)
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
