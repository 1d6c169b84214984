//! What is asked of the read model: all that a learner remembers, to build a session from it.

use std::collections::BTreeMap;

use dialogues::kernel::ids::LearnerId;
use dialogues::memory::Memories;
use dialogues::memory::{ItemId, Memory, Params};
use sqlx::Row;
use sqlx::types::Json;

use crate::platform::eventstore::{EventStore, Model, is_current, of_model};

/// What reads it, and waits for it, names it by this.
pub const MODEL: Model = Model::new("review_items", 1);

/// All that a learner remembers, with everything that is stored now. None: the read model is too far behind.
pub async fn remembered(store: &EventStore, learner: LearnerId) -> sqlx::Result<Option<Memories>> {
    if !is_current(store, MODEL).await? {
        return Ok(None);
    }
    let pool = store.pool();
    let statement = of_model!(MODEL, "SELECT item, memory FROM model.review_items WHERE user_id = $1");
    let rows = sqlx::query(statement).bind(learner.as_uuid()).fetch_all(pool).await?;
    let mut items: BTreeMap<ItemId, Memory> = BTreeMap::new();
    for row in rows {
        let item: String = row.try_get("item")?;
        let item = item.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let Json(memory) = row.try_get("memory")?;
        items.insert(item, memory);
    }
    let statement = of_model!(MODEL, "SELECT params FROM model.review_learners WHERE user_id = $1");
    let params: Option<Option<Json<Params>>> =
        sqlx::query_scalar(statement).bind(learner.as_uuid()).fetch_optional(pool).await?;
    Ok(Some(Memories { items, params: params.flatten().map(|Json(params)| params) }))
}
