//! Who was erased: do ledger and database say the same, is anything of them left, and does a process stand still?

use std::path::Path;

use sqlx::PgConnection;
use uuid::Uuid;

use super::report::Check;
use super::{Found, count};
use crate::platform::jobs;
use crate::privacy::ledger;

pub async fn erased(connection: &mut PgConnection, path: &Path) -> Vec<Check> {
    let mut checks = match agree(connection, path).await {
        Ok(checks) => checks,
        Err(error) => vec![Check::finding("erasures", error.to_string(), "See what PostgreSQL says about it.")],
    };
    checks.extend(standing(connection).await.unwrap_or_default());
    checks
}

async fn agree(connection: &mut PgConnection, path: &Path) -> Found {
    let entries = match ledger::read(path).await {
        Ok(entries) => entries,
        Err(error) => {
            let advice = "Until it can be read, nobody can be erased, and a restored backup may bring back who was.";
            return Ok(vec![Check::finding("erasures", error.to_string(), advice)]);
        }
    };
    let done: Vec<Uuid> = sqlx::query_scalar("SELECT learner FROM erasures WHERE erased_at IS NOT NULL")
        .fetch_all(&mut *connection)
        .await?;
    let known: Vec<Uuid> = entries.keys().map(|learner| learner.as_uuid()).collect();
    let mut checks = Vec::new();
    let advice = "Run `academy erasures apply`; so does the next start of the academy.";
    let open = known.iter().filter(|learner| !done.contains(learner)).count() as i64;
    if open > 0 {
        let found = count(open, "learner of the ledger is", "learners of the ledger are");
        let found = format!("{found} not erased here, as after an older backup was restored");
        checks.push(Check::finding("erasures", found, advice));
    }
    let lacking = done.iter().filter(|learner| !known.contains(learner)).count() as i64;
    if lacking > 0 {
        let found = count(lacking, "erasure is", "erasures are");
        let found = format!("{found} not in the ledger {}: was another file used?", path.display());
        checks.push(Check::finding("erasures", found, advice));
    }
    let left: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM person_keys WHERE learner = ANY($1))
              + (SELECT count(*) FROM identities WHERE learner = ANY($1))
              + (SELECT count(*) FROM snapshots WHERE learner = ANY($1))
              + (SELECT count(*) FROM polls WHERE learner = ANY($1))",
    )
    .bind(&done)
    .fetch_one(connection)
    .await?;
    if left > 0 {
        let found = format!("{} left of learners who were erased", count(left, "row is", "rows are"));
        let advice = "Somebody has written it since. DELETE FROM erasures for them, then `academy erasures apply` does it again.";
        checks.push(Check::finding("erasures", found, advice));
    }
    if checks.is_empty() {
        let found =
            format!("{}, as the ledger says", count(done.len() as i64, "learner was erased", "learners were erased"));
        checks.push(Check::well("erasures", found));
    }
    Ok(checks)
}

/// Steps that were put aside: their processes go no further.
async fn standing(connection: &mut PgConnection) -> Found {
    let parked: Vec<String> = sqlx::query_scalar(
        "SELECT format('%s: %s', jobs.key, left(error, 160)) FROM jobs
         JOIN dead_letters ON dead_letters.key = 'job:' || jobs.id
         WHERE jobs.key LIKE 'process:%' AND parked_at IS NOT NULL ORDER BY jobs.key LIMIT 20",
    )
    .fetch_all(connection)
    .await?;
    if parked.is_empty() {
        return Ok(Vec::new());
    }
    let found = count(parked.len() as i64, "step of a process stands", "steps of processes stand");
    let advice = format!("Mend what the errors say, then have them tried again: {}", jobs::RETRY);
    Ok(vec![Check::finding("processes", format!("{found} still"), advice).naming(parked)])
}
