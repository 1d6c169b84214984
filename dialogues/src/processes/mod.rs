//! Processes: several steps, in several places, of which in the end all are done or all are taken back. Pure: what has
//! happened to a process is a stream of its own, what comes next follows from its fold, and whoever does the steps
//! (`src/platform/processes`) tells what became of them.
//!
//! A [`Plan`] is the list of steps. Start at [`Process::next`] for what is to be done and at [`Process::report`] for what
//! follows from what was done.
//!
//! - Steps are done in their order, one at a time.
//! - A step that is refused, or whose tries are exhausted, has the steps before it taken back, the last one first. A step
//!   that gave up may have been done in part, so it is taken back as well.
//! - At a step with [`Back::Never`] and behind it there is no way back: what fails then waits until somebody has mended it.
//! - What cannot be taken back is put aside, and the others are taken back all the same.

mod facts;
mod plan;
mod process;
#[cfg(test)]
mod simulation;

pub use facts::{Outcome, ProcessFact};
pub use plan::{Back, Plan, PlannedStep, Step};
pub use process::{Next, Process, Progress, Report, Standing, Way};
