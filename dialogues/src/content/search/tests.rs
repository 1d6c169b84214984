//! What is asked and what is found, in the academy's own course.

use std::path::{Path, PathBuf};

use super::{Found, search};
use crate::content::catalogue::{Catalogue, SourceFile};

fn content() -> Catalogue {
    fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, files);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path, text });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut files = Vec::new();
    collect(&root, &root.join("courses"), &mut files);
    Catalogue::compile(&files).catalogue
}

fn names(found: &Found<'_>) -> [String; 3] {
    let or_nothing = |name: Option<String>| name.unwrap_or_else(|| "-".to_owned());
    [
        or_nothing(found.screen.map(|(lesson, screen)| format!("{} {}", lesson.id, lesson.screens[screen - 1].id))),
        or_nothing(found.card.map(|(_, card)| card.concept.to_string())),
        or_nothing(found.concept.map(|(_, concept)| concept.to_string())),
    ]
}

#[test]
fn a_topic_is_found_in_both_languages_with_endings_and_typos() {
    let catalogue = content();
    for (question, lesson, concept) in [
        ("optionals", "swift.optionals", "optionals"),
        ("what is an optional?", "swift.optionals", "optionals"),
        ("Optinals", "swift.optionals", "optionals"),
        ("опционалы", "swift.optionals", "optionals"),
        ("что такое опционал", "swift.optionals", "optionals"),
        ("what is a closure?", "swift.functions-and-closures", "closures"),
        ("clousures please", "swift.functions-and-closures", "closures"),
        ("что такое замыкание?", "swift.functions-and-closures", "closures"),
        ("расскажи про замыканеи", "swift.functions-and-closures", "closures"),
        ("how do enums work", "swift.enums", "enums"),
        ("перечисления", "swift.enums", "enums"),
        ("what are structs for", "swift.structs-and-classes", "structs"),
    ] {
        let found = search(&catalogue, question);
        let [screen, _, named] = names(&found);
        assert!(screen.starts_with(&format!("{lesson} ")), "{question}: {screen}");
        assert_eq!(named, concept, "{question}");
        assert!(found.card.is_some(), "{question}");
    }
}

#[test]
fn a_lesson_is_opened_where_the_topic_is_explained() {
    let catalogue = content();
    for (question, wanted) in [
        ("closures", "swift.functions-and-closures closures"),
        ("argument labels", "swift.functions-and-closures labels"),
    ] {
        assert_eq!(names(&search(&catalogue, question))[0], wanted, "{question}");
    }
}

#[test]
fn what_is_not_taught_is_not_found() {
    let catalogue = content();
    for question in
        ["", "hello", "спасибо!", "what is the weather in Paris?", "где купить пиццу", "🙂", "?!", "explain more"]
    {
        let found = search(&catalogue, question);
        assert!(found.is_nothing(), "{question}: {:?}", names(&found));
    }
    assert!(search(&Catalogue::empty(), "closures").is_nothing());
}

#[test]
fn a_long_message_is_looked_through_as_well() {
    let catalogue = content();
    let long = format!("{} closures", "word ".repeat(1000));
    search(&catalogue, &long);
    let found = search(&catalogue, "I do not understand at all why a closure sees the later value of a variable");
    assert!(found.card.is_some(), "{:?}", names(&found));
}
