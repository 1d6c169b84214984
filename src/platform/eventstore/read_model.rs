//! What is derived from the log: tables that may be dropped at any moment and are filled again from the first event.
//! Whatever acts upon events instead ([`crate::platform::jobs::Policy`]) is another kind of [`Subscription`].

use sqlx::{AssertSqlSafe, PgConnection};

use super::{Subscription, parked};

/// A subscription that fills tables. They must follow from the events alone (no clock, no dice), and its statements must
/// name tables without a schema: a replay builds a second copy beside the first.
pub trait ReadModel: Subscription {
    /// Of definition and code together; another one than the stored one rebuilds the tables at the next start.
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
    sqlx::query_scalar("SELECT name FROM UNNEST($1::text[]) AS name WHERE to_regclass(name) IS NULL")
        .bind(model.tables())
        .fetch_all(connection)
        .await
}

/// Makes the tables anew, empty, and the checkpoint begin with the first event: the subscription fills them, and has
/// another try at the events that had been put aside.
pub(super) async fn begin_anew(connection: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<()> {
    for table in model.tables() {
        // Views over it go too; the definition brings them back.
        let statement = format!("DROP TABLE IF EXISTS {table} CASCADE");
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    sqlx::raw_sql(model.ddl()).execute(&mut *connection).await?;
    sqlx::query("UPDATE checkpoints SET tx = '0', position = 0, version = $2, updated_at = now() WHERE name = $1")
        .bind(model.name())
        .bind(model.version())
        .execute(&mut *connection)
        .await?;
    parked::forget(connection, model.name()).await.map(drop)
}
