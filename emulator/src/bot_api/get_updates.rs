//! `getUpdates`: see `updates.rs`, this file only reads the parameters.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::Value;

use super::{Answer, Method, Refusal, Run, params::Params};
use crate::{
    Emulator,
    updates::{self, Ask},
};

pub(super) const METHOD: Method = Method {
    name: "getUpdates",
    params: &["allowed_updates", "limit", "offset", "timeout"],
    sends: false,
    run: Run::Later(run),
};

/// Longer waits are cut to this, in seconds.
const MAX_TIMEOUT: i64 = 50;

/// Every update kind there is. Source: Bot API 10.1, `Update`.
const KINDS: [&str; 25] = [
    "business_connection",
    "business_message",
    "callback_query",
    "channel_post",
    "chat_boost",
    "chat_join_request",
    "chat_member",
    "chosen_inline_result",
    "deleted_business_messages",
    "edited_business_message",
    "edited_channel_post",
    "edited_message",
    "guest_message",
    "inline_query",
    "managed_bot",
    "message",
    "message_reaction",
    "message_reaction_count",
    "my_chat_member",
    "poll",
    "poll_answer",
    "pre_checkout_query",
    "purchased_paid_media",
    "removed_chat_boost",
    "shipping_query",
];

fn run(emulator: Emulator, params: Params) -> BoxFuture<'static, Answer> {
    async move {
        let timeout = params.integer_in("timeout", 0..=i64::from(i32::MAX), 0)?.min(MAX_TIMEOUT);
        let ask = Ask {
            offset: params.integer("offset")?.unwrap_or(0),
            limit: params.integer_in("limit", 1..=100, 100)? as usize,
            timeout: Duration::from_secs(timeout as u64),
            allowed: allowed_updates(&params)?,
        };
        updates::poll(&emulator, ask).await.map(Value::Array)
    }
    .boxed()
}

/// The kinds asked for. Telegram skips names it does not know; here they are a typing error.
pub(super) fn allowed_updates(params: &Params) -> Result<Option<Vec<String>>, Refusal> {
    let Some(mut kinds) = params.object::<Vec<String>>("allowed_updates")? else {
        return Ok(None);
    };
    if let Some(odd) = kinds.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
        return Err(Refusal::bad(format!("allowed_updates names an unknown kind \"{odd}\"")));
    }
    kinds.sort_unstable();
    kinds.dedup();
    Ok(Some(kinds))
}
