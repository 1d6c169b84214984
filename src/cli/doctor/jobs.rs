//! Jobs: is what is due done? Those that were put aside are told among the dead letters.

use sqlx::{FromRow, PgConnection};

use super::report::Check;
use super::{Found, count};
use crate::platform::jobs::{OVERDUE, Overview, overview};
use crate::role::Role;
use crate::roles;

#[derive(FromRow)]
struct Overdue {
    kind: String,
    jobs: i64,
    tried: i64,
    /// Since the first was due.
    minutes: i64,
}

pub async fn due(connection: &mut PgConnection) -> Found {
    let now = sqlx::query_scalar("SELECT now()").fetch_one(&mut *connection).await?;
    let Overview { waiting, overdue, .. } = overview(&mut *connection, now).await?;
    if overdue == 0 {
        return Ok(vec![Check::well("jobs", format!("{} to be due", count(waiting, "waits", "wait")))]);
    }
    let kinds: Vec<Overdue> = sqlx::query_as(
        "SELECT kind, count(*) AS jobs, count(*) FILTER (WHERE attempts > 0) AS tried,
                (extract(epoch FROM $1 - min(due_at)) / 60)::bigint AS minutes
         FROM jobs WHERE done_at IS NULL AND parked_at IS NULL AND due_at < $2 GROUP BY kind ORDER BY kind",
    )
    .bind(now)
    .bind(now - OVERDUE)
    .fetch_all(connection)
    .await?;
    let tried = kinds.iter().any(|kind| kind.tried > 0);
    let strange = kinds.iter().find(|kind| roles::doing(&kind.kind).is_empty());
    let advice = if let Some(strange) = strange {
        format!(
            "This program does no jobs of the kind `{}`: run the version that scheduled them or a newer one; or, if \
             nobody waits for them any more, delete them.",
            strange.kind
        )
    } else if tried {
        "They fail and are tried again, five times in a quarter of an hour: the log of the processes with the role that \
         does them says why. They are lost only if that goes on; then they are put aside."
            .to_owned()
    } else {
        let does = |role: &&&Role| kinds.iter().any(|kind| (role.kinds)().contains(&kind.kind.as_str()));
        let roles: Vec<_> = roles::ALL.iter().filter(does).map(|role| format!("the role `{}`", role.name)).collect();
        format!(
            "Nobody does them: run a process with {} (ACADEMY_ROLES). They wait as long as it takes.",
            roles.join(" and one with ")
        )
    };
    let details = kinds.into_iter().map(|Overdue { kind, jobs, tried, minutes }| {
        format!("{kind}: {jobs}, of which {tried} were tried; the first was due {minutes} minutes ago")
    });
    let found = format!("{} not done a minute after their time", count(overdue, "job is", "jobs are"));
    Ok(vec![Check::finding("jobs", found, advice).naming(details)])
}
