//! `getWebhookInfo`: where updates are pushed to, and how that goes.

use serde_json::{Value, json};

use super::{Method, Run};
use crate::state::World;

pub(super) const METHOD: Method = Method { name: "getWebhookInfo", params: &[], sends: false, run: Run::Always(run) };

fn run(world: &mut World) -> Value {
    let webhook = world.settings.webhook.as_ref();
    let mut info = json!({
        "url": webhook.map_or("", |webhook| webhook.url.as_str()),
        "has_custom_certificate": false,
        "pending_update_count": world.queue.len(),
    });
    if let Some(webhook) = webhook {
        info["max_connections"] = json!(webhook.max_connections);
        if let Some((at, message)) = &webhook.last_error {
            info["last_error_date"] = json!(at);
            info["last_error_message"] = json!(message);
        }
    }
    if !world.settings.allowed_updates.is_empty() {
        info["allowed_updates"] = json!(world.settings.allowed_updates);
    }
    info
}
