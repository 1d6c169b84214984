use std::path::Path;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;
use crate::http::testing::{Academy, request};

fn declared(academy: &Academy) -> Vec<Declared> {
    crate::http::routes_of(&crate::http::testing::shared(&academy.app), true).declared().to_vec()
}

/// A new route shows here with its action, and in `docs/HTTP.md` if it is the API's.
#[tokio::test]
async fn every_route_has_an_action() {
    let academy = Academy::start().await;
    let routes = declared(&academy);
    let mut lines: Vec<String> =
        routes.iter().map(|route| format!("{} {}: {:?}", route.method, route.path, route.action)).collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/HTTP.md")).unwrap();
    for Declared { method, path, .. } in routes.iter().filter(|route| route.path.starts_with("/api/")) {
        assert!(page.contains(&format!("| `{method} {path}` |")), "{method} {path} has no row in docs/HTTP.md");
    }
}

/// What is not registered with an action would go through no guard.
#[test]
fn there_is_no_other_way_to_register_a_route() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.contains("test") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                if [".route(", ".nest(", ".route_service(", ".nest_service("].iter().any(|way| code.contains(way)) {
                    found.push(name);
                }
            }
        }
    }
    found.sort();
    // The webhook is Telegram's: it knows a secret instead of a caller, and is mounted beside.
    assert_eq!(found, ["http/routes.rs", "telegram/webhook.rs"]);
}

/// What is somebody's, and how to ask for it.
async fn belongings(academy: &Academy, learner: i64) -> Vec<(&'static str, String)> {
    let token = academy.learner(learner, "en").await;
    academy.pass_the_quiz(learner).await;
    let attempt = academy.attempt(learner).await;
    academy.say(learner, "en", "/interview").await;
    for part in ["i.s", "i.b"] {
        academy.press(learner, part).await;
    }
    let interviews = academy.get("/api/v2/users/me/interviews", &token).await;
    let interview = interviews.data()["open"]["interviewId"].as_str().unwrap().to_owned();
    academy.later(TimeDelta::days(10));
    academy.remembered().await;
    let token = academy.session(learner).await;
    let review = academy.post("/api/v2/users/me/reviews", &token, &Value::Null).await;
    let review = review.data()["reviewId"].as_str().unwrap().to_owned();
    let user = academy.get("/api/v2/users/me", &token).await.data()["id"].as_str().unwrap().to_owned();
    vec![
        ("/api/v2/attempts/", attempt),
        ("/api/v2/groups/", "spring-1".to_owned()),
        ("/api/v2/interviews/", interview),
        ("/api/v2/reviews/", review),
        ("/api/v2/users/", user),
    ]
}

#[tokio::test]
async fn a_second_learners_token_reaches_nothing_of_the_first() {
    let academy = Academy::of_all_kinds().await;
    let belongings = belongings(&academy, 7).await;
    let bo = academy.learner(8, "en").await;
    let ada = academy.session(7).await;
    let routes: Vec<Declared> = declared(&academy);
    let mut walked = 0;
    for Declared { method, path, .. } in routes.into_iter().filter(|route| route.path.contains("{id}")) {
        let (_, id) = belongings
            .iter()
            .find(|(start, _)| path.starts_with(start))
            .unwrap_or_else(|| panic!("{path}: say in `belongings` what of a learner its id is"));
        let path = path.replace("{id}", id).replace("{course}", "demo").replace("{session}", &Uuid::nil().to_string());
        let body = (method != Method::GET).then(|| json!({ "press": "q.n" }));
        let answer = academy.call(request(method.clone(), &path, &bo, body.as_ref())).await;
        assert!([403, 404].contains(&answer.status), "{method} {path}: {answer:?}");
        // It is not the path: whose it is gets further, but for groups.
        let answer = academy.call(request(method.clone(), &path, &ada, body.as_ref())).await;
        assert!(path.contains("/groups/") || ![403, 404].contains(&answer.status), "{method} {path}: {answer:?}");
        // And nobody is nobody.
        let answer = academy.call(request(method.clone(), &path, "", body.as_ref())).await;
        assert_eq!(answer.status, 401, "{method} {path}");
        walked += 1;
    }
    assert!(walked >= 12, "{walked}");
}

#[test]
fn an_id_names_the_learner_a_group_or_something_of_ones_own() {
    let (ada, bo) = (LearnerId::of_telegram(1), LearnerId::of_telegram(2));
    let of = |path: &str, id: &str| resource(Named::by(path), id, Some(ada)).ok();
    let users = "/api/v2/users/{id}/progress";
    assert_eq!(of(users, "me"), Some(Resource::of(ada)));
    assert_eq!(of(users, &bo.to_string()), Some(Resource::of(bo)));
    for malformed in ["", "1", "ME", "me ", "../me", "not-a-uuid"] {
        assert_eq!(of(users, malformed), None, "{malformed}");
    }
    assert_eq!(of("/api/v2/groups/{id}/progress", "Spring"), None);
    assert_eq!(of("/api/v2/attempts/{id}", "whatever"), Some(Resource::of(ada)));
    assert_eq!(resource(Named::Own, "", None).ok(), Some(Resource::Academy));
}
