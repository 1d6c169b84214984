//! The content folder: which file is a course, a lesson, a translation. Looks at paths only.
//!
//! ```text
//! courses/<course>/course.yaml            courses/<course>/course.<language>.yaml
//! courses/<course>/<nn-module>/<nn-lesson>.md           …/<nn-lesson>.<language>.md
//! courses/<course>/<shelf>/<name>.md                    …/<name>.<language>.md
//! ```

use std::collections::BTreeMap;

use crate::content::source::file::SourceFile;
use crate::content::source::finding::{Reports, spelled_out};
use crate::kernel::locale::Locale;

/// Course folders by their names.
pub(crate) type Tree<'a> = BTreeMap<&'a str, CourseFolder<'a>>;

#[derive(Default)]
pub(crate) struct CourseFolder<'a> {
    pub files: Files<'a>,
    pub modules: BTreeMap<Numbered<'a>, BTreeMap<Numbered<'a>, Files<'a>>>,
    /// By folder and file.
    pub shelves: BTreeMap<&'static str, BTreeMap<&'a str, Files<'a>>>,
}

/// An original and its translations.
#[derive(Default)]
pub(crate) struct Files<'a> {
    pub original: Option<&'a SourceFile>,
    pub translations: Vec<(Locale, &'a SourceFile)>,
}

/// `02-optionals`: the number is the order, the rest the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Numbered<'a> {
    pub number: u32,
    pub name: &'a str,
}

impl<'a> Numbered<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (number, name) = text.split_once('-')?;
        let is_number = number.len() >= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && !name.is_empty()).then_some(Self { number: number.parse().ok()?, name })
    }
}

/// A file's language, as its name says.
enum Suffix<'a> {
    None,
    Language(Locale),
    Unknown(&'a str),
}

/// Sorts files into their courses. `shelves`: folders that hold documents of one kind. Files outside of `courses/` and
/// hidden ones are none of our business.
pub(crate) fn arrange<'a>(files: &'a [SourceFile], shelves: &[&'static str], reports: &mut Reports) -> Tree<'a> {
    let mut tree = Tree::new();
    for file in files {
        let parts: Vec<&str> = file.path.split('/').collect();
        if parts.iter().any(|part| part.starts_with('.')) {
            continue;
        }
        match parts.as_slice() {
            ["courses", course, name] => {
                if let Some(suffix) = course_file(name) {
                    add(&mut tree.entry(course).or_default().files, &suffix, file, reports);
                } else {
                    let shelves = spelled_out(shelves.iter().copied());
                    misplaced(
                        file,
                        &format!("a course's folder holds `course.yaml`, module folders and {shelves}"),
                        reports,
                    );
                }
            }
            ["courses", course, folder, name] => {
                let tree = tree.entry(course).or_default();
                if let Some(shelf) = shelves.iter().find(|shelf| **shelf == *folder) {
                    if let Some(stem) = name.strip_suffix(".md") {
                        let (name, suffix) = cut_suffix(stem);
                        let shelf = tree.shelves.entry(shelf).or_default();
                        add(shelf.entry(name).or_default(), &suffix, file, reports);
                    } else {
                        misplaced(file, &format!("this folder holds {shelf}: files that end in `.md`"), reports);
                    }
                } else if let Some((module, lesson, suffix)) = lesson_file(folder, name, file, reports) {
                    add(tree.modules.entry(module).or_default().entry(lesson).or_default(), &suffix, file, reports);
                }
            }
            ["courses", ..] => {
                misplaced(file, "a lesson is `courses/<course>/<nn-module>/<nn-lesson>.md`", reports);
            }
            _ => {}
        }
    }
    tree
}

/// The language that a path names: nothing for an original.
pub(crate) fn language_of(path: &str) -> Option<Locale> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match cut_suffix(stem) {
        (_, Suffix::Language(locale)) => Some(locale),
        _ => None,
    }
}

fn course_file(name: &str) -> Option<Suffix<'_>> {
    let stem = name.strip_suffix(".yaml")?;
    let (stem, suffix) = cut_suffix(stem);
    (stem == "course").then_some(suffix)
}

fn lesson_file<'a>(
    module: &'a str,
    name: &'a str,
    file: &SourceFile,
    reports: &mut Reports,
) -> Option<(Numbered<'a>, Numbered<'a>, Suffix<'a>)> {
    let Some(stem) = name.strip_suffix(".md") else {
        misplaced(file, "a module's folder holds lessons: files that end in `.md`", reports);
        return None;
    };
    let (stem, suffix) = cut_suffix(stem);
    let numbered = Numbered::parse(module).zip(Numbered::parse(stem));
    if numbered.is_none() {
        reports
            .of(&file.path)
            .error(0..0, "file/no-number", "the names of modules and lessons begin with their place in the order")
            .hint("for example `01-basics/02-optionals.md`");
    }
    numbered.map(|(module, lesson)| (module, lesson, suffix))
}

/// `02-optionals.ru` is `02-optionals` in Russian.
fn cut_suffix(stem: &str) -> (&str, Suffix<'_>) {
    match stem.rsplit_once('.') {
        None => (stem, Suffix::None),
        Some((rest, code)) => match Locale::of_tag(code).filter(|locale| locale.as_str() == code) {
            Some(locale) => (rest, Suffix::Language(locale)),
            None => (rest, Suffix::Unknown(code)),
        },
    }
}

fn add<'a>(files: &mut Files<'a>, suffix: &Suffix<'_>, file: &'a SourceFile, reports: &mut Reports) {
    match suffix {
        Suffix::None => files.original = Some(file),
        Suffix::Language(locale) => files.translations.push((*locale, file)),
        Suffix::Unknown(code) => {
            let known: Vec<&str> = Locale::supported().iter().map(Locale::as_str).collect();
            reports
                .of(&file.path)
                .error(0..0, "lang/unknown", format!("the academy does not speak `{code}`"))
                .hint(format!("its languages: {}; a name has no other dots", known.join(", ")));
        }
    }
}

fn misplaced(file: &SourceFile, hint: &str, reports: &mut Reports) {
    reports.of(&file.path).error(0..0, "file/misplaced", "this file belongs to no course").hint(hint);
}
