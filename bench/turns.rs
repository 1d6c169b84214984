//! How long a learner waits: from the start of the process to its first reply, and from a tap to the new screen while
//! fifty learners tap at once. Prints figures and asserts none: machines differ. The emulator, the learners and the
//! academy share the machine, so the figures are upper bounds.
//!
//! `script/bench` brings the servers it needs.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement prints, and fails by panicking")]
#![allow(dead_code, unused_imports, reason = "the harness serves the tests as well")]

#[path = "../tests/it/harness/mod.rs"]
mod harness;

use std::time::{Duration, Instant};

use futures::future::join_all;
use harness::{Learner, World};

const LEARNERS: usize = 50;
/// Taps of each learner that are measured.
const TAPS: usize = 40;
const STARTS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        first_reply().await;
        for webhook in [false, true] {
            taps(webhook).await;
        }
    });
}

/// From `academy serve` on an existing database to the first reply.
async fn first_reply() {
    let mut world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let mut waits = Vec::new();
    for _ in 0..STARTS {
        world.kill();
        let sent = learner.client.send("/help").await.unwrap();
        let started = Instant::now();
        world.start().await;
        learner.client.wait_for(|messages| messages.iter().any(|m| m.from_bot && m.id > sent)).await.unwrap();
        waits.push(started.elapsed());
    }
    report("serve to first reply", &mut waits, None);
}

/// Fifty learners read back and forth, each tapping as soon as the screen has changed.
async fn taps(webhook: bool) {
    let world = if webhook { World::webhook().await } else { World::polling().await };
    let learners = join_all((0..LEARNERS).map(|_| world.learner("Anna", "en").welcomed())).await;
    join_all(learners.iter().map(|learner| learner.send("/learn"))).await;
    let started = Instant::now();
    let waits = join_all(learners.iter().map(read)).await;
    let elapsed = started.elapsed();
    let mut waits: Vec<Duration> = waits.into_iter().flatten().collect();
    let name = if webhook { "tap to screen, webhook" } else { "tap to screen, polling" };
    report(name, &mut waits, Some(elapsed));
    let stored = world.database.events("ProgressUpdated").await;
    println!("    {stored} steps stored, {} taps", LEARNERS * TAPS);
}

async fn read(learner: &Learner) -> Vec<Duration> {
    let mut waits = Vec::with_capacity(TAPS);
    for tap in 0..TAPS {
        // Two screens forward, two back.
        let wanted = if tap % 4 < 2 { "Next ▶" } else { "◀" };
        let tapped = Instant::now();
        learner.tap(wanted).await;
        waits.push(tapped.elapsed());
    }
    waits
}

fn report(name: &str, waits: &mut [Duration], elapsed: Option<Duration>) {
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    let rate =
        elapsed.map_or_else(String::new, |elapsed| format!(", {:.0}/s", waits.len() as f64 / elapsed.as_secs_f64()));
    println!(
        "{name}: min {:.1} p50 {:.1} p95 {:.1} p99 {:.1} max {:.1} ms of {}{rate}",
        at(0.0),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0),
        waits.len()
    );
}
