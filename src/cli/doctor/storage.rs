//! How the log lies on the disk: partitions, indexes, dead rows, snapshots and leftovers.

use dialogues::streams::golden::shapes;
use sqlx::PgConnection;

use super::report::Check;
use super::{Found, count};

/// The partitions of the event log, by the remainder that is theirs.
const PARTITIONS: i32 = 8;
/// Fewer rows say nothing about skew or bloat.
const ENOUGH: i64 = 10_000;

/// Are all partitions there, and about as full?
pub async fn partitions(connection: &mut PgConnection) -> Found {
    let lacking: Vec<String> = sqlx::query_scalar(
        "SELECT 'event_store_p' || number FROM generate_series(0, $1 - 1) AS number
         WHERE NOT EXISTS (SELECT FROM pg_inherits
                           WHERE inhparent = 'event_store'::regclass
                             AND inhrelid = to_regclass('event_store_p' || number))",
    )
    .bind(PARTITIONS)
    .fetch_all(&mut *connection)
    .await?;
    if !lacking.is_empty() {
        let advice = "Streams that belong there can neither be read nor written. If the table is still there, attach it: \
                      ALTER TABLE event_store ATTACH PARTITION event_store_pN FOR VALUES WITH (MODULUS 8, REMAINDER N). \
                      If it is gone, restore a backup.";
        let found = count(lacking.len() as i64, "partition is", "partitions are");
        return Ok(vec![Check::finding("partitions", format!("{found} not attached"), advice).naming(lacking)]);
    }
    let sizes: Vec<(String, i64)> = sqlx::query_as(
        "SELECT relname::text, GREATEST(reltuples, 0)::bigint FROM pg_class
         WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'event_store'::regclass) ORDER BY relname",
    )
    .fetch_all(connection)
    .await?;
    Ok(vec![skew(&sizes)])
}

/// Sizes are estimates, as good as the last ANALYZE.
pub fn skew(sizes: &[(String, i64)]) -> Check {
    let total: i64 = sizes.iter().map(|(_, rows)| rows).sum();
    let fair = total / sizes.len().max(1) as i64;
    let largest = sizes.iter().max_by_key(|(_, rows)| *rows);
    match largest {
        Some((name, rows)) if total > ENOUGH && *rows > 2 * fair => {
            let advice = "A few very long streams lie there. Look for them: SELECT aggregate_id, count(*) FROM event_store \
                          GROUP BY 1 ORDER BY 2 DESC LIMIT 5.";
            let found = format!("{name} has about {rows} events, a fair share is {fair}");
            Check::note("partitions", found, advice)
        }
        _ => Check::well("partitions", format!("all {PARTITIONS}, evenly filled")),
    }
}

/// Is every index there that the statements stand on, and valid?
pub async fn indexes(connection: &mut PgConnection) -> Found {
    let invalid: Vec<String> = sqlx::query_scalar(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
         WHERE (relnamespace = to_regnamespace(quote_ident(current_schema()))
                OR relnamespace IN (SELECT oid FROM pg_namespace WHERE starts_with(nspname, 'm_'))) AND NOT (indisvalid AND indisready)
         ORDER BY 1",
    )
    .fetch_all(&mut *connection)
    .await?;
    let lacking: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM UNNEST(ARRAY['event_store_pkey', 'event_store_order', 'idempotency_keys_pkey',
                                       'idempotency_keys_age', 'dead_letters_key_key', 'jobs_key_key',
                                       'jobs_open']) AS name
         WHERE to_regclass(name) IS NULL",
    )
    .fetch_all(connection)
    .await?;
    let mut checks = Vec::new();
    if !lacking.is_empty() {
        let advice = "Promises rest on them (nothing twice, nothing missed). Make them as the files in migrations/ do.";
        let found = count(lacking.len() as i64, "index is", "indexes are");
        checks.push(Check::finding("indexes", format!("{found} missing"), advice).naming(lacking));
    }
    if !invalid.is_empty() {
        let advice = format!("Build them again, while the system serves: REINDEX INDEX CONCURRENTLY {};", invalid[0]);
        let found = count(invalid.len() as i64, "index is", "indexes are");
        checks.push(Check::finding("indexes", format!("{found} invalid"), advice).naming(invalid));
    }
    if checks.is_empty() {
        checks.push(Check::well("indexes", "all there and valid"));
    }
    Ok(checks)
}

