//! What every context stands on and what knows no context: configuration, clock, telemetry, the private database, the
//! pool, the event log, jobs and processes.

pub mod cache;
pub mod clock;
pub mod cluster;
pub mod config;
pub mod content;
pub mod database;
pub mod eventstore;
pub mod jobs;
pub mod mac;
pub mod network;
pub mod processes;
pub mod quota;
pub mod seal;
pub mod telemetry;
pub mod vault;
