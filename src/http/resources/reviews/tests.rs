use chrono::TimeDelta;
use dialogues::catalogue::Catalogue;
use dialogues::input::{Input, Window};
use dialogues::kernel::ids::{LearnerId, LessonId, QuestionId};
use dialogues::kernel::token::Token;
use dialogues::memory::{ItemId, ItemKind};
use dialogues::questions::Response;
use dialogues::streams::review::state::Review;
use serde_json::{Value, json};

use crate::conversation::{look, look_beside};
use crate::http::testing::{Academy, Answer};
use crate::http::windows::testing::{act_at, act_once, press_of};

const LEARNER: i64 = 7;
const REVIEWS: &str = "/api/v2/users/me/reviews";

/// Ten days after a quiz of all kinds and an interview in which nothing was said: all of it is due.
async fn in_a_review(academy: &Academy) -> (String, Value) {
    academy.learner(LEARNER, "en").await;
    academy.pass_the_quiz(LEARNER).await;
    academy.say(LEARNER, "en", "/interview").await;
    for part in ["i.s", "i.b", "i.k", "i.n", "i.k"] {
        academy.press(LEARNER, part).await;
    }
    academy.press(LEARNER, "i.n").await;
    academy.later(TimeDelta::days(10));
    let token = academy.session(LEARNER).await;
    let begun = begin(academy, &token).await;
    assert_eq!((begun.status, &begun.data()["finished"]), (201, &json!(false)), "{begun:?}");
    (token, begun.data().clone())
}

async fn what_waits(academy: &Academy, token: &str) -> Value {
    academy.remembered().await;
    academy.get(REVIEWS, token).await.data().clone()
}

async fn begin(academy: &Academy, token: &str) -> Answer {
    academy.remembered().await;
    academy.post(REVIEWS, token, &Value::Null).await
}

fn path(screen: &Value) -> String {
    format!("/api/v2/reviews/{}", screen["reviewId"].as_str().unwrap())
}

async fn state(academy: &Academy, screen: &Value) -> Review {
    let id = screen["reviewId"].as_str().unwrap().parse().unwrap();
    let window = Window::of_review(dialogues::kernel::ids::ReviewId::from_uuid(id), None);
    let reply = look_beside(&academy.app, LearnerId::of_telegram(LEARNER), &window).await.unwrap().unwrap();
    reply.state.review.unwrap()
}

/// What answers the question that waits; none for what has two sides.
fn answer(catalogue: &Catalogue, review: &Review, screen: &Value) -> Option<Value> {
    let index = review.queue[0];
    let item = &review.items[index].item;
    if item.kind() != ItemKind::Question {
        return None;
    }
    let lesson = catalogue.lesson(&LessonId::new(item.source())).unwrap();
    let question = lesson.quiz.as_ref().unwrap().question(&QuestionId::new(item.local())).unwrap();
    Some(match (question.entry(review.seed, &question.body.right()), question.body.right()) {
        (None, Response::Text(text)) => json!({ "text": text, "place": screen["place"] }),
        (entry, _) => {
            json!({ "press": Token::new("r", "a").with(index).with(entry.unwrap()).at(review.step()).to_string() })
        }
    })
}

/// What must not be told before the item is answered or turned.
fn secrets(catalogue: &Catalogue, item: &ItemId) -> Vec<String> {
    let lesson = || catalogue.lesson(&LessonId::new(item.source())).unwrap();
    let found = match item.kind() {
        ItemKind::Card => {
            let card = lesson().cards.iter().find(|card| card.id.as_str() == item.local()).unwrap();
            vec![card.text.original.back.as_str().to_owned()]
        }
        ItemKind::Question => {
            let question = lesson().quiz.as_ref().unwrap().question(&QuestionId::new(item.local())).unwrap();
            let text = &question.text.original;
            let explanation = text.explanation.iter().map(|html| html.as_str().to_owned());
            let reasons = text.options.iter().map(|option| option.reason.as_str().to_owned());
            let typed: &[&str] = match question.id.as_str() {
                "q-fill" => &["weak", "unowned", "strong"],
                "q-output" => &["Anna 1"],
                "q-text" => &["holds", "cycle", "faster", "p-owner"],
                _ => &[],
            };
            explanation.chain(reasons).chain(typed.iter().map(|word| (*word).to_owned())).collect()
        }
        ItemKind::Point => {
            let interviews = catalogue.courses().iter().flat_map(|course| &course.interviews);
            let asks = interviews.flat_map(|interview| &interview.asks);
            let texts = asks.flat_map(|ask| {
                [(&ask.id, &ask.text)].into_iter().chain(ask.follows.iter().map(|follow| (&follow.id, &follow.text)))
            });
            let (_, text) = texts.into_iter().find(|(id, _)| item.local().starts_with(id.as_str())).unwrap();
            let points = text.original.points.iter().map(|point| point.as_str().to_owned());
            points.chain([text.original.model.as_str().to_owned()]).collect()
        }
    };
    found.into_iter().filter(|secret| !secret.is_empty()).collect()
}

