use dialogues::kernel::ids::{InterviewRunId, LearnerId};
use dialogues::kernel::locale::Locale;
use dialogues::streams::{Fact, InterviewFact, LearnerFact, State};
use serde_json::{Value, json};

use super::*;
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::Appended::{Duplicate, Stored};
use crate::platform::eventstore::{Batch, Cursor, EventStore, codec};

const TEXT: &str = "a canary in the answer";

fn facts(learner: LearnerId) -> [Fact; 2] {
    let run = InterviewRunId::of(learner, 1);
    [
        Fact::Learner(LearnerFact::UserRegistered {
            learner,
            telegram_id: 555_000_111,
            first_name: "Canaria".into(),
            locale: Locale::default(),
        }),
        Fact::Interview(run, InterviewFact::MessageAdded { text: TEXT.into() }),
    ]
}

async fn store(store: &EventStore, learner: LearnerId, key: Option<&str>) {
    let [registered, message] = facts(learner);
    let events = [codec::encode(learner, &registered, 1).unwrap(), codec::encode(learner, &message, 1).unwrap()];
    let batch = Batch { key, events: &events, at: chrono::DateTime::UNIX_EPOCH, metadata: codec::metadata(learner) };
    store.append(batch).await.unwrap();
}

/// The log once so many events have settled: transactions of other databases may hold them back.
async fn settled(events: &EventStore, count: usize) -> Vec<StoredEvent> {
    loop {
        let read = events.read_after(Cursor::START, 10).await.unwrap();
        if read.len() >= count {
            return read;
        }
        tokio::task::yield_now().await;
    }
}

async fn log(db: &TestDatabase) -> String {
    let rows: Vec<Value> = sqlx::query_scalar("SELECT to_jsonb(e) FROM event_store e").fetch_all(&**db).await.unwrap();
    let keys: Vec<String> = sqlx::query_scalar("SELECT key FROM idempotency_keys").fetch_all(&**db).await.unwrap();
    format!("{rows:?} {keys:?}")
}

#[tokio::test]
async fn what_is_a_persons_own_lies_sealed_and_is_read_as_it_was() {
    let db = database().await;
    let (events, learner) = (EventStore::for_test(db.clone()), LearnerId::of_telegram(555_000_111));
    store(&events, learner, Some("tg:1:555000111/7")).await;
    let stored = log(&db).await;
    for canary in ["Canaria", "555000111", TEXT] {
        assert!(!stored.contains(canary), "{canary} in {stored}");
    }
    let read = settled(&events, 2).await;
    let texts: Vec<&Value> = read.iter().filter_map(|event| event.data.get("text")).collect();
    assert_eq!(texts, [&json!(TEXT)]);
    let person = read.iter().find(|event| event.data.get("telegramId").is_some()).unwrap();
    assert_eq!((&person.data["telegramId"], &person.data["firstName"]), (&json!(555_000_111), &json!("Canaria")));
}

#[tokio::test]
async fn without_its_key_a_persons_log_folds_and_tells_nothing() {
    let db = database().await;
    let (events, learner) = (EventStore::for_test(db.clone()), LearnerId::of_telegram(7));
    let other = LearnerId::of_telegram(8);
    store(&events, learner, None).await;
    store(&events, other, None).await;
    events.vault().destroy(&mut db.acquire().await.unwrap(), learner).await.unwrap();
    for vault in [events.vault().clone(), Vault::for_test(db.clone())] {
        let events = EventStore::new(db.clone(), vault);
        let read = events.read(learner.as_uuid(), 0).await.unwrap();
        assert_eq!((&read[0].data["firstName"], &read[0].data["telegramId"]), (&json!(""), &json!(0)));
        assert!(codec::decode::<dialogues::streams::Learner>(&read[0]).is_ok());
        let others = events.read(other.as_uuid(), 0).await.unwrap();
        assert_eq!(others[0].data["firstName"], json!("Canaria"));
    }
}

#[tokio::test]
async fn a_value_that_was_moved_or_changed_is_unreadable_and_nothing_else_is() {
    let db = database().await;
    let (events, learner) = (EventStore::for_test(db.clone()), LearnerId::of_telegram(7));
    store(&events, learner, None).await;
    let run = InterviewRunId::of(learner, 1).as_uuid();
    let moved = "UPDATE event_store SET event_data = jsonb_set(event_data, '{text}',
                     (SELECT event_data->'firstName' FROM event_store WHERE aggregate_id = $2))
                 WHERE aggregate_id = $1";
    sqlx::query(moved).bind(run).bind(learner.as_uuid()).execute(&*db).await.unwrap();
    let read = settled(&events, 2).await;
    let message = read.iter().find(|event| event.stream == run).unwrap();
    assert!(codec::decode::<dialogues::streams::InterviewRun>(message).is_err());
    let person = read.iter().find(|event| event.stream == learner.as_uuid()).unwrap();
    assert!(codec::decode::<dialogues::streams::Learner>(person).is_ok());
}

