//! What is derived from the log: tables that may be dropped at any moment and are filled again from the first event.
//! Whatever acts upon events instead ([`crate::platform::jobs::Policy`]) is another kind of [`Subscription`].

use sqlx::{AssertSqlSafe, PgConnection};

use super::{Key, Subscription, parked, tables};

/// A subscription that fills tables. They must follow from the events alone (no clock, no dice), and its statements must
/// name tables without a schema: a replay builds a second copy beside the first. Each version has tables and a checkpoint
/// of its own, see [`super::tables`].
pub trait ReadModel: Subscription {
    /// Of definition and code together; another one has other tables, which are filled from the first event.
    fn version(&self) -> i32;

    /// Creates the tables and views.
    fn ddl(&self) -> &'static str;

    /// The tables that [`ReadModel::ddl`] creates.
    fn tables(&self) -> &'static [&'static str];

    /// Those of them that hold learners, each with the column that says whose the row is. What it keeps of somebody goes
    /// with them, see [`super::forgetting()`].
    fn people(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
}

/// Its tables that are not there.
pub async fn lacking(connection: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT name FROM UNNEST($1::text[]) AS name WHERE to_regclass($2 || '.' || name) IS NULL")
        .bind(model.tables())
        .bind(Key::from(model).schema())
        .fetch_all(connection)
        .await
}

/// Makes the tables anew, empty, and the checkpoint begin with the first event: the subscription fills them, and has
/// another try at the events that had been put aside.
pub(super) async fn begin_anew(connection: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<()> {
    let key = Key::from(model);
    let schema = key.schema();
    for statement in [format!("DROP SCHEMA IF EXISTS {schema} CASCADE"), format!("CREATE SCHEMA {schema}")] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    tables::enter(connection, Some(model)).await?;
    sqlx::raw_sql(model.ddl()).execute(&mut *connection).await?;
    tables::enter(connection, None).await?;
    sqlx::query("UPDATE checkpoints SET tx = '0', position = 0, version = $2, updated_at = now() WHERE name = $1")
        .bind(key.as_str())
        .bind(model.version())
        .execute(&mut *connection)
        .await?;
    parked::forget(connection, &key).await.map(drop)
}
