//! Answers' data as the document shows them: a file each. A test sees that each fits where it stands.

use serde_json::Value;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("examples/", $name, ".json"))),)*]
    };
}

const FILES: &[(&str, &str)] = files![
    "courses",
    "interview",
    "interviews",
    "lesson",
    "preferences",
    "progress",
    "question",
    "review",
    "reviews",
    "session",
    "user",
    "verdict",
    "whole-lesson",
];

/// One of them. Null where there is none, which fits nowhere.
pub fn example(name: &str) -> Value {
    let file = FILES.iter().find(|(file, _)| *file == name);
    file.and_then(|(_, text)| serde_json::from_str(text).ok()).unwrap_or_default()
}
