//! How a table to match is written: two columns, the right one in the order of the left.

use pulldown_cmark::{Event, Tag};

use super::Matching;
use crate::content::questions::written::{Difference, QuestionSection, Sizes, Written, WrittenOption};
use crate::content::source::finding::{Span, first_line};
use crate::content::source::inline;
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;

const ROWS: std::ops::RangeInclusive<usize> = 3..=5;

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
                let span = first_line(reading.text, &row.span);
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
        Difference::of_counts(self.rows, translation.rows)
    }
}

fn read_cell(cell: &Node<'_>, row: &Node<'_>, reading: &mut Reading<'_>) -> WrittenOption {
    let span = if cell.span.is_empty() { first_line(reading.text, &row.span) } else { cell.span.clone() };
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