/// Dead rows, and what broken-off replays have left.
pub async fn space(connection: &mut PgConnection) -> Found {
    let dead: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT relid::regclass::text, n_dead_tup, n_live_tup FROM pg_stat_user_tables
         WHERE (schemaname = current_schema() OR starts_with(schemaname, 'm_')) AND n_dead_tup > $1 AND n_dead_tup > n_live_tup / 4
         ORDER BY n_dead_tup DESC",
    )
    .bind(ENOUGH)
    .fetch_all(&mut *connection)
    .await?;
    let copies: Vec<String> = sqlx::query_scalar(
        "SELECT nspname::text FROM pg_namespace
         WHERE nspname LIKE 'replay\\_%' AND NOT EXISTS (
             SELECT FROM pg_locks
             WHERE locktype = 'advisory' AND classid::bigint = hashtext('replay')::bigint & 4294967295
               AND objid::bigint = hashtext(substr(nspname, 8))::bigint & 4294967295)
         ORDER BY 1",
    )
    .fetch_all(connection)
    .await?;
    let mut checks = Vec::new();
    if let Some((table, ..)) = dead.first() {
        let advice = format!(
            "Autovacuum does not keep up: VACUUM (ANALYZE) {table}; and look for long transactions, which keep dead rows \
             alive."
        );
        let details = dead.iter().map(|(table, dead, live)| format!("{table}: {dead} dead rows beside {live}"));
        let found = count(dead.len() as i64, "table has", "tables have");
        checks.push(Check::note("space", format!("{found} many dead rows"), advice).naming(details));
    }
    if !copies.is_empty() {
        let drop: Vec<String> = copies.iter().map(|copy| format!("DROP SCHEMA {copy} CASCADE;")).collect();
        let advice = format!("The next replay of the same read model removes it, and so does {}", drop.join(" "));
        checks.push(Check::note("space", "a replay that was broken off has left its copy", advice).naming(copies));
    }
    if checks.is_empty() {
        checks.push(Check::well("space", "few dead rows, nothing left over"));
    }
    Ok(checks)
}

/// Snapshots that are ignored because they do not fit.
pub async fn snapshots(connection: &mut PgConnection) -> Found {
    let (all, beyond, other): (i64, i64, i64) = sqlx::query_as(
        "SELECT count(*),
                count(*) FILTER (WHERE NOT EXISTS (SELECT FROM event_store event
                                                   WHERE event.aggregate_id = snapshots.aggregate_id
                                                     AND event.event_version = snapshots.version)),
                count(*) FILTER (WHERE NOT EXISTS (SELECT FROM UNNEST($1::text[], $2::int[]) AS ours(kind, shape)
                                                   WHERE kind = aggregate_type AND shape = schema))
         FROM snapshots",
    )
    .bind(shapes().map(|(kind, _)| kind).collect::<Vec<_>>())
    .bind(shapes().map(|(_, shape)| shape).collect::<Vec<_>>())
    .fetch_one(connection)
    .await?;
    let mut checks = Vec::new();
    if beyond > 0 {
        let advice = "They are ignored, but the log has once been longer: was an older backup of it restored? Compare with \
                      the latest one. If the log is right: DELETE FROM snapshots WHERE NOT EXISTS (SELECT FROM event_store \
                      e WHERE e.aggregate_id = snapshots.aggregate_id AND e.event_version = snapshots.version);";
        let found = count(beyond, "snapshot is", "snapshots are");
        checks.push(Check::finding("snapshots", format!("{found} of a version that the log does not have"), advice));
    }
    if other > 0 {
        let ours: Vec<String> = shapes().map(|(kind, shape)| format!("('{kind}', {shape})")).collect();
        let advice = format!(
            "They are ignored and replaced in time; or at once: DELETE FROM snapshots WHERE (aggregate_type, schema) NOT \
             IN ({});",
            ours.join(", ")
        );
        let found = count(other, "snapshot is", "snapshots are");
        checks.push(Check::note("snapshots", format!("{found} of another shape than this program's"), advice));
    }
    if checks.is_empty() {
        checks.push(Check::well("snapshots", format!("{}, none in vain", count(all, "snapshot", "snapshots"))));
    }
    Ok(checks)
}
