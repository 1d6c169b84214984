//! `GET /playground/state`: everything but the messages. `?lang` chooses the language of the bot's profile.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Query, State},
};
use serde_json::{Value, json};

use super::view;
use crate::Emulator;

pub async fn get(State(emulator): State<Emulator>, Query(query): Query<HashMap<String, String>>) -> Json<Value> {
    let language = query.get("lang").map_or("", String::as_str);
    Json(emulator.look(|world| {
        let mut state = view::status(world);
        state["bot"] = view::bot(world, language);
        state["learners"] = world.learners.values().map(view::learner).collect();
        state["chats"] = world.chats.values().map(|chat| view::chat(world, chat)).collect();
        state["faults"] = json!(world.faults);
        state
    }))
}
