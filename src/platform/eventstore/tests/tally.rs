//! A read model for the tests: how often each stream was heard of. Counting shows what is applied twice.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::platform::eventstore::{ReadModel, StoredEvent, Subscription};

/// How the model takes an event that it cannot take.
#[derive(Clone, Copy, Debug)]
pub enum Poison {
    /// A value that the table refuses.
    Refused,
    /// A shape that nobody can read.
    Unreadable,
    Panics,
    /// A table that is not there: no event's fault.
    NoTable,
}

#[derive(Default)]
pub struct Tally {
    /// Another one than `tally`, without a table of its own: a tally that follows a tally.
    pub name: Option<&'static str>,
    pub version: i32,
    /// So many events fail from now on, as if the connection broke.
    pub fails: AtomicU32,
    /// Events by (stream, version), and what happens with them every time.
    pub poison: Mutex<Vec<(Uuid, u32, Poison)>>,
    /// Events that were tried.
    pub tried: AtomicU32,
}

impl Tally {
    /// Version 1, in order.
    pub fn new() -> Self {
        Self { version: 1, ..Self::default() }
    }

    pub fn poisoned(poison: &[(Uuid, u32, Poison)]) -> Self {
        Self { version: 1, poison: Mutex::new(poison.to_vec()), ..Self::default() }
    }

    /// From now on it can take everything.
    pub fn mend(&self) {
        self.poison.lock().unwrap().clear();
    }

    fn poison(&self, event: &StoredEvent) -> Option<Poison> {
        let poison = self.poison.lock().unwrap();
        let found = poison.iter().find(|(stream, version, _)| (*stream, *version) == (event.stream, event.version));
        found.map(|(_, _, poison)| *poison)
    }
}

impl Subscription for Tally {
    fn name(&self) -> &'static str {
        self.name.unwrap_or("tally")
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
            self.tried.fetch_add(1, Ordering::SeqCst);
            if self.name.is_some() {
                return match self.poison(event) {
                    Some(_) => Err(sqlx::Error::Decode("of an unknown shape".into())),
                    None => Ok(()),
                };
            }
            sqlx::query(
                "INSERT INTO tally AS known VALUES ($1, 1) ON CONFLICT (stream) DO UPDATE SET heard = known.heard + 1",
            )
            .bind(event.stream)
            .execute(&mut *connection)
            .await?;
            match self.poison(event) {
                Some(Poison::Refused) => {
                    sqlx::query("UPDATE tally SET heard = NULL").execute(connection).await?;
                }
                Some(Poison::Unreadable) => return Err(sqlx::Error::Decode("of an unknown shape".into())),
                Some(Poison::Panics) => panic!("asked to panic"),
                Some(Poison::NoTable) => {
                    sqlx::query("SELECT FROM no_such_table").execute(connection).await?;
                }
                None => {}
            }
            let fails = self.fails.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            if fails.is_ok() { Err(sqlx::Error::WorkerCrashed) } else { Ok(()) }
        }
        .boxed()
    }

    fn read_model(&self) -> Option<&dyn ReadModel> {
        Some(self)
    }
}

impl ReadModel for Tally {
    fn version(&self) -> i32 {
        self.version
    }

    fn ddl(&self) -> &'static str {
        if self.name.is_some() {
            return "";
        }
        "CREATE TABLE tally (stream uuid PRIMARY KEY, heard integer NOT NULL);
         CREATE VIEW loudest AS SELECT max(heard) FROM tally;"
    }

    fn tables(&self) -> &'static [&'static str] {
        if self.name.is_some() { &[] } else { &["tally"] }
    }
}

/// Streams and how often they were heard of, by stream.
pub async fn heard(pool: &PgPool) -> Vec<(Uuid, i32)> {
    heard_by(pool, 1).await
}

/// The same, by that version.
pub async fn heard_by(pool: &PgPool, version: i32) -> Vec<(Uuid, i32)> {
    let statement = format!("SELECT stream, heard FROM m_tally_v{version}.tally ORDER BY stream");
    sqlx::query_as(sqlx::AssertSqlSafe(statement)).fetch_all(pool).await.unwrap()
}
