//! For tests of a read model's statements without its subscription.

use sqlx::{AssertSqlSafe, PgConnection, PgPool};

use super::{Key, ReadModel};

/// A connection whose names without a schema mean the read model's tables, as those of its subscription do.
pub async fn inside(pool: &PgPool, model: &dyn ReadModel) -> PgConnection {
    let mut connection = pool.acquire().await.unwrap().detach();
    let enter = format!("SET search_path = {}, public", Key::from(model).schema());
    sqlx::query(AssertSqlSafe(enter)).execute(&mut connection).await.unwrap();
    connection
}
