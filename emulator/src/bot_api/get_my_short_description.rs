//! `getMyShortDescription`: the text on the bot's profile in one language, else the one for everybody.

use serde_json::json;

use super::{Answer, Method, Run, params::Params, set_my_commands::read_language};
use crate::state::{World, settings::localized};

pub(super) const METHOD: Method =
    Method { name: "getMyShortDescription", params: &["language_code"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let language = read_language(params)?;
    Ok(json!({"short_description": localized(&world.settings.short_descriptions, &language).unwrap_or("")}))
}
