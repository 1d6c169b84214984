//! What must hold after every run, whatever was broken. Each rule says in words what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::timeout;
use uuid::Uuid;

use super::calendar;
use super::gathering::{Circumstances, Group};
use super::harness::put_ahead;
use super::leaving::Departure;
use super::outcome::{self, Event, Outcome};
use super::person::Account;
use super::product::{EventStore, caught_up, clock, contexts};
use super::screen::{Kind, Seen};
use super::stage::Stage;
use super::testimony;

/// Whatever was broken is mended by now: a press is answered at once, but the machine may be busy.
const PROMPT: Duration = Duration::from_secs(15);

/// No clock jumps less.
const JUMP: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// What a run is judged by.
pub struct Evidence<'a> {
    pub stage: &'a Stage,
    pub accounts: &'a [Account],
    pub group: (&'a Group, Circumstances),
    pub departure: &'a Departure,
    /// Of the same scripts without faults; none for the run that is the measure itself.
    pub expected: Option<&'a Outcome>,
    pub least_turns: usize,
}

/// The whole log, and what was broken.
pub async fn judge(evidence: &Evidence<'_>) -> anyhow::Result<(Vec<Event>, Vec<String>)> {
    let Evidence { stage, accounts, group: (group, gathered), departure, expected, least_turns } = evidence;
    let mut broken: Vec<String> = Vec::new();
    if let Some(clock) = &stage.clock {
        // The doctor goes by the database's clock: what is due by that, must be due by the academy's, too.
        put_ahead(clock, chrono::TimeDelta::zero())?;
    }
    for account in *accounts {
        broken.extend(account.complaint.iter().map(|complaint| format!("learner {}: {complaint}", account.client.id)));
    }
    let turns: usize = accounts.iter().map(|account| account.turns).sum();
    if turns < *least_turns {
        broken.push(format!("only {turns} turns were made; the scripts need {least_turns}"));
    }
    broken.extend(presses_work(accounts).await);
    broken.extend(presses_are_answered(stage).await);
    broken.extend(stage.academy.lock().await.ends.clone());
    broken.extend(departure.done(stage).await?);
    let log = outcome::log(&stage.world.database.pool).await?;
    broken.extend(versions(&log));
    broken.extend(testimony::check(accounts, &log));
    broken.extend(group.check(&log, *gathered).await);
    broken.extend(read_models(stage).await?);
    broken.extend(doctor(stage).await);
    broken.extend(calendar::check(&log, &stage.world.database.pool).await?);
    let dead = stage.world.database.one("SELECT count(*) FROM dead_letters").await;
    if dead > 0 {
        broken.push(format!("{dead} updates were put aside as dead letters"));
    }
    if stage.clock.is_some() && !log.iter().any(|event| (event.created_at - clock::now()).abs() > JUMP) {
        broken.push("nobody lived in another time: the clock did not jump".to_owned());
    }
    if let Some(expected) = expected {
        broken.extend(Outcome::of(&log, departure.telegram()).differences(expected, stage.clock.is_some()));
    }
    broken.extend(departure.check(stage, &log).await);
    Ok((log, broken))
}

/// Nobody is stuck: a press of everybody's screen is answered and leads on.
async fn presses_work(accounts: &[Account]) -> Vec<String> {
    let presses = accounts.iter().map(|account| async move {
        timeout(PROMPT, presses_home(account)).await.err().map(|_| {
            let shown = newest(account).map_or_else(|| "nothing".to_owned(), |seen| seen.text);
            format!(
                "learner {} is stuck: the last press leads nowhere within {PROMPT:?}; on the screen:\n{shown}",
                account.client.id
            )
        })
    });
    futures::future::join_all(presses).await.into_iter().flatten().collect()
}

/// Home, and if they are there already, to the progress and back.
async fn presses_home(account: &Account) {
    let mut been_elsewhere = false;
    loop {
        let revision = account.client.revision();
        let Some(seen) = newest(account) else { return std::future::pending().await };
        if seen.kind() == Kind::Home && been_elsewhere {
            return;
        }
        let button = seen.button("h", "h").or_else(|| seen.button("p", "p")).or_else(|| seen.buttons.first());
        been_elsewhere |= seen.kind() != Kind::Home;
        if let Some(button) = button {
            let _ = account.client.press_message(seen.message, &button.data).await;
        }
        let _ = timeout(PROMPT / 5, changes(account, revision, &seen)).await;
    }
}

async fn changes(account: &Account, mut revision: u64, before: &Seen) {
    while newest(account).is_none_or(|now| now.message == before.message && now.text == before.text) {
        account.client.changed(revision).await;
        revision = account.client.revision();
    }
}

fn newest(account: &Account) -> Option<Seen> {
    let latest = account.client.latest(6);
    let mut bots = latest.iter().rev().filter(|message| message.from_bot).map(Seen::of);
    bots.find(|seen| !seen.buttons.is_empty())
}

/// Every press was answered, and Telegram has nothing left to deliver.
async fn presses_are_answered(stage: &Stage) -> Vec<String> {
    let settled = stage.emulator.until(|telegram| telegram.unanswered().0.is_empty() && telegram.pending() == 0);
    // What has not settled by then is told below.
    let _ = timeout(PROMPT, settled).await;
    let (waiting, missed) = stage.emulator.unanswered();
    let pending = stage.emulator.pending();
    let mut broken = Vec::new();
    if !waiting.is_empty() || !missed.is_empty() {
        let whose: BTreeSet<_> = waiting.iter().chain(&missed).collect();
        broken.push(format!("{} presses were never answered, of the learners {whose:?}", waiting.len() + missed.len()));
    }
    if pending > 0 {
        broken.push(format!("{pending} updates are not confirmed"));
    }
    broken
}

/// Versions are gapless and sum up.
fn versions(log: &[Event]) -> Vec<String> {
    let mut streams: BTreeMap<Uuid, Vec<&Event>> = BTreeMap::new();
    for event in log {
        streams.entry(event.aggregate_id).or_default().push(event);
    }
    let mut broken = Vec::new();
    let mut sum = 0;
    for (stream, events) in &streams {
        if !events.iter().map(|event| event.event_version).eq(1..=events.len() as i32) {
            broken.push(format!("the versions of stream {stream} ({}) have a gap", events[0].aggregate_type));
        }
        sum += events.last().map_or(0, |event| event.event_version as usize);
    }
    if sum != log.len() {
        broken.push(format!("the versions sum up to {sum}, the log has {} events", log.len()));
    }
    broken
}

/// Every read model has caught up and equals its replay.
async fn read_models(stage: &Stage) -> anyhow::Result<Vec<String>> {
    let store = EventStore::for_test(stage.world.database.pool.clone());
    for follower in contexts::read_models() {
        let model = follower.name();
        match timeout(PROMPT, caught_up(&store, &*follower)).await {
            Ok(caught_up) => caught_up?,
            Err(_) => return Ok(vec![format!("the read model {model} has not caught up within {PROMPT:?}")]),
        }
    }
    let (code, output) = stage.world.command(&["replay", "--check"]).await;
    Ok(if code == 0 { Vec::new() } else { vec![format!("a read model does not equal its replay: {output}")] })
}

/// The academy's own doctor finds nothing either. What has just come due may take a moment.
async fn doctor(stage: &Stage) -> Option<String> {
    let begun = tokio::time::Instant::now();
    loop {
        let (code, output) = stage.world.command(&["doctor"]).await;
        if code == 0 {
            return None;
        }
        if stage.clock.is_none() || begun.elapsed() > PROMPT {
            return Some(format!("the doctor is not content: {output}"));
        }
    }
}
