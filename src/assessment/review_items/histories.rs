//! All reviews that a learner has ever made, from the log: the read model keeps what they have come to.

use crate::platform::eventstore::codec;
use dialogues::streams::Path;
use std::collections::BTreeMap;

use dialogues::kernel::ids::LearnerId;
use dialogues::memory::{ItemId, Review};
use dialogues::streams::PathFact;
use uuid::Uuid;

use super::changes::{Step, steps_of};
use crate::platform::eventstore::{EventStore, StoredEvent};

/// A history for each item, its oldest review first.
pub async fn histories(store: &EventStore, learner: LearnerId) -> sqlx::Result<Vec<Vec<Review>>> {
    let mut streams = Vec::new();
    for event in store.read(learner.path_stream(), 0).await? {
        streams.extend(stream_of(&event)?);
    }
    let mut events = store.read_streams(&streams).await?;
    events.sort_by_key(|event| event.cursor);
    let mut connection = store.pool().acquire().await?;
    let mut items: BTreeMap<ItemId, Vec<Review>> = BTreeMap::new();
    for event in &events {
        for step in steps_of(event, &mut connection).await? {
            match step {
                Step::Reviewed { item, rating, day, .. } => {
                    items.entry(item).or_default().push(Review { day, rating });
                }
                Step::Heard { heard, .. } => {
                    if let Some(rating) = heard.rating(items.contains_key(&heard.item)) {
                        items.entry(heard.item).or_default().push(Review { day: heard.day, rating });
                    }
                }
                Step::Fitted { .. } => {}
            }
        }
    }
    Ok(items.into_values().collect())
}

/// A stream that may hold reviews.
fn stream_of(event: &StoredEvent) -> sqlx::Result<Option<Uuid>> {
    Ok(match codec::decode::<Path>(event)? {
        PathFact::QuizStarted { attempt, .. } => Some(attempt.as_uuid()),
        PathFact::InterviewOpened { run, .. } => Some(run.as_uuid()),
        PathFact::ReviewBegun { review, .. } => Some(review.as_uuid()),
        _ => None,
    })
}
