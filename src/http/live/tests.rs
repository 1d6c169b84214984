//! Streams as a client has them, over the router.

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request, Response};
use dialogues::streams::{Fact, Learner, LearnerFact, Source as _};
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::time::timeout;
use tower::ServiceExt as _;

use super::hub::{OF_A_LEARNER, WAITING};
use super::*;
use crate::http::testing::{Academy, Answer, deps, request};
use crate::http::{Deps, router};
use crate::identity::sessions::token::Token;
use crate::identity::sessions::{Reason, end_all};
use crate::platform::eventstore::{Batch, codec};

/// What is to come comes within this, on a busy machine, too.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// An event as it came over the wire.
#[derive(Clone, Debug, PartialEq)]
struct Came {
    event: String,
    id: String,
    data: Value,
}

struct Following {
    body: BodyDataStream,
    text: String,
}

impl Following {
    /// None: the stream has ended.
    async fn next(&mut self) -> Option<Came> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                    line.unwrap_or_default().to_owned()
                };
                let came = (!field("event").is_empty()).then(|| Came {
                    event: field("event"),
                    id: field("id"),
                    data: serde_json::from_str(&field("data")).unwrap(),
                });
                let rest = rest.to_owned();
                self.text = rest;
                match came {
                    Some(came) => return Some(came),
                    // A heart-beat.
                    None => continue,
                }
            }
            let bytes = timeout(PATIENCE, self.body.next()).await.expect("something comes in time")?.unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// All that comes up to the first event of the type.
    async fn until(&mut self, event: &str) -> Vec<Came> {
        let mut all = Vec::new();
        while let Some(came) = self.next().await {
            all.push(came);
            if all.last().unwrap().event == event {
                return all;
            }
        }
        panic!("the stream has ended before {event}: {all:#?}")
    }

    async fn rest(&mut self) -> Vec<Came> {
        let mut all = Vec::new();
        while let Some(came) = self.next().await {
            all.push(came);
        }
        all
    }
}

fn asking(token: &str, after: Option<&str>) -> Request<Body> {
    let path = after.map_or("/api/v2/events".to_owned(), |id| format!("/api/v2/events?after={id}"));
    request(Method::GET, &path, token, None)
}

fn following(response: Response<Body>) -> Following {
    assert_eq!(response.status(), 200);
    Following { body: response.into_body().into_data_stream(), text: String::new() }
}

/// A stream that has begun, and the id that it begins with.
async fn follow(academy: &Academy, token: &str, after: Option<&str>) -> (Following, String) {
    let mut stream = following(academy.router.clone().oneshot(asking(token, after)).await.unwrap());
    let ready = stream.next().await.unwrap();
    assert_eq!((ready.event.as_str(), &ready.data["data"]["replays"]), ("ready", &json!(after.is_some())));
    (stream, ready.id)
}

async fn refused(academy: &Academy, request: Request<Body>) -> Answer {
    academy.call(request).await
}

/// So many events of the learner's, of which each says its number.
async fn days(academy: &Academy, telegram_id: i64, numbers: std::ops::Range<u32>) {
    let learner = LearnerId::of_telegram(telegram_id);
    let fact = |days| LearnerFact::StreakMaintained { day: "2026-05-28".parse().unwrap(), days };
    store(academy, learner, numbers.map(fact)).await;
}

async fn store(academy: &Academy, learner: LearnerId, facts: impl Iterator<Item = LearnerFact>) {
    let log = &academy.app.store;
    let version = log.fold::<Learner>(learner).await.unwrap().unwrap().version;
    let events: Vec<_> = facts
        .zip(version + 1..)
        .map(|(fact, version)| codec::encode(learner, &Fact::Learner(fact), version).unwrap())
        .collect();
    let batch = Batch { key: None, events: &events, at: academy.app.clock.now(), metadata: codec::metadata(learner) };
    log.append(batch).await.unwrap();
}

fn numbers(came: &[Came]) -> Vec<u64> {
    let kept = came.iter().filter(|came| came.event == "streak.kept");
    kept.map(|came| came.data["data"]["days"].as_u64().unwrap()).collect()
}

fn expected(numbers: std::ops::Range<u64>) -> Vec<u64> {
    numbers.collect()
}

