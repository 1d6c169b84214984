//! What is asked, and which answers are taken.

use serde_json::{Value, json};

use super::service::{KEY, code, completion, part, verdicts};
use super::*;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use dialogues::rubric::{MAX_ANSWER, Outcome};

const GOOD: [(&str, Option<&str>); 4] = [
    ("p-owner", Some("The owner already holds it")),
    ("p-cycle", None),
    ("p-nil", Some("it may turn into nil")),
    ("p-speed", None),
];

#[tokio::test]
async fn a_good_review_finds_what_the_scorer_missed_and_quotes_it() {
    let service = Service::saying(verdicts(&GOOD)).await;
    let reviewed = reviewed(&service, HALF).await.unwrap();
    assert_eq!(reviewed.changed, [2]);
    let Outcome::Hit(ranges) = &reviewed.scored.points[2] else { panic!("{reviewed:?}") };
    assert_eq!(&HALF[ranges[0].clone()], "it may turn into nil");
    assert!((rubric().score(HALF).share - 0.4).abs() < 1e-9);
    assert!((reviewed.share() - 0.6).abs() < 1e-9, "{reviewed:?}");
}

#[tokio::test]
async fn the_service_is_asked_once_with_key_model_and_schema() {
    let service = Service::saying(verdicts(&GOOD)).await;
    reviewed(&service, HALF).await.unwrap();
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].authorization, format!("Bearer {KEY}"));
    let body = &asked[0].body;
    assert_eq!((&body["model"], &body["stream"]), (&json!("test-model"), &json!(false)));
    let format = &body["response_format"];
    assert_eq!((&format["type"], &format["json_schema"]["strict"]), (&json!("json_schema"), &json!(true)));
    let point = &format["json_schema"]["schema"]["properties"]["points"]["items"];
    assert_eq!(point["properties"]["id"]["enum"], json!(["p-owner", "p-cycle", "p-nil", "p-speed"]));
    assert_eq!(point["additionalProperties"], json!(false));
}

#[tokio::test]
async fn the_request_holds_question_rubric_answer_and_the_scorers_verdicts() {
    let service = Service::saying(verdicts(&GOOD)).await;
    reviewed(&service, HALF).await.unwrap();
    let body = &service.asked()[0].body;
    assert_eq!((part(body, "question").as_str(), part(body, "answer").as_str()), (QUESTION, HALF));
    let rubric: Value = serde_json::from_str(&part(body, "rubric")).unwrap();
    let first = json!({ "id": "p-owner", "weight": 2, "must": true, "says": "The owner already holds it" });
    assert_eq!((&rubric[0], rubric.as_array().unwrap().len()), (&first, 4));
    let matched: Value = serde_json::from_str(&part(body, "matcher")).unwrap();
    let own: Vec<&str> = matched.as_array().unwrap().iter().map(|own| own["verdict"].as_str().unwrap()).collect();
    assert_eq!(own, ["hit", "missed", "missed", "missed"]);
}

#[tokio::test]
async fn every_request_has_a_code_of_its_own() {
    let service = Service::saying(verdicts(&GOOD)).await;
    let reviewer = reviewer(&service);
    for _ in 0..3 {
        reviewer.review(task(&rubric(), HALF)).await.unwrap();
    }
    let mut codes: Vec<String> = service.asked().iter().map(|asked| code(&asked.body)).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 3);
    assert!(codes.iter().all(|code| code.len() == 32), "{codes:?}");
}