/// As text in JSON stands.
fn tells(body: &str, secret: &str) -> bool {
    body.contains(serde_json::to_string(secret).unwrap().trim_matches('"'))
}

#[tokio::test]
async fn a_review_begun_in_the_chat_goes_on_here_and_back() {
    let academy = Academy::of_all_kinds().await;
    academy.learner(LEARNER, "en").await;
    academy.pass_the_quiz(LEARNER).await;
    academy.later(TimeDelta::days(10));
    let token = academy.session(LEARNER).await;
    let waits = what_waits(&academy, &token).await;
    assert_eq!((&waits["due"], &waits["new"], &waits["session"]), (&json!(10), &json!(2), &Value::Null), "{waits}");
    assert_eq!(waits["days"].as_array().unwrap().len(), 7);
    assert_eq!(waits["days"][0], json!({ "day": "2026-06-07", "reviews": 8, "new": 2 }));

    let chat = academy.say(LEARNER, "en", "/review").await;
    let waits = what_waits(&academy, &token).await;
    assert_eq!((&waits["due"], &waits["session"]["left"]), (&json!(10), &json!(10)), "{waits}");
    let here = academy.get(&path(&waits["session"]), &token).await.data().clone();
    assert_eq!((&here["html"], &here["html"]), (&json!(chat.screen.html.as_str()), &waits["session"]["html"]));
    assert_eq!(begin(&academy, &token).await.data(), &here, "it goes on");

    let review = state(&academy, &here).await;
    let answered = answer(&academy.app.content.current(), &review, &here).unwrap();
    let verdict = act_at(&academy, &path(&here), &token, &answered).await;
    assert_eq!((verdict.status, &verdict.data()["kind"]), (200, &json!("verdict")), "{verdict:?}");
    assert_eq!((&verdict.data()["correct"], &verdict.data()["left"]), (&json!(true), &json!(9)));

    // The chat still shows the first question: a press on it is spent and shows what waits now.
    let stale = chat.screen.tokens().find(|token| token.step.is_some()).unwrap().clone();
    let spent = academy.turn(LEARNER, "en", &Input::Press(stale)).await;
    assert!(spent.facts.is_empty() && spent.notice.is_some());
    let next = act_at(&academy, &path(&here), &token, &press_of(verdict.data(), "r.n").unwrap()).await;
    academy.press(LEARNER, "r.n").await;
    let chat = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap().screen;
    assert_eq!(next.data()["html"], chat.html.as_str(), "the chat is at the same item again");
}

#[tokio::test]
async fn nothing_is_told_before_it_is_answered_and_what_is_sent_twice_counts_once() {
    let mut academy = Academy::of_all_kinds().await;
    let (token, mut here) = in_a_review(&academy).await;
    let catalogue = academy.app.content.current();
    let mut kinds = Vec::new();
    for number in 1.. {
        if here["finished"] == true {
            break;
        }
        academy.rested();
        let before = state(&academy, &here).await;
        let item = before.items[before.queue[0]].item.clone();
        kinds.push(item.kind());
        let secrets = secrets(&catalogue, &item);
        let mut bodies = vec![here.to_string()];
        for part in ["r.w", "r.h", "r.t"] {
            let Some(body) = press_of(&here, part) else { continue };
            bodies.push(act_at(&academy, &path(&here), &token, &body).await.text);
            here = academy.get(&path(&here), &token).await.data().clone();
            bodies.push(here.to_string());
        }
        for body in [json!({ "text": "🙂" }), json!({ "press": "r.a:0:9@1.1" }), json!({ "press": "r.g:0:4" })] {
            bodies.push(act_at(&academy, &path(&here), &token, &body).await.text);
        }
        for list in [REVIEWS, "/api/v2/users/me/progress", "/api/v2/users/me/interviews"] {
            bodies.push(academy.get(list, &token).await.text);
        }
        let now = state(&academy, &here).await;
        assert_eq!(now.reviewed(), before.reviewed(), "nothing of this was an answer");
        for body in &bodies {
            for secret in &secrets {
                assert!(!tells(body, secret), "{item}: {secret:?} in {body}");
            }
            assert!(!body.contains("\"correct\""), "{body}");
        }

        let key = format!("key-{number}");
        let (told, onward) = if let Some(body) = answer(&catalogue, &now, &here) {
            let first = act_once(&academy, &key, &path(&here), &token, &body).await;
            let again = act_once(&academy, &key, &path(&here), &token, &body).await;
            assert_eq!((first.status, first.data()), (200, again.data()), "the same verdict");
            assert_eq!((&first.data()["kind"], &first.data()["correct"]), (&json!("verdict"), &json!(true)));
            let without = act_at(&academy, &path(&here), &token, &body).await;
            assert_eq!(without.problem(), (409, "refused"), "{without:?}");
            let onward = press_of(first.data(), "r.n").unwrap();
            (first, onward)
        } else {
            let back = act_at(&academy, &path(&here), &token, &press_of(&here, "r.v").unwrap()).await;
            let good = press_of(back.data(), "r.g").unwrap();
            (back, good)
        };
        assert!(secrets.iter().any(|secret| tells(&told.text, secret)), "{item}: {}", told.text);
        let next = act_once(&academy, &format!("on-{number}"), &path(&here), &token, &onward).await;
        let again = act_once(&academy, &format!("on-{number}"), &path(&here), &token, &onward).await;
        assert_eq!((next.status, next.data()), (200, again.data()));
        assert!(state(&academy, &here).await.reviewed() == before.reviewed() + 1 || next.data()["finished"] == true);
        here = next.data().clone();
    }
    for kind in [ItemKind::Card, ItemKind::Question, ItemKind::Point] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!((&here["kind"], &here["left"]), (&json!("end"), &json!(0)));
    let waits = what_waits(&academy, &token).await;
    assert_eq!(waits["session"], Value::Null, "{waits}");
}

