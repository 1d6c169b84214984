//! Where a subscription stands in the log, made ready before it begins: a read model at the first event, with empty
//! tables; any other at the present, since what it did cannot be taken back.

use sqlx::{Connection, PgConnection, PgPool};
use tracing::info;

use super::read::settled;
use super::{Cursor, Key, ReadModel, Subscription, read_model};

/// What is stored for subscriptions that have no tables, and so nothing that another version would mean.
const WITHOUT_TABLES: i32 = 1;

/// The version that the checkpoint of this program's subscription has.
pub fn version(subscription: &dyn Subscription) -> i32 {
    subscription.read_model().map_or(WITHOUT_TABLES, ReadModel::version)
}

/// Makes sure that the subscription has its place in the log and, if it is a read model, its tables as the code has them.
/// Tells whether anything had to be done. Safe from several instances at once.
pub async fn prepare(pool: &PgPool, subscription: &dyn Subscription) -> sqlx::Result<bool> {
    let key = Key::from(subscription);
    let mut connection = pool.acquire().await?;
    let mut tx = connection.begin().await?;
    let new = sqlx::query("INSERT INTO checkpoints (name, version) VALUES ($1, 0) ON CONFLICT DO NOTHING")
        .bind(key.as_str())
        .execute(&mut *tx)
        .await?
        .rows_affected()
        > 0;
    let stored: i32 = sqlx::query_scalar("SELECT version FROM checkpoints WHERE name = $1 FOR UPDATE")
        .bind(key.as_str())
        .fetch_one(&mut *tx)
        .await?;
    let current = stored == version(subscription);
    let name = subscription.name();
    match subscription.read_model() {
        Some(model) if current && read_model::lacking(&mut tx, model).await?.is_empty() => return Ok(false),
        Some(model) => {
            read_model::begin_anew(&mut tx, model).await?;
            tx.commit().await?;
            info!(model = name, version = model.version(), "read model made anew; its subscription fills it");
        }
        None if current => return Ok(false),
        None => {
            place(&mut tx, &key, new).await?;
            tx.commit().await?;
            info!(subscription = name, new, "the subscription has its place in the log");
        }
    }
    Ok(true)
}

/// A new one stands behind all that is settled: what running transactions still bring is seen. One that is known stays
/// where it is, unless the log has become shorter.
async fn place(connection: &mut PgConnection, key: &Key, new: bool) -> sqlx::Result<()> {
    let present = settled(&mut *connection).await?;
    let known: Cursor = sqlx::query_as("SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1")
        .bind(key.as_str())
        .fetch_one(&mut *connection)
        .await?;
    let place = if new { present } else { known.min(present) };
    sqlx::query("UPDATE checkpoints SET tx = $2::xid8, position = $3, version = $4, updated_at = now() WHERE name = $1")
        .bind(key.as_str())
        .bind(place.tx_text())
        .bind(place.position)
        .bind(WITHOUT_TABLES)
        .execute(connection)
        .await
        .map(drop)
}
