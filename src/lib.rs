//! Academy: learners learn in a Telegram chat from markdown; every step is an event in PostgreSQL.
//!
//! Start at [`cli`] to see what runs, at [`conversation`] to see how a press becomes stored facts and a screen,
//! and at the `dialogues` crate for what the learner sees. `docs/ARCHITECTURE.md` has the map and the import table.

pub mod app;
pub mod assessment;
pub mod cli;
pub mod contexts;
pub mod conversation;
pub mod course;
pub mod external;
pub mod http;
pub mod identity;
pub mod learning;
pub mod module;
pub mod platform;
pub mod privacy;
pub mod role;
pub mod roles;
pub mod telegram;
pub mod user;
