//! What of a document's change breaks clients that were built from the document before. Start at [`breaking`].

use std::collections::BTreeSet;

use serde_json::Value;

const METHODS: [&str; 5] = ["delete", "get", "patch", "post", "put"];
/// Deeper than schemas refer to one another, unless in a circle.
const DEEPEST: usize = 20;

/// Which way values go: what may be asked of clients more than before, and what they may be given less.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Clients send them.
    In,
    /// Clients read them.
    Out,
}

/// Each break in a line; none if every client of `before` is a client of `after`.
pub fn breaking(before: &Value, after: &Value) -> Vec<String> {
    let mut changes = Changes { before, after, found: Vec::new() };
    for (path, item) in fields(&before["paths"]) {
        for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
            changes.operation(path, method);
        }
    }
    changes.found
}

struct Changes<'a> {
    before: &'a Value,
    after: &'a Value,
    found: Vec<String>,
}

impl<'a> Changes<'a> {
    fn operation(&mut self, path: &str, method: &str) {
        let place = format!("{} {path}", method.to_uppercase());
        let (before, after) = (&self.before["paths"][path][method], &self.after["paths"][path][method]);
        if after.is_null() {
            self.say(&place, "is gone");
            return;
        }
        if before["operationId"] != after["operationId"] {
            self.say(&place, &format!("was the operation {} and is {}", before["operationId"], after["operationId"]));
        }
        if before["security"].as_array().is_some_and(Vec::is_empty) && before["security"] != after["security"] {
            self.say(&place, "needs a session now");
        }
        self.parameters(&place, &before["parameters"], &after["parameters"]);
        self.body(&place, &before["requestBody"], &after["requestBody"]);
        for (status, answer) in fields(&before["responses"]).filter(|(status, _)| status.starts_with('2')) {
            let then = resolved(self.after, &after["responses"][status]);
            if then.is_null() {
                self.say(&place, &format!("does not answer {status} any more"));
                continue;
            }
            self.contents(&format!("{place} → {status}"), resolved(self.before, answer), then, Way::Out);
        }
    }

    fn parameters(&mut self, place: &str, before: &'a Value, after: &'a Value) {
        let same = |one: &Value, other: &Value| one["name"] == other["name"] && one["in"] == other["in"];
        for parameter in items(before) {
            let name = parameter["name"].as_str().unwrap_or_default();
            match items(after).find(|other| same(parameter, other)) {
                None => self.say(place, &format!("does not take the parameter `{name}` any more")),
                Some(then) => {
                    let place = format!("{place} ?{name}");
                    self.schema(&place, &parameter["schema"], &then["schema"], Way::In, 0);
                    if then["required"] == true && parameter["required"] != true {
                        self.say(&place, "is required now");
                    }
                }
            }
        }
        for parameter in items(after).filter(|parameter| parameter["required"] == true) {
            if !items(before).any(|other| same(parameter, other)) {
                self.say(
                    place,
                    &format!("needs the new parameter `{}`", parameter["name"].as_str().unwrap_or_default()),
                );
            }
        }
    }

    fn body(&mut self, place: &str, before: &'a Value, after: &'a Value) {
        let place = format!("{place} ← body");
        if after["required"] == true && before["required"] != true {
            self.say(&place, "is required now");
        }
        if !before.is_null() && after.is_null() {
            self.say(&place, "is not taken any more");
            return;
        }
        self.contents(&place, before, after, Way::In);
    }

    fn contents(&mut self, place: &str, before: &'a Value, after: &'a Value, way: Way) {
        for (media_type, content) in fields(&before["content"]) {
            match after["content"].get(media_type) {
                None => self.say(place, &format!("is no {media_type} any more")),
                Some(then) => self.schema(place, &content["schema"], &then["schema"], way, 0),
            }
        }
    }

