use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use dialogues::catalogue::Catalogue;
use dialogues::kernel::ids::LearnerId;
use dialogues::streams::{Learner, LearnerFact};
use tokio::sync::watch;

use super::token::Token;
use super::*;
use crate::app::App;
use crate::platform::database::testing::database;
use crate::platform::eventstore::{Batch, codec, prepare, run};

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

fn ada() -> LearnerId {
    LearnerId::of_telegram(7)
}

fn launch(number: u8, signed_at: DateTime<Utc>) -> Launch {
    Launch { learner: ada(), hash: [number; 32], signed_at, device: format!("device {number}") }
}

async fn opened(pool: &PgPool, number: u8, now: DateTime<Utc>) -> Opened {
    open(pool, &launch(number, now), now).await.unwrap().unwrap()
}

async fn is_good(pool: &PgPool, token: &Token, now: DateTime<Utc>) -> bool {
    verify(pool, token, now).await.unwrap().is_some()
}

async fn end_everything(pool: &PgPool, reason: Reason, now: DateTime<Utc>) -> u64 {
    end_all(&mut pool.acquire().await.unwrap(), ada(), reason, now).await.unwrap()
}

#[tokio::test]
async fn a_session_slides_while_it_is_used_and_ends_in_the_end() {
    let db = database().await;
    let session = opened(&db, 1, start()).await;
    assert_eq!(session.expires_at, start() + IDLE);
    let mut now = start();
    while now < start() + LONGEST {
        assert_eq!(verify(&db, &session.token, now).await.unwrap().unwrap().id, session.session);
        now += IDLE - TimeDelta::seconds(1);
    }
    assert!(!is_good(&db, &session.token, start() + LONGEST).await);
}

#[tokio::test]
async fn that_it_is_used_is_written_once_a_minute() {
    let db = database().await;
    let session = opened(&db, 1, start()).await;
    let written = async || -> DateTime<Utc> {
        sqlx::query_scalar("SELECT last_used_at FROM sessions").fetch_one(&*db).await.unwrap()
    };
    for (seconds, expected) in [(59, 0), (60, 60), (100, 60), (119, 60), (120, 120)] {
        assert!(is_good(&db, &session.token, start() + TimeDelta::seconds(seconds)).await);
        assert_eq!(written().await, start() + TimeDelta::seconds(expected), "{seconds}");
    }
}

#[tokio::test]
async fn the_table_has_no_token() {
    let db = database().await;
    let session = opened(&db, 1, start()).await;
    let stored: Vec<String> =
        sqlx::query_scalar("SELECT sessions::text FROM sessions UNION ALL SELECT encode(hash, 'escape') FROM sessions")
            .fetch_all(&*db)
            .await
            .unwrap();
    let chance = &session.token.expose()[4..34];
    assert!(stored.iter().all(|row| !row.contains(chance) && !row.contains("acs_")), "{stored:?}");
    let hash: Vec<u8> = sqlx::query_scalar("SELECT hash FROM sessions").fetch_one(&*db).await.unwrap();
    assert_eq!(hash, session.token.hash());
}

#[tokio::test]
async fn of_too_many_sessions_the_one_that_was_used_longest_ago_ends() {
    let db = database().await;
    let mut all = Vec::new();
    for number in 0..MOST as u8 {
        all.push(opened(&db, number, start() + TimeDelta::minutes(number.into())).await);
    }
    let now = start() + TimeDelta::hours(1);
    assert!(is_good(&db, &all[0].token, now).await, "used, it is not the oldest any more");
    opened(&db, 100, now).await;
    assert_eq!(list(&db, ada(), now).await.unwrap().len(), MOST as usize);
    let good: Vec<bool> = futures::future::join_all(all[..3].iter().map(|one| is_good(&db, &one.token, now))).await;
    assert_eq!(good, [true, false, true]);
    let other = LearnerId::of_telegram(8);
    assert!(list(&db, other, now).await.unwrap().is_empty());
}