#[tokio::test]
async fn a_key_under_its_former_name_is_still_known() {
    let db = database().await;
    let (events, learner) = (EventStore::for_test(db.clone()), LearnerId::of_telegram(7));
    sqlx::query("INSERT INTO idempotency_keys VALUES ('tg:1:7/9', now())").execute(&*db).await.unwrap();
    let event = codec::encode(learner, &facts(learner)[0], 1).unwrap();
    let batch = |key| Batch {
        key: Some(key),
        events: std::slice::from_ref(&event),
        at: chrono::DateTime::UNIX_EPOCH,
        metadata: codec::metadata(learner),
    };
    assert_eq!(events.append(batch("tg:1:7/9")).await.unwrap(), Duplicate);
    assert_eq!(events.append(batch("tg:1:7/10")).await.unwrap(), Stored);
    assert_eq!(events.append(batch("tg:1:7/10")).await.unwrap(), Duplicate);
}

#[tokio::test]
async fn what_was_stored_in_clear_is_sealed_once_and_means_the_same() {
    let db = database().await;
    let (events, learner) = (EventStore::for_test(db.clone()), LearnerId::of_telegram(555_000_111));
    let [registered, message] = facts(learner);
    for fact in [&registered, &message] {
        let event = codec::encode(learner, fact, 1).unwrap();
        sqlx::query("INSERT INTO event_store (aggregate_id, aggregate_type, event_type, event_data, event_version, metadata) VALUES ($1, $2, $3, $4, 1, $5)")
            .bind(event.stream)
            .bind(event.aggregate_type)
            .bind(&event.event_type)
            .bind(&event.data)
            .bind(codec::metadata(learner))
            .execute(&*db)
            .await
            .unwrap();
    }
    let before = settled(&events, 2).await;
    assert!(before.iter().all(is_open));
    let letter =
        "INSERT INTO dead_letters (source, key, payload, error, attempts) VALUES ('telegram', 'tg:1:1', $1, '', 1)";
    let update = json!({ "message": { "from": { "id": 555_000_111 }, "text": TEXT } });
    sqlx::query(letter).bind(&update).execute(&*db).await.unwrap();
    let plain =
        "INSERT INTO snapshots (aggregate_id, aggregate_type, version, state, schema) VALUES ($1, 'user', 1, $2, 1)";
    sqlx::query(plain).bind(learner.as_uuid()).bind(&update).execute(&*db).await.unwrap();
    assert_eq!(events.vault().seal_stored().await.unwrap(), 2);
    assert_eq!(events.letters("telegram").await.unwrap()[0].payload, update);
    let rest: Vec<Value> = sqlx::query_scalar("SELECT payload FROM dead_letters UNION ALL SELECT state FROM snapshots")
        .fetch_all(&*db)
        .await
        .unwrap();
    assert!(rest.len() == 1 && is_sealed(&rest[0]), "{rest:?}");
    assert_eq!(events.vault().seal_stored().await.unwrap(), 0, "what is sealed stays as it is");
    assert!(!log(&db).await.contains("Canaria"));
    assert_eq!(settled(&events, 2).await, before);
    let state = State::new(learner).evolve(&registered, chrono::DateTime::UNIX_EPOCH);
    assert_eq!(state.learner.first_name, "Canaria");
}

#[tokio::test]
async fn keys_are_wrapped_anew_while_values_are_read() {
    let db = database().await;
    let folder = std::env::temp_dir().join(format!("academy-vault-{:016x}", rand::random::<u64>()));
    let vault = || Vault::new(db.clone(), Keks::at(kek::Place::Own(folder.join("kek"))));
    let (serving, learner) = (EventStore::new(db.clone(), vault()), LearnerId::of_telegram(7));
    serving.vault().check().await.unwrap();
    store(&serving, learner, None).await;
    let rotating = vault();
    rotating.keks().renew().unwrap();
    assert_eq!(rotating.rotate().await.unwrap(), Rotated { own: 2, persons: 1 });
    assert_eq!(rotating.rotate().await.unwrap(), Rotated::default());
    store(&serving, LearnerId::of_telegram(8), None).await;
    assert_eq!(rotating.rotate().await.unwrap(), Rotated::default(), "who serves wraps by the new one already");
    // The old one may go.
    let text = std::fs::read_to_string(folder.join("kek")).unwrap();
    std::fs::write(folder.join("kek"), text.lines().next().unwrap()).unwrap();
    let after = EventStore::new(db.clone(), vault());
    after.vault().check().await.unwrap();
    assert_eq!(after.read(learner.as_uuid(), 0).await.unwrap()[0].data["firstName"], json!("Canaria"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn with_another_key_encryption_key_nothing_opens_and_nothing_is_changed() {
    let db = database().await;
    let (events, learner) = (EventStore::for_test(db.clone()), LearnerId::of_telegram(7));
    store(&events, learner, None).await;
    let stored = log(&db).await;
    let folder = std::env::temp_dir().join(format!("academy-vault-{:016x}", rand::random::<u64>()));
    let lost = Vault::new(db.clone(), Keks::at(kek::Place::Own(folder.join("kek"))));
    let said = lost.check().await.unwrap_err().to_string();
    assert!(said.contains("wrapped by the key-encryption key") && said.contains("Nothing was changed"), "{said}");
    assert!(!folder.exists(), "no new key is made where an older one is missed");
    let wrong = Vault::new(db.clone(), Keks::at(kek::Place::Environment(kek::fresh().into())));
    assert!(wrong.check().await.is_err() && wrong.look().await.is_err());
    let wrong = EventStore::new(db.clone(), wrong);
    assert!(wrong.read(learner.as_uuid(), 0).await.is_err(), "what cannot be opened is not taken for gone");
    assert_eq!(log(&db).await, stored);
}
