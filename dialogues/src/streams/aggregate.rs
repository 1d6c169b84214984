//! What a kind of stream is: the events of one thing, and what they fold to. The list of kinds is [`super`]'s.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::personal::Personal;

/// Turns an old shape (type, data) into the next newer one; none for what is not its old shape.
pub type Upcaster = fn(&str, &Value) -> Option<(String, Value)>;

/// The fold of one stream, and how its facts are stored.
pub trait Aggregate: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The kind of stream, in the log and for ever.
    const TYPE: &'static str;
    /// From the oldest to the newest, each applied to what the one before gave. What is stored is never rewritten.
    const UPCASTERS: &'static [Upcaster] = &[];

    /// What of its events is a person's own, by the event's type.
    const PERSONAL: &'static [(&'static str, &'static [Personal])] = &[];

    /// Names one stream of the kind.
    type Id: Copy + PartialEq + Send + Sync;
    /// An enum with serde's `tag = "type", content = "data"`: a variant's name is the event's type.
    type Fact: Clone + Serialize + DeserializeOwned;

    /// The stream's first fact. None: it begins nothing.
    fn begin(id: Self::Id, fact: &Self::Fact, at: DateTime<Utc>) -> Option<Self>;

    #[must_use]
    fn evolve(self, fact: &Self::Fact, at: DateTime<Utc>) -> Self;

    /// The stream's id in the log.
    fn stream(id: Self::Id) -> Uuid;

    /// Facts that were folded.
    fn version(&self) -> u32;

    /// A fact as its event's type and data.
    fn encode(fact: &Self::Fact) -> Result<(String, Value), Unstorable> {
        let unstorable = |reason: String| Unstorable { kind: Self::TYPE, reason };
        let mut tagged = serde_json::to_value(fact).map_err(|error| unstorable(error.to_string()))?;
        let Some(Value::String(event_type)) = tagged.get_mut("type").map(Value::take) else {
            return Err(unstorable("it has no type".into()));
        };
        Ok((event_type, tagged.get_mut("data").map_or_else(|| json!({}), Value::take)))
    }

    /// The fact behind an event's type and data, whatever shape they were stored in.
    fn decode(event_type: &str, data: &Value) -> Result<Self::Fact, serde_json::Error> {
        let stored = (event_type.to_owned(), data.clone());
        let upcast = |(event_type, data): (String, Value), upcaster: &Upcaster| {
            upcaster(&event_type, &data).unwrap_or((event_type, data))
        };
        let (event_type, data) = Self::UPCASTERS.iter().fold(stored, upcast);
        let tagged = [("type".to_owned(), Value::String(event_type)), ("data".to_owned(), data)];
        serde_json::from_value(Value::Object(tagged.into_iter().collect()))
    }

    /// Is there such a fact, whatever else is in it? Otherwise a newer program has stored the event.
    fn knows(event_type: &str, data: &Value) -> bool {
        let stored = (event_type.to_owned(), data.clone());
        let upcast = |(event_type, data): (String, Value), upcaster: &Upcaster| {
            upcaster(&event_type, &data).unwrap_or((event_type, data))
        };
        let (event_type, _) = Self::UPCASTERS.iter().fold(stored, upcast);
        // With nothing in it, all that a fact's name is not good for is said first.
        let named = serde_json::from_value::<Self::Fact>(json!({ "type": event_type, "data": null }));
        named.err().is_none_or(|error| !error.to_string().starts_with("unknown variant"))
    }

    /// One fact more: the first begins the stream. None: it cannot be the first.
    fn fold(before: Option<Self>, id: Self::Id, fact: &Self::Fact, at: DateTime<Utc>) -> Option<Self> {
        match before {
            Some(before) => Some(before.evolve(fact, at)),
            None => Self::begin(id, fact, at),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a fact of {kind} cannot be stored: {reason}")]
pub struct Unstorable {
    pub kind: &'static str,
    pub reason: String,
}
