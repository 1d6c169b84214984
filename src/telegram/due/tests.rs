use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use dialogues::catalogue::Catalogue;
use dialogues::input::{Input, Person};
use serde_json::{Value, json};

use super::*;
use crate::platform::clock;
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::jobs::{self, DUE, JobChange};
use crate::telegram::call::Api;
use emulator::{Emulator, EmulatorConfig, LearnerClient, Running};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

/// Somebody who has written to the bot, and the bot's side of it.
struct Chat {
    moments: Moments,
    learner: LearnerClient,
    person: Person,
    db: TestDatabase,
    _telegram: Running,
}

impl Chat {
    async fn begun() -> Self {
        let db = database().await;
        let app = App::for_test(db.clone(), Catalogue::empty(), at());
        let config = EmulatorConfig::new("123456:moments", clock::now);
        let token = "123456:moments".to_owned().into();
        let emulator = Emulator::new(config).unwrap();
        let telegram = emulator.clone().bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let api = Api::new(&token, telegram.url.parse().unwrap());
        let outbox = Arc::new(Outbox::new(api, app.clone(), NonZeroU32::new(1_000).unwrap()));
        let learner = emulator.learner("Anna", "en");
        learner.send("/start").await.unwrap();
        let person = Person { telegram_id: learner.id, first_name: "Anna".into(), language_code: Some("en".into()) };
        let chat = Self { moments: Moments { app, outbox }, learner, person, db, _telegram: telegram };
        let begun = chat.take(&Input::message("/start")).await;
        chat.moments.outbox.forget(begun);
        chat.moments.outbox.drained().await;
        chat
    }

    fn id(&self) -> LearnerId {
        LearnerId::of_telegram(self.learner.id)
    }

    /// A turn of the learner's own.
    async fn take(&self, input: &Input) -> Reply {
        let arrival = Arrival { learner: self.id(), person: Some(&self.person), key: None };
        conversation::take_turn(&self.moments.app, arrival, input).await.unwrap()
    }

    /// Events, keys of inputs, messages of the bot, and whether a screen waits to be shown.
    async fn traces(&self) -> (i64, i64, usize, bool) {
        self.moments.outbox.drained().await;
        let (events, keys) = sqlx::query_as::<_, (i64, i64)>(
            "SELECT (SELECT count(*) FROM event_store), (SELECT count(*) FROM idempotency_keys)",
        )
        .fetch_one(&*self.db)
        .await
        .unwrap();
        let messages = self.learner.messages().await.iter().filter(|message| message.from_bot).count();
        (events, keys, messages, !conversation::unshown(&self.moments.app).await.is_empty())
    }
}

fn job(learner: LearnerId, payload: Value) -> Job {
    Job {
        id: 5,
        key: "test:5".into(),
        kind: DUE.into(),
        subject: learner.as_uuid(),
        payload,
        due_at: at(),
        attempts: 1,
    }
}

fn moment(learner: LearnerId, dialogue: &str) -> Job {
    let JobChange::Schedule(new) = JobChange::due("test:5", learner, at(), dialogue, "time") else {
        panic!("a moment is scheduled");
    };
    job(learner, new.payload)
}

#[tokio::test]
async fn what_follows_from_a_moment_is_drawn_as_a_message_of_its_own() {
    let chat = Chat::begun().await;
    let reply = chat.take(&Input::message("/help")).await;
    chat.moments.show(reply);
    let messages = chat.learner.wait_for(|messages| messages.iter().any(|message| message.from_bot)).await.unwrap();
    assert_eq!(messages.iter().filter(|message| message.from_bot).count(), 1);
    let traces = chat.traces().await;
    assert!(traces.2 == 1 && !traces.3, "it is shown: {traces:?}");
}

