//! The private PostgreSQL.

pub mod account;
