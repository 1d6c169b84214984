//! Faults on purpose: what the playground's switches do, and one-shot faults for tests.
//!
//! A fault changes how an answer or an update travels, never what the world is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Emulator, bot_api::Refusal};

/// The playground's switches. They stay until switched off and do not outlive a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Faults {
    /// Every update comes a second time, later, under the same `update_id`.
    pub deliver_twice: bool,
    /// 0, 429 or 502: what every sending or editing method answers.
    pub send_status: u16,
    /// Seconds that a 429 asks for.
    pub retry_after: u32,
    /// The work is done, the connection is closed without an answer.
    pub drop_after_work: bool,
    /// Updates come in the wrong order.
    pub reorder: bool,
}

/// A partial change of [`Faults`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultsChange {
    pub deliver_twice: Option<bool>,
    pub send_status: Option<u16>,
    pub retry_after: Option<u32>,
    pub drop_after_work: Option<bool>,
    pub reorder: Option<bool>,
}

impl Faults {
    /// The switches after a change; `None` if it names a status that is no fault.
    pub fn changed(&self, change: &FaultsChange) -> Option<Self> {
        let send_status = change.send_status.unwrap_or(self.send_status);
        matches!(send_status, 0 | 429 | 502).then(|| Self {
            deliver_twice: change.deliver_twice.unwrap_or(self.deliver_twice),
            send_status,
            retry_after: change.retry_after.unwrap_or(self.retry_after),
            drop_after_work: change.drop_after_work.unwrap_or(self.drop_after_work),
            reorder: change.reorder.unwrap_or(self.reorder),
        })
    }
}

/// Faults that tests set for the next calls of a method. Names are lower case.
#[derive(Debug, Default)]
pub struct OneShots {
    failures: HashMap<String, Vec<Refusal>>,
    drops: HashMap<String, usize>,
    held: HashMap<String, usize>,
    resends: usize,
    waiting: HashMap<String, usize>,
}

impl OneShots {
    /// The failure that the next call of this method is to meet, if any.
    pub fn take_failure(&mut self, method: &str) -> Option<Refusal> {
        let queue = self.failures.get_mut(&method.to_lowercase())?;
        if queue.is_empty() { None } else { Some(queue.remove(0)) }
    }

    /// Whether this call's answer is to get lost.
    pub fn take_drop(&mut self, method: &str) -> bool {
        match self.drops.get_mut(&method.to_lowercase()) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// Whether what a learner does now is to come twice, as if it were done twice.
    pub fn take_resend(&mut self) -> bool {
        let resend = self.resends > 0;
        self.resends -= usize::from(resend);
        resend
    }
}

impl Emulator {
    /// The next `times` calls of `method` fail with `refusal`, before any work.
    pub fn fail_next(&self, method: &str, times: usize, refusal: &Refusal) {
        self.change(|world| {
            let queue = world.one_shots.failures.entry(method.to_lowercase()).or_default();
            queue.extend(std::iter::repeat_n(refusal.clone(), times));
        });
    }

    /// The next `times` calls of `method` are done, but their connection closes without an answer.
    pub fn drop_after_work(&self, method: &str, times: usize) {
        self.change(|world| {
            *world.one_shots.drops.entry(method.to_lowercase()).or_default() += times;
        });
    }

    /// The next `times` acts of learners come twice, each under an `update_id` of its own, as if their clients had sent
    /// them once more.
    pub fn resend_next(&self, times: usize) {
        self.change(|world| world.one_shots.resends += times);
    }

    /// Calls of `method` wait, before any work, until the returned [`Hold`] is released or dropped.
    pub fn hold(&self, method: &str) -> Hold {
        let method = method.to_lowercase();
        self.change(|world| *world.one_shots.held.entry(method.clone()).or_default() += 1);
        Hold { emulator: self.clone(), method }
    }

    /// Sets the playground's switches.
    pub fn set_faults(&self, faults: Faults) {
        self.change(|world| {
            world.faults = faults;
            let event = serde_json::json!({"type": "faults", "faults": world.faults});
            world.announce(event);
        });
    }

    /// Returns once nobody holds this method.
    pub(super) async fn pass_hold(&self, method: &str) {
        let method = method.to_lowercase();
        let mut changed = self.watch();
        let mut arrived: Option<Arrived> = None;
        loop {
            changed.borrow_and_update();
            if self.look(|world| world.one_shots.held.get(&method).is_none_or(|holds| *holds == 0)) {
                return;
            }
            if arrived.is_none() {
                arrived = Some(Arrived::new(self, &method));
                continue;
            }
            if changed.changed().await.is_err() {
                return;
            }
        }
    }
}

/// Holds the calls of one method back for as long as it lives.
#[must_use]
pub struct Hold {
    emulator: Emulator,
    method: String,
}

impl Hold {
    /// Lets the held calls go on.
    pub fn release(self) {}

    /// Calls that wait here now.
    pub fn waiting(&self) -> usize {
        self.emulator.look(|world| world.one_shots.waiting.get(&self.method).copied().unwrap_or(0))
    }

    /// Returns once at least `calls` wait here.
    pub async fn reached(&self, calls: usize) {
        self.emulator.until(|_| self.waiting() >= calls).await;
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.emulator.change(|world| {
            if let Some(holds) = world.one_shots.held.get_mut(&self.method) {
                *holds = holds.saturating_sub(1);
            }
            world.touch();
        });
    }
}

/// A call that waits at a hold, counted also when its client hangs up.
struct Arrived {
    emulator: Emulator,
    method: String,
}

impl Arrived {
    fn new(emulator: &Emulator, method: &str) -> Self {
        emulator.change(|world| {
            *world.one_shots.waiting.entry(method.to_owned()).or_default() += 1;
            world.touch();
        });
        Self { emulator: emulator.clone(), method: method.to_owned() }
    }
}

impl Drop for Arrived {
    fn drop(&mut self) {
        self.emulator.change(|world| {
            if let Some(waiting) = world.one_shots.waiting.get_mut(&self.method) {
                *waiting = waiting.saturating_sub(1);
            }
            world.touch();
        });
    }
}
