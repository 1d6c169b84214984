//! Whoever has not been here for longer than the operator keeps people's data (`RETENTION_INACTIVE`) is asked whether they
//! come back. Without a sign of life they are erased 30 days later, by the same process as anybody else. Whether the moment
//! counts, `dialogues::dialogues::my_data` decides: whoever has done something since is asked nothing.

use dialogues::dialogues::my_data;
use dialogues::kernel::ids::LearnerId;
use uuid::Uuid;

use crate::app::App;
use crate::platform::eventstore::of_model;
use crate::platform::jobs::JobChange;
use crate::user;

/// Learners who are asked at a time; the next ones an hour later.
const AT_A_TIME: i64 = 500;

/// Has them asked. A learner's row is renewed with each fact of their own stream, and every day of learning is one.
pub async fn ask(app: &App) -> sqlx::Result<u64> {
    let now = app.clock.now();
    let Some(before) = app.privacy.inactive.and_then(|months| now.checked_sub_months(months)) else { return Ok(0) };
    let absent: Vec<(Uuid, i32)> = sqlx::query_as(of_model!(
        user::USERS,
        "SELECT person.id, person.version FROM model.users person
         WHERE updated_at < $1 AND NOT EXISTS (SELECT FROM jobs WHERE key = format('retention:%s:%s', person.id, person.version))
         ORDER BY updated_at LIMIT $2",
    ))
    .bind(before)
    .bind(AT_A_TIME)
    .fetch_all(app.pool())
    .await?;
    let mut connection = app.pool().acquire().await?;
    for (learner, version) in &absent {
        let key = format!("retention:{learner}:{version}");
        let detail = my_data::absent(version.unsigned_abs());
        JobChange::due(key, LearnerId::from_uuid(*learner), now, my_data::words::CODE, detail)
            .write(&mut connection)
            .await?;
    }
    Ok(absent.len() as u64)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{DateTime, Months, TimeDelta};
    use dialogues::catalogue::Catalogue;

    use super::*;
    use crate::platform::config::Privacy;
    use crate::platform::database::testing::database;
    use crate::platform::eventstore::prepare;

    #[tokio::test]
    async fn only_who_has_been_away_for_longer_than_the_operator_says_is_asked_and_only_once() {
        let db = database().await;
        for subscription in crate::contexts::subscriptions() {
            prepare(&db, &*subscription).await.unwrap();
        }
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        for (number, days) in [(1, 10), (2, 800)] {
            sqlx::query(user::USERS.statement("INSERT INTO model.users VALUES ($1, '{}', '{}', $2, $2, 7)"))
                .bind(LearnerId::of_telegram(number).as_uuid())
                .bind(now - TimeDelta::days(days))
                .execute(&*db)
                .await
                .unwrap();
        }
        let app = App::for_test(db.clone(), Catalogue::empty(), now);
        assert_eq!(ask(&app).await.unwrap(), 0, "unset, nobody is asked");
        let privacy = Privacy { inactive: Some(Months::new(24)), ..Privacy::for_test() };
        let app = App { privacy: Arc::new(privacy), ..app };
        assert_eq!(ask(&app).await.unwrap(), 1);
        assert_eq!(ask(&app).await.unwrap(), 0);
        let asked: (Uuid, String) =
            sqlx::query_as("SELECT subject, payload->>'detail' FROM jobs").fetch_one(&*db).await.unwrap();
        assert_eq!(asked, (LearnerId::of_telegram(2).as_uuid(), "absent:7".to_owned()));
    }
}
