//! The stream of a learner: who they are.

mod bounds;
mod days;
pub mod facts;
mod state;

pub use bounds::Changes;
pub use days::{Days, FirstZone, Streak};
pub use facts::{LearnerFact, ProfileChange};
pub use state::{GOALS, Learner};
