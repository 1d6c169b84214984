//! What is left of somebody in the database, looked for in the text of every row of every table.

use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

/// What is done step by step when somebody is erased, in its order.
pub const ERASURE_STEPS: [&str; 9] =
    ["begin", "farewell", "tombstone", "access", "ledger", "followers", "cache", "places", "receipt"];

/// Tables with rows that have the learner's id, their name or their number, and how many; anywhere but in the log, in the
/// audit log and on the receipt of an erasure.
pub async fn traces(pool: &PgPool, learner: Uuid, name: &str, telegram: i64) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT relnamespace::regnamespace || '.' || relname FROM pg_class
         WHERE (relnamespace = current_schema()::regnamespace OR relnamespace::regnamespace::text LIKE 'm\\_%')
           AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut found = Vec::new();
    for table in tables {
        let own = match table.trim_start_matches("public.") {
            // The log keeps what is nobody's, under an id that leads to nobody.
            "audit_log" | "erasures" | "event_store" => "false".to_owned(),
            "jobs" => format!("(row::text LIKE '%{learner}%' AND row.key NOT LIKE 'process:erasure:%')"),
            _ => format!("row::text LIKE '%{learner}%'"),
        };
        let query = format!(
            "SELECT count(*) FROM {table} row WHERE {own} OR row::text LIKE '%{name}%' OR row::text ~ '(^|[^.0-9]){telegram}([^0-9]|$)'"
        );
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(pool).await.unwrap();
        if rows > 0 {
            found.push(format!("{table}: {rows}"));
        }
    }
    found
}
