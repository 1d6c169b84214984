use serde_json::json;
use uuid::Uuid;

use super::{append, event};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{EventStore, Snapshot};

#[tokio::test]
async fn a_snapshot_is_never_trusted_over_the_log() {
    let db = database().await;
    let store = EventStore::new(db.clone());
    let stream = Uuid::new_v4();
    append(&store, None, &[event(stream, 1), event(stream, 2)]).await.unwrap();
    assert_eq!(store.load_snapshot(stream, 1).await.unwrap(), None);

    let snapshot = Snapshot { version: 2, state: json!({ "sum": 3 }) };
    store.save_snapshot(stream, "test", &snapshot, 1).await.unwrap();
    assert_eq!(store.load_snapshot(stream, 1).await.unwrap(), Some(snapshot.clone()));
    assert_eq!(store.load_snapshot(stream, 2).await.unwrap(), None, "another shape");

    let ahead = Snapshot { version: 3, ..snapshot.clone() };
    store.save_snapshot(stream, "test", &ahead, 1).await.unwrap();
    assert_eq!(store.load_snapshot(stream, 1).await.unwrap(), None, "newer than the log");

    store.save_snapshot(stream, "test", &snapshot, 1).await.unwrap();
    assert_eq!(store.load_snapshot(stream, 1).await.unwrap(), Some(snapshot));
}