#[tokio::test]
async fn what_a_learner_does_comes_as_it_happens_and_nobody_elses() {
    let academy = Academy::start().await;
    let (ada, bo) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
    let (mut stream, _) = follow(&academy, &ada, None).await;
    let path = "/api/v2/courses/demo/lessons/demo.a/progress";
    for token in [&bo, &ada] {
        assert_eq!(academy.put(path, token, &json!({ "screen": 1 })).await.status, 200);
    }
    let came = stream.until("lesson.progressed").await;
    let of = |event: &str| came.iter().filter(|came| came.event == event).collect::<Vec<_>>();
    let begun = of("lesson.started");
    assert_eq!(begun.len(), 1, "{came:#?}");
    assert_eq!(begun[0].data["type"], "lesson.started");
    assert_eq!(begun[0].data["data"], json!({ "courseId": "demo", "lessonId": "demo.a" }));
    assert_eq!(begun[0].data["timestamp"], "2026-05-28T20:26:40Z");
    assert_eq!(of("lesson.progressed").len(), 1, "{came:#?}");
}

#[tokio::test]
async fn a_whole_quiz_is_told_alike_live_and_again_and_from_every_id_on() {
    let academy = Academy::of_all_kinds().await;
    let token = academy.learner(7, "en").await;
    let (mut stream, begin) = follow(&academy, &token, None).await;
    let read = tokio::spawn(async move { stream.until("attempt.finished").await });
    academy.pass_the_quiz(7).await;
    let live = read.await.unwrap();
    let answers = live.iter().filter(|came| came.event == "attempt.answered").count();
    assert!(answers >= 5, "{live:#?}");

    // As one who was away all the time, whatever was done since.
    let (mut again, id) = follow(&academy, &token, Some(&begin)).await;
    assert_eq!(id, begin);
    assert_eq!(again.until("attempt.finished").await, live);
    // And as one who has this or that event last, by the header, which says more than the address.
    for (number, came) in live.iter().enumerate().step_by(5).filter(|(number, _)| number + 1 < live.len()) {
        let mut asking = asking(&token, Some(&begin));
        asking.headers_mut().insert("last-event-id", came.id.parse().unwrap());
        let mut stream = following(academy.router.clone().oneshot(asking).await.unwrap());
        assert_eq!(stream.next().await.unwrap().id, came.id);
        assert_eq!(stream.until("attempt.finished").await, live[number + 1..]);
    }
}

#[tokio::test]
async fn a_long_absence_is_made_up_for_in_order_and_goes_over_into_what_comes() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let (stream, begin) = follow(&academy, &token, None).await;
    drop(stream);
    days(&academy, 7, 0..1_000).await;
    let (mut stream, _) = follow(&academy, &token, Some(&begin)).await;
    days(&academy, 7, 1_000..1_020).await;
    let (mut came, mut last) = (Vec::new(), begin);
    while came.len() < 1_020 {
        // All at once may be too much for a stream; then its client comes back.
        let Some(next) = stream.next().await else {
            stream = follow(&academy, &token, Some(&last)).await.0;
            continue;
        };
        last.clone_from(&next.id);
        came.extend(Some(next).filter(|next| next.event == "streak.kept"));
    }
    assert_eq!(numbers(&came), expected(0..1_020));
}

#[tokio::test]
async fn who_takes_too_little_is_let_go_and_loses_nothing() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let bo = academy.learner(8, "en").await;
    let (mut bos, _) = follow(&academy, &bo, None).await;
    let (mut stream, _) = follow(&academy, &token, None).await;
    let count = 2 * WAITING as u32;
    days(&academy, 7, 0..count).await;
    // What comes after them has come, so they were all handed on by then.
    days(&academy, 8, 1..2).await;
    bos.until("streak.kept").await;
    let before = stream.rest().await;
    let early = numbers(&before).len();
    assert!(early <= WAITING && before.len() == WAITING, "{before:#?}");
    assert_eq!(numbers(&before), expected(0..early as u64));
    let (mut stream, _) = follow(&academy, &token, Some(&before.last().unwrap().id)).await;
    let mut after = Vec::new();
    while early + after.len() < count as usize {
        after.push(stream.next().await.unwrap());
    }
    assert_eq!(numbers(&after), expected(early as u64..u64::from(count)));
}

#[tokio::test]
async fn what_a_faster_instance_has_sent_already_does_not_come_again() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let (_hub, watch) = watching(&academy, &token).await;
    let from = watch.from;
    days(&academy, 7, 1..4).await;
    let known = academy.app.store.read_type("StreakMaintained").await.unwrap();
    let second = known[known.len() - 2].cursor;
    assert!(second > from, "the reader here has not come so far yet");
    let replay = Replay::between(&academy.app, LearnerId::of_telegram(7), second, from).await.unwrap();
    let mut stream = following(open(Ids::by([1; 32]), watch, second, Some(replay)));
    assert_eq!(stream.next().await.unwrap().event, "ready");
    assert_eq!(numbers(&[stream.next().await.unwrap()]), [3]);
}

/// A place among the streams of a hub of its own.
async fn watching(academy: &Academy, token: &str) -> (Hub, hub::Watch) {
    let session = Token::read(token).unwrap().hash();
    let hub = Hub::new(academy.app.clone(), tokio::sync::watch::channel(false).1);
    let watch = hub.enter(LearnerId::of_telegram(7), session).await.unwrap().map_err(|_| ()).unwrap();
    (hub, watch)
}

