//! The read model `question_difficulty`: how much harder or easier than their authors thought questions are, learned
//! from the answers of placements. How, is `dialogues`' business. A placement does without it where it is away.

use crate::platform::eventstore::codec;
use dialogues::ability::{Difficulties, Evidence, Learned};
use dialogues::kernel::ids::{LessonId, QuestionId};
use dialogues::streams::PathFact;
use dialogues::streams::path::tests::Answered;
use dialogues::streams::{Aggregate, Path};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{PgConnection, PgPool};

use crate::platform::eventstore::{Model, ReadModel, StoredEvent, Subscription, of_model};

const MODEL: Model = Model::new("question_difficulty", 1);

pub(super) struct QuestionDifficulty;

impl Subscription for QuestionDifficulty {
    fn name(&self) -> &'static str {
        MODEL.name
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Path::TYPE && event.event_type == "PlacementAnswered"
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            match codec::decode::<Path>(event)? {
                PathFact::PlacementAnswered { answered, evidence: Some(evidence), .. } => {
                    learn(connection, &answered, &evidence).await
                }
                _ => Ok(()),
            }
        }
        .boxed()
    }

    fn read_model(&self) -> Option<&dyn ReadModel> {
        Some(self)
    }
}

impl ReadModel for QuestionDifficulty {
    fn version(&self) -> i32 {
        MODEL.version()
    }

    fn ddl(&self) -> &'static str {
        include_str!("question_difficulty.sql")
    }

    fn tables(&self) -> &'static [&'static str] {
        &["question_difficulty"]
    }
}

/// Of every question that was ever asked; empty before the first placement.
pub async fn difficulties(pool: &PgPool) -> sqlx::Result<Difficulties> {
    let statement = of_model!(MODEL, "SELECT lesson_id, question_id, answers, shift FROM model.question_difficulty");
    let rows: Vec<(String, String, i32, f64)> = sqlx::query_as(statement).fetch_all(pool).await?;
    let rows = rows.into_iter().map(|(lesson, question, answers, shift)| {
        (LessonId::new(lesson), QuestionId::new(question), Learned { answers: answers as u32, shift })
    });
    Ok(rows.collect())
}

async fn learn(connection: &mut PgConnection, answered: &Answered, evidence: &Evidence) -> sqlx::Result<()> {
    let known: Option<(i32, f64)> =
        sqlx::query_as("SELECT answers, shift FROM question_difficulty WHERE lesson_id = $1 AND question_id = $2")
            .bind(answered.lesson.as_str())
            .bind(answered.question.as_str())
            .fetch_optional(&mut *connection)
            .await?;
    let before = known.map_or_else(Learned::default, |(answers, shift)| Learned { answers: answers as u32, shift });
    let after = before.after(evidence, answered.reply());
    sqlx::query(
        "INSERT INTO question_difficulty (lesson_id, question_id, answers, shift) VALUES ($1, $2, $3, $4)
         ON CONFLICT (lesson_id, question_id) DO UPDATE SET answers = excluded.answers, shift = excluded.shift",
    )
    .bind(answered.lesson.as_str())
    .bind(answered.question.as_str())
    .bind(after.answers as i32)
    .bind(after.shift)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
