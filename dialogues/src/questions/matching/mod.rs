//! Two columns: what belongs to what? The left one stays, the right one is shuffled. The texts of the section are the
//! left column, then the right one.

use pulldown_cmark::{Event, Tag};

use super::entry::{Asked, Form, letter, line};
use super::{Difference, Grade, Kind, Response, Written, sequence};
use crate::catalogue::finding::Span;
use crate::catalogue::inline;
use crate::catalogue::markdown::Node;
use crate::catalogue::question_section::{QuestionSection, Sizes, WrittenOption};
use crate::catalogue::reading::Reading;
use crate::markup::Html;

const ROWS: std::ops::RangeInclusive<usize> = 3..=5;

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
    /// Of the right column.
    fn order(&self, seed: Option<u64>) -> Vec<usize> {
        sequence::order(self.rows, seed)
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
        let rows = sequence::rows(asked, &tapped);
        Form { html, rows, entry: if tapped.is_empty() { sequence::NOTHING.to_owned() } else { entry.to_owned() } }
    }

    fn entered(&self, order: &[usize], entry: &str) -> Option<Response> {
        sequence::entered(order, entry)
    }

    fn entry(&self, order: &[usize], response: &Response) -> Option<String> {
        sequence::entry(order, response)
    }

    fn well_formed(&self, response: &Response) -> bool {
        sequence::well_formed(response, self.rows)
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

impl Written for Matching {
    const ATTRIBUTES: &'static [&'static str] = &["partial"];
    // A verdict shows a right cell twice where another one was chosen.
    const SIZES: Sizes = Sizes { label: 40, reason: 0, frame: 60, ..Sizes::USUAL };

    fn owns(block: &Node<'_>, _: &str) -> bool {
        matches!(block.tag(), Some(Tag::Table(_)))
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        section.require_explanation("why this belongs together", &mut reading.report);
        let partial = section.pays_for_parts(&mut reading.report);
        let table = section.own_block("one table with two columns", reading)?;
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for row in table.children.iter().filter(|row| matches!(row.event, Event::Start(Tag::TableRow))) {
            let mut cells = row.children.iter().map(|cell| read_cell(cell, row, reading));
            if let (Some(first), Some(second), None) = (cells.next(), cells.next(), cells.next()) {
                left.push(first);
                right.push(second);
            } else {
                let span = line_of(row, reading.text);
                reading.report.error(span, "question/columns", "a row has a left and a right cell, and no more");
                return None;
            }
        }
        let rows = left.len();
        check(rows, [&left, &right], &section.heading, reading);
        section.options = left.into_iter().chain(right).collect();
        (rows > 1).then_some(Self { rows, partial })
    }

    fn difference(&self, translation: &Self) -> Option<Difference> {
        sequence::difference(self.rows, translation.rows)
    }
}

fn read_cell(cell: &Node<'_>, row: &Node<'_>, reading: &mut Reading<'_>) -> WrittenOption {
    let span = if cell.span.is_empty() { line_of(row, reading.text) } else { cell.span.clone() };
    let label = inline::render(&cell.children, reading);
    if label.is_empty() {
        reading.report.error(span.clone(), "question/empty-option", "the cell is empty");
    }
    WrittenOption::plain(label, span)
}

fn check(rows: usize, columns: [&Vec<WrittenOption>; 2], heading: &Span, reading: &mut Reading<'_>) {
    if !ROWS.contains(&rows) {
        let message = format!("{rows} rows: {} to {} can be matched", ROWS.start(), ROWS.end());
        reading
            .report
            .error(heading.clone(), "question/option-count", message)
            .hint("a table has headings, a line of dashes and then its rows: `| left | right |`");
    }
    for column in columns {
        for (number, cell) in column.iter().enumerate() {
            if column[..number].iter().any(|other| other.label == cell.label) && !cell.label.is_empty() {
                reading.report.error(cell.span.clone(), "question/repeated-option", "this value is there twice");
            }
        }
    }
}

fn line_of(row: &Node<'_>, text: &str) -> Span {
    crate::catalogue::lesson_file::first_line(text, &row.span)
}
