//! `close`: before a bot moves to another local server. There is none, so nothing is to be done.

use serde_json::{Value, json};

use super::{Method, Run};
use crate::state::World;

pub(super) const METHOD: Method = Method { name: "close", params: &[], sends: false, run: Run::Always(run) };

fn run(_: &mut World) -> Value {
    json!(true)
}
