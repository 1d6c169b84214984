use crate::platform::eventstore::codec;
use dialogues::streams::{Aggregate, Attempt, InterviewRun, Learner, Review};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use dialogues::kernel::ids::{
    AskId, AttemptId, ConceptId, InterviewId, InterviewRunId, LearnerId, LessonId, PointId, QuestionId, ReviewId,
};
use dialogues::memory::{ItemId, Params, Rating};
use dialogues::questions::Response;
use dialogues::streams::review::facts::{QuizReview, ReviewFact};
use dialogues::streams::review::remember::remember;
use dialogues::streams::{AttemptFact, InterviewFact, LearnerFact};
use serde_json::json;
use tokio::sync::watch;

use super::ReviewItems;
use super::queries::{MODEL, remembered};
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::testing::inside;
use crate::platform::eventstore::{
    Batch, Cursor, EventStore, NewEvent, ReadModel, StoredEvent, Subscription, caught_up, prepare, replay, run,
};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

fn lesson() -> LessonId {
    LessonId::new("ios.optionals")
}

fn card() -> ItemId {
    ItemId::card(&lesson(), "c-nil")
}

fn point() -> ItemId {
    ItemId::point("interview.ios", "f-arc", "p-missed")
}

fn own_params() -> Params {
    let mut weights = *Params::default().weights();
    weights[2] = 9.0;
    Params::of(weights)
}

/// A quiz answer, one from before reviews were kept, a card that is forgotten and known, own parameters, and one more.
fn events(learner: LearnerId) -> Vec<NewEvent> {
    let attempt = AttemptId::of(learner, &lesson(), 1);
    let review = ReviewId::of(learner, 1);
    let answered = |question: &str, review| AttemptFact::AnswerSubmitted {
        question: QuestionId::new(question),
        response: Response::Options(vec![1]),
        score: 1.0,
        correct: true,
        seconds: 9,
        review,
    };
    let reviewed = |rating, on| ReviewFact::ItemReviewed {
        item: card(),
        rating,
        day: day(on),
        response: None,
        score: None,
        seconds: 4,
    };
    let fitted = LearnerFact::ParametersFitted {
        params: Some(own_params()),
        log_loss_before: 0.4,
        log_loss_after: 0.3,
        reviews: 4,
    };
    let interview = InterviewRunId::of(learner, 1);
    let points = |ids: &[&str]| ids.iter().map(|id| PointId::new(*id)).collect();
    let scored = |hits: &[&str], missed: &[&str], on| InterviewFact::AnswerScored {
        interview: InterviewId::new("interview.ios"),
        ask: AskId::new("i-arc"),
        follow: Some(AskId::new("f-arc")),
        concept: ConceptId::new("arc"),
        share: 0.5,
        hits: points(hits),
        missed: points(missed),
        seconds: 60,
        day: day(on),
    };
    let started = NewEvent {
        stream: attempt.as_uuid(),
        aggregate_type: Attempt::TYPE,
        event_type: "AssessmentStarted".to_owned(),
        data: json!({ "lesson": lesson() }),
        version: 1,
    };
    let quiz = QuizReview { lesson: lesson(), rating: Rating::Easy, day: day(1) };
    vec![
        started,
        codec::encode_as::<Attempt>(attempt, &answered("q-new", Some(quiz)), 2).unwrap(),
        codec::encode_as::<Attempt>(attempt, &answered("q-old", None), 3).unwrap(),
        codec::encode_as::<Review>(review, &reviewed(Rating::Again, 2), 1).unwrap(),
        codec::encode_as::<Review>(review, &reviewed(Rating::Good, 2), 2).unwrap(),
        codec::encode_as::<Learner>(learner, &fitted, 1).unwrap(),
        codec::encode_as::<Review>(review, &reviewed(Rating::Good, 5), 3).unwrap(),
        codec::encode_as::<InterviewRun>(interview, &scored(&["p-said"], &["p-missed"], 5), 1).unwrap(),
        codec::encode_as::<InterviewRun>(interview, &scored(&["p-said", "p-missed"], &[], 9), 2).unwrap(),
    ]
}