#[tokio::test]
async fn a_session_that_is_over_ends_its_streams_and_no_others() {
    let academy = Academy::start().await;
    let (ada, bo) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
    let second = academy.session(7).await;
    let (mut first, _) = follow(&academy, &ada, None).await;
    let (mut second, _) = follow(&academy, &second, None).await;
    let (mut bos, _) = follow(&academy, &bo, None).await;
    // By the learner, on one device: others are told, and go on.
    let sessions = academy.get("/api/v2/users/me/sessions", &ada).await;
    let current = sessions.data().as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
    let path = format!("/api/v2/users/me/sessions/{}", current["id"].as_str().unwrap());
    assert_eq!(academy.delete(&path, &ada).await.status, 200);
    first.rest().await;
    second.until("session.ended").await;
    // By an operator: there is no fact.
    let now = academy.app.clock.now();
    let learner = LearnerId::of_telegram(7);
    end_all(&mut academy.app.pool().acquire().await.unwrap(), learner, Reason::Operator, now).await.unwrap();
    assert_eq!(second.rest().await, []);
    days(&academy, 8, 1..2).await;
    assert_eq!(numbers(&bos.until("streak.kept").await), [1]);
}

#[tokio::test]
async fn nothing_comes_to_who_is_erased() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let (mut stream, _) = follow(&academy, &token, None).await;
    let facts = [LearnerFact::ErasureBegun {}, LearnerFact::LearnerErased {}];
    store(&academy, LearnerId::of_telegram(7), facts.into_iter()).await;
    // But for what was stored a moment before it began.
    assert!(stream.rest().await.iter().all(|came| came.event == "profile.changed"));
}

#[tokio::test]
async fn an_id_of_somebody_else_or_of_nobody_is_none() {
    let academy = Academy::start().await;
    let (ada, bo) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
    let (_stream, id) = follow(&academy, &ada, None).await;
    let key = academy.app.store.vault().cursor_key().await.unwrap();
    let ahead = Cursor { tx: u64::MAX, position: 1 };
    let ahead = Ids::by(key).seal(LearnerId::of_telegram(7), ahead).unwrap();
    for (token, id) in [(&bo, id.as_str()), (&ada, "1"), (&ada, &ahead)] {
        let answer = refused(&academy, asking(token, Some(id))).await;
        assert_eq!(answer.problem(), (400, "unknown-event"), "{id}");
    }
    assert_eq!(refused(&academy, asking("", None)).await.problem(), (401, "unauthenticated"));
}

#[tokio::test]
async fn a_learner_has_so_many_streams_and_another_one_when_one_is_closed() {
    let academy = Academy::start().await;
    let (ada, bo) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
    let mut streams = Vec::new();
    for _ in 0..OF_A_LEARNER {
        streams.push(follow(&academy, &ada, None).await);
    }
    let answer = refused(&academy, asking(&ada, None)).await;
    assert_eq!(answer.problem(), (429, "too-many-requests"));
    assert_eq!(answer.headers["retry-after"], "10");
    follow(&academy, &bo, None).await;
    streams.pop();
    follow(&academy, &ada, None).await;
}

#[tokio::test]
async fn a_stop_ends_all_streams_at_once() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let router = router(Deps { stopping, ..deps(&academy.app, true) });
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = following(router.clone().oneshot(asking(&token, None)).await.unwrap());
        assert_eq!(stream.next().await.unwrap().event, "ready");
        streams.push(stream);
    }
    stop.send_replace(true);
    for mut stream in streams {
        stream.rest().await;
    }
}

#[tokio::test]
async fn a_stream_ends_by_itself_after_its_time() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let (_hub, watch) = watching(&academy, &token).await;
    let from = watch.from;
    let response = stream::open_for(std::time::Duration::ZERO, Ids::by([1; 32]), watch, from, None);
    let came = following(response).rest().await;
    assert_eq!(came.iter().map(|came| came.event.as_str()).collect::<Vec<_>>(), ["ready"]);
}

#[tokio::test]
async fn what_is_sent_goes_out_at_once_through_layers_and_proxies() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let mut asking = asking(&token, None);
    asking.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    let response = academy.router.clone().oneshot(asking).await.unwrap();
    let headers = response.headers();
    assert_eq!(headers["content-type"], "text/event-stream");
    assert_eq!(
        (&headers["cache-control"], &headers["x-accel-buffering"]),
        (&"no-store".parse().unwrap(), &"no".parse().unwrap())
    );
    assert!(!headers.contains_key("content-encoding") && headers["connection"] == "close", "{headers:?}");
}
