//! `getMyName`: the bot's name in one language, else the one for everybody.

use serde_json::json;

use super::{Answer, Method, Run, params::Params, set_my_commands::read_language};
use crate::state::World;

pub(super) const METHOD: Method =
    Method { name: "getMyName", params: &["language_code"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let language = read_language(params)?;
    Ok(json!({"name": world.name(&language)}))
}