#[tokio::test]
async fn many_openings_at_once_leave_no_more_than_there_may_be() {
    let db = database().await;
    let opening = (0..40).map(|number| open(&db, Box::leak(Box::new(launch(number, start()))), start()));
    for opened in futures::future::join_all(opening).await {
        opened.unwrap().unwrap();
    }
    assert_eq!(list(&db, ada(), start()).await.unwrap().len(), MOST as usize);
    // The same launch data at once have one session.
    let same = launch(200, start());
    let opened = futures::future::join_all((0..8).map(|_| open(&db, &same, start()))).await;
    let ids: BTreeSet<_> = opened.into_iter().map(|opened| opened.unwrap().unwrap().session.as_uuid()).collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn ending_all_voids_what_was_signed_until_then_and_nothing_after() {
    let db = database().await;
    let session = opened(&db, 1, start()).await;
    let now = start() + TimeDelta::milliseconds(1_500);
    assert_eq!(end_everything(&db, Reason::RoleEnded, now).await, 1);
    assert_eq!(end_everything(&db, Reason::RoleEnded, now).await, 0, "a second time there is nothing");
    assert!(!is_good(&db, &session.token, now).await);
    for (number, signed) in [(1, 0), (2, -100), (3, 0), (4, 1)] {
        let old = launch(number, start() + TimeDelta::seconds(signed));
        assert_eq!(open(&db, &old, now).await.unwrap().unwrap_err(), Refused::SignedOut, "{number}");
    }
    let new = launch(5, start() + TimeDelta::seconds(2));
    assert!(open(&db, &new, start() + TimeDelta::seconds(2)).await.unwrap().is_ok());
    let reason: String =
        sqlx::query_scalar("SELECT end_reason FROM sessions WHERE ended_at IS NOT NULL").fetch_one(&*db).await.unwrap();
    assert_eq!(reason, "role_ended");
}

#[tokio::test]
async fn an_end_within_a_transaction_happens_with_it_or_not_at_all() {
    let db = database().await;
    let session = opened(&db, 1, start()).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(end_all(&mut tx, ada(), Reason::Erased, start()).await.unwrap(), 1);
    tx.rollback().await.unwrap();
    assert!(is_good(&db, &session.token, start()).await);
    let mut tx = db.begin().await.unwrap();
    end_all(&mut tx, ada(), Reason::Erased, start()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!is_good(&db, &session.token, start()).await);
}

/// As if the process that stored the fact had ended nothing: an older version, or an operator's hand.
#[tokio::test]
async fn what_the_log_says_is_ended_also_if_nobody_else_has_done_it() {
    let db = database().await;
    let app = App::for_test(db.clone(), Catalogue::empty(), start());
    prepare(&db, &SessionEnds).await.unwrap();
    let (one, two) = (opened(&db, 1, start()).await, opened(&db, 2, start()).await);
    let (_stop, stopping) = watch::channel(false);
    tokio::spawn(run(app.store.clone(), std::sync::Arc::new(SessionEnds), stopping));
    let facts = [
        LearnerFact::SessionEnded { session: one.session },
        LearnerFact::SessionEnded { session: SessionId::from_uuid(Uuid::from_u128(1)) },
        LearnerFact::SessionsEnded { open: 1 },
    ];
    let later = start() + TimeDelta::minutes(1);
    let three = opened(&db, 3, later).await;
    for (fact, version) in facts.iter().zip(1..) {
        let event = codec::encode_as::<Learner>(ada(), fact, version).unwrap();
        let batch = Batch { key: None, events: &[event], at: start(), metadata: codec::metadata(ada()) };
        app.store.append(batch).await.unwrap();
        crate::platform::eventstore::caught_up(&app.store, &SessionEnds).await.unwrap();
        let good = [&one, &two, &three].map(|session| is_good(&db, &session.token, later));
        assert_eq!(futures::future::join_all(good).await, [false, version < 3, true], "what was opened since stays");
    }
}

#[tokio::test]
async fn what_is_over_is_forgotten_after_a_while_and_not_before() {
    let db = database().await;
    opened(&db, 1, start()).await;
    end_everything(&db, Reason::SignedOut, start()).await;
    let now = start() + TimeDelta::minutes(5);
    let open = opened(&db, 2, now).await;
    assert_eq!(purge(&db, start()).await.unwrap(), 0);
    assert_eq!(purge(&db, start() + TimeDelta::seconds(1)).await.unwrap(), 1);
    assert!(is_good(&db, &open.token, now).await);
    let void = launch(3, start());
    assert_eq!(open_again(&db, &void, now).await, Some(Refused::SignedOut), "who signed out is remembered");
    assert_eq!(purge(&db, now + IDLE + TimeDelta::days(1)).await.unwrap(), 2);
}

async fn open_again(pool: &PgPool, launch: &Launch, now: DateTime<Utc>) -> Option<Refused> {
    open(pool, launch, now).await.unwrap().err()
}
