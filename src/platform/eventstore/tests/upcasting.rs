//! Shapes that were stored long ago, in a log with newer ones beside them: whoever reads gets the newest.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dialogues::streams::{Aggregate, Source, Upcaster};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;
use tokio::sync::watch;
use uuid::Uuid;

use super::append;
use crate::platform::database::testing::database;
use crate::platform::eventstore::codec;
use crate::platform::eventstore::{EventStore, ReadModel, StoredEvent, Subscription, caught_up, replay, run};

const STREAM: Uuid = Uuid::from_u128(7);

/// The newest shape. The first one was `Walked {minutes}`, the second `Trained {seconds}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
enum Fact {
    Trained { spent_seconds: u32, indoors: bool },
}

fn minutes_became_seconds(event_type: &str, data: &Value) -> Option<(String, Value)> {
    let minutes = (event_type == "Walked").then(|| data["minutes"].as_u64())??;
    Some(("Trained".to_owned(), json!({ "seconds": minutes * 60 })))
}

fn seconds_got_their_name_and_a_place(event_type: &str, data: &Value) -> Option<(String, Value)> {
    let seconds = (event_type == "Trained").then(|| data.get("seconds"))??;
    Some(("Trained".to_owned(), json!({ "spentSeconds": seconds, "indoors": false })))
}

/// Trainings so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Diary {
    facts: Vec<Fact>,
}

impl Aggregate for Diary {
    const TYPE: &'static str = "training";
    const UPCASTERS: &'static [Upcaster] = &[minutes_became_seconds, seconds_got_their_name_and_a_place];

    type Id = Uuid;
    type Fact = Fact;

    fn begin(_: Uuid, fact: &Fact, at: DateTime<Utc>) -> Option<Self> {
        Some(Self::default().evolve(fact, at))
    }

    fn evolve(mut self, fact: &Fact, _: DateTime<Utc>) -> Self {
        self.facts.push(*fact);
        self
    }

    fn stream(id: Uuid) -> Uuid {
        id
    }

    fn version(&self) -> u32 {
        self.facts.len() as u32
    }
}

/// Seconds by where.
struct Trainings;

impl Subscription for Trainings {
    fn name(&self) -> &'static str {
        "trainings"
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Diary::TYPE
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            let Fact::Trained { spent_seconds, indoors } = codec::decode::<Diary>(event)?;
            sqlx::query(
                "INSERT INTO trainings AS known VALUES ($1, $2)
                 ON CONFLICT (indoors) DO UPDATE SET seconds = known.seconds + excluded.seconds",
            )
            .bind(indoors)
            .bind(i64::from(spent_seconds))
            .execute(connection)
            .await?;
            Ok(())
        }
        .boxed()
    }

    fn read_model(&self) -> Option<&dyn ReadModel> {
        Some(self)
    }
}

impl ReadModel for Trainings {
    fn version(&self) -> i32 {
        1
    }

    fn ddl(&self) -> &'static str {
        "CREATE TABLE trainings (indoors boolean PRIMARY KEY, seconds bigint NOT NULL)"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["trainings"]
    }
}

#[tokio::test]
async fn old_shapes_in_the_log_are_folded_projected_and_replayed_as_what_they_mean_today() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    // As the program of that time stored them.
    for (version, event_type, data) in
        [(1, "Walked", json!({ "minutes": 5 })), (2, "Trained", json!({ "seconds": 30 }))]
    {
        sqlx::query(
            "INSERT INTO event_store (aggregate_id, aggregate_type, event_type, event_data, event_version)
             VALUES ($1, 'training', $2, $3, $4)",
        )
        .bind(STREAM)
        .bind(event_type)
        .bind(data)
        .bind(version)
        .execute(&*db)
        .await
        .unwrap();
    }
    let today = Fact::Trained { spent_seconds: 7, indoors: true };
    append(&store, None, &[codec::encode_as::<Diary>(STREAM, &today, 3).unwrap()]).await.unwrap();

    let stored = store.read(STREAM, 0).await.unwrap();
    let diary: Diary = store.fold(STREAM).await.unwrap().unwrap();
    let outdoors = |spent_seconds| Fact::Trained { spent_seconds, indoors: false };
    assert_eq!(diary.facts, [outdoors(300), outdoors(30), today]);
    assert_eq!(stored[0].event_type, "Walked", "what is stored is never rewritten");

    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(Trainings), stopped));
    caught_up(&store, &Trainings).await.unwrap();
    let seconds: Vec<(bool, i64)> = sqlx::query_as("SELECT indoors, seconds FROM m_trainings_v1.trainings ORDER BY 1")
        .fetch_all(&*db)
        .await
        .unwrap();
    assert_eq!(seconds, [(false, 330), (true, 7)]);
    let report = replay(&store, &Trainings, true).await.unwrap();
    assert!(report.equal() && report.events == 3, "{report:?}");
    stop.send(true).unwrap();
    runner.await.unwrap();
}