#[tokio::test]
async fn a_moment_that_nobody_waits_for_leaves_no_trace() {
    let chat = Chat::begun().await;
    let before = chat.traces().await;
    assert!(before.0 > 0 && before.2 == 0 && !before.3, "{before:?}");
    for dialogue in ["h", "q", "no-such-dialogue"] {
        chat.moments.run(&moment(chat.id(), dialogue)).await.unwrap();
        assert_eq!(chat.traces().await, before, "{dialogue}");
    }
    // Somebody of whom nothing is known.
    chat.moments.run(&moment(LearnerId::of_telegram(1), "h")).await.unwrap();
    assert_eq!(chat.traces().await, before);
}

#[tokio::test]
async fn who_cannot_be_reached_is_sent_nothing_now_or_later() {
    let chat = Chat::begun().await;
    let blocked = chat.take(&Input::Blocked).await;
    assert!(blocked.state.learner.unreachable && !conversation::unshown(&chat.moments.app).await.is_empty());
    chat.moments.show(blocked);
    let traces = chat.traces().await;
    assert!(traces.2 == 0 && !traces.3, "{traces:?}");
}

#[tokio::test]
async fn a_payload_that_nobody_can_read_is_the_jobs_fault_and_a_database_that_is_away_is_not() {
    let chat = Chat::begun().await;
    let unreadable = chat.moments.run(&job(chat.id(), json!({ "dialogue": 7 }))).await;
    assert!(matches!(&unreadable, Err(Failure::Failed(why)) if why.contains("unreadable")), "{unreadable:?}");
    let stranger = moment(LearnerId::of_telegram(1), "h");
    chat.db.close().await;
    let away = chat.moments.run(&stranger).await;
    assert!(matches!(away, Err(Failure::NotNow(_))), "{away:?}");
}

/// Stores something else at every try, and comes to no end at the first.
struct Forgetful {
    app: App,
    learner: LearnerId,
}

impl Work for Forgetful {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        async move {
            let zone = if job.attempts == 1 { chrono_tz::Europe::Berlin } else { chrono_tz::Asia::Tokyo };
            let name = job.name();
            let arrival = Arrival { learner: self.learner, person: None, key: Some(&name) };
            let visit = Input::Visit { time_zone: Some(zone) };
            conversation::take_turn(&self.app, arrival, &visit).await.unwrap();
            if job.attempts == 1 { std::future::pending().await } else { Ok(()) }
        }
        .boxed()
    }
}

#[tokio::test]
async fn a_job_that_is_killed_after_it_has_stored_its_turn_runs_again_and_counts_once() {
    let chat = Chat::begun().await;
    let app = &chat.moments.app;
    let due = "INSERT INTO jobs (key, kind, subject, payload, due_at, free_at) VALUES ('a', 'due', $1, '{}', $2, $2)";
    sqlx::query(due).bind(chat.id().as_uuid()).bind(at()).execute(&*chat.db).await.unwrap();
    let start = || {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let work = Arc::new(Forgetful { app: app.clone(), learner: chat.id() });
        (tokio::spawn(jobs::run(app.store.clone(), app.clock.clone(), DUE, work, stopped)), stop)
    };
    let becomes = async |condition: &str| {
        let query = format!("SELECT {condition}");
        while !sqlx::query_scalar::<_, bool>(sqlx::AssertSqlSafe(query.clone())).fetch_one(&*chat.db).await.unwrap() {}
    };
    let (killed, _stop) = start();
    becomes("EXISTS (SELECT FROM idempotency_keys WHERE key LIKE 'job:%')").await;
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());

    app.clock.advance(chrono::TimeDelta::minutes(1));
    let (running, stop) = start();
    becomes("EXISTS (SELECT FROM jobs WHERE attempts = 2 AND done_at IS NOT NULL)").await;
    stop.send(true).unwrap();
    running.await.unwrap();
    let stored = app.store.read(chat.id().as_uuid(), 0).await.unwrap();
    let zones: Vec<_> = stored.iter().filter_map(|event| event.data.get("timeZone")).collect();
    assert_eq!(zones, ["Europe/Berlin"]);
}