    fn schema(&mut self, place: &str, before: &'a Value, after: &'a Value, way: Way, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let (before, after) = (resolved(self.before, before), resolved(self.after, after));
        self.types(place, before, after, way);
        self.choices(place, before, after, way);
        let (fields_before, fields_after) = (properties(self.before, before), properties(self.after, after));
        let (required_before, required_after) = (required(self.before, before), required(self.after, after));
        for (name, schema) in &fields_before {
            let place = format!("{place}.{name}");
            let Some((_, then)) = fields_after.iter().find(|(other, _)| other == name) else {
                self.say(&place, "is gone");
                continue;
            };
            match way {
                Way::Out if required_before.contains(name) && !required_after.contains(name) => {
                    self.say(&place, "was always there and is not now");
                }
                Way::In if required_after.contains(name) && !required_before.contains(name) => {
                    self.say(&place, "is required now");
                }
                _ => {}
            }
            self.schema(&place, schema, then, way, depth + 1);
        }
        let known = |name: &str| fields_before.iter().any(|(other, _)| *other == name);
        for name in required_after.iter().filter(|name| way == Way::In && !known(name)) {
            self.say(&format!("{place}.{name}"), "is new and required");
        }
        if before.get("items").is_some() && after.get("items").is_some() {
            self.schema(&format!("{place}[]"), &before["items"], &after["items"], way, depth + 1);
        }
    }

    fn types(&mut self, place: &str, before: &Value, after: &Value, way: Way) {
        let (was, is) = (names(&before["type"]), names(&after["type"]));
        // Without a type it may be anything.
        let fits = match way {
            Way::In => is.is_empty() || !was.is_empty() && was.is_subset(&is),
            Way::Out => was.is_empty() || !is.is_empty() && is.is_subset(&was),
        };
        if !fits {
            self.say(place, &format!("was {was:?} and is {is:?}"));
        }
        if before["format"] != after["format"] && before["format"].is_string() {
            self.say(place, &format!("was a {} and is a {}", before["format"], after["format"]));
        }
    }

    /// More words than before may be read by clients that do not know them, and are promised to be passed over.
    fn choices(&mut self, place: &str, before: &Value, after: &Value, way: Way) {
        let (was, is) = (names(&before["enum"]), names(&after["enum"]));
        if way == Way::In && !is.is_empty() {
            if was.is_empty() {
                self.say(place, &format!("takes only {is:?} now"));
            }
            for word in was.difference(&is) {
                self.say(place, &format!("does not take {word} any more"));
            }
        }
    }

    fn say(&mut self, place: &str, what: &str) {
        self.found.push(format!("{place} {what}"));
    }
}

/// What a reference refers to.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(place) => document.pointer(place.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

/// Of an object, also where it is several in one.
fn properties<'a>(document: &'a Value, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let own = fields(&schema["properties"]).map(|(name, schema)| (name.as_str(), schema));
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|word| items(&schema[word]));
    own.chain(parts.flat_map(|part| properties(document, resolved(document, part)))).collect()
}

/// Where it is one of several, nothing is required of all.
fn required<'a>(document: &'a Value, schema: &'a Value) -> BTreeSet<&'a str> {
    let own = items(&schema["required"]).filter_map(Value::as_str);
    own.chain(items(&schema["allOf"]).flat_map(|part| required(document, resolved(document, part)))).collect()
}

