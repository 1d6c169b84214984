//! Every table that may hold something of a person, and what an erasure does there: the one list beside the
//! [read models'](crate::contexts::people). A test holds it against the database.

use dialogues::kernel::ids::LearnerId;
use sqlx::{AssertSqlSafe, PgConnection};

/// A table outside of the read models.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub table: &'static str,
    pub erased: Erased,
}

/// What becomes of what it holds of somebody.
#[derive(Clone, Copy, Debug)]
pub enum Erased {
    /// Rows for which the condition holds go with them. `$1`: the learner, a uuid.
    Rows(&'static str),
    /// A step of its own sees to it; which, and how.
    Apart(&'static str),
    /// It has nothing personal; why.
    Free(&'static str),
}

/// In alphabetical order.
pub const PLACES: &[Place] = &[
    Place {
        table: "audit_log",
        erased: Erased::Free("who did what to whom, by random ids that lead to nobody any more"),
    },
    Place {
        table: "content_archive",
        erased: Erased::Free("what authors have published; no learner's words are in it"),
    },
    Place {
        table: "dead_letters",
        erased: Erased::Apart("the step `access`: whose they are is told by Telegram's id, which goes with it"),
    },
    Place {
        table: "erasures",
        erased: Erased::Free("the receipt: a random id that leads to nobody any more, times and counts"),
    },
    Place {
        table: "event_store",
        erased: Erased::Apart(
            "the step `access`: personal fields are sealed, and their key is destroyed; the tombstone ends \
                               the stream",
        ),
    },
    Place { table: "identities", erased: Erased::Apart("the step `access`: the row goes") },
    Place {
        table: "jobs",
        // Those of the erasure itself go on: they carry nothing but the random id.
        erased: Erased::Rows("subject = $1 AND key NOT LIKE 'process:erasure:%'"),
    },
    Place {
        table: "person_keys",
        erased: Erased::Apart("the step `access`: the row goes, and with it all that was sealed by it"),
    },
    Place { table: "polls", erased: Erased::Rows("learner = $1") },
    Place { table: "session_learners", erased: Erased::Rows("learner = $1") },
    // They have ended with the step `access`.
    Place { table: "sessions", erased: Erased::Rows("learner = $1") },
    Place { table: "snapshots", erased: Erased::Apart("the step `places`: those of the learner's streams") },
];

/// Deletes what the list says. Returns how many rows went, by table.
pub async fn erase(connection: &mut PgConnection, learner: LearnerId) -> sqlx::Result<Vec<(&'static str, u64)>> {
    let mut counts = Vec::new();
    for Place { table, erased } in PLACES {
        if let Erased::Rows(condition) = erased {
            let statement = AssertSqlSafe(format!("DELETE FROM {table} WHERE {condition}"));
            let gone = sqlx::query(statement).bind(learner.as_uuid()).execute(&mut *connection).await?;
            counts.push((*table, gone.rows_affected()));
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::contexts;
    use crate::platform::database::testing::database;
    use crate::platform::eventstore::prepare;

    /// A table that is made tomorrow is asked the same.
    #[tokio::test]
    async fn every_table_that_may_hold_something_of_a_person_says_how_it_is_erased() {
        let db = database().await;
        for subscription in contexts::subscriptions() {
            prepare(&db, &*subscription).await.unwrap();
        }
        let people = contexts::people().into_iter().map(|(table, _)| table);
        let listed: BTreeSet<String> = PLACES.iter().map(|place| place.table.to_owned()).chain(people).collect();
        // Partitions are their table's.
        let suspects: Vec<(String, String)> = sqlx::query_as(
            "SELECT CASE WHEN relnamespace = current_schema()::regnamespace THEN relname::text
                         ELSE relnamespace::regnamespace || '.' || relname END, attname::text
             FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
             WHERE (relnamespace = current_schema()::regnamespace OR relnamespace::regnamespace::text LIKE 'm\\_%')
               AND relkind IN ('r', 'p') AND NOT relispartition
               AND attnum > 0 AND NOT attisdropped
               AND (attname IN ('chat', 'handle', 'learner', 'learner_id', 'person', 'subject', 'telegram_id', 'user_id')
                    OR atttypid IN ('json'::regtype, 'jsonb'::regtype))
             ORDER BY 1, 2",
        )
        .fetch_all(&*db)
        .await
        .unwrap();
        assert!(suspects.len() > 10, "{suspects:?}");
        let unlisted: Vec<_> = suspects.iter().filter(|(table, _)| !listed.contains(table)).collect();
        assert!(
            unlisted.is_empty(),
            "say in privacy::places how these are erased, or why they need not be: {unlisted:?}"
        );
        for table in &listed {
            let found: bool =
                sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(table).fetch_one(&*db).await.unwrap();
            assert!(found, "there is no table {table}");
        }
        assert!(PLACES.is_sorted_by(|a, b| a.table < b.table));
    }
}
