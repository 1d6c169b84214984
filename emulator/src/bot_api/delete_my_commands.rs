//! `deleteMyCommands`: takes the list of one scope and language away; broader ones show again.

use serde_json::json;

use super::{
    Answer, Method, Run,
    params::Params,
    set_my_commands::{read_language, read_scope},
};
use crate::state::World;

pub(super) const METHOD: Method =
    Method { name: "deleteMyCommands", params: &["language_code", "scope"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let (scope, language) = (read_scope(world, params)?, read_language(params)?);
    world.change_settings(|settings| settings.set_commands(scope, &language, Vec::new()));
    Ok(json!(true))
}
