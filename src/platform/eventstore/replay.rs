//! Rebuilds a read model from the first event and proves that it equals the one in use, while the system serves.
//!
//! The copy is built in short transactions, since a long one would hold every subscription back. Only the last part
//! (the newest events, the comparison, the swap) is one transaction that holds the checkpoint.
//!
//! Events that cannot be applied are left out of the copy and noted beside it: they stay put aside, and a replay with
//! any is not equal. What could not be applied once and can be now is taken back.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::parked::{Parked, TRIES, Trouble, apply_all, apply_apart, handles, source};
use super::read::read_after;
use super::{Cursor, EventStore, Key, ReadModel, StoredEvent, prepare};
use crate::platform::vault::Vault;

const BATCH: u32 = 500;
/// So many of the events that cannot be applied are named in the report.
const NAMED: i64 = 5;

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
    /// Events that cannot be applied; they are not among `events`.
    pub parked: u64,
    /// The first of them: event type, stream, version and why.
    pub named: Vec<String>,
    /// Events that had been put aside and can be applied now.
    pub mended: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    pub table: &'static str,
    pub rows: u64,
    pub missing: u64,
    pub unexpected: u64,
}

impl ReplayReport {
    /// Was every row as the log says, and no event put aside?
    pub const fn equal(&self) -> bool {
        self.missing == 0 && self.unexpected == 0 && self.parked == 0 && self.mended == 0
    }
}

/// Rebuilds the read model as of its checkpoint and compares. Unless `check_only`, tables that differ get the rebuilt
/// content, and what is put aside becomes what cannot be applied. A read model of another version than the code's is made
/// anew first, as at a start.
pub async fn replay(store: &EventStore, model: &dyn ReadModel, check_only: bool) -> sqlx::Result<ReplayReport> {
    prepare(store.pool(), model).await?;
    // Detached, and so closed at the end: its settings are not for others.
    let mut connection = store.pool().acquire().await?.detach();
    let mut copy = Copy::begin(&mut connection, store.vault().clone(), model).await?;
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
    let report = copy.report(&mut tx).await?;
    if !check_only {
        copy.swap(&mut tx, &report.tables).await?;
        copy.settle(&mut tx).await?;
    }
    copy.end(&mut tx).await?;
    tx.commit().await?;
    connection.close().await?;
    Ok(report)
}

/// The second copy of a read model, in a schema of its own.
struct Copy<'a> {
    model: &'a dyn ReadModel,
    vault: Vault,
    key: Key,
    schema: String,
    /// Where the tables in use live.
    used: String,
    /// Where the log lives.
    live: String,
    cursor: Cursor,
    events: u64,
    /// Events that cannot be applied, until now.
    noted: i64,
}

