//! Which versions of read models running programs use, and which nobody does any more. A program says so before it makes
//! its tables, again and again while it runs, and for the last time when it stops; one that was killed is forgotten after a
//! minute. Start at [`Readers::announce`] and [`prune`].

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tracing::warn;
use uuid::Uuid;

use super::{Key, ReadModel, parked};

const EVERY: Duration = Duration::from_secs(10);
/// Who has not been heard of for so long, in seconds, has ended.
const GONE: f64 = 60.0;

/// A checkpoint of a version, and its schema: see [`Key`].
const OF_A_VERSION: &str = "^[a-z_]+_v[0-9]+$";

/// What this process reads and fills, made known while it runs.
#[derive(Debug)]
pub struct Readers {
    pool: PgPool,
    process: Uuid,
    telling: JoinHandle<()>,
}

impl Readers {
    /// From when this returns nobody takes the tables of these away.
    pub async fn announce(pool: &PgPool, models: &[Key]) -> sqlx::Result<Self> {
        let process = Uuid::new_v4();
        let models: Vec<String> = models.iter().map(ToString::to_string).collect();
        tell(pool, process, &models).await?;
        let telling = tokio::spawn({
            let pool = pool.clone();
            async move {
                loop {
                    sleep(EVERY).await;
                    if let Err(error) = tell(&pool, process, &models).await {
                        warn!(%error, "could not say which read models this process uses");
                    }
                }
            }
        });
        Ok(Self { pool: pool.clone(), process, telling })
    }

    /// The process is about to end. Failing is no harm: it is forgotten in time.
    pub async fn end(self) {
        self.telling.abort();
        let gone = sqlx::query("DELETE FROM model_readers WHERE process = $1").bind(self.process);
        let _ = gone.execute(&self.pool).await;
    }
}

async fn tell(pool: &PgPool, process: Uuid, models: &[String]) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO model_readers (process, model) SELECT $1, UNNEST($2::text[])
         ON CONFLICT (process, model) DO UPDATE SET seen_at = now()",
    )
    .bind(process)
    .bind(models)
    .execute(pool)
    .await
    .map(drop)
}

/// A version of a read model that is not this program's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// Its checkpoint.
    pub name: String,
    /// Schemas or tables, as statements name them.
    places: Vec<String>,
    pub bytes: i64,
    /// Of a program from before versions had tables of their own: those do not say that they run.
    pub unversioned: bool,
    /// A running program uses it.
    pub used: bool,
}

/// All versions of read models but those of `ours`, in order of their names.
pub async fn leftovers(connection: &mut PgConnection, ours: &[&dyn ReadModel]) -> sqlx::Result<Vec<Leftover>> {
    let keys: Vec<String> = ours.iter().map(|model| Key::from(*model).to_string()).collect();
    let known: Vec<(String, bool, i64, bool)> = sqlx::query_as(
        "SELECT name, to_regnamespace('m_' || name) IS NOT NULL,
                (SELECT COALESCE(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
                 WHERE relnamespace = to_regnamespace('m_' || name) AND relkind = 'r'),
                EXISTS (SELECT FROM model_readers WHERE model = name AND seen_at > now() - make_interval(secs => $3))
         FROM (SELECT name FROM checkpoints WHERE name ~ $1
               UNION SELECT substr(nspname, 3) FROM pg_namespace
                     WHERE starts_with(nspname, 'm_') AND substr(nspname, 3) ~ $1) found
         WHERE name <> ALL($2) ORDER BY name",
    )
    .bind(OF_A_VERSION)
    .bind(&keys)
    .bind(GONE)
    .fetch_all(&mut *connection)
    .await?;
    let mut leftovers: Vec<Leftover> = known
        .into_iter()
        .map(|(name, exists, bytes, used)| {
            let places = if exists { vec![format!("SCHEMA m_{name}")] } else { Vec::new() };
            Leftover { name, places, bytes, unversioned: false, used }
        })
        .collect();
    for model in ours {
        let (tables, bytes, begun): (Vec<String>, i64, bool) = sqlx::query_as(
            "SELECT COALESCE(array_agg(format('%I.%I', current_schema(), name)) FILTER (WHERE found IS NOT NULL), '{}'),
                    COALESCE(sum(pg_total_relation_size(found)), 0)::bigint,
                    EXISTS (SELECT FROM checkpoints WHERE checkpoints.name = $2)
             FROM (SELECT name, to_regclass(format('%I.%I', current_schema(), name)) AS found
                   FROM UNNEST($1::text[]) AS name) named",
        )
        .bind(model.tables())
        .bind(model.name())
        .fetch_one(&mut *connection)
        .await?;
        if begun || !tables.is_empty() {
            let places = tables.iter().map(|table| format!("TABLE {table}")).collect();
            leftovers.push(Leftover { name: model.name().to_owned(), places, bytes, unversioned: true, used: false });
        }
    }
    Ok(leftovers)
}

/// Removes the versions of read models that no running program uses, and returns them: tables, checkpoints, and what was
/// put aside for them. `unversioned`: also the tables from before versions had their own; whoever says so knows that no such
/// program runs. With `dry_run` they are only named.
pub async fn prune(
    connection: &mut PgConnection,
    ours: &[&dyn ReadModel],
    unversioned: bool,
    dry_run: bool,
) -> sqlx::Result<Vec<Leftover>> {
    let mut tx = connection.begin().await?;
    if !dry_run {
        // Who starts now waits with its announcement until the tables are gone, and makes them anew.
        sqlx::query("LOCK TABLE model_readers IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await?;
    }
    let mut unused = leftovers(&mut tx, ours).await?;
    unused.retain(|leftover| !leftover.used && (unversioned || !leftover.unversioned));
    if dry_run {
        return Ok(unused);
    }
    for Leftover { name, places, .. } in &unused {
        // In the order of whoever follows the log: the checkpoint first, then the tables.
        sqlx::query("DELETE FROM checkpoints WHERE name = $1").bind(name).execute(&mut *tx).await?;
        for place in places {
            sqlx::query(AssertSqlSafe(format!("DROP {place} CASCADE"))).execute(&mut *tx).await?;
        }
        parked::forget_named(&mut *tx, name).await?;
    }
    sqlx::query("DELETE FROM model_readers WHERE seen_at < now() - make_interval(secs => $1)")
        .bind(GONE)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(unused)
}
