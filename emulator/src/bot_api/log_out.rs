//! `logOut`: from here on the bot is served elsewhere. Every later call is refused until the emulator starts again.

use serde_json::{Value, json};

use super::{Method, Run};
use crate::state::World;

pub(super) const METHOD: Method = Method { name: "logOut", params: &[], sends: false, run: Run::Always(run) };

fn run(world: &mut World) -> Value {
    world.logged_out = true;
    world.touch();
    json!(true)
}
