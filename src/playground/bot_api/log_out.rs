//! `logOut`: from here on the bot is served elsewhere. Every later call is refused until the emulator starts again.

use serde_json::json;

use super::{Answer, Method, Run, params::Params};
use crate::playground::state::World;

pub(super) const METHOD: Method = Method { name: "logOut", params: &[], sends: false, run: Run::Now(run) };

fn run(world: &mut World, _: &Params) -> Answer {
    world.logged_out = true;
    world.touch();
    Ok(json!(true))
}
