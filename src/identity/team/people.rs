//! Who somebody is: for operators, who name others by their ids at Telegram and want to see whom they mean.

use dialogues::kernel::ids::LearnerId;
use dialogues::scene::Known;
use dialogues::streams::{Learner, Source as _};

use crate::platform::eventstore::{EventStore, ReadError};

/// A learner by their id here. None: nobody of that id has written to the bot, or they were erased.
pub async fn known(store: &EventStore, learner: LearnerId) -> Result<Option<Known>, ReadError> {
    let folded = store.fold::<Learner>(learner).await?;
    let there = folded.filter(|folded| folded.telegram_id != 0);
    Ok(there.map(|folded| Known { learner, telegram_id: folded.telegram_id, name: folded.first_name }))
}

/// The same by their id at Telegram.
pub async fn by_telegram(store: &EventStore, telegram_id: i64) -> Result<Option<Known>, ReadError> {
    match store.vault().known(telegram_id).await.map_err(sqlx::Error::from)? {
        Some(learner) => known(store, learner).await,
        None => Ok(None),
    }
}
