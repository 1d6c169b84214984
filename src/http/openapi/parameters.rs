//! What stands in addresses and headers, in words: the same wherever it stands.

use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Required, Schema};

const UUID: &str = "6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9";

/// Those of a route's path, in order. What is not known here is left out, and a test says so.
pub fn of_path(path: &str) -> Vec<Parameter> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.filter_map(|name| of(path, name)).collect()
}

/// Something that is changed once, however often it is asked for.
pub fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(64))
        .pattern(Some("^[A-Za-z0-9_-]+$"))
        .build();
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "A word of the caller’s own for this change, such as a UUID. The same change under the same key counts once, \
             and is answered again as it was.",
        ))
        .schema(Some(schema))
        .example(Some(json!(UUID)))
        .build()
}

fn of(path: &str, name: &str) -> Option<Parameter> {
    let (words, schema, example) = match name {
        "id" if path.starts_with("/api/v2/users/") => ("`me`, or the learner’s id.", text(None), "me"),
        "id" if path.starts_with("/api/v2/groups/") => ("The group’s name.", text(None), "spring-1"),
        "id" if path.starts_with("/api/v2/attempts/") => ("The attempt’s id.", text(Some("uuid")), UUID),
        "id" if path.starts_with("/api/v2/interviews/") => ("The interview’s id.", text(Some("uuid")), UUID),
        "id" if path.starts_with("/api/v2/reviews/") => ("The review session’s id.", text(Some("uuid")), UUID),
        "course" => ("The course’s id.", text(None), "demo"),
        "lesson" => ("The lesson’s id, with its course’s.", text(None), "demo.a"),
        "session" => ("The session’s id.", text(Some("uuid")), UUID),
        _ => return None,
    };
    Some(in_path(name, words, schema, json!(example)))
}

fn in_path(name: &str, words: &str, schema: Schema, example: Value) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(words))
        .schema(Some(schema))
        .example(Some(example))
        .build()
}

fn text(format: Option<&str>) -> Schema {
    let format = format.map(|format| SchemaFormat::Custom(format.to_owned()));
    ObjectBuilder::new().schema_type(Type::String).format(format).build().into()
}