#[tokio::test]
async fn a_text_answers_the_question_that_it_was_written_to_and_no_other() {
    let academy = Academy::of_all_kinds().await;
    let (token, mut here) = in_a_review(&academy).await;
    let catalogue = academy.app.content.current();
    let mut left: Option<Value> = None;
    while here["finished"] == false {
        let review = state(&academy, &here).await;
        let body = answer(&catalogue, &review, &here);
        let is_typed = body.as_ref().is_some_and(|body| body["text"].is_string());
        assert_eq!(here["entry"].is_object(), is_typed, "{here}");
        if let Some(place) = left.take() {
            let late = act_at(&academy, &path(&here), &token, &json!({ "text": "weak", "place": place })).await;
            assert_eq!(late.problem(), (409, "refused"), "{late:?}");
            assert_eq!(state(&academy, &here).await.reviewed(), review.reviewed());
        }
        left = is_typed.then(|| here["place"].clone());
        let body = body.or_else(|| press_of(&here, "r.g")).or_else(|| press_of(&here, "r.v")).unwrap();
        here = act_at(&academy, &path(&here), &token, &body).await.data().clone();
        if here["kind"] == "verdict" {
            here = act_at(&academy, &path(&here), &token, &press_of(&here, "r.n").unwrap()).await.data().clone();
        }
    }
}

#[tokio::test]
async fn where_nothing_is_due_there_is_a_screen_without_a_session() {
    let academy = Academy::of_all_kinds().await;
    let token = academy.learner(LEARNER, "en").await;
    let waits = what_waits(&academy, &token).await;
    let none = json!({ "day": "2026-05-28", "reviews": 0, "new": 0 });
    assert_eq!((&waits["due"], &waits["nextDay"], &waits["days"][0]), (&json!(0), &Value::Null, &none));
    let begun = begin(&academy, &token).await;
    assert_eq!((begun.status, &begun.data()["kind"]), (200, &json!("nothing")), "{begun:?}");
    assert_eq!((&begun.data()["reviewId"], &begun.data()["finished"]), (&Value::Null, &json!(true)));
}

#[tokio::test]
async fn the_way_on_after_a_review_is_the_quiz_that_is_open_or_a_lesson_in_the_chat() {
    let academy = Academy::start().await;
    let token = academy.learner(LEARNER, "en").await;
    let onward = async || begin(&academy, &token).await.data()["buttons"][0][0].clone();
    let lesson = onward().await;
    assert!(lesson["url"].as_str().unwrap().ends_with("?start=l_demo_a"), "{lesson}");
    academy.say(LEARNER, "en", "/start l_demo_a").await;
    while academy.press(LEARNER, "").await.state.attempt.is_none() {}
    let current = academy.get("/api/v2/users/me/progress", &token).await.data()["current"].clone();
    let quiz = onward().await;
    assert!(current["attemptId"].is_string(), "{current}");
    assert_eq!(quiz["attempt"], current["attemptId"], "{quiz}");
}

#[tokio::test]
async fn nobody_reaches_a_review_of_somebody_else() {
    let academy = Academy::of_all_kinds().await;
    let (token, here) = in_a_review(&academy).await;
    let stranger = academy.learner(8, "en").await;
    let nobodys = json!({ "reviewId": "6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9" });
    for (token, screen) in [(&stranger, &here), (&token, &nobodys), (&token, &json!({ "reviewId": "me" }))] {
        assert_eq!(academy.get(&path(screen), token).await.problem(), (404, "not-found"), "{screen}");
        let answer = act_at(&academy, &path(screen), token, &json!({ "press": "r.n" })).await;
        assert_eq!(answer.problem(), (404, "not-found"));
        assert!(answer.body.get("current").is_none());
    }
    assert_eq!(academy.get(REVIEWS, "").await.problem(), (401, "unauthenticated"));
    assert_eq!(begin(&academy, "").await.problem(), (401, "unauthenticated"));
}
