//! What a disaster costs: how much is lost, and how long it takes until the learners go on. `script/drill EVENTS` runs
//! it with a grown log and shows the figures; without that the log is small, and only the outcome counts.

use std::time::{Duration, Instant};

use academy::platform::eventstore::{Appended, Batch, EventStore, NewEvent, StoredEvent};
use dialogues::kernel::ids::{AttemptId, LearnerId, LessonId};
use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::LESSON;
use super::drill::Drill;

/// Twins of Boris have these Telegram numbers.
const FIRST_TWIN: i64 = 8_000_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_grown_log_comes_back_whole_by_both_ways() {
    let wanted: Option<usize> = std::env::var("DRILL_EVENTS").ok().map(|events| events.parse().unwrap());
    // Seconds until a segment is archived, and seconds of work before the server dies.
    let (timeout, work) = if wanted.is_some() { ("10s", 25) } else { ("1s", 3) };
    let mut drill = Drill::archiving(timeout).await;
    grow(&drill, wanted.unwrap_or(2_000)).await;
    drill.world.caught_up().await;
    let whole = drill.log().await;
    tell("events", whole.len());

    let (file, backup) = (drill.path("academy.dump"), drill.path("base"));
    timed("script/backup logical", drill.script("backup", &["logical", &file])).await;
    tell("  of bytes", std::fs::metadata(&file).unwrap().len());
    timed("script/backup base", drill.script("backup", &["base", &backup])).await;
    let steps = busy(&drill, Duration::from_secs(work)).await;
    drill.die();
    let died = Instant::now();

    let restored = drill.restore_base("restored", &backup, &[]).await;
    tell("script/restore base, until it accepts connections", format!("{:.1} s", died.elapsed().as_secs_f64()));
    drill.world.move_to(&restored.url("postgres"), &drill.name.clone());
    let left = drill.log().await.len() - whole.len();
    tell(&format!("steps of {work} s that came back, archived every {timeout}"), format!("{left} of {steps}"));
    assert!(left <= steps, "nothing is there that was not stored");
    first_press(&mut drill).await;
    drop(restored);

    let target = drill.empty_cluster("target");
    let output = timed(
        "script/restore logical",
        drill.script("restore", &["logical", &file, &target.url("academy"), "--identity", &drill.identity()]),
    )
    .await;
    tell("  of it academy renumber", output.lines().find(|line| line.starts_with("done in")).unwrap());
    drill.world.move_to(&target.url("postgres"), "academy");
    assert_eq!(drill.log().await, whole, "the same events in the same order");
    first_press(&mut drill).await;
}

/// Fills the log with twins of Boris: the same steps, stored through the store itself.
async fn grow(drill: &Drill, events: usize) {
    let store = EventStore::for_test(drill.world.database.pool.clone());
    let log = store.read_after(academy::platform::eventstore::Cursor::START, 10_000).await.unwrap();
    let boris = drill.boris.id();
    let steps: Vec<StoredEvent> =
        log.into_iter().filter(|event| event.metadata["learner"] == boris.to_string()).collect();
    let twins = (events / steps.len()) as i64;
    stream::iter(0..twins)
        .map(|twin| append(&store, &steps, drill, FIRST_TWIN + twin))
        .buffer_unordered(4)
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
}

async fn append(
    store: &EventStore,
    steps: &[StoredEvent],
    drill: &Drill,
    twin: i64,
) -> Result<Appended, academy::platform::eventstore::AppendError> {
    let (boris, lesson) = (drill.boris.id(), LessonId::new(LESSON));
    let ids =
        |learner: LearnerId| [learner.as_uuid(), learner.path_stream(), AttemptId::of(learner, &lesson, 1).as_uuid()];
    let (old, new) = (ids(boris), ids(LearnerId::of_telegram(twin)));
    let rewritten = |text: String| {
        old.iter().zip(&new).fold(text, |text, (old, new)| text.replace(&old.to_string(), &new.to_string()))
    };
    let events: Vec<NewEvent> = steps
        .iter()
        .map(|step| {
            let mut data: serde_json::Value = serde_json::from_str(&rewritten(step.data.to_string())).unwrap();
            if let Some(number) = data.get_mut("telegramId") {
                *number = twin.into();
            }
            let aggregate_type = ["assessment", "learning_path", "user"]
                .into_iter()
                .find(|known| *known == step.aggregate_type)
                .unwrap();
            let stream = new[old.iter().position(|id| *id == step.stream).unwrap()];
            NewEvent { stream, aggregate_type, event_type: step.event_type.clone(), data, version: step.version }
        })
        .collect();
    let key = format!("twin:{twin}");
    let metadata = serde_json::json!({ "learner": LearnerId::of_telegram(twin) });
    store.append(Batch { key: Some(&key), events: &events, at: steps[0].at, metadata }).await
}

/// Boris changes his goal as fast as he can; returns how often it was stored.
async fn busy(drill: &Drill, work: Duration) -> usize {
    drill.boris.send("/settings").await;
    let before = drill.world.database.events("ProfileUpdated").await;
    let until = Instant::now() + work;
    for goal in ["s.sg:20", "s.sg:5"].into_iter().cycle() {
        if Instant::now() > until {
            break;
        }
        drill.boris.tap("s.g").await;
        drill.boris.tap(goal).await;
    }
    (drill.world.database.events("ProfileUpdated").await - before) as usize
}

/// From the start of the academy to the first answer on what was restored.
async fn first_press(drill: &mut Drill) {
    let started = Instant::now();
    drill.world.start().await;
    let clara = drill.world.learner("Clara", "en");
    clara.send("/start").await;
    tell("academy serve, to the first reply", format!("{:.1} s", started.elapsed().as_secs_f64()));
    drill.world.kill();
    timed("academy replay --check", drill.academy(&["replay", "--check"])).await;
}

async fn timed(what: &str, run: impl Future<Output = (i32, String)>) -> String {
    let started = Instant::now();
    let (code, output) = run.await;
    assert_eq!(code, 0, "{what}: {output}");
    tell(what, format!("{:.1} s", started.elapsed().as_secs_f64()));
    output
}

fn tell(what: &str, figure: impl std::fmt::Display) {
    println!("{what:<56} {figure}");
}