impl<'a> Copy<'a> {
    async fn begin(connection: &mut PgConnection, vault: Vault, model: &'a dyn ReadModel) -> sqlx::Result<Self> {
        for unlimited in ["SET statement_timeout = 0", "SET lock_timeout = 0"] {
            sqlx::query(unlimited).execute(&mut *connection).await?;
        }
        let key = Key::from(model);
        // One replay of a read model at a time; the lock goes with the connection.
        sqlx::query("SELECT pg_advisory_lock(hashtext('replay'), hashtext($1))")
            .bind(key.as_str())
            .execute(&mut *connection)
            .await?;
        let live: String =
            sqlx::query_scalar("SELECT quote_ident(current_schema())").fetch_one(&mut *connection).await?;
        let schema = format!("replay_{key}");
        execute(connection, format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await?;
        execute(connection, format!("CREATE SCHEMA {schema}")).await?;
        // From here on the model's own names mean the copy; the log is still found behind it.
        execute(connection, format!("SET search_path = {schema}, {live}")).await?;
        sqlx::raw_sql(model.ddl()).execute(&mut *connection).await?;
        // What cannot be applied, as dead letters; the name is none that a model would give a table.
        execute(connection, format!("CREATE TABLE {schema}.replay_parked (LIKE {live}.dead_letters)")).await?;
        let used = key.schema();
        Ok(Self { model, vault, key, schema, used, live, cursor: Cursor::START, events: 0, noted: 0 })
    }

    /// Where the tables in use are; `hold` keeps them there until the transaction ends.
    async fn checkpoint(&self, connection: &mut PgConnection, hold: bool) -> sqlx::Result<Cursor> {
        let query = if hold {
            "SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1 FOR UPDATE"
        } else {
            "SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1"
        };
        sqlx::query_as(query).bind(self.key.as_str()).fetch_one(connection).await
    }

    /// Takes the next events in, none after `until`. The events up to a checkpoint have all been below the horizon.
    async fn advance(&mut self, connection: &mut PgConnection, until: Cursor) -> sqlx::Result<()> {
        let events = read_after(connection, &self.vault, self.cursor, BATCH).await?;
        let passed = &events[..events.partition_point(|event| event.cursor <= until)];
        let wanted: Vec<&StoredEvent> = passed.iter().filter(|event| handles(self.model, event)).collect();
        let parked = match self.together(connection, passed).await {
            Ok(()) => Vec::new(),
            Err(Trouble::Database(error)) => return Err(error),
            Err(Trouble::Event(_)) => apply_apart(self.model, connection, &wanted).await?,
        };
        for parked in &parked {
            self.note(connection, parked).await?;
        }
        self.events += (wanted.len() - parked.len()) as u64;
        // Where nothing is left before `until`, it is reached, even if its own event was never there.
        self.cursor = passed.last().map_or(until, |event| event.cursor);
        Ok(())
    }

    /// All of them or, if one fails, none: the caller's transaction must outlive that, since it may hold the checkpoint.
    async fn together(&self, connection: &mut PgConnection, events: &[StoredEvent]) -> Result<(), Trouble> {
        let mut savepoint = connection.begin().await?;
        if let Err(trouble) = apply_all(self.model, &mut savepoint, events).await {
            savepoint.rollback().await?;
            return Err(trouble);
        }
        Ok(savepoint.commit().await?)
    }

    async fn note(&mut self, connection: &mut PgConnection, parked: &Parked) -> sqlx::Result<()> {
        let statement = format!(
            "INSERT INTO {}.replay_parked (id, source, key, payload, error, attempts, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, now())",
            self.schema
        );
        self.noted += 1;
        sqlx::query(AssertSqlSafe(statement))
            .bind(self.noted)
            .bind(source(&self.key))
            .bind(parked.key(&self.key))
            .bind(parked.payload())
            .bind(&parked.error)
            .bind(TRIES as i32)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Counts, both ways and with multiplicity, the rows that only one of the two has.
    async fn compare(&self, connection: &mut PgConnection) -> sqlx::Result<Vec<TableReport>> {
        let (schema, used) = (&self.schema, &self.used);
        let mut reports = Vec::new();
        for table in self.model.tables() {
            let query = format!(
                "SELECT (SELECT count(*) FROM {schema}.{table}),
                        (SELECT count(*) FROM (TABLE {schema}.{table} EXCEPT ALL TABLE {used}.{table}) missing),
                        (SELECT count(*) FROM (TABLE {used}.{table} EXCEPT ALL TABLE {schema}.{table}) unexpected)"
            );
            let counts: (i64, i64, i64) = sqlx::query_as(AssertSqlSafe(query)).fetch_one(&mut *connection).await?;
            let (rows, missing, unexpected) = (counts.0 as u64, counts.1 as u64, counts.2 as u64);
            reports.push(TableReport { table, rows, missing, unexpected });
        }
        Ok(reports)
    }

    /// Deletes and inserts rather than truncates: readers go on seeing the old rows until the commit.
    async fn swap(&self, connection: &mut PgConnection, tables: &[TableReport]) -> sqlx::Result<()> {
        let (schema, used) = (&self.schema, &self.used);
        for TableReport { table, .. } in tables.iter().filter(|table| table.missing + table.unexpected > 0) {
            execute(connection, format!("DELETE FROM {used}.{table}")).await?;
            execute(connection, format!("INSERT INTO {used}.{table} TABLE {schema}.{table}")).await?;
        }
        Ok(())
    }

    /// What is put aside becomes what cannot be applied: no more, no less.
    async fn settle(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let (schema, live) = (&self.schema, &self.live);
        let mended = format!(
            "DELETE FROM {live}.dead_letters letter
             WHERE source = $1 AND NOT EXISTS (SELECT FROM {schema}.replay_parked parked WHERE parked.key = letter.key)"
        );
        sqlx::query(AssertSqlSafe(mended)).bind(source(&self.key)).execute(&mut *connection).await?;
        let failing = format!(
            "INSERT INTO {live}.dead_letters (source, key, payload, error, attempts)
             SELECT source, key, payload, error, attempts FROM {schema}.replay_parked ORDER BY id
             ON CONFLICT (key) DO UPDATE SET error = excluded.error"
        );
        execute(connection, failing).await
    }

    async fn end(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        execute(connection, format!("DROP SCHEMA {} CASCADE", self.schema)).await
    }

    /// What the copy shows, while the checkpoint is held.
    async fn report(&self, connection: &mut PgConnection) -> sqlx::Result<ReplayReport> {
        let (schema, live) = (&self.schema, &self.live);
        let tables = self.compare(connection).await?;
        let counts = format!(
            "SELECT (SELECT count(*) FROM {schema}.replay_parked),
                    (SELECT count(*) FROM {live}.dead_letters letter
                     WHERE source = $1
                       AND NOT EXISTS (SELECT FROM {schema}.replay_parked parked WHERE parked.key = letter.key))"
        );
        let (parked, mended): (i64, i64) =
            sqlx::query_as(AssertSqlSafe(counts)).bind(source(&self.key)).fetch_one(&mut *connection).await?;
        let named = format!(
            "SELECT format('%s, version %s of %s: %s', payload->>'eventType', payload->>'version', payload->>'stream',
                           error)
             FROM {schema}.replay_parked ORDER BY id LIMIT $1"
        );
        Ok(ReplayReport {
            model: self.model.name(),
            events: self.events,
            rows: tables.iter().map(|table| table.rows).sum(),
            missing: tables.iter().map(|table| table.missing).sum(),
            unexpected: tables.iter().map(|table| table.unexpected).sum(),
            tables,
            parked: parked as u64,
            named: sqlx::query_scalar(AssertSqlSafe(named)).bind(NAMED).fetch_all(&mut *connection).await?,
            mended: mended as u64,
        })
    }
}

async fn execute(connection: &mut PgConnection, statement: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(statement)).execute(connection).await.map(drop)
}
