//! `PUT /playground/faults`: the switches; what is not named stays.

use axum::{Json, extract::State};
use serde_json::json;

use super::{Answer, Body};
use crate::{Emulator, faults::FaultsChange, state::Problem};

pub async fn put(State(emulator): State<Emulator>, Body(change): Body<FaultsChange>) -> Answer {
    let faults = emulator
        .look(|world| world.faults.changed(&change))
        .ok_or_else(|| Problem::Invalid("sendStatus is 0, 429 or 502".into()))?;
    emulator.set_faults(faults.clone());
    Ok(Json(json!(faults)))
}
