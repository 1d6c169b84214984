//! The academy as a whole: the real `academy` process over HTTP against the emulated Telegram, a real PostgreSQL and a
//! real Redis. One test crate, a module per concern; `harness` starts and kills things.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harness;

mod admin;
mod api;
mod architecture;
mod backup;
mod browser;
mod command_line;
mod docs;
mod erasure;
mod eventlog;
mod interviews;
mod jobs;
mod learning;
mod limits;
mod live;
mod monkey;
mod outages;
mod placement;
mod polls;
mod pooler;
mod renumber;
mod reviews;
mod second_looks;
mod sessions;
mod snippets;
mod telegram;
mod vault;
mod versions;
