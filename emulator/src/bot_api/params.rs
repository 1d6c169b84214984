//! Parameters of a call: from the query, a form, multipart or JSON, under one roof and strictly typed.
//!
//! Numbers and flags may come as strings, objects as JSON strings, as Telegram allows: forms know nothing else.

use axum::{
    body::to_bytes,
    extract::Request,
    http::{Method, header::CONTENT_TYPE},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{Refusal, multipart};

/// Larger bodies are refused, as nothing of what is emulated needs them.
const MAX_BODY: usize = 1 << 20;

/// Parameters that Telegram knows, but the emulator does not play.
const NOT_EMULATED: [&str; 22] = [
    "allow_adding_options",
    "allow_paid_broadcast",
    "business_connection_id",
    "certificate",
    "country_codes",
    "description",
    "description_entities",
    "description_parse_mode",
    "direct_messages_topic_id",
    "explanation_entities",
    "explanation_media",
    "hide_results_until_closes",
    "inline_message_id",
    "ip_address",
    "media",
    "members_only",
    "message_effect_id",
    "message_thread_id",
    "question_entities",
    "rich_message",
    "shuffle_options",
    "suggested_post_parameters",
];

#[derive(Debug, Default)]
pub struct Params(Map<String, Value>);

impl Params {
    /// Reads the query and, except for GET, the body.
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let mut all = Map::new();
        let query = parts.uri.query().unwrap_or("");
        all.extend(form_urlencoded::parse(query.as_bytes()).map(|(k, v)| (k.into(), v.into())));
        if parts.method != Method::GET {
            let body = to_bytes(body, MAX_BODY).await.map_err(|_| Refusal::new(413, "Request Entity Too Large"))?;
            let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
            let kind_lower = kind.to_ascii_lowercase();
            if kind_lower.starts_with("application/json") {
                if !body.is_empty() {
                    match serde_json::from_slice(&body) {
                        Ok(Value::Object(fields)) => all.extend(fields),
                        _ => return Err(Refusal::bad("request body must be a JSON object")),
                    }
                }
            } else if kind_lower.starts_with("multipart/form-data") {
                all.extend(multipart::fields(kind, &body)?);
            } else if !body.is_empty() {
                all.extend(form_urlencoded::parse(&body).map(|(k, v)| (k.into(), v.into())));
            }
        }
        all.retain(|_, value| !value.is_null());
        Ok(Self(all))
    }

    /// Those of a call that a webhook's answer carries.
    pub fn of_webhook(mut fields: Map<String, Value>) -> Self {
        fields.retain(|name, value| name != "method" && !value.is_null());
        Self(fields)
    }

    #[cfg(test)]
    pub fn from_json(fields: Value) -> Self {
        match fields {
            Value::Object(fields) => Self(fields),
            _ => Self::default(),
        }
    }

    /// What a log or a test may see of it.
    pub fn redacted(&self) -> Value {
        let mut shown = self.0.clone();
        if let Some(secret) = shown.get_mut("secret_token") {
            *secret = Value::from("(secret)");
        }
        Value::Object(shown)
    }

    /// Refuses every parameter that is not in the list: a typing error, or something not emulated.
    pub fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) if NOT_EMULATED.contains(&name.as_str()) => {
                Err(Refusal::bad(format!("parameter \"{name}\" is not emulated")))
            }
            Some(name) => Err(Refusal::bad(format!("unknown parameter \"{name}\""))),
        }
    }

    pub fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::bad(format!("parameter \"{name}\" must be of type String"))),
        }
    }

    pub fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = match self.0.get(name) {
            None => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_i64(),
        };
        number.map(Some).ok_or_else(|| Refusal::bad(format!("parameter \"{name}\" must be of type Integer")))
    }

    /// An integer within bounds, or what stands for a missing one.
    pub fn integer_in(&self, name: &str, range: std::ops::RangeInclusive<i64>, missing: i64) -> Result<i64, Refusal> {
        let number = self.integer(name)?.unwrap_or(missing);
        if range.contains(&number) {
            return Ok(number);
        }
        let (from, to) = range.into_inner();
        Err(Refusal::bad(format!("parameter \"{name}\" must be between {from} and {to}")))
    }

    /// `false` where it is missing.
    pub fn flag(&self, name: &str) -> Result<bool, Refusal> {
        Ok(self.flag_or_none(name)?.unwrap_or(false))
    }

    pub fn flag_or_none(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if matches!(text.to_ascii_lowercase().as_str(), "true" | "1") => Ok(Some(true)),
            Some(Value::String(text)) if matches!(text.to_ascii_lowercase().as_str(), "false" | "0" | "") => {
                Ok(Some(false))
            }
            Some(_) => Err(Refusal::bad(format!("parameter \"{name}\" must be of type Boolean"))),
        }
    }

    /// An object or array, given as such or as a JSON string.
    pub fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        let value = match self.0.get(name) {
            None => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map_err(|_| Refusal::bad(format!("can't parse {} JSON object", name.replace('_', " "))))?,
            Some(value) => value.clone(),
        };
        Ok(Some(value).filter(|value| !value.is_null()))
    }

    /// The same, read into a type.
    pub fn object<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let Some(value) = self.json(name)? else {
            return Ok(None);
        };
        serde_json::from_value(value)
            .map(Some)
            .map_err(|error| Refusal::bad(format!("can't parse {}: {error}", name.replace('_', " "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn forms_and_json_give_the_same_values_and_wrong_types_are_refused() {
        let params = Params::from_json(json!({
            "a": "7", "b": 7, "c": "true", "d": "{\"x\":1}", "e": {"x": 1}, "f": 1.5, "secret_token": "s",
        }));
        assert_eq!((params.integer("a").unwrap(), params.integer("b").unwrap()), (Some(7), Some(7)));
        assert!(params.flag("c").unwrap());
        assert_eq!(params.json("d").unwrap(), params.json("e").unwrap());
        assert!(params.integer("f").is_err() && params.text("b").is_err() && params.flag("e").is_err());
        assert_eq!(params.redacted()["secret_token"], "(secret)");
        assert_eq!(params.only(&["a"]).unwrap_err().description, "Bad Request: unknown parameter \"b\"");
    }
}
