//! `setMyName`: the bot's name in one language; an empty one takes it back.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, params::Params, set_my_commands::read_language};
use crate::state::World;

pub(super) const METHOD: Method =
    Method { name: "setMyName", params: &["name", "language_code"], sends: false, run: Run::Now(run) };

const MAX: usize = 64;

fn run(world: &mut World, params: &Params) -> Answer {
    let text = params.text("name")?.unwrap_or("").trim().to_owned();
    let language = read_language(params)?;
    if text.chars().count() > MAX {
        return Err(Refusal::bad(format!("bot name length must not exceed {MAX}")));
    }
    world.change_settings(|settings| {
        if text.is_empty() {
            settings.names.remove(&language);
        } else {
            settings.names.insert(language, text);
        }
    });
    Ok(json!(true))
}
