//! How items to put into order are written: a numbered list in the right order.

use pulldown_cmark::Tag;

use super::Order;
use crate::content::questions::written::{Difference, QuestionSection, Sizes, Written, WrittenOption};
use crate::content::source::inline;
use crate::content::source::list_item::Item;
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;
use crate::kernel::markup::Html;

const ITEMS: std::ops::RangeInclusive<usize> = 3..=6;

impl Written for Order {
    const ATTRIBUTES: &'static [&'static str] = &["partial"];
    const SIZES: Sizes = Sizes { label: 80, reason: 0, frame: 12, once: 60, ..Sizes::USUAL };

    fn owns(block: &Node<'_>, _: &str) -> bool {
        matches!(block.tag(), Some(Tag::List(Some(_))))
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        section.require_explanation("why this is the order", &mut reading.report);
        let partial = section.pays_for_parts(&mut reading.report);
        let list = section.own_block("one numbered list in the right order", reading)?;
        for item in &list.children {
            let item = Item::of(item, reading.text);
            item.refuse_rest(reading);
            let label = inline::render(&item.line, reading);
            if label.is_empty() {
                reading.report.error(item.span.clone(), "question/empty-option", "the item has no text");
            }
            section.options.push(WrittenOption::plain(label, item.span));
        }
        let count = section.options.len();
        let labels: Vec<&Html> = section.options.iter().map(|option| &option.label).collect();
        let alike: Vec<usize> =
            labels.iter().map(|label| labels.iter().position(|other| other == label).unwrap_or_default()).collect();
        if !ITEMS.contains(&count) || alike.iter().all(|item| *item == 0) {
            let message = format!("{count} items: {} to {} can be put into order", ITEMS.start(), ITEMS.end());
            reading
                .report
                .error(section.heading.clone(), "question/option-count", message)
                .hint("write them as a numbered list, in the right order; not all of them alike");
        }
        (count > 1).then_some(Self { alike, partial })
    }

    fn difference(&self, translation: &Self) -> Option<Difference> {
        Difference::of_counts(self.alike.len(), translation.alike.len())
    }
}
