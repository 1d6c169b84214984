//! What every context stands on and what knows no context: configuration, clock, telemetry, the private database.

pub mod clock;
pub mod cluster;
pub mod config;
pub mod telemetry;
