//! A read model for the tests: how often each stream was heard of. Counting shows what is applied twice.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::platform::eventstore::{ReadModel, StoredEvent};

#[derive(Default)]
pub struct Tally {
    pub version: i32,
    /// The next event fails.
    pub fails: AtomicBool,
    /// The next event panics.
    pub panics: AtomicBool,
}

impl Tally {
    /// Version 1, in order.
    pub fn new() -> Self {
        Self { version: 1, ..Self::default() }
    }
}

impl ReadModel for Tally {
    fn name(&self) -> &'static str {
        "tally"
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn ddl(&self) -> &'static str {
        "CREATE TABLE tally (stream uuid PRIMARY KEY, heard integer NOT NULL);
         CREATE VIEW loudest AS SELECT max(heard) FROM tally;"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["tally"]
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == "test"
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            assert!(!self.panics.swap(false, Ordering::SeqCst), "asked to panic");
            sqlx::query(
                "INSERT INTO tally AS known VALUES ($1, 1) ON CONFLICT (stream) DO UPDATE SET heard = known.heard + 1",
            )
            .bind(event.stream)
            .execute(connection)
            .await?;
            if self.fails.swap(false, Ordering::SeqCst) { Err(sqlx::Error::WorkerCrashed) } else { Ok(()) }
        }
        .boxed()
    }
}

/// Streams and how often they were heard of, by stream.
pub async fn heard(pool: &PgPool) -> Vec<(Uuid, i32)> {
    sqlx::query_as("SELECT stream, heard FROM tally ORDER BY stream").fetch_all(pool).await.unwrap()
}
