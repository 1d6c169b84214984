//! `deleteWebhook`: back to `getUpdates`.

use serde_json::json;

use super::{Answer, Method, Run, params::Params};
use crate::state::World;

pub(super) const METHOD: Method =
    Method { name: "deleteWebhook", params: &["drop_pending_updates"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    if params.flag("drop_pending_updates")? {
        world.drop_pending();
    }
    if world.settings.webhook.is_some() {
        world.change_settings(|settings| settings.webhook = None);
    }
    Ok(json!(true))
}
