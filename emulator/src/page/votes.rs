//! `POST /playground/chats/{chat}/votes`: a learner votes in a poll. Answers with the message as they now see it.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;

use super::{Answer, Body, view};
use crate::{Emulator, state::Problem};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vote {
    from: i64,
    message_id: i64,
    option_ids: Vec<usize>,
}

pub async fn vote(State(emulator): State<Emulator>, Path(chat): Path<i64>, Body(vote): Body<Vote>) -> Answer {
    emulator.change(|world| {
        world.vote(vote.from, chat, vote.message_id, &vote.option_ids)?;
        let message = world.messages.get(&(chat, vote.message_id));
        let message = message.ok_or_else(|| Problem::Unknown("the message is gone".into()))?;
        Ok(Json(view::message(world, message, Some(vote.from))))
    })
}
