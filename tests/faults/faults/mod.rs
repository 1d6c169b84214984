//! The one list of faults. A fault is a file here and a line in [`FAULTS`]; it says what it breaks, and mends it.

use std::sync::Arc;

use futures::future::BoxFuture;

use super::clusters::Want;
use super::person::Habits;
use super::random::Random;
use super::stage::{Mode, Stage};

mod double_tap;
mod kill_random;
mod redis_flushed;
mod updates_twice;

pub struct Fault {
    pub name: &'static str,
    /// What is broken, in words.
    pub does: &'static str,
    pub modes: &'static [Mode],
    /// How often in a run, at least and at most.
    pub times: (u64, u64),
    pub needs: Needs,
    /// How learners use their phones meanwhile.
    pub habits: Habits,
    /// Breaks it once and mends it again. `Err`: it could not be broken.
    pub strike: Strike,
}

pub type Strike = fn(Arc<Stage>, Random) -> BoxFuture<'static, anyhow::Result<()>>;

/// What a fault wants of the stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Needs {
    pub cluster: Want,
    pub forwarder: bool,
    pub content: bool,
    pub clock: bool,
}

/// In alphabetical order.
pub static FAULTS: &[&Fault] = &[&double_tap::FAULT, &kill_random::FAULT, &redis_flushed::FAULT, &updates_twice::FAULT];

const BOTH: &[Mode] = &[Mode::Polling, Mode::Webhook];
const NOTHING: Needs = Needs { cluster: Want::Shared, forwarder: false, content: false, clock: false };
const DEFT: Habits = Habits { double_tap: 0, hasty: 0, old_keyboard: 0, disordered: false };

pub fn by_name(name: &str) -> Option<&'static Fault> {
    FAULTS.iter().copied().find(|fault| fault.name == name)
}
