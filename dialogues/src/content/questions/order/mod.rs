//! Items are put into their right order, one tap after the other.

use crate::content::questions::answer::{Grade, Response};
use crate::content::questions::entry::{Asked, Form, letter, line};
use crate::content::questions::kind::Kind;
use crate::content::questions::sequence;
use crate::content::questions::takes::Takes;
use crate::kernel::markup::Html;

mod written;

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
    fn takes(&self) -> Takes {
        Takes::Sequence { count: self.alike.len() }
    }

    fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form {
        let tapped = sequence::tapped(entry, asked.order.len());
        let mut html = Html::new();
        for (shown, item) in asked.order.iter().enumerate() {
            if let Some(item) = asked.option(*item) {
                html.line(&line(&letter(shown), &item.label));
            }
        }
        let item = |shown: usize| Some(asked.option(*asked.order.get(shown)?)?.label.clone());
        let mut brief = Html::new();
        for (place, item) in tapped.iter().filter_map(|shown| item(*shown)).enumerate() {
            brief.line(&line(&(place + 1).to_string(), &item));
        }
        if tapped.len() < asked.order.len() {
            brief.paragraph(&asked.texts.html("question-order-tap-items", &[]));
        }
        if tapped.is_empty() {
            html.paragraph(&asked.texts.html("question-order-tap", &[]));
        } else {
            let letters: Vec<String> = tapped.iter().map(|shown| letter(*shown)).collect();
            html.paragraph(&asked.texts.html("question-order-yours", &[("order", (&letters.join(" → ")).into())]));
        }
        sequence::form((html, brief), asked, &tapped, entry, item)
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
            let letter = if asked.lettered { asked.letter(place) } else { String::new() };
            text.push(&line(&letter, &item.label));
            html.line(&line(&(place + 1).to_string(), &text));
        }
        if texts != self.alike && !asked.lettered {
            html.paragraph(&asked.texts.html("question-yours", &[]));
            for (place, item) in given.iter().filter_map(|item| asked.option(*item)).enumerate() {
                html.line(&line(&(place + 1).to_string(), &item.label));
            }
        } else if texts != self.alike {
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
