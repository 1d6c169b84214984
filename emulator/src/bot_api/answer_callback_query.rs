//! `answerCallbackQuery`: once, in time, in at most 200 characters.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, params::Params};
use crate::state::World;

pub(super) const METHOD: Method = Method {
    name: "answerCallbackQuery",
    params: &["cache_time", "callback_query_id", "show_alert", "text", "url"],
    sends: false,
    run: Run::Now(run),
};

const MAX_TEXT: usize = 200;

const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

fn run(world: &mut World, params: &Params) -> Answer {
    let id = params.text("callback_query_id")?.unwrap_or("");
    let text = params.text("text")?.filter(|text| !text.is_empty());
    let show_alert = params.flag("show_alert")?;
    let url = params.text("url")?.filter(|url| !url.is_empty());
    // Clients would cache the answer for this long; nothing here does.
    params.integer_in("cache_time", 0..=i64::from(i32::MAX), 0)?;
    if text.is_some_and(|text| text.chars().count() > MAX_TEXT) {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    // A bot without games may only send to a deep link of its own.
    let own = format!("t.me/{}?start=", world.bot.username);
    if url.is_some_and(|url| !url.trim_start_matches("https://").starts_with(&own)) {
        return Err(Refusal::bad("URL_INVALID"));
    }
    if world.answer(id, text, show_alert, url) { Ok(json!(true)) } else { Err(Refusal::bad(TOO_OLD)) }
}
