//! What a run of events makes of learners' memories: the rows that it touches are read once, folded in memory, and
//! written once, however many events they were.

use crate::platform::eventstore::codec;
use dialogues::streams::{self, Aggregate, Attempt, InterviewRun, Review};
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dialogues::kernel::ids::{LearnerId, LessonId};
use dialogues::memory::{ItemId, Memory, Params, Rating};
use dialogues::streams::review::facts::{QuizReview, ReviewFact};
use dialogues::streams::review::remember::{Heard, heard, rating_of_score, remember};
use dialogues::streams::{AttemptFact, LearnerFact};
use sqlx::types::Json;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::platform::eventstore::StoredEvent;

/// By key, so that two writers would take rows in the same order.
#[derive(Debug, Default)]
pub(super) struct Changes {
    memories: BTreeMap<(Uuid, ItemId), Memory>,
    learners: BTreeMap<Uuid, Learner>,
}

#[derive(Clone, Debug, Default)]
struct Learner {
    reviews: i64,
    params: Option<Params>,
    fitted: i64,
}

/// What an event says of what a learner remembers.
pub(super) enum Step {
    Reviewed { learner: LearnerId, item: ItemId, rating: Rating, day: NaiveDate },
    Heard { learner: LearnerId, heard: Heard },
    Fitted { learner: LearnerId, params: Option<Params>, reviews: u32 },
}

impl Changes {
    /// `events` in the log's order. Reads the rows that they touch.
    pub async fn of(events: &[&StoredEvent], connection: &mut PgConnection) -> sqlx::Result<Self> {
        let mut steps = Vec::new();
        for event in events {
            steps.extend(steps_of(event, connection).await?);
        }
        let mut changes = Self::known(&steps, connection).await?;
        for step in steps {
            changes.take(step);
        }
        Ok(changes)
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Heard { learner, heard } => {
                let known = self.memories.contains_key(&(learner.as_uuid(), heard.item.clone()));
                if let Some(rating) = heard.rating(known) {
                    self.take(Step::Reviewed { learner, item: heard.item, rating, day: heard.day });
                }
            }
            Step::Reviewed { learner, item, rating, day } => {
                let known = self.learners.entry(learner.as_uuid()).or_default();
                known.reviews += 1;
                let params = known.params.clone().unwrap_or_default();
                let key = (learner.as_uuid(), item);
                let memory = remember(&params, learner, &key.1, self.memories.get(&key), rating, day);
                self.memories.insert(key, memory);
            }
            Step::Fitted { learner, params, reviews } => {
                let known = self.learners.entry(learner.as_uuid()).or_default();
                known.params = params.or(known.params.take());
                known.fitted = i64::from(reviews);
            }
        }
    }

    async fn known(steps: &[Step], connection: &mut PgConnection) -> sqlx::Result<Self> {
        let items: BTreeSet<(Uuid, String)> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Reviewed { learner, item, .. } | Step::Heard { learner, heard: Heard { item, .. } } => {
                    Some((learner.as_uuid(), item.to_string()))
                }
                Step::Fitted { .. } => None,
            })
            .collect();
        let learners: BTreeSet<Uuid> = steps.iter().map(|step| step.learner().as_uuid()).collect();
        let mut changes = Self::default();
        let rows = sqlx::query(
            "SELECT user_id, item, memory FROM review_items
             WHERE (user_id, item) IN (SELECT * FROM UNNEST($1::uuid[], $2::text[]))",
        )
        .bind(items.iter().map(|(learner, _)| *learner).collect::<Vec<_>>())
        .bind(items.iter().map(|(_, item)| item.as_str()).collect::<Vec<_>>())
        .fetch_all(&mut *connection)
        .await?;
        for row in rows {
            let item: String = row.try_get("item")?;
            let item = item.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            let Json(memory) = row.try_get("memory")?;
            changes.memories.insert((row.try_get("user_id")?, item), memory);
        }
        let rows = sqlx::query("SELECT user_id, reviews, params, fitted FROM review_learners WHERE user_id = ANY($1)")
            .bind(learners.into_iter().collect::<Vec<_>>())
            .fetch_all(connection)
            .await?;
        for row in rows {
            let params: Option<Json<Params>> = row.try_get("params")?;
            let learner = Learner {
                reviews: row.try_get("reviews")?,
                params: params.map(|Json(params)| params),
                fitted: row.try_get("fitted")?,
            };
            changes.learners.insert(row.try_get("user_id")?, learner);
        }
        Ok(changes)
    }

    pub async fn write(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO review_items (user_id, item, due, reviews, memory)
             SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::date[], $4::int[], $5::jsonb[])
             ON CONFLICT (user_id, item) DO UPDATE
             SET due = excluded.due, reviews = excluded.reviews, memory = excluded.memory",
        )
        .bind(self.memories.keys().map(|(learner, _)| *learner).collect::<Vec<_>>())
        .bind(self.memories.keys().map(|(_, item)| item.to_string()).collect::<Vec<_>>())
        .bind(self.memories.values().map(|memory| memory.due).collect::<Vec<_>>())
        .bind(self.memories.values().map(|memory| memory.reps as i32).collect::<Vec<_>>())
        .bind(self.memories.values().map(Json).collect::<Vec<_>>())
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT INTO review_learners (user_id, reviews, params, fitted)
             SELECT * FROM UNNEST($1::uuid[], $2::bigint[], $3::jsonb[], $4::bigint[])
             ON CONFLICT (user_id) DO UPDATE
             SET reviews = excluded.reviews, params = excluded.params, fitted = excluded.fitted",
        )
        .bind(self.learners.keys().copied().collect::<Vec<_>>())
        .bind(self.learners.values().map(|learner| learner.reviews).collect::<Vec<_>>())
        .bind(self.learners.values().map(|learner| learner.params.as_ref().map(Json)).collect::<Vec<_>>())
        .bind(self.learners.values().map(|learner| learner.fitted).collect::<Vec<_>>())
        .execute(connection)
        .await?;
        Ok(())
    }
}

