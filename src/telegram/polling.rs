//! Long polling that confirms an update only when it is done.

use std::time::Duration;

use serde_json::value::RawValue;
use teloxide::payloads::{DeleteWebhook, GetUpdates, GetUpdatesSetters};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::{error, info, warn};

use super::call::{Api, CallError};
use super::intake::{Intake, KINDS, RawUpdate, Receipt, Way};

/// Seconds that Telegram holds a poll open.
const HOLD: u32 = 25;
/// Updates that are not done after this long do not keep others waiting: the poll goes on beside them.
const LINGER: Duration = Duration::from_millis(200);
/// With so few in flight a new press need not wait until the last of them is done: the next poll brings it along with them.
/// More would only be carried to and fro.
const FEW: usize = 32;
/// From one poll to the next while there are any in flight.
const BREATH: Duration = Duration::from_millis(3);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Polls until told to stop, then waits for what is in flight and confirms it.
pub async fn run(api: Api, intake: Intake, mut stopping: watch::Receiver<bool>) {
    clear_webhook(&api, &mut stopping).await;
    info!("updates come by long polling");
    let mut window = Window::default();
    let mut failures = 0;
    while !*stopping.borrow() {
        let hold = if window.in_flight() { 0 } else { HOLD };
        let begun = Instant::now();
        let polled = tokio::select! {
            polled = poll(&api, window.offset(), hold) => polled,
            _ = stopping.changed() => break,
        };
        match polled {
            Ok(updates) => {
                failures = 0;
                window.take(updates, &intake);
            }
            Err(error) => {
                failures += 1;
                tokio::select! {
                    () = sleep(pause(&error, failures)) => {}
                    _ = stopping.changed() => break,
                }
            }
        }
        let _ = timeout(LINGER, window.moved(begun)).await;
        window.advance();
    }
    window.settled().await;
    window.advance();
    if let Some(offset) = window.offset() {
        // Confirms what is done; what this brings is not taken and comes again.
        let _ = api.call(&GetUpdates::new().offset(offset).limit(1).timeout(0)).await;
    }
}

/// A webhook that is left from before would refuse every poll. Pending updates stay.
async fn clear_webhook(api: &Api, stopping: &mut watch::Receiver<bool>) {
    let mut failures = 0;
    while let Err(error) = api.call(&DeleteWebhook::new()).await {
        failures += 1;
        tokio::select! {
            () = sleep(pause(&error, failures)) => {}
            _ = stopping.changed() => return,
        }
    }
}

async fn poll(api: &Api, offset: Option<i32>, hold: u32) -> Result<Vec<RawUpdate>, CallError> {
    let mut payload = GetUpdates::new().timeout(hold).limit(100).allowed_updates(KINDS);
    payload.offset = offset;
    let updates: Vec<Box<RawValue>> = api.ask(&payload).await?;
    Ok(updates.into_iter().map(|update| RawUpdate::new(update, Way::Polling)).collect())
}

fn pause(error: &CallError, failures: u32) -> Duration {
    match error {
        CallError::RetryAfter(wait) => return *wait,
        CallError::Refused { code: 409, .. } => {
            warn!("somebody else takes this bot's updates; run one polling instance per token, or use the webhook");
        }
        CallError::Refused { code: 401 | 404, .. } => error!("Telegram does not accept TELOXIDE_TOKEN any more"),
        other => warn!(error = %other, "Telegram cannot be reached; trying again"),
    }
    Duration::from_millis(250).saturating_mul(1 << failures.min(6)).min(LONGEST_PAUSE)
}

/// The updates that are not confirmed yet, in their order.
#[derive(Default)]
struct Window {
    receipts: std::collections::BTreeMap<i64, Receipt>,
    /// What the next poll confirms everything below of.
    next: Option<i64>,
}

impl Window {
    fn take(&mut self, updates: Vec<RawUpdate>, intake: &Intake) {
        for update in updates {
            match update.id {
                Some(id) => drop(self.receipts.entry(id.into()).or_insert_with(|| intake.submit(update))),
                None => drop(intake.submit(update)),
            }
        }
    }

    /// Waits until it is worth to poll again, after a poll that has begun then.
    async fn moved(&mut self, begun: Instant) {
        if self.receipts.len() > FEW {
            return self.settled().await;
        }
        if let Some(mut first) = self.receipts.first_entry() {
            first.get_mut().done().await;
        }
        self.advance();
        if self.in_flight() {
            sleep_until(begun + BREATH).await;
        }
    }

    /// Waits until all of them are done.
    async fn settled(&mut self) {
        for receipt in self.receipts.values_mut() {
            receipt.done().await;
        }
    }

    /// Confirms up to the first that is not done.
    fn advance(&mut self) {
        while let Some(first) = self.receipts.first_entry().filter(|first| first.get().is_done()) {
            self.next = Some(*first.key() + 1);
            first.remove();
        }
    }

    fn in_flight(&self) -> bool {
        !self.receipts.is_empty()
    }

    fn offset(&self) -> Option<i32> {
        self.next.and_then(|next| i32::try_from(next).ok())
    }
}
