//! The authors' guide knows every rule, and only those.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Words of the form `group/rule` between two marks.
fn rules(text: &str, mark: char) -> impl Iterator<Item = String> {
    let is_rule = |word: &&str| {
        word.split_once('/').is_some_and(|(group, rule)| {
            [group, rule]
                .iter()
                .all(|part| part.len() > 1 && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'-')))
        })
    };
    text.lines().flat_map(move |line| line.split(mark)).filter(is_rule).map(ToOwned::to_owned)
}

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
fn the_authors_guide_explains_every_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src/content"), &mut files);
    files.extend([root.join("../src/platform/content.rs"), root.join("src/rehearsal.rs")]);
    let in_code: BTreeSet<String> =
        files.iter().flat_map(|path| rules(&std::fs::read_to_string(path).unwrap(), '"').collect::<Vec<_>>()).collect();
    let guide = std::fs::read_to_string(root.join("../content/AUTHORING.md")).unwrap();
    let in_guide: BTreeSet<String> = rules(&guide, '`').collect();
    assert_eq!(in_code, in_guide);
}
