use std::ops::Deref as _;

use chrono::DateTime;
use dialogues::access::Pattern;
use serde_json::Value;

use super::*;
use crate::identity::audit::{Chain, verify};
use crate::identity::sessions::Launch;
use crate::platform::database::testing::database;

fn someone(user: i64) -> LearnerId {
    LearnerId::of_telegram(user)
}

fn author() -> Grant {
    Grant::Author { courses: Pattern::read("ios-*").unwrap() }
}

async fn changed(store: &EventStore, what: Change, who: i64, grant: &Grant) -> Result<Option<TeamFact>, ChangeError> {
    change(store, &Appointed::default(), what, someone(who), grant, DateTime::UNIX_EPOCH).await
}

#[tokio::test]
async fn every_change_of_a_role_has_its_line_in_the_audit_log() {
    let db = database().await;
    let store = EventStore::for_test(db.deref().clone());
    changed(&store, Change::Grant, 1, &Grant::Operator).await.unwrap().unwrap();
    changed(&store, Change::Grant, 2, &author()).await.unwrap().unwrap();
    assert!(changed(&store, Change::Grant, 2, &author()).await.unwrap().is_none(), "twice is nothing");
    changed(&store, Change::Revoke, 2, &author()).await.unwrap().unwrap();
    let refused = changed(&store, Change::Revoke, 1, &Grant::Operator).await.unwrap_err();
    assert_eq!(refused.to_string(), "The last operator stays: make somebody else an operator first.");
    let lines: Vec<(String, String, uuid::Uuid, Value)> =
        sqlx::query_as("SELECT actor, action, subject, detail FROM audit_log ORDER BY position")
            .fetch_all(&*db)
            .await
            .unwrap();
    let lines: Vec<_> =
        lines.iter().map(|(actor, action, who, role)| (actor.as_str(), action.as_str(), *who, &role["role"])).collect();
    assert_eq!(
        lines,
        [
            ("cli", GRANTED, someone(1).as_uuid(), &"operator".into()),
            ("cli", GRANTED, someone(2).as_uuid(), &"author".into()),
            ("cli", REVOKED, someone(2).as_uuid(), &"author".into()),
        ]
    );
    assert!(matches!(verify(&mut db.acquire().await.unwrap()).await.unwrap(), Chain::Whole { rows: 3, .. }));
}

#[tokio::test]
async fn a_role_without_its_line_is_not_stored() {
    let db = database().await;
    let store = EventStore::for_test(db.deref().clone());
    sqlx::query("ALTER TABLE audit_log ADD CHECK (action <> 'role granted')").execute(&*db).await.unwrap();
    assert!(changed(&store, Change::Grant, 1, &Grant::Operator).await.is_err());
    assert_eq!(current(&store).await.unwrap().version(), 0, "both or none");
}

#[tokio::test]
async fn of_two_who_revoke_the_last_two_operators_at_once_one_succeeds() {
    for _ in 0..10 {
        let db = database().await;
        let stores = [EventStore::for_test(db.deref().clone()), EventStore::for_test(db.deref().clone())];
        for who in [1, 2] {
            changed(&stores[0], Change::Grant, who, &Grant::Operator).await.unwrap().unwrap();
        }
        let [one, other] = [1, 2].map(|who| {
            let store = stores[who as usize - 1].clone();
            tokio::spawn(async move { changed(&store, Change::Revoke, who, &Grant::Operator).await })
        });
        let outcomes = [one.await.unwrap(), other.await.unwrap()];
        let done = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Some(_)))).count();
        let refused = |outcome: &Result<_, _>| matches!(outcome, Err(ChangeError::Refused(Why::LastOperator)));
        assert_eq!((done, outcomes.iter().filter(|outcome| refused(outcome)).count()), (1, 1), "{outcomes:?}");
        assert_eq!(current(&stores[0]).await.unwrap().given.len(), 1);
    }
}

#[tokio::test]
async fn who_loses_a_role_is_signed_out_and_who_is_erased_loses_all_of_them() {
    let db = database().await;
    let store = EventStore::for_test(db.deref().clone());
    for grant in [Grant::Operator, author()] {
        changed(&store, Change::Grant, 1, &grant).await.unwrap().unwrap();
    }
    let at = DateTime::UNIX_EPOCH;
    let open = async |number: u8| {
        let signed_at = at + chrono::TimeDelta::seconds(i64::from(number));
        let launch = Launch { learner: someone(1), hash: [number; 32], signed_at, device: String::new() };
        sessions::open(&db, &launch, signed_at).await.unwrap().unwrap();
    };
    let signed_in = async || sessions::list(&db, someone(1), at).await.unwrap().len();
    open(1).await;
    assert_eq!(signed_in().await, 1);
    changed(&store, Change::Revoke, 1, &author()).await.unwrap().unwrap();
    assert_eq!(signed_in().await, 0);
    // The last operator may not be revoked, and may leave.
    assert!(changed(&store, Change::Revoke, 1, &Grant::Operator).await.is_err());
    assert_eq!(leave(&store, someone(1), at).await.unwrap(), 1);
    assert_eq!(leave(&store, someone(1), at).await.unwrap(), 0);
    assert_eq!(current(&store).await.unwrap().given, []);
    assert!(matches!(verify(&mut db.acquire().await.unwrap()).await.unwrap(), Chain::Whole { rows: 4, .. }));
}
