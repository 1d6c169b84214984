//! The one list of faults. A fault is a file here and a line in [`FAULTS`]; it says what it breaks, and mends it.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::Instant;

use super::clusters::{Disk, Want};
use super::harness::faketime;
use super::person::Habits;
use super::random::Random;
use super::stage::{Mode, Stage};

mod clock_jumps;
mod content_push;
mod double_tap;
mod kill_after_commit;
mod kill_before_acknowledge;
mod kill_before_commit;
mod kill_before_send;
mod kill_random;
mod old_keyboard;
mod postgres_cut;
mod postgres_full;
mod postgres_restarted;
mod press_while_pending;
mod redis_flushed;
mod redis_gone;
mod redis_restarted;
mod subscriber_stalled;
mod telegram_403;
mod telegram_429;
mod telegram_502;
mod telegram_drops;
mod two_instances;
mod updates_reordered;
mod updates_resent;
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
pub static FAULTS: &[&Fault] = &[
    &clock_jumps::FAULT,
    &content_push::FAULT,
    &double_tap::FAULT,
    &kill_after_commit::FAULT,
    &kill_before_acknowledge::FAULT,
    &kill_before_commit::FAULT,
    &kill_before_send::FAULT,
    &kill_random::FAULT,
    &old_keyboard::FAULT,
    &postgres_cut::FAULT,
    &postgres_full::FAULT,
    &postgres_restarted::FAULT,
    &press_while_pending::FAULT,
    &redis_flushed::FAULT,
    &redis_gone::FAULT,
    &redis_restarted::FAULT,
    &subscriber_stalled::FAULT,
    &telegram_403::FAULT,
    &telegram_429::FAULT,
    &telegram_502::FAULT,
    &telegram_drops::FAULT,
    &two_instances::FAULT,
    &updates_reordered::FAULT,
    &updates_resent::FAULT,
    &updates_twice::FAULT,
];

const BOTH: &[Mode] = &[Mode::Polling, Mode::Webhook];
const NOTHING: Needs = Needs { cluster: Want::Shared, forwarder: false, content: false, clock: false };
const DEFT: Habits = Habits { double_tap: 0, hasty: 0, old_keyboard: 0, disordered: false };

/// Learners make a turn every few milliseconds; what takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks into the database.
const LOOK: Duration = Duration::from_millis(3);

impl Fault {
    /// Why it cannot be done on this machine.
    pub fn impossible(&self) -> Option<String> {
        if self.needs.cluster == Want::Small {
            return Disk::possible().err();
        }
        (self.needs.clock && faketime().is_none()).then(|| "libfaketime is not installed".to_owned())
    }
}

pub fn by_name(name: &str) -> Option<&'static Fault> {
    FAULTS.iter().copied().find(|fault| fault.name == name)
}

/// Looks out for the moment to strike at, while there are learners and it may still come.
struct Lookout<'a> {
    stage: &'a Stage,
    until: Instant,
}

impl<'a> Lookout<'a> {
    fn new(stage: &'a Stage) -> Self {
        Self { stage, until: Instant::now() + PATIENCE }
    }

    /// Waits for something that tells when it comes. `Err`: it will not come.
    async fn sees(&self, moment: impl Future<Output = ()>) -> anyhow::Result<()> {
        tokio::select! {
            biased;
            () = moment => Ok(()),
            () = tokio::time::sleep_until(self.until) => anyhow::bail!("the moment did not come"),
            () = self.stage.until_over() => anyhow::bail!("the learners were done before"),
        }
    }

    /// Not yet: waits a little, for the database tells nobody what is stored in it and who waits there. `Err`: it will
    /// not come.
    async fn not_yet(&self) -> anyhow::Result<()> {
        self.sees(tokio::time::sleep(LOOK)).await
    }
}
