//! Whatever the tests of the HTTP side are answered must be as the document says: so it is true, and not only neat.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::http::Method;
use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::DOCUMENT;
use crate::http::testing::Answer;

/// By the place of a schema.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Panics if the document does not know such an answer of an operation of the API.
pub fn assert_documented(method: &Method, path: &str, answer: &Answer) {
    let Some((template, operation)) = operation(method, path) else { return };
    // Not every process serves the API.
    if answer.status == 404 && answer.body["detail"] == "Nothing is served at this address." {
        return;
    }
    let place = format!("/paths/{}/{}/responses/{}", escaped(template), name(method), answer.status);
    let response = DOCUMENT.value().pointer(&place);
    let response =
        response.unwrap_or_else(|| panic!("{method} {path}: {} is not documented: {answer:?}", answer.status));
    let (place, response) = match response["$ref"].as_str() {
        Some(elsewhere) => {
            let place = elsewhere.trim_start_matches('#').to_owned();
            let response = DOCUMENT.value().pointer(&place).unwrap();
            (place, response)
        }
        None => (place, response),
    };
    if answer.text.is_empty() {
        assert!(response["content"].is_null(), "{method} {path}: an empty answer is not documented in {place}");
        return;
    }
    let media_type = answer.headers["content-type"].to_str().unwrap();
    assert!(!response["content"][media_type].is_null(), "{method} {path}: {media_type} is not documented in {place}");
    if media_type.ends_with("json") {
        let misfits = misfits(&format!("{place}/content/{}/schema", escaped(media_type)), &answer.body);
        assert!(misfits.is_empty(), "{method} {path} ({}): {misfits:?}: {answer:?}", operation["operationId"]);
    }
}

/// What of a value does not fit the schema at a place of the document.
pub fn misfits(place: &str, value: &Value) -> Vec<String> {
    let validator = validator(place);
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn validator(place: &str) -> Arc<Validator> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let build = || {
        // With what it refers to. By its place it could not be asked for: that has signs which no reference may have.
        let mut schema = DOCUMENT.value().pointer(place).unwrap_or_else(|| panic!("{place}: there is none")).clone();
        schema["components"] = DOCUMENT.value()["components"].clone();
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        Arc::new(options.build(&schema).unwrap_or_else(|error| panic!("{place}: {error}")))
    };
    validators.entry(place.to_owned()).or_insert_with(build).clone()
}

/// The operation that a path is one of, and its template.
fn operation(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |template: &str| {
        let (asked, there): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
        asked.len() == there.len()
            && asked.iter().zip(&there).all(|(asked, there)| there.starts_with('{') || asked == there)
    };
    let paths = DOCUMENT.value()["paths"].as_object().unwrap();
    let (template, item) = paths.iter().find(|(template, _)| fits(template))?;
    Some((template, item.get(name(method))?))
}

fn name(method: &Method) -> &'static str {
    match method.as_str() {
        "DELETE" => "delete",
        "PATCH" => "patch",
        "POST" => "post",
        "PUT" => "put",
        _ => "get",
    }
}

/// As a part of a JSON pointer.
pub fn escaped(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}
