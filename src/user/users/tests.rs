use crate::platform::eventstore::codec;
use dialogues::streams::Learner;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use dialogues::kernel::ids::LearnerId;
use dialogues::streams::{LearnerFact, ProfileChange};
use serde_json::json;
use sqlx::PgPool;
use tokio::sync::watch;

use super::{MODEL, UserRow, Users, select};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{Batch, EventStore, caught_up, of_model, replay, run};

/// The learner's row; none for whom the read model has not met (yet).
pub async fn find(pool: &PgPool, learner: LearnerId) -> sqlx::Result<Option<UserRow>> {
    let statement = of_model!(MODEL, concat!(row!(), "FROM model.users WHERE id = $1"));
    select(pool, statement, learner).await
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
}

#[tokio::test]
async fn a_learners_row_follows_their_facts() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let learner = LearnerId::of_telegram(7);
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    let facts = [
        LearnerFact::UserRegistered {
            learner,
            telegram_id: 7,
            first_name: "Ada".into(),
            locale: dialogues::kernel::locale::Locale::DEFAULT,
        },
        LearnerFact::ProfileUpdated(ProfileChange { daily_goal: Some(10), ..ProfileChange::default() }),
        LearnerFact::ProfileUpdated(ProfileChange { first_name: Some("Ада".into()), ..ProfileChange::default() }),
        LearnerFact::StreakMaintained { day: day(1), days: 5 },
        LearnerFact::StreakMaintained { day: day(9), days: 1 },
        LearnerFact::ReachabilityChanged { reachable: false },
        LearnerFact::ProfileUpdated(ProfileChange { time_zone: Some(Tz::Asia__Tokyo), ..ProfileChange::default() }),
    ];
    for (version, fact) in (1..).zip(&facts) {
        let events = &[codec::encode_as::<Learner>(learner, fact, version).unwrap()];
        let at = at(i64::from(version));
        store.append(Batch { key: None, events, at, metadata: codec::metadata(learner) }).await.unwrap();
    }
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(Users), stopped));
    caught_up(&store, MODEL).await.unwrap();

    let row = find(&db, learner).await.unwrap().unwrap();
    assert_eq!((row.version, row.created_at, row.updated_at), (7, at(1), at(7)));
    assert_eq!(row.preferences.daily_goal, Some(10));
    assert_eq!(serde_json::to_value(&row.profile).unwrap(), json!({ "level": null, "reachable": false }));
    assert_eq!(find(&db, LearnerId::of_telegram(8)).await.unwrap(), None);
    assert!(replay(&store, &Users, true).await.unwrap().equal());
    stop.send(true).unwrap();
    runner.await.unwrap();
}
