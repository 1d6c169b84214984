//! Reads the answers of `tests/answers/`, files named `<interview>.<language>.yaml`; `lessons` has those to the lessons'
//! questions. Folders inside hold more of the same: `cases` those that were once wrong, `fresh` those that came last.

use std::path::Path;

use saphyr::{LoadableYamlNode, Yaml};

/// An answer as a candidate may type it, and what it is worth.
pub struct FairAnswer {
    /// `junior`, `middle`, `senior`, or `lessons`.
    pub file: String,
    /// `en` or `ru`.
    pub language: String,
    pub question: String,
    /// What kind of answer it is: `good`, `stuffed`, …
    pub class: String,
    /// What a fair interviewer gives, 0..=1.
    pub fair: f64,
    /// The folder inside of `tests/answers`; `answers` for none.
    pub folder: String,
    /// Is its score not looked at while something is improved?
    pub is_held_out: bool,
    pub text: String,
}

/// All answers, by file and in their order.
pub fn read() -> Vec<FairAnswer> {
    of_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers"))
}

fn of_folder(folder: &Path) -> Vec<FairAnswer> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| if path.is_dir() { of_folder(path) } else { of_file(path) }).collect()
}

fn of_file(path: &Path) -> Vec<FairAnswer> {
    let name = path.file_stem().unwrap().to_string_lossy();
    let (file, language) = name.split_once('.').unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let documents = Yaml::load_from_str(&text).unwrap();
    let answers = documents.first().and_then(Yaml::as_vec).unwrap().iter().map(|entry| {
        let text = |key: &str| {
            entry.as_mapping_get(key).and_then(Yaml::as_str).unwrap_or_else(|| panic!("{name}: no {key}")).to_owned()
        };
        let fair = entry.as_mapping_get("fair").unwrap();
        let fair = fair.as_floating_point().or_else(|| fair.as_integer().map(|whole| whole as f64)).unwrap();
        assert!((0.0..=1.0).contains(&fair), "{name}: {fair}");
        FairAnswer {
            file: file.to_owned(),
            language: language.to_owned(),
            folder: path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned(),
            question: text("question"),
            class: text("class"),
            fair,
            is_held_out: text("set") == "held-out",
            text: text("answer"),
        }
    });
    answers.collect()
}
