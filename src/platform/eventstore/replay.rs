//! Rebuilds a read model from the first event and proves that it equals the one in use, while the system serves.
//!
//! The copy is built in short transactions, since a long one would hold every subscription back. Only the last part
//! (the newest events, the comparison, the swap) is one transaction that holds the checkpoint.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::read::read_after;
use super::{Cursor, EventStore, ReadModel, StoredEvent, prepare};

const BATCH: u32 = 500;

/// What a replay found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayReport {
    pub model: &'static str,
    /// Events that the read model took in.
    pub events: u64,
    /// Rows that follow from them, in all tables.
    pub rows: u64,
    /// Rows that the tables in use lacked.
    pub missing: u64,
    /// Rows of the tables in use that do not follow from the log.
    pub unexpected: u64,
    pub tables: Vec<TableReport>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    pub table: &'static str,
    pub rows: u64,
    pub missing: u64,
    pub unexpected: u64,
}

impl ReplayReport {
    /// Was every row as the log says?
    pub const fn equal(&self) -> bool {
        self.missing == 0 && self.unexpected == 0
    }
}

/// Rebuilds the read model as of its checkpoint and compares. Unless `check_only`, tables that differ get the rebuilt
/// content. A read model of another version than the code's is made anew first, as at a start.
pub async fn replay(store: &EventStore, model: &dyn ReadModel, check_only: bool) -> sqlx::Result<ReplayReport> {
    prepare(store.pool(), model).await?;
    // Detached, and so closed at the end: its settings are not for others.
    let mut connection = store.pool().acquire().await?.detach();
    let mut copy = Copy::begin(&mut connection, model).await?;
    let checkpoint = copy.checkpoint(&mut connection, false).await?;
    while copy.cursor < checkpoint {
        let mut tx = connection.begin().await?;
        copy.advance(&mut tx, checkpoint).await?;
        tx.commit().await?;
    }
    let mut tx = connection.begin().await?;
    let checkpoint = copy.checkpoint(&mut tx, true).await?;
    while copy.cursor < checkpoint {
        copy.advance(&mut tx, checkpoint).await?;
    }
    let tables = copy.compare(&mut tx).await?;
    if !check_only {
        copy.swap(&mut tx, &tables).await?;
    }
    copy.end(&mut tx).await?;
    tx.commit().await?;
    connection.close().await?;
    Ok(copy.report(tables))
}

/// The second copy of a read model, in a schema of its own.
struct Copy<'a> {
    model: &'a dyn ReadModel,
    schema: String,
    /// Where the tables in use live.
    live: String,
    cursor: Cursor,
    events: u64,
}

impl<'a> Copy<'a> {
    async fn begin(connection: &mut PgConnection, model: &'a dyn ReadModel) -> sqlx::Result<Self> {
        for unlimited in ["SET statement_timeout = 0", "SET lock_timeout = 0"] {
            sqlx::query(unlimited).execute(&mut *connection).await?;
        }
        // One replay of a read model at a time; the lock goes with the connection.
        sqlx::query("SELECT pg_advisory_lock(hashtext('replay'), hashtext($1))")
            .bind(model.name())
            .execute(&mut *connection)
            .await?;
        let live: String =
            sqlx::query_scalar("SELECT quote_ident(current_schema())").fetch_one(&mut *connection).await?;
        let schema = format!("replay_{}", model.name());
        execute(connection, format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await?;
        execute(connection, format!("CREATE SCHEMA {schema}")).await?;
        // From here on the model's own names mean the copy; the log is still found behind it.
        execute(connection, format!("SET search_path = {schema}, {live}")).await?;
        sqlx::raw_sql(model.ddl()).execute(&mut *connection).await?;
        Ok(Self { model, schema, live, cursor: Cursor::START, events: 0 })
    }

    /// Where the tables in use are; `hold` keeps them there until the transaction ends.
    async fn checkpoint(&self, connection: &mut PgConnection, hold: bool) -> sqlx::Result<Cursor> {
        let query = if hold {
            "SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1 FOR UPDATE"
        } else {
            "SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1"
        };
        sqlx::query_as(query).bind(self.model.name()).fetch_one(connection).await
    }

    /// Takes the next events in, none after `until`. The events up to a checkpoint have all been below the horizon.
    async fn advance(&mut self, connection: &mut PgConnection, until: Cursor) -> sqlx::Result<()> {
        let events = read_after(connection, self.cursor, BATCH).await?;
        let wanted: Vec<&StoredEvent> = events.iter().take_while(|event| event.cursor <= until).collect();
        for event in wanted.iter().filter(|event| self.model.handles(event)) {
            self.model.apply(connection, event).await?;
            self.events += 1;
        }
        // Where nothing is left before `until`, it is reached, even if its own event was never there.
        self.cursor = wanted.last().map_or(until, |event| event.cursor);
        Ok(())
    }

    /// Counts, both ways and with multiplicity, the rows that only one of the two has.
    async fn compare(&self, connection: &mut PgConnection) -> sqlx::Result<Vec<TableReport>> {
        let (schema, live) = (&self.schema, &self.live);
        let mut reports = Vec::new();
        for table in self.model.tables() {
            let query = format!(
                "SELECT (SELECT count(*) FROM {schema}.{table}),
                        (SELECT count(*) FROM (TABLE {schema}.{table} EXCEPT ALL TABLE {live}.{table}) missing),
                        (SELECT count(*) FROM (TABLE {live}.{table} EXCEPT ALL TABLE {schema}.{table}) unexpected)"
            );
            let counts: (i64, i64, i64) = sqlx::query_as(AssertSqlSafe(query)).fetch_one(&mut *connection).await?;
            let (rows, missing, unexpected) = (counts.0 as u64, counts.1 as u64, counts.2 as u64);
            reports.push(TableReport { table, rows, missing, unexpected });
        }
        Ok(reports)
    }

    /// Deletes and inserts rather than truncates: readers go on seeing the old rows until the commit.
    async fn swap(&self, connection: &mut PgConnection, tables: &[TableReport]) -> sqlx::Result<()> {
        let (schema, live) = (&self.schema, &self.live);
        for TableReport { table, .. } in tables.iter().filter(|table| table.missing + table.unexpected > 0) {
            execute(connection, format!("DELETE FROM {live}.{table}")).await?;
            execute(connection, format!("INSERT INTO {live}.{table} TABLE {schema}.{table}")).await?;
        }
        Ok(())
    }

    async fn end(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        execute(connection, format!("DROP SCHEMA {} CASCADE", self.schema)).await
    }

    fn report(&self, tables: Vec<TableReport>) -> ReplayReport {
        ReplayReport {
            model: self.model.name(),
            events: self.events,
            rows: tables.iter().map(|table| table.rows).sum(),
            missing: tables.iter().map(|table| table.missing).sum(),
            unexpected: tables.iter().map(|table| table.unexpected).sum(),
            tables,
        }
    }
}

async fn execute(connection: &mut PgConnection, statement: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(statement)).execute(connection).await.map(drop)
}
