//! Which folder may name which.

use std::path::{Path, PathBuf};

/// Each folder with those that it may name besides itself. Readers, which are called `written`, may name `source`, too.
const MAY_NAME: [(&str, &[&str]); 6] = [
    ("language", &[]),
    ("rubric", &["language"]),
    ("questions", &["language", "rubric"]),
    ("model", &["questions", "rubric"]),
    ("source", &[]),
    ("catalogue", &["model", "questions", "rubric", "source"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_model_knows_no_reader_and_grading_no_markdown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/content");
    let mut broken = Vec::new();
    for (folder, may_name) in MAY_NAME {
        let mut files = Vec::new();
        sources(&root.join(folder), &mut files);
        assert!(!files.is_empty(), "{folder} is where it was");
        for file in files {
            let relative = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            let is_reader = relative.contains("written") || ["source", "catalogue"].contains(&folder);
            if !is_reader && text.contains("pulldown_cmark") {
                broken.push(format!("{relative} reads markdown"));
            }
            for (other, _) in MAY_NAME.iter().filter(|(other, _)| *other != folder && !may_name.contains(other)) {
                let may = is_reader && *other == "source";
                if !may && text.contains(&format!("content::{other}")) {
                    broken.push(format!("{relative} names {other}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
