//! The catalogue: markdown in, courses out.

pub mod model;
pub use model::*;
