//! What every context stands on: database, event log, clock, configuration. Knows no context.

pub mod database;
pub mod eventstore;
