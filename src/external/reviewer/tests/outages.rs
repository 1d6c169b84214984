//! A service that fails: the deterministic score stands, nobody waits for long, and it is left alone.

use std::num::NonZeroU32;
use std::time::Duration;

use super::service::{completion, verdicts};
use super::*;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse as _, Response};
use chrono::TimeDelta;
use futures::future::{pending, ready};

const QUIET: [(&str, Option<&str>); 4] =
    [("p-owner", Some("The owner")), ("p-cycle", None), ("p-nil", None), ("p-speed", None)];

fn good() -> Response {
    completion(&verdicts(&QUIET))
}

fn status(code: u16) -> Response {
    StatusCode::from_u16(code).unwrap().into_response()
}

fn wait(code: u16, seconds: &str) -> Response {
    (StatusCode::from_u16(code).unwrap(), [(RETRY_AFTER, seconds.to_owned())]).into_response()
}

fn limited(service: &Service, limits: Limits) -> Reviewer {
    Reviewer::with(&service.llm(), clock(), limits)
}

#[tokio::test]
async fn a_failure_of_the_service_is_retried_once() {
    for code in [429, 500, 503] {
        let service = Service::new(move |number, _| ready(if number == 0 { wait(code, "0") } else { good() })).await;
        assert!(reviewed(&service, HALF).await.is_some(), "{code}");
        let service = Service::new(move |_, _| ready(wait(code, "0"))).await;
        assert_eq!(reviewed(&service, HALF).await, None);
        assert_eq!(service.asked().len(), 2, "{code}");
    }
}

#[tokio::test]
async fn without_a_word_how_long_the_retry_comes_soon() {
    let service = Service::new(|number, _| ready(if number == 0 { status(502) } else { good() })).await;
    assert!(reviewed(&service, HALF).await.is_some());
}

#[tokio::test]
async fn a_date_to_wait_for_is_understood() {
    // The reviewer's clock stands at 20:26:40 of that day.
    let service =
        Service::new(|number, _| ready(if number == 0 { wait(429, "Thu, 28 May 2026 20:26:40 GMT") } else { good() }))
            .await;
    assert!(reviewed(&service, HALF).await.is_some());
}

#[tokio::test]
async fn nobody_waits_for_a_retry_that_would_come_too_late() {
    for seconds in ["21", "86400", "18446744073709551615", "Thu, 28 May 2026 20:27:20 GMT"] {
        let service = Service::new(move |_, _| ready(wait(429, seconds))).await;
        assert_eq!(reviewed(&service, HALF).await, None);
        assert_eq!(service.asked().len(), 1, "{seconds}");
    }
}

#[tokio::test]
async fn what_is_our_own_fault_is_not_retried() {
    for code in [301, 401, 403, 404] {
        let service = Service::new(move |_, _| ready(status(code))).await;
        assert_eq!(reviewed(&service, HALF).await, None);
        assert_eq!(service.asked().len(), 1, "{code}");
    }
}

#[tokio::test]
async fn a_slow_service_is_cut_off() {
    let service = Service::new(|_, _| pending()).await;
    let limits = Limits { patience: Duration::from_millis(100), ..Limits::default() };
    assert_eq!(limited(&service, limits).review(task(&rubric(), HALF)).await.ok(), None);
}

#[tokio::test]
async fn a_body_that_never_ends_is_cut_off_too() {
    let service = Service::new(|_, _| {
        let start = futures::stream::iter([Ok::<_, std::io::Error>("{\"choices\":")]);
        ready(Body::from_stream(futures::StreamExt::chain(start, futures::stream::pending())).into_response())
    })
    .await;
    let limits = Limits { patience: Duration::from_millis(100), ..Limits::default() };
    assert_eq!(limited(&service, limits).review(task(&rubric(), HALF)).await.ok(), None);
}

#[tokio::test]
async fn a_connection_that_breaks_and_a_service_that_is_not_there_give_no_review() {
    let service = Service::new(|_, _| {
        let parts = [Ok("{\"choices\":"), Err(std::io::Error::other("cut"))];
        ready(Body::from_stream(futures::stream::iter(parts)).into_response())
    })
    .await;
    assert_eq!(reviewed(&service, HALF).await, None);
    let mut llm = service.llm();
    // The discard port: nobody listens there.
    llm.base_url = "http://127.0.0.1:9/v1".parse().unwrap();
    assert_eq!(Reviewer::new(&llm, clock()).review(task(&rubric(), HALF)).await.ok(), None);
}