/// One or several, as text.
fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Null => BTreeSet::new(),
        Value::Array(several) => several.iter().map(Value::to_string).collect(),
        one => BTreeSet::from([one.to_string()]),
    }
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const LESSON: &str = "/paths/~1lessons~1{id}";

    fn document() -> Value {
        json!({
            "paths": { "/lessons/{id}": { "put": {
                "operationId": "putLesson", "security": [],
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "page", "in": "query", "required": false, "schema": { "type": ["integer", "null"] } },
                ],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Report" } } } },
                "responses": {
                    "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Lesson" } } } },
                    "404": { "content": {} },
                },
            } } },
            "components": { "schemas": {
                "Report": {
                    "type": "object", "required": ["screen"],
                    "properties": { "screen": { "type": "integer" }, "mood": { "type": "string", "enum": ["good", "bad"] } },
                },
                "Lesson": { "allOf": [
                    { "$ref": "#/components/schemas/Screen" },
                    {
                        "type": "object", "required": ["title", "words"],
                        "properties": {
                            "title": { "type": "string" },
                            "score": { "type": ["number", "null"] },
                            "words": { "type": "array", "items": { "$ref": "#/components/schemas/Screen" } },
                        },
                    },
                ] },
                "Screen": { "type": "object", "required": ["at"], "properties": { "at": { "type": "string", "format": "date-time" } } },
            } },
        })
    }

    /// What is said of a document in which something else stands at a place.
    fn with(place: &str, value: Value) -> Vec<String> {
        let mut after = document();
        let (parent, name) = place.rsplit_once('/').unwrap();
        let name = name.replace("~1", "/");
        after.pointer_mut(parent).unwrap_or_else(|| panic!("{place}"))[name] = value;
        breaking(&document(), &after)
    }

    #[test]
    fn what_takes_something_from_a_client_or_asks_more_of_it_is_named() {
        let operation = format!("{LESSON}/put");
        let lesson = "/components/schemas/Lesson/allOf/1";
        let put = "PUT /lessons/{id}";
        for (place, value, said) in [
            (LESSON.to_owned(), json!({}), format!("{put} is gone")),
            (
                format!("{operation}/operationId"),
                json!("set"),
                format!("{put} was the operation \"putLesson\" and is \"set\""),
            ),
            (format!("{operation}/security"), json!([{ "session": [] }]), format!("{put} needs a session now")),
            (format!("{operation}/requestBody"), Value::Null, format!("{put} ← body is not taken any more")),
            (format!("{operation}/requestBody/required"), json!(true), format!("{put} ← body is required now")),
            (
                "/components/schemas/Report/required".to_owned(),
                json!(["screen", "mood"]),
                format!("{put} ← body.mood is required now"),
            ),
            (
                "/components/schemas/Report/required".to_owned(),
                json!(["screen", "x"]),
                format!("{put} ← body.x is new and required"),
            ),
            (
                "/components/schemas/Report/properties/mood/enum".to_owned(),
                json!(["good"]),
                format!("{put} ← body.mood does not take \"bad\" any more"),
            ),
            (
                "/components/schemas/Report/properties/screen/type".to_owned(),
                json!("string"),
                format!("{put} ← body.screen was {{\"\\\"integer\\\"\"}} and is {{\"\\\"string\\\"\"}}"),
            ),
            (
                format!("{lesson}/properties/title/type"),
                json!(["string", "null"]),
                format!("{put} → 200.title was {{\"\\\"string\\\"\"}} and is {{\"\\\"null\\\"\", \"\\\"string\\\"\"}}"),
            ),
            (
                format!("{lesson}/required"),
                json!(["words"]),
                format!("{put} → 200.title was always there and is not now"),
            ),
            (format!("{operation}/responses/200"), Value::Null, format!("{put} does not answer 200 any more")),
        ] {
            assert_eq!(with(&place, value), [said], "{place}");
        }
        let gone = with("/components/schemas/Screen/properties", json!({}));
        assert_eq!(gone, [format!("{put} → 200.at is gone"), format!("{put} → 200.words[].at is gone")]);
        let form = with("/components/schemas/Screen/properties/at/format", json!("date"));
        assert_eq!(form.len(), 2, "{form:?}");
        let needed = with(&format!("{operation}/parameters/1/required"), json!(true));
        assert_eq!(needed, [format!("{put} ?page is required now")]);
    }

    #[test]
    fn what_gives_a_client_more_or_asks_less_is_no_break() {
        let operation = format!("{LESSON}/put");
        let lesson = "/components/schemas/Lesson/allOf/1";
        for (place, value) in [
            ("/paths/~1new".to_owned(), json!({ "get": {} })),
            (format!("{operation}/summary"), json!("In words")),
            (format!("{operation}/parameters/1/schema/type"), json!(["integer", "null", "string"])),
            (format!("{operation}/responses/201"), json!({ "content": {} })),
            ("/components/schemas/Report/required".to_owned(), json!([])),
            ("/components/schemas/Report/properties/mood/enum".to_owned(), json!(["good", "bad", "mixed"])),
            (format!("{lesson}/properties/new"), json!({ "type": "string" })),
            (format!("{lesson}/properties/score/type"), json!("number")),
            (format!("{lesson}/required"), json!(["title", "words", "score"])),
        ] {
            assert_eq!(with(&place, value), [] as [String; 0], "{place}");
        }
        assert_eq!(breaking(&document(), &document()), [] as [String; 0]);
    }
}
