use std::collections::BTreeSet;
use std::path::Path;

use axum::http::Method;
use serde_json::{Value, json};

use super::testing::{escaped, misfits};
use super::{DOCUMENT, changes, check, parameters};
use crate::http::problem::Problem;
use crate::http::routes::Routes;
use crate::http::testing::{Academy, request};

const RECORDED: &str = "docs/openapi.json";
const HOW: &str = "To record it anew: cargo run -- openapi > docs/openapi.json";

/// All operations: path, method, operation.
fn operations() -> Vec<(&'static String, &'static String, &'static Value)> {
    let paths = DOCUMENT.value()["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(method, what)| (path, method, what)))
        .collect()
}

/// Everything in a document, with its place.
fn walk<'a>(place: &str, value: &'a Value, seen: &mut Vec<(String, &'a Value)>) {
    seen.push((place.to_owned(), value));
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| walk(&format!("{place}/{}", escaped(name)), value, seen));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| walk(&format!("{place}/{index}"), value, seen));
        }
        _ => {}
    }
}

fn places() -> Vec<(String, &'static Value)> {
    let mut seen = Vec::new();
    walk("", DOCUMENT.value(), &mut seen);
    seen
}

#[test]
fn every_route_of_the_api_is_in_the_document_and_nothing_else() {
    let routes = crate::http::api_of(&Routes::unserved());
    let declared: BTreeSet<_> =
        routes.declared().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let documented: BTreeSet<_> =
        operations().iter().map(|(path, method, _)| format!("{} {path}", method.to_uppercase())).collect();
    let untold: Vec<_> = declared.difference(&documented).collect();
    assert!(untold.is_empty(), "say what they are where they are registered, `.about(About::new(…))`: {untold:?}");
    let gone: Vec<_> = documented.difference(&declared).collect();
    assert!(gone.is_empty(), "no such routes are registered: {gone:?}");
    assert_eq!(routes.told().len(), declared.len(), "a route says twice what it is");
    assert!(declared.iter().all(|route| route.contains(" /api/")), "{declared:?}");
}