impl Step {
    const fn learner(&self) -> LearnerId {
        match self {
            Self::Reviewed { learner, .. } | Self::Heard { learner, .. } | Self::Fitted { learner, .. } => *learner,
        }
    }
}

pub(super) async fn steps_of(event: &StoredEvent, connection: &mut PgConnection) -> sqlx::Result<Vec<Step>> {
    if event.aggregate_type == InterviewRun::TYPE {
        let learner = event.learner()?;
        let heard = heard(&codec::decode::<InterviewRun>(event)?);
        return Ok(heard.into_iter().map(|heard| Step::Heard { learner, heard }).collect());
    }
    Ok(step(event, connection).await?.into_iter().collect())
}

async fn step(event: &StoredEvent, connection: &mut PgConnection) -> sqlx::Result<Option<Step>> {
    if event.aggregate_type == Review::TYPE {
        let ReviewFact::ItemReviewed { item, rating, day, .. } = codec::decode::<Review>(event)? else {
            return Ok(None);
        };
        return Ok(Some(Step::Reviewed { learner: event.learner()?, item, rating, day }));
    }
    if event.aggregate_type == streams::Learner::TYPE {
        let LearnerFact::ParametersFitted { params, reviews, .. } = codec::decode::<streams::Learner>(event)? else {
            return Ok(None);
        };
        return Ok(Some(Step::Fitted { learner: LearnerId::from_uuid(event.stream), params, reviews }));
    }
    let AttemptFact::AnswerSubmitted { question, score, review, .. } = codec::decode::<Attempt>(event)? else {
        return Ok(None);
    };
    let review = match review {
        Some(review) => Some(review),
        None => before_reviews(event, score, connection).await?,
    };
    let Some(QuizReview { lesson, rating, day }) = review else { return Ok(None) };
    let item = ItemId::question(&lesson, &question);
    Ok(Some(Step::Reviewed { learner: event.learner()?, item, rating, day }))
}

/// An answer from before answers said what they are as a review: its attempt names the lesson, its score is all that is
/// known, and its day is that in UTC.
async fn before_reviews(
    event: &StoredEvent,
    score: f64,
    connection: &mut PgConnection,
) -> sqlx::Result<Option<QuizReview>> {
    let lesson: Option<Option<String>> = sqlx::query_scalar(
        "SELECT event_data->>'lesson' FROM event_store WHERE aggregate_id = $1 AND event_version = 1",
    )
    .bind(event.stream)
    .fetch_optional(connection)
    .await?;
    Ok(lesson.flatten().map(|lesson| QuizReview {
        lesson: LessonId::new(lesson),
        rating: rating_of_score(score),
        day: event.at.date_naive(),
    }))
}
