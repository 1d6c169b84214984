//! How long a statement, a lock and a forgotten transaction may last: defaults of the role in this database, so that every
//! session has them, whatever lies between. Settings that come with a connection are dropped by some poolers, without a word.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A long transaction holds back every subscription (they read below the oldest running one), so none may be long.
/// PostgreSQL's notices ("does not exist, skipping") are nobody's news.
const SETTINGS: [(&str, &str); 4] = [
    ("client_min_messages", "warning"),
    ("idle_in_transaction_session_timeout", "15s"),
    ("lock_timeout", "10s"),
    ("statement_timeout", "15s"),
];

/// Makes them the defaults of the connection's role in this database, which every role may do for itself. True: they were
/// not; sessions that there are keep what they began with.
pub async fn set_time_outs(connection: &mut PgConnection) -> sqlx::Result<bool> {
    if lacking(connection).await?.is_empty() {
        return Ok(false);
    }
    let mut tx = connection.begin().await?;
    // Two that do it at once would get in each other's way.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('academy time-outs'))").execute(&mut *tx).await?;
    for statement in lacking(&mut tx).await? {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// The statements that set those that are not.
async fn lacking(connection: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT format('ALTER ROLE CURRENT_USER IN DATABASE %I SET %I = %L', current_database(), name, value)
         FROM UNNEST($1::text[], $2::text[]) AS wanted(name, value)
         WHERE NOT EXISTS (
             SELECT FROM pg_db_role_setting
             WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND setrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
               AND name || '=' || value = ANY(setconfig))",
    )
    .bind(SETTINGS.map(|(name, _)| name))
    .bind(SETTINGS.map(|(_, value)| value))
    .fetch_all(connection)
    .await
}

/// A setting that the session does not have as it should.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Differing {
    pub name: String,
    pub is: String,
    pub wanted: String,
    /// What mends it.
    pub statement: String,
}

/// As the session has them, so of a connection that has changed none.
pub async fn differing(connection: &mut PgConnection) -> sqlx::Result<Vec<Differing>> {
    sqlx::query_as(
        "SELECT name, current_setting(name) AS is, value AS wanted,
                format('ALTER ROLE %I IN DATABASE %I SET %s = %L;', current_user, current_database(), name, value) AS statement
         FROM UNNEST($1::text[], $2::text[]) AS wanted(name, value)
         WHERE current_setting(name) <> value ORDER BY name",
    )
    .bind(SETTINGS.map(|(name, _)| name))
    .bind(SETTINGS.map(|(_, value)| value))
    .persistent(false)
    .fetch_all(connection)
    .await
}

#[cfg(test)]
mod tests {
    use super::super::testing::database;
    use super::*;

    #[tokio::test]
    async fn whoever_connects_has_the_time_outs_and_what_somebody_changed_is_set_again() {
        let db = database().await;
        let mut connection = db.acquire().await.unwrap();
        assert_eq!(differing(&mut connection).await.unwrap(), []);
        assert!(!set_time_outs(&mut connection).await.unwrap(), "they are set");
        let reset = "DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET lock_timeout = 0', current_database()); END $$";
        sqlx::raw_sql(reset).execute(&mut *connection).await.unwrap();
        let mut other = db.another(1).await.acquire().await.unwrap();
        let found = differing(&mut other).await.unwrap();
        assert_eq!(found.iter().map(|one| (&*one.name, &*one.is)).collect::<Vec<_>>(), [("lock_timeout", "0")]);
        assert!(set_time_outs(&mut connection).await.unwrap());
        let mut third = db.another(1).await.acquire().await.unwrap();
        assert_eq!(differing(&mut third).await.unwrap(), []);
    }

    #[tokio::test]
    async fn many_that_start_at_once_set_the_time_outs_without_getting_in_each_others_way() {
        let db = database().await;
        let reset = "DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I RESET ALL', current_database()); END $$";
        sqlx::raw_sql(reset).execute(&*db).await.unwrap();
        let starting = (0..8).map(|_| async { set_time_outs(&mut db.acquire().await.unwrap()).await.unwrap() });
        assert!(futures::future::join_all(starting).await.contains(&true));
        let mut other = db.another(1).await.acquire().await.unwrap();
        assert_eq!(differing(&mut other).await.unwrap(), []);
    }
}
