//! Items are put into their right order, one tap after the other.

use pulldown_cmark::Tag;

use super::entry::{Asked, Form, letter, line};
use super::{Difference, Grade, Kind, Response, Written, sequence};
use crate::catalogue::inline;
use crate::catalogue::list_item::Item;
use crate::catalogue::markdown::Node;
use crate::catalogue::question_section::{QuestionSection, Sizes, WrittenOption};
use crate::catalogue::reading::Reading;
use crate::markup::Html;

const ITEMS: std::ops::RangeInclusive<usize> = 3..=6;

/// The author's order is the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// For each item the first one with the same text: two lines `}` may change places.
    alike: Vec<usize>,
    /// Are points given for neighbours that belong next to each other?
    partial: bool,
}

impl Order {
    fn as_texts(&self, items: &[usize]) -> Vec<usize> {
        items.iter().map(|item| self.alike.get(*item).copied().unwrap_or(*item)).collect()
    }
}

impl Kind for Order {
    fn order(&self, seed: Option<u64>) -> Vec<usize> {
        sequence::order(self.alike.len(), seed)
    }

    fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form {
        let tapped = sequence::tapped(entry, asked.order.len());
        let mut html = Html::new();
        for (shown, item) in asked.order.iter().enumerate() {
            if let Some(item) = asked.option(*item) {
                html.line(&line(&letter(shown), &item.label));
            }
        }
        if tapped.is_empty() {
            html.paragraph(&asked.texts.html("question-order-tap", &[]));
        } else {
            let letters: Vec<String> = tapped.iter().map(|shown| letter(*shown)).collect();
            html.paragraph(&asked.texts.html("question-order-yours", &[("order", (&letters.join(" → ")).into())]));
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
        sequence::well_formed(response, self.alike.len())
    }

    /// With points for a part: neighbours that follow each other as they should / all neighbours.
    fn grade(&self, response: &Response) -> Grade {
        let given = self.as_texts(sequence::items(response));
        if given == self.alike {
            return Grade::whole(true);
        }
        let is_right = |pair: &&[usize]| self.alike.windows(2).any(|other| other == *pair);
        let all = self.alike.len().saturating_sub(1);
        let right = given.windows(2).filter(is_right).count();
        // Where two items are alike, all neighbours may be right though the whole is not.
        Grade::parts(right.min(all.saturating_sub(1)), all, self.partial)
    }

    /// The right order, each item under the letter that it was shown with. An item is right at its place, and also right
    /// after the item that it belongs after.
    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html {
        let given = sequence::items(response);
        let texts = self.as_texts(given);
        let mut html = Html::new();
        for (place, alike) in self.alike.iter().enumerate() {
            let Some(item) = asked.option(place) else { continue };
            let follows = place > 0 && texts.windows(2).any(|pair| *pair == self.alike[place - 1..=place]);
            let is_right = follows || texts.get(place) == Some(alike);
            let mut text = Html::text(if is_right { "✅ " } else { "❌ " });
            text.push(&line(&asked.letter(place), &item.label));
            html.line(&line(&(place + 1).to_string(), &text));
        }
        if texts != self.alike {
            let letters: Vec<String> = given.iter().map(|item| asked.letter(*item)).collect();
            html.paragraph(&asked.texts.html("question-order-yours", &[("order", (&letters.join(" → ")).into())]));
        }
        html
    }

    fn right(&self) -> Response {
        Response::Sequence((0..self.alike.len()).collect())
    }

    fn wrong(&self) -> Response {
        Response::Sequence((0..self.alike.len()).rev().collect())
    }
}

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
        sequence::difference(self.alike.len(), translation.alike.len())
    }
}
