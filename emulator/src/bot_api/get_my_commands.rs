//! `getMyCommands`: the list of exactly this scope and language, without falling back.

use serde_json::json;

use super::{
    Answer, Method, Run,
    params::Params,
    set_my_commands::{read_language, read_scope},
};
use crate::state::World;

pub(super) const METHOD: Method =
    Method { name: "getMyCommands", params: &["language_code", "scope"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let (scope, language) = (read_scope(world, params)?, read_language(params)?);
    Ok(json!(world.settings.commands_of(&scope, &language).unwrap_or_default()))
}
