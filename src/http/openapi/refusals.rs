//! Problems as answers of the document: one for each status, with the kinds that there are of it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::json;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Schema};

use super::super::problem::{Kind, PLACE};
use super::about::SharedAnswers;

/// Those of an operation, by status. `current`: what a refusal shows. What shows nothing is shared by operations.
pub fn of(
    kinds: &[Kind],
    current: Option<&RefOr<Schema>>,
    shared: &mut SharedAnswers,
) -> Vec<(StatusCode, RefOr<Response>)> {
    let mut by_status: BTreeMap<StatusCode, Vec<Kind>> = BTreeMap::new();
    for kind in kinds {
        by_status.entry(kind.status()).or_default().push(*kind);
    }
    let answer = |(status, kinds): (StatusCode, Vec<Kind>)| {
        let current = current.filter(|_| kinds.contains(&Kind::Refused));
        if current.is_some() {
            return (status, response(status, &kinds, current).into());
        }
        let name = kinds.iter().map(|kind| format!("{kind:?}")).collect::<Vec<_>>().join("Or");
        shared.entry(name.clone()).or_insert_with(|| response(status, &kinds, None).into());
        (status, RefOr::Ref(Ref::from_response_name(name)))
    };
    by_status.into_iter().map(answer).collect()
}

fn response(status: StatusCode, kinds: &[Kind], current: Option<&RefOr<Schema>>) -> Response {
    let words = kinds.iter().map(|kind| format!("`{}`: {}", kind.name(), kind.meaning())).collect::<Vec<_>>();
    let examples = kinds.iter().map(|kind| (kind.name(), ExampleBuilder::new().value(Some(example(*kind))).build()));
    let content = ContentBuilder::new().schema(Some(schema(status, kinds, current))).examples_from_iter(examples);
    let mut response =
        ResponseBuilder::new().description(words.join("\n\n")).content("application/problem+json", content.build());
    if kinds.contains(&Kind::TooManyRequests) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        let header = HeaderBuilder::new().schema(Some(seconds.build())).description(Some("Seconds to wait."));
        response = response.header("Retry-After", header.build());
    }
    response.build()
}

/// A problem of one of the kinds. Their addresses may be relative, so only their ends are told.
fn schema(status: StatusCode, kinds: &[Kind], current: Option<&RefOr<Schema>>) -> Schema {
    let names: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
    let kind =
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(format!("{PLACE}({})$", names.join("|")))).build();
    let number = ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([status.as_u16()])).build();
    let mut narrowed = ObjectBuilder::new().property("type", kind).property("status", number);
    if let Some(current) = current {
        narrowed = narrowed.property("current", current.clone());
    }
    AllOfBuilder::new().item(Ref::from_schema_name("Problem")).item(narrowed.build()).build().into()
}

fn example(kind: Kind) -> serde_json::Value {
    json!({
        "type": kind.address(None),
        "title": kind.title(),
        "status": kind.status().as_u16(),
        "detail": kind.meaning(),
        "instance": "/api/v2/users/me",
        "requestId": "req_5f0c4a2b8a1c49d7b3b5a4c210f6f1e6",
    })
}
