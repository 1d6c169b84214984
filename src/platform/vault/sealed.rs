//! What a sealed value looks like in JSON, and how it is closed and opened: `{"$sealed": "v1.…"}`, the nonce and the
//! ciphertext of AES-256-GCM. Each is bound to its place: it opens nowhere else.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};

use aes_gcm::Aes256Gcm;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dialogues::streams::{Personal, personal};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Key, StoredEvent, kek};

const SEALED: &str = "$sealed";
const VERSION: &str = "v1.";

fn name((stream, version): (Uuid, u32), at: &str) -> String {
    format!("{stream}:{version}{at}")
}

/// Is it a sealed value?
pub fn is_sealed(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| fields.len() == 1 && fields.contains_key(SEALED))
}

/// Stands where a value was changed after it was sealed: no fact reads it.
fn forged() -> Value {
    json!([{ SEALED: "it does not open: it was changed, or moved here" }])
}

pub(super) fn close(key: &Aes256Gcm, name: &str, value: &Value) -> Value {
    // Only what is gigabytes long cannot be sealed, and no value is.
    let sealed = kek::close(key, name.as_bytes(), value.to_string().as_bytes()).unwrap_or_default();
    json!({ SEALED: format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(sealed)) })
}

pub(super) fn open(key: &Aes256Gcm, name: &str, value: &Value) -> Option<Value> {
    let text = value.get(SEALED)?.as_str()?.strip_prefix(VERSION)?;
    let opened = kek::open(key, name.as_bytes(), &URL_SAFE_NO_PAD.decode(text).ok()?)?;
    serde_json::from_slice(&opened).ok()
}

pub(super) fn close_fields(key: &Aes256Gcm, own: &[Personal], event: (Uuid, u32), data: &mut Value) {
    for Personal { at, .. } in own {
        if let Some(value) = data.pointer_mut(at).filter(|value| !value.is_null() && !is_sealed(value)) {
            *value = close(key, &name(event, at), value);
        }
    }
}

/// Whose events these are, as far as something is sealed in them.
pub(super) fn owners(events: &[StoredEvent]) -> BTreeSet<Uuid> {
    let sealed = events.iter().filter(|event| {
        let own = personal(&event.aggregate_type, &event.event_type);
        own.iter().any(|own| event.data.pointer(own.at).is_some_and(is_sealed))
    });
    sealed.filter_map(owner).collect()
}

fn owner(event: &StoredEvent) -> Option<Uuid> {
    event.learner().ok().map(dialogues::kernel::ids::LearnerId::as_uuid)
}

pub(super) fn open_fields(keys: &HashMap<Uuid, Key>, event: &mut StoredEvent) {
    let own = personal(&event.aggregate_type, &event.event_type);
    let of = (event.stream, event.version);
    let key = owner(event).and_then(|owner| keys.get(&owner));
    // Most events have nothing that is sealed.
    let cipher = LazyCell::new(|| key.map(|key| key.as_ref().map(|key| key.cipher())));
    for Personal { at, gone } in own {
        let Some(value) = event.data.pointer_mut(at).filter(|value| is_sealed(value)) else { continue };
        *value = match &*cipher {
            Some(Some(cipher)) => open(cipher, &name(of, at), value).unwrap_or_else(forged),
            Some(None) => gone.value(),
            None => forged(),
        };
    }
}

/// Takes what is sealed for gone, for whoever looks at the rest and has no keys.
pub fn blank(events: &mut [StoredEvent]) {
    for event in events {
        for Personal { at, gone } in personal(&event.aggregate_type, &event.event_type) {
            if let Some(value) = event.data.pointer_mut(at).filter(|value| is_sealed(value)) {
                *value = gone.value();
            }
        }
    }
}
