//! The stream of the academy's team: who was given which role, and by whom. There is one for the whole academy, and
//! whoever asks who may do what asks its fold, never a read model.

mod decide;
pub mod facts;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{Appointed, grant, revoke};
pub use facts::TeamFact;
pub use state::{Given, Team};