#[tokio::test]
async fn what_breaks_the_schema_is_refused() {
    let extra_field = |at: &str| {
        let mut reply: Value = serde_json::from_str(&verdicts(&GOOD)).unwrap();
        reply.pointer_mut(at).unwrap().as_object_mut().unwrap().insert("share".to_owned(), json!(1));
        reply.to_string()
    };
    let mut without_quote: Value = serde_json::from_str(&verdicts(&GOOD)).unwrap();
    without_quote["points"][1].as_object_mut().unwrap().remove("quote").unwrap();
    let without_quote = without_quote.to_string();
    let unknown = verdicts(&[GOOD[0], GOOD[1], GOOD[2], ("p-bonus", Some("The owner"))]);
    let replies = [
        ("no JSON", "All points are hit.".to_owned()),
        ("nothing", String::new()),
        ("words around it", format!("Here you are: {}", verdicts(&GOOD))),
        ("two objects", format!("{0}{0}", verdicts(&GOOD))),
        ("half of it", verdicts(&GOOD)[..60].to_owned()),
        ("another field", extra_field("")),
        ("another field of a point", extra_field("/points/0")),
        ("no quote", without_quote),
        ("another verdict", verdicts(&GOOD).replace("missed", "partly")),
        ("a verdict twice", verdicts(&GOOD).replacen(r#""verdict":"#, r#""verdict":"hit","verdict":"#, 1)),
        ("an unknown point", unknown),
        ("a point more", verdicts(&[GOOD[0], GOOD[1], GOOD[2], GOOD[3], ("p-bonus", None)])),
        ("a point less", verdicts(&GOOD[..3])),
        ("a point twice", verdicts(&[GOOD[0], GOOD[1], GOOD[2], GOOD[2]])),
        ("an invented quote", verdicts(&[GOOD[0], ("p-cycle", Some("that is a retain cycle")), GOOD[2], GOOD[3]])),
        (
            "a quote with other words between",
            verdicts(&[GOOD[0], ("p-cycle", Some("owner holds it")), GOOD[2], GOOD[3]]),
        ),
        ("a quote in other case", verdicts(&[GOOD[0], ("p-cycle", Some("the owner already")), GOOD[2], GOOD[3]])),
        ("an empty quote", verdicts(&[GOOD[0], ("p-cycle", Some("")), GOOD[2], GOOD[3]])),
        ("a blank as a quote", verdicts(&[GOOD[0], ("p-cycle", Some(" ")), GOOD[2], GOOD[3]])),
    ];
    for (name, reply) in replies {
        let service = Service::saying(reply.clone()).await;
        assert_eq!(reviewed(&service, HALF).await, None, "{name}: {reply}");
        assert_eq!(service.asked().len(), 1, "{name} is not asked again");
    }
}

#[tokio::test]
async fn an_answer_without_a_choice_or_without_words_is_refused() {
    let no_words = json!({ "choices": [{ "message": { "content": null, "refusal": "I cannot" } }] });
    for answer in [json!({ "choices": [] }), json!({ "error": "none" }), json!([1]), no_words] {
        let service = Service::new(move |_, _| std::future::ready(axum::Json(answer.clone()).into_response())).await;
        assert_eq!(reviewed(&service, HALF).await, None);
    }
}

#[tokio::test]
async fn a_service_without_schemas_is_asked_in_words_from_then_on() {
    let service = Service::new(|_, body| async move {
        match body.get("response_format") {
            Some(_) => (StatusCode::BAD_REQUEST, "response_format: unknown").into_response(),
            None => completion(&format!("```json\n{}\n```", verdicts(&GOOD))),
        }
    })
    .await;
    let reviewer = reviewer(&service);
    for _ in 0..2 {
        assert!(reviewer.review(task(&rubric(), HALF)).await.is_ok());
    }
    let schemas: Vec<bool> = service.asked().iter().map(|asked| asked.body.get("response_format").is_some()).collect();
    assert_eq!(schemas, [true, false, false]);
}

#[tokio::test]
async fn what_cannot_be_quoted_is_not_sent() {
    let service = Service::saying(verdicts(&GOOD)).await;
    for answer in ["", "  \n", "👍👍", "nil", "?!"] {
        assert_eq!(reviewed(&service, answer).await, None);
    }
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn of_a_long_answer_what_the_scorer_reads_is_sent() {
    let long = format!("{HALF} {}", "ещё слова ".repeat(MAX_ANSWER));
    let service = Service::saying(verdicts(&GOOD)).await;
    assert!(reviewed(&service, &long).await.is_some());
    assert_eq!(part(&service.asked()[0].body, "answer").chars().count(), MAX_ANSWER);
}

#[test]
fn a_task_has_a_text_for_every_point() {
    let rubric = rubric();
    assert!(Task::new(ada(), QUESTION, &rubric, texts()[1..].to_vec(), HALF).is_none());
    assert!(Task::new(ada(), QUESTION, &Rubric::default(), Vec::new(), HALF).is_none());
}
