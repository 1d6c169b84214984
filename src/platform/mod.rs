//! What every context stands on and what knows no context: configuration, clock, telemetry, the private database, the
//! pool and the event log.

pub mod cache;
pub mod clock;
pub mod cluster;
pub mod config;
pub mod content;
pub mod database;
pub mod eventstore;
pub mod telemetry;
