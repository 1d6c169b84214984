//! The files of the crate do not import each other in large circles: whoever reads one file of a circle has to read them
//! all. The graph is read from the source, test modules aside.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod graph;

use std::path::{Path, PathBuf};

use graph::Graph;

/// Files that a circle may have.
const MOST: usize = 10;

/// Folders without any circle, and why it matters: everything else stands on them.
const FREE: [&str; 4] = ["ability/", "kernel/", "memory/", "streams/"];

#[test]
fn no_circle_of_files_is_larger_than_ten() {
    let large: Vec<_> = source().circles().into_iter().filter(|circle| circle.len() > MOST).collect();
    assert!(large.is_empty(), "{large:#?}");
}

#[test]
fn what_everything_stands_on_has_no_circles() {
    let is_free = |file: &String| FREE.iter().any(|folder| file.starts_with(folder));
    let circles: Vec<_> = source().circles().into_iter().filter(|circle| circle.iter().any(is_free)).collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn no_dialogue_spells_a_verb_or_a_view() {
    let spelled = |text: &str| {
        ["Token::new(CODE, \"", "Place::new(CODE, \"", "verb.as_str()", "view.as_str()", "verb == \"", "view == \""]
            .into_iter()
            .any(|letters| text.contains(letters))
    };
    let files = graph::files(&folder().join("dialogues"));
    let found: Vec<_> = files.iter().filter(|(_, text)| spelled(text)).map(|(name, _)| name).collect();
    assert!(files.len() > 30 && found.is_empty(), "only words.rs knows what stands on the wire: {found:?}");
}

#[test]
fn a_circle_is_found_through_every_way_of_naming_a_file() {
    let graph = Graph::of(&[
        ("lib.rs", "pub mod a;\npub mod b;\npub mod c;\npub mod d;\nmod alone;"),
        ("a/mod.rs", "mod inner;\nfn f() { inner::g() }"),
        ("a/inner.rs", "use crate::{alone, b::{self, Thing}};"),
        ("b.rs", "fn f() -> super::c::C { todo!() }"),
        ("c.rs", "/// Not by [`crate::alone`].\npub use super::d::D as C;"),
        ("d.rs", "use crate::a;\n#[cfg(test)]\nmod tests {\n    use crate::alone::X;\n}"),
        ("alone.rs", "pub(crate) struct X;"),
    ]);
    assert_eq!(graph.circles(), [["a/inner.rs", "a/mod.rs", "b.rs", "c.rs", "d.rs"]]);
}

fn source() -> Graph {
    let files = graph::files(&folder());
    Graph::of(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
