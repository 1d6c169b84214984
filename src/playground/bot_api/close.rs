//! `close`: before a bot moves to another local server. There is none, so nothing is to be done.

use serde_json::json;

use super::{Answer, Method, Run, params::Params};
use crate::playground::state::World;

pub(super) const METHOD: Method = Method { name: "close", params: &[], sends: false, run: Run::Now(run) };

fn run(_: &mut World, _: &Params) -> Answer {
    Ok(json!(true))
}
