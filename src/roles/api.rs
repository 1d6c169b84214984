//! The role `api`: the HTTP API and the Mini App, on the server that every process has.

use futures::FutureExt;

use crate::role::{Role, Stage};

pub static ROLE: Role = Role {
    name: "api",
    help: "HTTP API and Mini App",
    requires: &["TELOXIDE_TOKEN"],
    kinds: Vec::new,
    start: |stage| {
        let Stage { served, .. } = stage;
        served.api = true;
        std::future::ready(Ok(None)).boxed()
    },
};
