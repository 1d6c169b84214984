//! `setWebhook`: where updates are pushed to from now on.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, get_updates::allowed_updates, is_web_address, params::Params};
use crate::state::{World, settings::Webhook};

pub(super) const METHOD: Method = Method {
    name: "setWebhook",
    params: &["allowed_updates", "drop_pending_updates", "max_connections", "secret_token", "url"],
    sends: false,
    run: Run::Now(run),
};

fn run(world: &mut World, params: &Params) -> Answer {
    let url = params.text("url")?.unwrap_or("").trim().to_owned();
    let max_connections = params.integer_in("max_connections", 1..=100, 40)? as usize;
    let secret_token = params.text("secret_token")?.filter(|secret| !secret.is_empty()).map(str::to_owned);
    if let Some(secret) = &secret_token {
        if secret.len() > 256 {
            return Err(Refusal::bad("secret token is too long"));
        }
        if !secret.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            return Err(Refusal::bad("secret token contains unallowed characters"));
        }
    }
    let allowed = allowed_updates(params)?;
    let drop_pending = params.flag("drop_pending_updates")?;
    if !url.is_empty() {
        let parsed = url::Url::parse(&url).map_err(|_| Refusal::bad("invalid webhook URL specified"))?;
        if !is_web_address(&parsed) {
            return Err(Refusal::bad("bad webhook: HTTPS url must be provided for webhook"));
        }
        let ports = [80, 88, 443, 8443];
        if parsed.scheme() == "https" && !ports.contains(&parsed.port_or_known_default().unwrap_or(443)) {
            return Err(Refusal::bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"));
        }
    }
    if drop_pending {
        world.drop_pending();
    }
    world.change_settings(|settings| {
        settings.webhook =
            (!url.is_empty()).then_some(Webhook { url, secret_token, max_connections, last_error: None });
        if let Some(allowed) = allowed {
            settings.allowed_updates = allowed;
        }
    });
    Ok(json!(true))
}
