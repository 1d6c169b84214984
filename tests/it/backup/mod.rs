//! Backup and restore, by the scripts: the server dies, a new cluster takes over, and the learners go on where they
//! were. `drill` has what a drill needs; `figures` measures how much is lost and how long it takes.

mod canaries;
mod drill;
mod figures;
mod refusals;
mod sealed;

use academy::contexts;
use academy::platform::clock;
use academy::platform::eventstore::{AppendError, Appended, Batch, Cursor, EventStore, NewEvent};
use drill::Drill;
use uuid::Uuid;

const LESSON: &str = "swift.values-and-types";

#[tokio::test(flavor = "multi_thread")]
async fn a_logical_backup_brings_everybody_back_to_where_they_were_in_a_new_cluster() {
    let mut drill = Drill::begin().await;
    let before = drill.answers().await;
    let file = drill.path("academy.dump");
    let (code, output) = drill.script("backup", &["logical", &file]).await;
    assert_eq!(code, 0, "{output}");
    let log = drill.log().await;
    drill.die();

    let target = drill.empty_cluster("target");
    let (code, output) =
        drill.script("restore", &["logical", &file, &target.url("academy"), "--identity", &drill.identity()]).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("in the order that they had"), "renumbered: {output}");
    assert_eq!(output.matches("equal to the log").count(), contexts::read_models().len(), "{output}");
    drill.world.move_to(&target.url("postgres"), "academy");
    assert_eq!(drill.log().await, log, "the same events in the same order");
    drill.goes_on(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_base_backup_and_the_archive_bring_back_what_was_archived_and_the_dead_disk_the_rest() {
    let mut drill = Drill::begin().await;
    let backup = drill.path("base");
    let (code, output) = drill.script("backup", &["base", &backup]).await;
    assert_eq!(code, 0, "{output}");
    drill.boris.send("/settings").await;
    drill.boris.tap("s.g").await;
    drill.boris.tap("s.sg:20").await;
    drill.world.caught_up().await;
    drill.archived().await;
    let archived = drill.log().await;
    drill.boris.tap("s.g").await;
    drill.boris.tap("s.sg:5").await;
    drill.world.caught_up().await;
    let (whole, before) = (drill.log().await, drill.answers().await);
    assert!(whole.len() > archived.len(), "something was not archived");
    drill.die();

    let restored = drill.restore_base("archived", &backup, &[]).await;
    drill.world.move_to(&restored.url("postgres"), &drill.name.clone());
    assert_eq!(drill.log().await, archived, "what was archived, and nothing else");
    let (code, output) = drill.world.command(&["replay", "--check"]).await;
    assert_eq!(code, 0, "{output}");
    assert!(drill.world.command(&["renumber"]).await.1.contains("nothing to do"), "the numbers are its own");
    drop(restored);

    // The dead server's disk can still be read: then nothing is lost.
    drill.archive_the_rest().await;
    let restored = drill.restore_base("whole", &backup, &[]).await;
    drill.world.move_to(&restored.url("postgres"), &drill.name.clone());
    assert_eq!(drill.log().await, whole);
    let goal = "SELECT count(*) FROM event_store WHERE event_data->>'dailyGoal' = '5'";
    assert_eq!(drill.world.database.one(goal).await, 1);
    drill.goes_on(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_leads_to_a_moment_between_two_steps() {
    let mut drill = Drill::begin().await;
    let backup = drill.path("base");
    let (code, output) = drill.script("backup", &["base", &backup]).await;
    assert_eq!(code, 0, "{output}");
    drill.anna.answer(true).await;
    let first = drill.log().await;
    let moment: String =
        sqlx::query_scalar("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00')")
            .fetch_one(&drill.world.database.pool)
            .await
            .unwrap();
    drill.anna.onward().await;
    drill.anna.answer(true).await;
    assert!(drill.log().await.len() > first.len());
    drill.archived().await;
    drill.die();

    let restored = drill.restore_base("moment", &backup, &["--until", &moment]).await;
    drill.world.move_to(&restored.url("postgres"), &drill.name.clone());
    assert_eq!(drill.log().await, first, "the first step and not the second");
    let (code, output) = drill.world.command(&["replay", "--check"]).await;
    assert_eq!(code, 0, "{output}");

    // Redis was not flushed and remembers the lost answer: the next step that is to be stored leads back.
    drill.world.start().await;
    let anna = drill.world.holding(drill.anna.client.clone());
    assert_eq!(anna.answered().await, 2);
    let mut screen = anna.onward().await;
    assert!(screen.text.contains("4/5"), "{}", screen.text);
    while !screen.buttons().any(|button| button.callback_data().is_some_and(|data| data.starts_with("q.a:"))) {
        screen = anna.tap("q.t:").await;
    }
    let screen = anna.tap("q.a:").await;
    assert!(screen.text.contains("3/5"), "the question whose answer is lost: {}", screen.text);
    anna.answers(&[true, true, true]).await;
    drill.world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_renumbering_nobody_could_store_a_step_and_subscriptions_would_stall() {
    let mut drill = Drill::begin().await;
    let file = drill.path("academy.dump");
    let (code, output) = drill.script("backup", &["logical", &file]).await;
    assert_eq!(code, 0, "{output}");
    drill.die();
    let target = drill.empty_cluster("target");
    // A restore that leaves out what the academy does.
    let (code, output) = drill
        .script_with("restore", &["logical", &file, &target.url("academy"), "--identity", &drill.identity()], "true")
        .await;
    assert_eq!(code, 0, "{output}");
    drill.world.move_to(&target.url("postgres"), "academy");
    let (code, output) = drill.world.command(&["serve"]).await;
    assert!(code == 1 && output.contains("academy renumber"), "the academy does not open on it: {output}");

    // Why it does not: a known stream finds no predecessor, and whoever has seen the rest never sees who is new.
    let store = EventStore::for_test(drill.world.database.pool.clone());
    let restored = drill.log().await.len() as i64;
    let last = store.read(drill.anna.id().as_uuid(), 0).await.unwrap().pop().unwrap();
    let next = step(last.stream, last.version + 1);
    assert!(matches!(append(&store, &next).await, Err(AppendError::Conflict)));
    let seen = store.head().await.unwrap();
    let stranger = step(Uuid::new_v4(), 1);
    assert_eq!(append(&store, &stranger).await.unwrap(), Appended::Stored);
    assert!(store.read_after(seen, 10).await.unwrap().is_empty());

    let (code, output) = drill.world.command(&["renumber"]).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("1 of them were stored after the restore"), "{output}");
    assert_eq!(append(&store, &next).await.unwrap(), Appended::Stored);
    let new = store.read_after(Cursor { tx: 1, position: restored }, 10).await.unwrap();
    assert_eq!(new.iter().map(|event| event.stream).collect::<Vec<_>>(), [stranger.stream, next.stream]);
}

fn step(stream: Uuid, version: u32) -> NewEvent {
    let data = serde_json::json!({ "day": "2026-01-01", "days": 1 });
    NewEvent { stream, aggregate_type: "user", event_type: "StreakMaintained".to_owned(), data, version }
}

async fn append(store: &EventStore, event: &NewEvent) -> Result<Appended, AppendError> {
    let events = std::slice::from_ref(event);
    store.append(Batch { key: None, events, at: clock::now(), metadata: serde_json::json!({}) }).await
}
