//! What is derived from the log: tables that may be dropped at any moment and are filled again from the first event.
//! Whatever acts upon events instead ([`crate::platform::jobs::Policy`]) follows the log in the same way, but only ever
//! forwards.

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{AssertSqlSafe, Connection, FromRow, PgConnection, PgPool};
use tracing::info;

use super::{Cursor, StoredEvent, parked};

/// A read model: its tables and how an event changes them. It must follow from the events alone (no clock, no dice),
/// and its statements must name tables without a schema: a replay builds a second copy beside the first.
pub trait ReadModel: Send + Sync {
    /// The name of its checkpoint: `a-z` and `_`.
    fn name(&self) -> &'static str;

    /// Of definition and code together; another one than the stored one rebuilds the tables at the next start.
    fn version(&self) -> i32;

    /// Creates the tables and views.
    fn ddl(&self) -> &'static str;

    /// The tables that [`ReadModel::ddl`] creates.
    fn tables(&self) -> &'static [&'static str];

    /// It does not derive but acts, and what it did cannot be taken back: it begins at the present, keeps its place and
    /// is never rebuilt.
    fn acts(&self) -> bool {
        false
    }

    /// Is the event any of its business?
    fn handles(&self, event: &StoredEvent) -> bool;

    /// Takes one event in; called once for each, in the log's order, within the transaction of the checkpoint. An event
    /// that it cannot take in is put aside after some tries, unless the database is to blame.
    fn apply<'a>(&'a self, connection: &'a mut PgConnection, event: &'a StoredEvent)
    -> BoxFuture<'a, sqlx::Result<()>>;

    /// Takes several in, with the same outcome as one after the other. Where that is many, it is worth folding them
    /// first: the database then writes each row once.
    fn apply_all<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        events: &'a [&'a StoredEvent],
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            for event in events {
                self.apply(connection, event).await?;
            }
            Ok(())
        }
        .boxed()
    }
}

/// Makes sure that the read model's tables are there and of the code's version. What is not is made anew, empty; its
/// subscription fills it, and has another try at the events that had been put aside. One that acts is only given its
/// place. Tells whether anything had to be done. Safe from several instances at once.
pub async fn prepare(pool: &PgPool, model: &dyn ReadModel) -> sqlx::Result<bool> {
    let mut connection = pool.acquire().await?;
    let mut tx = connection.begin().await?;
    let new = sqlx::query("INSERT INTO checkpoints (name, version) VALUES ($1, 0) ON CONFLICT DO NOTHING")
        .bind(model.name())
        .execute(&mut *tx)
        .await?
        .rows_affected()
        > 0;
    let stored: i32 = sqlx::query_scalar("SELECT version FROM checkpoints WHERE name = $1 FOR UPDATE")
        .bind(model.name())
        .fetch_one(&mut *tx)
        .await?;
    if stored == model.version() && complete(&mut tx, model).await? {
        return Ok(false);
    }
    if model.acts() {
        place(&mut tx, model, new).await?;
        tx.commit().await?;
        info!(model = model.name(), new, "the policy has its place in the log");
        return Ok(true);
    }
    drop_tables(&mut tx, model).await?;
    sqlx::raw_sql(model.ddl()).execute(&mut *tx).await?;
    sqlx::query("UPDATE checkpoints SET tx = '0', position = 0, version = $2, updated_at = now() WHERE name = $1")
        .bind(model.name())
        .bind(model.version())
        .execute(&mut *tx)
        .await?;
    parked::forget(&mut *tx, model.name()).await?;
    tx.commit().await?;
    info!(model = model.name(), version = model.version(), "read model made anew; its subscription fills it");
    Ok(true)
}

/// A new one stands behind all that is settled: what running transactions still bring is seen. One that is known stays
/// where it is, unless the log has become shorter.
async fn place(connection: &mut PgConnection, model: &dyn ReadModel, new: bool) -> sqlx::Result<()> {
    let present = sqlx::query(
        "SELECT tx::text AS tx, position FROM event_store WHERE tx < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY event_store.tx DESC, position DESC LIMIT 1",
    );
    let present = present.fetch_optional(&mut *connection).await?;
    let present = present.as_ref().map(Cursor::from_row).transpose()?.unwrap_or(Cursor::START);
    let known: Cursor = sqlx::query_as("SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1")
        .bind(model.name())
        .fetch_one(&mut *connection)
        .await?;
    let place = if new { present } else { known.min(present) };
    sqlx::query("UPDATE checkpoints SET tx = $2::xid8, position = $3, version = $4, updated_at = now() WHERE name = $1")
        .bind(model.name())
        .bind(place.tx_text())
        .bind(place.position)
        .bind(model.version())
        .execute(connection)
        .await
        .map(drop)
}

async fn complete(connection: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT COALESCE(bool_and(to_regclass(name) IS NOT NULL), true) FROM UNNEST($1::text[]) AS name")
        .bind(model.tables())
        .fetch_one(connection)
        .await
}

async fn drop_tables(connection: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<()> {
    for table in model.tables() {
        // Views over it go too; the definition brings them back.
        let statement = format!("DROP TABLE IF EXISTS {table} CASCADE");
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    Ok(())
}
