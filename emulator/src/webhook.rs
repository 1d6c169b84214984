//! Pushes updates to the webhook: one chat strictly in order, chats beside each other, failures again with backoff.
//!
//! Runs while the emulator is bound. A call of the Bot API that the webhook's answer carries is made, as Telegram does.

use std::{collections::HashMap, time::Duration};

use serde_json::Value;
use tokio::{task::JoinSet, time::Instant};

use super::{Emulator, bot_api, state::settings::Webhook, updates::Queued};

/// Delivers for ever. End it by aborting its task.
pub async fn push(emulator: Emulator) {
    // No proxy: a webhook of the playground is on this machine.
    let client = reqwest::Client::builder()
        .timeout(emulator.config().webhook_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build();
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "the playground cannot push to webhooks");
            return;
        }
    };
    let mut changed = emulator.watch();
    let mut lanes: HashMap<Option<i64>, Lane> = HashMap::new();
    let mut posts: JoinSet<(Queued, String, Result<(), String>)> = JoinSet::new();
    loop {
        changed.borrow_and_update();
        let now = Instant::now();
        let (webhook, due, idle) = emulator.change(|world| {
            world.forget_old_updates();
            world.close_expired_polls();
            let due = world.due(|lane| lanes.get(&lane).is_some_and(|l| l.busy || l.not_before > now));
            // Timed polls are closed from here, also when nothing else happens.
            let idle = if world.has_timed_polls() { Duration::from_secs(1) } else { Duration::from_hours(1) };
            (world.settings.webhook.clone(), due, idle)
        });
        if let Some(webhook) = webhook {
            let free = webhook.max_connections.saturating_sub(posts.len());
            for update in due.into_iter().take(free) {
                lanes.entry(update.lane).or_insert_with(|| Lane::free(now)).busy = true;
                posts.spawn(post(emulator.clone(), client.clone(), webhook.clone(), update));
            }
        }
        let wake = lanes.values().filter(|l| !l.busy && l.not_before > now).map(|l| l.not_before).min();
        let wake = wake.unwrap_or(now + idle).min(now + idle);
        tokio::select! {
            waited = changed.changed() => if waited.is_err() { return },
            Some(done) = posts.join_next() => {
                if let Ok((update, url, outcome)) = done {
                    settle(&emulator, &mut lanes, &update, &url, outcome);
                }
            }
            () = tokio::time::sleep_until(wake) => {}
        }
    }
}

struct Lane {
    busy: bool,
    failures: u32,
    not_before: Instant,
}

impl Lane {
    fn free(now: Instant) -> Self {
        Self { busy: false, failures: 0, not_before: now }
    }
}

async fn post(
    emulator: Emulator,
    client: reqwest::Client,
    webhook: Webhook,
    update: Queued,
) -> (Queued, String, Result<(), String>) {
    let mut request = client.post(&webhook.url).json(&update.update());
    if let Some(secret) = &webhook.secret_token {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let outcome = match request.send().await {
        Ok(response) if response.status().is_success() => {
            if let Ok(Value::Object(call)) = response.json().await {
                bot_api::along(&emulator, call).await;
            }
            Ok(())
        }
        Ok(response) => Err(format!("Wrong response from the webhook: {}", response.status())),
        Err(error) if error.is_timeout() => Err("Read timeout expired".to_owned()),
        Err(error) if error.is_connect() => Err("Connection refused".to_owned()),
        Err(_) => Err("Connection closed".to_owned()),
    };
    (update, webhook.url, outcome)
}

/// Takes a delivered update off the queue, or notes the failure and lets its chat wait.
fn settle(
    emulator: &Emulator,
    lanes: &mut HashMap<Option<i64>, Lane>,
    update: &Queued,
    url: &str,
    outcome: Result<(), String>,
) {
    let config = emulator.config();
    let lane = lanes.entry(update.lane).or_insert_with(|| Lane::free(Instant::now()));
    lane.busy = false;
    match outcome {
        Ok(()) => {
            lane.failures = 0;
            emulator.change(|world| world.delivered(update));
        }
        Err(error) => {
            let pause = config.webhook_backoff * 2_u32.saturating_pow(lane.failures.min(16));
            lane.not_before = Instant::now() + pause.min(config.webhook_backoff_max);
            lane.failures += 1;
            emulator.change(|world| {
                let now = world.now();
                // The webhook may have been moved meanwhile: an old address's failure is not the new one's.
                if world.settings.webhook.as_ref().is_some_and(|hook| hook.url == url) {
                    world.note_webhook_error(now, error);
                }
            });
        }
    }
    if lane.failures == 0 {
        lanes.remove(&update.lane);
    }
}