#[tokio::test]
async fn a_huge_body_is_not_read_to_its_end() {
    let huge = format!("{}{}", verdicts(&QUIET), " ".repeat(super::super::call::MAX_BYTES));
    assert_eq!(reviewed(&Service::saying(huge).await, HALF).await, None);
    let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>("            ".repeat(100)));
    let endless = std::sync::Mutex::new(Some(endless));
    let service =
        Service::new(move |_, _| ready(Body::from_stream(endless.lock().unwrap().take().unwrap()).into_response()))
            .await;
    assert_eq!(reviewed(&service, HALF).await, None);
}

#[tokio::test]
async fn five_outages_in_a_row_and_the_service_is_left_alone_for_a_minute() {
    let service = Service::new(|number, _| ready(if number < 6 { status(401) } else { good() })).await;
    let clock = clock();
    let reviewer = Reviewer::with(&service.llm(), clock.clone(), Limits::default());
    let rubric = rubric();
    for _ in 0..8 {
        assert_eq!(reviewer.review(task(&rubric, HALF)).await.ok(), None);
    }
    assert_eq!(service.asked().len(), 5);
    // The first try fails, and another minute passes.
    clock.advance(TimeDelta::seconds(60));
    assert_eq!(reviewer.review(task(&rubric, HALF)).await.ok(), None);
    assert_eq!(reviewer.review(task(&rubric, HALF)).await.ok(), None);
    assert_eq!(service.asked().len(), 6);
    clock.advance(TimeDelta::seconds(60));
    for times in [7, 8] {
        assert!(reviewer.review(task(&rubric, HALF)).await.is_ok());
        assert_eq!(service.asked().len(), times);
    }
}

#[tokio::test]
async fn what_one_answer_may_cause_closes_the_way_for_nobody() {
    // A moderated request, a model that declines, one that talks nonsense: a learner can bring them about.
    let behaviours: [fn() -> Response; 3] = [
        || status(400),
        || axum::Json(serde_json::json!({ "choices": [{ "message": { "content": null } }] })).into_response(),
        || completion("nonsense"),
    ];
    for behave in behaviours {
        let service = Service::new(move |_, _| ready(behave())).await;
        let reviewer = reviewer(&service);
        for _ in 0..7 {
            let before = service.asked().len();
            assert_eq!(reviewer.review(task(&rubric(), HALF)).await.ok(), None);
            assert!(service.asked().len() > before, "it was left alone after {before} requests");
        }
    }
}

#[tokio::test]
async fn a_learner_has_so_many_reviews_and_others_have_theirs() {
    let service = Service::new(|_, _| ready(good())).await;
    let reviewer = limited(&service, Limits { per_day: NonZeroU32::new(3).unwrap(), ..Limits::default() });
    let rubric = rubric();
    let mut given = 0;
    for _ in 0..6 {
        given += usize::from(reviewer.review(task(&rubric, HALF)).await.is_ok());
    }
    assert_eq!((given, service.asked().len()), (3, 3));
    let other = Task::new(LearnerId::of_telegram(2), QUESTION, &rubric, texts(), HALF).unwrap();
    assert!(reviewer.review(other).await.is_ok());
}

#[tokio::test]
async fn who_finds_no_free_place_goes_without_and_a_place_becomes_free_again() {
    let service = Service::new(|number, _| async move { if number == 0 { pending().await } else { good() } }).await;
    let limits = Limits { queueing: Duration::from_millis(20), places: 1, ..Limits::default() };
    let reviewer = limited(&service, limits);
    let slow = tokio::spawn({
        let reviewer = reviewer.clone();
        async move { reviewer.review(task(&rubric(), HALF)).await }
    });
    service.asked_times(1).await;
    assert_eq!(reviewer.review(task(&rubric(), HALF)).await.ok(), None);
    assert_eq!(service.asked().len(), 1);
    slow.abort();
    assert!(slow.await.unwrap_err().is_cancelled());
    assert!(reviewer.review(task(&rubric(), HALF)).await.is_ok());
}

#[tokio::test]
async fn what_may_be_otherwise_later_is_told_from_what_will_not() {
    let told = async |behave: fn() -> Response| {
        let service = Service::new(move |_, _| ready(behave())).await;
        reviewer(&service).review(task(&rubric(), HALF)).await.unwrap_err()
    };
    for (behave, why) in [
        ((|| status(500)) as fn() -> Response, Unreviewed::Now),
        (|| status(429), Unreviewed::Now),
        (|| status(401), Unreviewed::Never),
        (|| status(400), Unreviewed::Never),
        (|| completion("nonsense"), Unreviewed::Never),
    ] {
        assert_eq!(told(behave).await, why);
    }
    let service = Service::new(|_, _| pending()).await;
    let limits = Limits { patience: Duration::from_millis(100), ..Limits::default() };
    assert_eq!(limited(&service, limits).review(task(&rubric(), HALF)).await, Err(Unreviewed::Now));
    let wordless = reviewer(&service).review(task(&rubric(), "no")).await;
    assert_eq!(wordless, Err(Unreviewed::Never));
}
