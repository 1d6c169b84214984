//! The stream of a learner: who they are.

mod bounds;
mod days;
pub mod facts;
mod leaving;
mod state;

pub use bounds::Changes;
pub use days::{Days, FirstZone, Streak};
pub use facts::{ExportTo, LearnerFact, ProfileChange};
pub use leaving::{Leaving, Stage};
pub use state::{GOALS, Learner};
