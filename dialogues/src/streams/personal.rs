//! What of a stored event is a person's own: their name, their number at Telegram, what they wrote, where they live. Each
//! kind of stream lists it, so that whoever stores events can seal it, and whoever reads them when its key is gone knows
//! what stands in its place.
//!
//! Not personal: what was chosen, ticked or ordered, scores, days, ids of content, and learners' ids, which are drawn by chance.

use serde_json::{Value, json};

/// One such value of an event's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Personal {
    /// Where it is: a JSON pointer.
    pub at: &'static str,
    /// What stands there when nobody can read it any more.
    pub gone: Gone,
}

/// What stands in the place of a value that nobody can read any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Nothing: it may be left out.
    Absent,
    /// No entries.
    Map,
    /// No words.
    Text,
    /// Nobody's number.
    Zero,
}

impl Personal {
    pub const fn absent(at: &'static str) -> Self {
        Self { at, gone: Gone::Absent }
    }

    pub const fn map(at: &'static str) -> Self {
        Self { at, gone: Gone::Map }
    }

    pub const fn text(at: &'static str) -> Self {
        Self { at, gone: Gone::Text }
    }

    pub const fn zero(at: &'static str) -> Self {
        Self { at, gone: Gone::Zero }
    }
}

impl Gone {
    pub fn value(self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Map => json!({}),
            Self::Text => json!(""),
            Self::Zero => json!(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{golden, personal};
    use super::*;

    /// Texts of events that are nobody's own: names of content and of choices, moments.
    const FREE: &str = "
        ask asked asks attempt by concept concepts course courses day deadline due follow group hits id interview item items kind
        lastReview learner lesson level locale missed module next place point question questions rating reason
        recommendation review revision role run session startedAt to topics unsaid who";

    fn texts(data: &Value, name: &str, at: &str, found: &mut BTreeSet<(String, String)>) {
        match data {
            Value::String(_) => drop(found.insert((name.to_owned(), at.to_owned()))),
            Value::Array(items) => items.iter().for_each(|item| texts(item, name, at, found)),
            Value::Object(fields) => {
                for (field, value) in fields {
                    texts(value, field, &format!("{at}/{field}"), found);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_text_that_is_stored_is_a_persons_own_or_known_to_be_nobodys() {
        let mut sealed = 0;
        for event in golden::logs().flat_map(|log| log.events) {
            let own = personal(&event.aggregate_type, &event.event_type);
            let mut found = BTreeSet::new();
            texts(&event.data, "", "", &mut found);
            for (name, at) in found {
                let is_own = own.iter().any(|own| at == own.at || at.starts_with(&format!("{}/", own.at)));
                sealed += usize::from(is_own);
                assert!(
                    is_own || FREE.split_whitespace().any(|free| free == name),
                    "{} has the text {at}: whose is it?",
                    event.event_type
                );
            }
        }
        assert!(sealed > 10, "{sealed}");
    }

    #[test]
    fn what_is_gone_still_reads_and_folds() {
        for mut log in golden::logs() {
            for event in &mut log.events {
                for own in personal(&event.aggregate_type, &event.event_type) {
                    if let Some(value) = event.data.pointer_mut(own.at) {
                        *value = own.gone.value();
                    }
                }
            }
            assert!(log.states().iter().all(|(_, _, state)| state.is_some()));
        }
    }
}
