//! Facts to names and data, and back. A fact is an enum with serde's `tag = "type", content = "data"`: the variant's
//! name is the event's type. Shapes that were stored once stay readable through upcasters.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NewEvent, StoredEvent};

/// Turns an old shape (type, data) into the next newer one; none for what is not its old shape.
pub type Upcaster = fn(&str, &Value) -> Option<(String, Value)>;

/// How one kind of aggregate's facts are stored.
#[derive(Clone, Copy, Debug)]
pub struct Codec {
    pub aggregate_type: &'static str,
    /// From the oldest to the newest, each applied to what the one before gave.
    pub upcasters: &'static [Upcaster],
}

#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    #[error("a fact of {aggregate_type} cannot be stored: {reason}")]
    Encode { aggregate_type: &'static str, reason: String },
    #[error("event {event_type} (version {version} of {aggregate_type} {stream}) is unreadable: {source}")]
    Decode { event_type: String, aggregate_type: String, stream: Uuid, version: u32, source: serde_json::Error },
}

/// A read model's way to report what it cannot read.
impl From<CodecError> for sqlx::Error {
    fn from(error: CodecError) -> Self {
        Self::Decode(Box::new(error))
    }
}

impl Codec {
    /// The fact as the stream's event of that version.
    pub fn encode<F: Serialize>(&self, stream: Uuid, fact: &F, version: u32) -> Result<NewEvent, CodecError> {
        let unfit = |reason: String| CodecError::Encode { aggregate_type: self.aggregate_type, reason };
        let mut tagged = serde_json::to_value(fact).map_err(|error| unfit(error.to_string()))?;
        let Some(Value::String(event_type)) = tagged.get_mut("type").map(Value::take) else {
            return Err(unfit("it has no type".into()));
        };
        let data = tagged.get_mut("data").map_or_else(|| json!({}), Value::take);
        Ok(NewEvent { stream, aggregate_type: self.aggregate_type, event_type, data, version })
    }

    /// The fact behind an event, whatever shape it was stored in.
    pub fn decode<F: DeserializeOwned>(&self, event: &StoredEvent) -> Result<F, CodecError> {
        let (event_type, data) = self.upcast(event);
        serde_json::from_value(json!({ "type": event_type, "data": data })).map_err(|source| CodecError::Decode {
            event_type: event.event_type.clone(),
            aggregate_type: event.aggregate_type.clone(),
            stream: event.stream,
            version: event.version,
            source,
        })
    }

    fn upcast(&self, event: &StoredEvent) -> (String, Value) {
        let stored = (event.event_type.clone(), event.data.clone());
        self.upcasters
            .iter()
            .fold(stored, |(event_type, data), upcaster| upcaster(&event_type, &data).unwrap_or((event_type, data)))
    }
}
