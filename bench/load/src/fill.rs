//! A database that has been in use: many learners, or long streams. Written by SQL, since pressing would take hours; a
//! small one is compared with its replay each time, so that its shape stays the bot's own.

use anyhow::{Context as _, Result};
use sqlx::AssertSqlSafe;

use crate::database::Database;
use crate::place::Place;
use crate::screens;
use crate::telegram::FIRST_LEARNER;

/// A database of so many events or fewer is compared with its replay.
const COMPARED: usize = 30_000;

#[derive(Clone, Copy, Debug)]
pub struct Fill {
    pub learners: usize,
    /// Events of each learner's path, at least 3.
    pub events: usize,
}

/// A database with these learners in it.
pub async fn filled(place: &Place, fill: Fill) -> Result<Database> {
    let database = place.database("academy_load").await?;
    place.migrate(&database).await?;
    let screens = screens::all(&place.content())?;
    let lesson = &screens["lessons"][0];
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned).context("a lesson without a name");
    let settings = [
        ("first", FIRST_LEARNER.to_string()),
        ("learners", fill.learners.to_string()),
        ("events", fill.events.to_string()),
        ("course", text(&screens["course"])?),
        ("lesson", text(&lesson["id"])?),
        ("revision", text(&lesson["revision"])?),
        ("screens", lesson["screens"].as_array().map_or(0, Vec::len).to_string()),
    ];
    let mut tx = database.pool.begin().await?;
    for (name, value) in settings {
        let setting = "SELECT set_config('load.' || $1, $2, true)";
        sqlx::query(setting).bind(name).bind(value).execute(&mut *tx).await?;
    }
    sqlx::raw_sql(AssertSqlSafe(include_str!("fill.sql"))).execute(&mut *tx).await.context("fill.sql")?;
    tx.commit().await?;
    sqlx::raw_sql("VACUUM ANALYZE").execute(&database.pool).await?;
    if fill.learners * fill.events <= COMPARED {
        place
            .command(&["replay", "--check"], &database)
            .await
            .context("what was filled in is not what the bot stores")?;
    }
    database.checkpoint().await?;
    Ok(database)
}

/// So many of the learners, evenly spread.
pub fn some(fill: Fill, count: usize) -> impl Iterator<Item = i64> {
    let (all, count) = (fill.learners as i64, count.min(fill.learners) as i64);
    (0..count).map(move |number| FIRST_LEARNER + number * all / count)
}
