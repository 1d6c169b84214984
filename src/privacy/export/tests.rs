use std::io::Read as _;

use chrono::{DateTime, Utc};
use dialogues::catalogue::Catalogue;
use dialogues::kernel::locale::Locale;
use dialogues::streams::{LearnerFact, ProfileChange};
use zip::ZipArchive;

use super::*;
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::codec::{encode_as, metadata};
use crate::platform::eventstore::{Batch, prepare};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

fn learner() -> LearnerId {
    LearnerId::of_telegram(7)
}

/// Somebody with a name that is no name, and so many changes of it.
async fn with(changes: u32) -> (TestDatabase, App) {
    let db = database().await;
    for subscription in crate::contexts::subscriptions() {
        prepare(&db, &*subscription).await.unwrap();
    }
    let app = App::for_test(db.clone(), Catalogue::empty(), at());
    let mut facts = vec![LearnerFact::UserRegistered {
        learner: learner(),
        telegram_id: 7,
        first_name: "<script>alert(1)</script>".into(),
        locale: Locale::of_tag("ru").unwrap(),
    }];
    facts.extend((0..changes).map(|number| {
        LearnerFact::ProfileUpdated(ProfileChange { daily_goal: Some(number), ..ProfileChange::default() })
    }));
    for (piece, facts) in facts.chunks(1_000).enumerate() {
        let event = |(index, fact)| encode_as::<Learner>(learner(), fact, (piece * 1_000 + index + 1) as u32).unwrap();
        let events: Vec<_> = facts.iter().enumerate().map(event).collect();
        let batch = Batch { key: None, events: &events, at: at(), metadata: metadata(learner()) };
        app.store.append(batch).await.unwrap();
    }
    (db, app)
}

fn file(zip: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_copy_has_everything_its_schema_describes_it_and_a_person_can_read_it() {
    let (_db, app) = with(3).await;
    let zip = packed(&app, learner()).await.unwrap();
    let data: Value = serde_json::from_str(&file(&zip, "data.json")).unwrap();
    let schema: Value = serde_json::from_str(&file(&zip, "schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<_> = validator.iter_errors(&data).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?}");
    assert!(!validator.is_valid(&json!({ "format": 1 })));
    let events = data["streams"][0]["events"].as_array().unwrap();
    assert_eq!(events.len(), 4);
    assert_eq!(events[0]["data"]["firstName"], "<script>alert(1)</script>", "as it was, and not sealed");
    assert_eq!(data["you"]["daily_goal"], 2);
    let page = file(&zip, "index.html");
    assert!(page.contains("Что академия хранит о вас") && page.contains("&lt;script&gt;"), "{page}");
    assert!(!page.contains("<script") && !page.contains("http"), "{page}");
}

#[tokio::test]
async fn a_hundred_thousand_events_are_packed_a_page_at_a_time() {
    let (_db, app) = with(100_000).await;
    let zip = packed(&app, learner()).await.unwrap();
    assert!(zip.len() < 5_000_000, "{}", zip.len());
    let data: Value = serde_json::from_str(&file(&zip, "data.json")).unwrap();
    assert_eq!(data["streams"][0]["events"].as_array().unwrap().len(), 100_001);
    let page = file(&zip, "index.html");
    assert!(page.len() < 1_000_000 && page.contains("последние 1000 из 100001"), "{}", page.len());
}

#[tokio::test]
async fn of_nobody_there_is_no_copy() {
    let (_db, app) = with(0).await;
    assert!(matches!(packed(&app, LearnerId::of_telegram(8)).await, Err(ExportError::Nobody)));
    let erased = encode_as::<Learner>(learner(), &LearnerFact::LearnerErased {}, 2).unwrap();
    let batch = Batch { key: None, events: &[erased], at: at(), metadata: metadata(learner()) };
    app.store.append(batch).await.unwrap();
    assert!(matches!(packed(&app, learner()).await, Err(ExportError::Nobody)));
}
