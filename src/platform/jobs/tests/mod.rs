//! Policies and jobs against a real PostgreSQL.

mod policies;
mod queue;
mod runner;
mod timers;
