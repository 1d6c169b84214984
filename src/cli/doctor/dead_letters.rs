//! What was put aside, by source and age: people have to look at it.

use std::sync::Arc;

use sqlx::PgConnection;

use super::report::Check;
use super::{Found, count};
use crate::platform::eventstore::{Key, Subscription};
use crate::platform::jobs;

#[derive(sqlx::FromRow)]
struct Kept {
    source: String,
    letters: i64,
    hours: i64,
    first: Vec<String>,
}

pub async fn kept(connection: &mut PgConnection, followers: &[Arc<dyn Subscription>]) -> Found {
    let kept: Vec<Kept> = sqlx::query_as(
        "SELECT source, count(*) AS letters,
                (extract(epoch FROM now() - min(created_at)) / 3600)::bigint AS hours,
                (array_agg(format('%s: %s', key, left(error, 160)) ORDER BY created_at, id))[1:5] AS first
         FROM dead_letters GROUP BY source ORDER BY source",
    )
    .fetch_all(connection)
    .await?;
    if kept.is_empty() {
        return Ok(vec![Check::well("dead letters", "nothing was put aside")]);
    }
    let found = kept.into_iter().map(|Kept { source, letters, hours, first }| {
        let acts = |name: &str| followers.iter().any(|one| one.name() == name && one.read_model().is_none());
        let model = |key: &str| followers.iter().find(|one| Key::from(&***one).as_str() == key).map(|one| one.name());
        let (what, advice) = match source.strip_prefix("subscription:") {
            Some(policy) if acts(policy) => (
                count(letters, "event is", "events are"),
                format!(
                    "The policy {policy} could not act upon them, and does not come back to them. Mend what the errors \
                     say (usually a newer program), see to what it should have scheduled or cancelled, then delete the \
                     rows: DELETE FROM dead_letters WHERE source = '{source}';"
                ),
            ),
            Some(key) if model(key).is_none() => (
                count(letters, "event is", "events are"),
                format!(
                    "They are of {key}, which is none of this program's: look at them with the program that has it, or, if \
                     none runs any more, `academy prune`."
                ),
            ),
            Some(key) => (
                count(letters, "event is", "events are"),
                format!(
                    "The read model {key} lacks them. Mend what the errors say (usually a newer program), then run \
                     `academy replay {}`.",
                    model(key).unwrap_or_default()
                ),
            ),
            None if source == jobs::SOURCE => (
                count(letters, "job is", "jobs are"),
                format!(
                    "They are not tried any more. Mend what the errors say (usually a newer program), then have them \
                     tried again: {}",
                    jobs::RETRY
                ),
            ),
            None => (
                count(letters, "message is", "messages are"),
                format!(
                    "Look at them (`academy letters {source}`), do for the learner what is still worth doing, then delete \
                     the rows."
                ),
            ),
        };
        Check::finding("dead letters", format!("{what} put aside by {source}, for up to {hours} hours"), advice)
            .naming(first)
    });
    Ok(found.collect())
}