#[test]
fn operations_have_a_name_a_tag_and_all_parameters_of_their_paths() {
    assert_eq!(DOCUMENT.value()["openapi"], "3.1.0");
    let routes = crate::http::api_of(&Routes::unserved());
    let names: BTreeSet<_> = routes.told().iter().map(|(_, about)| about.id()).collect();
    assert_eq!(names.len(), routes.told().len(), "two operations have one name");
    let tags: BTreeSet<_> =
        DOCUMENT.value()["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).map(Value::to_string).collect();
    let used: BTreeSet<_> = operations().iter().map(|(.., operation)| operation["tags"][0].to_string()).collect();
    assert_eq!(tags, used);
    for (path, method, operation) in operations() {
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{method} {path}");
        let there = path.matches('{').count();
        assert_eq!(parameters::of_path(path).len(), there, "{path}: say in parameters.rs what stands in it");
    }
}

#[test]
fn only_signing_in_and_the_document_need_no_session() {
    let open = |(path, _, operation): &(&String, _, &Value)| {
        operation["security"].as_array().is_some_and(Vec::is_empty).then(|| (*path).clone())
    };
    let open: Vec<_> = operations().iter().filter_map(open).collect();
    assert_eq!(open, ["/api/v2/openapi.json", "/api/v2/session"]);
    let rest = operations().len() - open.len();
    let closed =
        operations().iter().filter(|(.., operation)| operation["security"] == json!([{ "session": [] }])).count();
    assert_eq!(closed, rest);
}

/// Generators stumble over `oneOf: [null, $ref]` (utoipa's issue 1260), so what is optional is left out instead.
#[test]
fn what_is_optional_and_has_a_schema_of_its_own_is_a_plain_reference() {
    let mut seen = 0;
    for (place, value) in places().iter().filter(|(place, _)| !place.contains("/example")) {
        for word in ["oneOf", "anyOf"] {
            let Some(choices) = value[word].as_array() else { continue };
            let null = choices.iter().any(|choice| choice["type"] == "null");
            assert!(!null, "{place}: #[serde(skip_serializing_if = \"Option::is_none\")] #[schema(nullable = false)]");
        }
        let Some(properties) = value["properties"].as_object() else { continue };
        let required: Vec<_> = value["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let optional = properties.iter().filter(|(name, _)| !required.contains(&name.as_str()));
        seen += optional.filter(|(_, schema)| schema["$ref"].is_string()).count();
    }
    assert!(seen >= 5, "the open interview, the open review, what comes next, a level, a recommendation: {seen}");
}

#[test]
fn two_schemas_of_one_name_are_one() {
    let mut known: std::collections::HashMap<String, Value> = std::collections::HashMap::new();
    for (declared, about) in crate::http::api_of(&Routes::unserved()).told() {
        for (name, schema) in about.schemas() {
            let schema = serde_json::to_value(schema).unwrap();
            let before = known.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(*before, schema, "{}: another {name} has the same name, see #[schema(as = …)]", declared.path);
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let places = places();
    let references: BTreeSet<_> = places.iter().filter_map(|(_, value)| value["$ref"].as_str()).collect();
    for reference in &references {
        assert!(DOCUMENT.value().pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    for kind in ["schemas", "responses"] {
        for name in DOCUMENT.value()["components"][kind].as_object().unwrap().keys() {
            assert!(references.contains(format!("#/components/{kind}/{name}").as_str()), "nobody uses {kind}/{name}");
        }
    }
}

#[test]
fn every_example_fits_the_schema_that_it_stands_at() {
    let mut seen = 0;
    for (place, value) in places().iter().filter(|(_, value)| value["schema"].is_object()) {
        let named = value["examples"].as_object().into_iter().flatten().map(|(_, example)| &example["value"]);
        for example in named.chain(value.get("example")) {
            let misfits = misfits(&format!("{place}/schema"), example);
            assert!(misfits.is_empty(), "{place}: {misfits:?}: {example:#}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
    for (path, method, operation) in operations() {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let json = &answer["content"]["application/json"];
            let is_enveloped = json["schema"]["properties"]["data"].is_object();
            assert!(!is_enveloped || json["example"].is_object(), "{method} {path} {status} has no example");
        }
        let body = &operation["requestBody"]["content"]["application/json"];
        assert!(body.is_null() || body["examples"].is_object(), "{method} {path} has no example of its body");
    }
}

/// As they stand in the document, they go through what requests go through.
#[tokio::test]
async fn every_example_of_a_body_is_taken_by_its_route() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let mut sent = 0;
    for (path, method, operation) in operations() {
        let examples = operation["requestBody"]["content"]["application/json"]["examples"].as_object();
        for (name, example) in examples.into_iter().flatten() {
            let path = path.replace("{course}", "demo").replace("{lesson}", "demo.a").replace("{id}", "me");
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = academy.call(request(method, &path, &token, Some(&example["value"]))).await;
            assert_ne!(answer.status, 400, "{path} {name}: {answer:?}");
            sent += 1;
        }
    }
    assert!(sent >= 9, "{sent}");
}

#[test]
fn every_body_of_a_request_can_be_checked() {
    let names = operations();
    let schema = |operation: &Value| {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        schema.as_str().map(|name| name.rsplit('/').next().unwrap().to_owned())
    };
    let names: BTreeSet<_> = names.iter().filter_map(|(.., operation)| schema(operation)).collect();
    assert_eq!(names, DOCUMENT.bodies.keys().cloned().collect());
    assert!(!names.is_empty());
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_told_where_and_why() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let path = "/api/v2/courses/demo/lessons/demo.a/progress";
    let told = async |body: Value| {
        let answer = academy.put(path, &token, &body).await;
        assert_eq!(answer.problem(), (400, "unreadable"), "{answer:?}");
        let errors = answer.body["errors"].as_array().unwrap_or_else(|| panic!("{answer:?}")).clone();
        let told =
            |error: &Value| format!("{} {}", error["pointer"].as_str().unwrap(), error["detail"].as_str().unwrap());
        errors.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(told(json!({ "screen": "1" })).await, ["#/screen it is not of types \"null\", \"integer\""]);
    assert_eq!(told(json!({ "screen": 0 })).await, ["#/screen it is less than the minimum of 1"]);
    assert_eq!(
        told(json!({ "screen": 1, "score": "Ada's secret" })).await,
        ["# Additional properties are not allowed ('score' was unexpected)"]
    );
    assert_eq!(told(json!({ "screen": "a", "completed": 1 })).await.len(), 2, "all that is wrong is told at once");
}

/// serde would take it for the fields in their order.
#[tokio::test]
async fn an_array_is_no_object() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let path = "/api/v2/courses/demo/lessons/demo.a/progress";
    for body in [json!([2, null]), json!([]), json!("screen"), json!(null), json!(2)] {
        let answer = academy.put(path, &token, &body).await;
        assert_eq!(answer.problem(), (400, "unreadable"), "{body}");
        assert_eq!(answer.body["errors"][0]["pointer"], "#", "{body}");
    }
    let progress = academy.get("/api/v2/users/me/progress", &token).await;
    assert_eq!(progress.data()["lessons"], json!([]), "nothing of it was counted");
}

#[tokio::test]
async fn a_field_that_is_there_twice_is_refused() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let mut twice = request(Method::PUT, "/api/v2/courses/demo/lessons/demo.a/progress", &token, Some(&json!({})));
    *twice.body_mut() = r#"{"screen": 1, "screen": 2}"#.into();
    assert_eq!(academy.call(twice).await.problem(), (400, "unreadable"));
}

#[test]
fn a_body_without_a_schema_is_our_mistake_and_not_the_callers() {
    let error: Problem = check::<String>(&json!("a")).unwrap_err();
    assert!(format!("{error:?}").contains("Internal"), "{error:?}");
}

#[test]
fn the_document_is_the_recorded_one_and_breaks_nobody() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORDED);
    let recorded = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{RECORDED}: {error}. {HOW}"));
    let before: Value = serde_json::from_str(&recorded).unwrap_or_else(|error| panic!("{RECORDED}: {error}. {HOW}"));
    let broken = changes::breaking(&before, DOCUMENT.value());
    assert!(
        broken.is_empty(),
        "clients that were built from {RECORDED} would break:\n  {}\nKeep what they rely on. If nobody can rely on it yet, record \
         the document anew. {HOW}",
        broken.join("\n  ")
    );
    assert!(recorded == DOCUMENT.pretty(), "the API is not as {RECORDED} says, though nothing breaks. {HOW}");
}