async fn log(learners: &[LearnerId]) -> (TestDatabase, EventStore) {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let of: Vec<Vec<NewEvent>> = learners.iter().map(|learner| events(*learner)).collect();
    for number in 0..9 {
        for (learner, events) in learners.iter().zip(&of) {
            let metadata = codec::metadata(*learner);
            let batch = Batch { key: None, events: &events[number..=number], at: at(number as i64), metadata };
            store.append(batch).await.unwrap();
        }
    }
    (db, store)
}

#[tokio::test]
async fn what_is_remembered_is_the_fold_of_answers_and_reviews_and_its_replay() {
    let learner = LearnerId::of_telegram(7);
    let (db, store) = log(&[learner]).await;
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(ReviewItems), stopped));
    caught_up(&store, MODEL).await.unwrap();

    let known = remembered(&store, learner).await.unwrap().unwrap();
    assert_eq!(known.params, Some(own_params()));
    let question = |id: &str| ItemId::question(&lesson(), &QuestionId::new(id));
    let default = Params::default();
    let expected = [
        (question("q-new"), remember(&default, learner, &question("q-new"), None, Rating::Easy, day(1))),
        (question("q-old"), remember(&default, learner, &question("q-old"), None, Rating::Good, at(0).date_naive())),
        (card(), {
            let forgotten = remember(&default, learner, &card(), None, Rating::Again, day(2));
            let again = remember(&default, learner, &card(), Some(&forgotten), Rating::Good, day(2));
            remember(&own_params(), learner, &card(), Some(&again), Rating::Good, day(5))
        }),
        // What was said and never missed is nothing to learn.
        (point(), {
            let missed = remember(&own_params(), learner, &point(), None, Rating::Again, day(5));
            remember(&own_params(), learner, &point(), Some(&missed), Rating::Good, day(9))
        }),
    ];
    assert_eq!(known.items, expected.into_iter().collect());
    assert_eq!(remembered(&store, LearnerId::of_telegram(8)).await.unwrap().unwrap().items.len(), 0);

    let report = replay(&store, &ReviewItems, true).await.unwrap();
    assert!(report.equal(), "{report:?}");
    assert_eq!((report.events, report.rows), (8, 5));
    let statement = MODEL.statement("UPDATE model.review_items SET reviews = reviews + 1");
    sqlx::query(statement).execute(&*db).await.unwrap();
    let report = replay(&store, &ReviewItems, false).await.unwrap();
    assert_eq!((report.missing, report.unexpected), (4, 4));
    assert!(replay(&store, &ReviewItems, true).await.unwrap().equal());
    stop.send(true).unwrap();
    runner.await.unwrap();
}

#[tokio::test]
async fn a_read_model_that_nobody_runs_is_not_waited_for() {
    let learner = LearnerId::of_telegram(7);
    let (db, store) = log(&[learner]).await;
    prepare(&db, &ReviewItems).await.unwrap();
    assert_eq!(remembered(&store, learner).await.unwrap(), None);
}

/// Everything that the tables hold, as text.
async fn tables(db: &sqlx::PgPool) -> Vec<String> {
    let mut rows = Vec::new();
    for table in ReviewItems.tables() {
        let query = format!("SELECT '{table} ' || t::text FROM m_review_items_v1.{table} t ORDER BY 1");
        rows.extend(sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(query)).fetch_all(db).await.unwrap());
    }
    rows
}

#[tokio::test]
async fn many_reviews_at_once_come_to_the_same_as_one_after_the_other() {
    let learners = [7, 8, 9].map(LearnerId::of_telegram);
    let mut outcomes = Vec::new();
    for size in [1, 5, 100] {
        let (db, store) = log(&learners).await;
        // Transactions of other tests may still hold some back.
        let mut events = Vec::new();
        while events.len() < 27 {
            events = store.read_after(Cursor::START, 100).await.unwrap();
        }
        let events: Vec<&StoredEvent> = events.iter().filter(|event| ReviewItems.handles(event)).collect();
        assert_eq!(events.len(), 24);
        prepare(&db, &ReviewItems).await.unwrap();
        let mut connection = inside(&db, &ReviewItems).await;
        for part in events.chunks(size) {
            ReviewItems.apply_all(&mut connection, part).await.unwrap();
        }
        drop(connection);
        outcomes.push(tables(&db).await);
    }
    assert_eq!(outcomes[0].len(), 15);
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}
