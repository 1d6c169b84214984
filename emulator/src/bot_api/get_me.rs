//! `getMe`: who the bot is.

use serde_json::{Value, json};

use super::{Method, Run};
use crate::{state::World, wire};

pub(super) const METHOD: Method = Method { name: "getMe", params: &[], sends: false, run: Run::Always(run) };

fn run(world: &mut World) -> Value {
    let mut me = wire::bot(world);
    for (ability, can) in [
        ("allows_users_to_create_topics", false),
        ("can_connect_to_business", false),
        ("can_join_groups", true),
        ("can_manage_bots", false),
        ("can_read_all_group_messages", false),
        ("has_main_web_app", false),
        ("has_topics_enabled", false),
        ("supports_inline_queries", false),
    ] {
        me[ability] = json!(can);
    }
    me
}
