//! Makes the catalogue the published one: archives what is new, then appends what has changed.

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Catalogue, Course};
use dialogues::streams::{Aggregate, Source};
use serde_json::json;
use tracing::{info, warn};

use super::archive;
use super::structure::Structure;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::eventstore::{AppendError, Batch, EventStore, ReadError};

/// Instances that start together race for the course's stream; all but one find nothing left to do.
const ATTEMPTS: u32 = 8;

/// What a publication added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    pub events: usize,
    /// Revisions of documents that had not been archived before.
    pub archived: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("another instance keeps changing course {course}; start again")]
    Contended { course: String },
}

/// Appends the difference between what is published and the catalogue. The same catalogue again appends nothing. A
/// course that the catalogue no longer has stays as it is: learners' history refers to it.
pub async fn publish(store: &EventStore, catalogue: &Catalogue, at: DateTime<Utc>) -> Result<Published, PublishError> {
    let mut published = Published::default();
    for course in catalogue.courses() {
        // First, so that no event names a revision that cannot be had.
        published.archived += archive::keep(store.pool(), catalogue, course, at).await?;
        published.events += publish_course(store, course, at).await?;
    }
    if published != Published::default() {
        info!(events = published.events, archived = published.archived, "content published");
    }
    Ok(published)
}

async fn publish_course(store: &EventStore, course: &Course, at: DateTime<Utc>) -> Result<usize, PublishError> {
    for _ in 0..ATTEMPTS {
        let stream = course.id.stream();
        let published: Structure = match store.fold(stream).await {
            Err(ReadError::Newer(error)) => {
                warn!(course = %course.id, %error, "a newer program has published; this one adds nothing");
                return Ok(0);
            }
            folded => folded?.unwrap_or_default(),
        };
        let difference = published.difference(course);
        if difference.is_empty() {
            return Ok(0);
        }
        let numbered = (published.version() + 1..).zip(&difference);
        let new = numbered.map(|(version, fact)| codec::encode_as::<Structure>(stream, fact, version));
        let batch = Batch { key: None, events: &new.collect::<Result<Vec<_>, _>>()?, at, metadata: json!({}) };
        match store.append(batch).await {
            Ok(_) => return Ok(difference.len()),
            Err(AppendError::Conflict) => {}
            Err(AppendError::Database(error)) => return Err(error.into()),
        }
    }
    Err(PublishError::Contended { course: course.id.to_string() })
}
