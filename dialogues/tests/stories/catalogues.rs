//! What the stories are told about: small courses of their own, and the real one.

use dialogues::catalogue::{Catalogue, Compilation, SourceFile};

/// A small course: `a` and `b` with quizzes, `c` without one; `b` waits for `a`.
pub fn catalogue() -> Catalogue {
    compile(&[])
}

/// The same with some files replaced; a file without text is none.
pub fn compile(replaced: &[(&str, &str)]) -> Catalogue {
    let texts = [
        ("courses/demo/course.yaml", include_str!("fixture/course.yaml")),
        ("courses/demo/course.ru.yaml", include_str!("fixture/course.ru.yaml")),
        ("courses/demo/01-basics/01-a.md", include_str!("fixture/a.md")),
        ("courses/demo/01-basics/01-a.ru.md", include_str!("fixture/a.ru.md")),
        ("courses/demo/01-basics/02-b.md", include_str!("fixture/b.md")),
        ("courses/demo/01-basics/03-c.md", include_str!("fixture/c.md")),
    ];
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let files: Vec<SourceFile> = texts
        .iter()
        .map(|(path, text)| {
            let text = replaced.iter().find(|(other, _)| other == path).map_or(*text, |(_, text)| text);
            file(path, text)
        })
        .filter(|file| !file.text.is_empty())
        .collect();
    checked(&files)
}

/// One lesson with a question of every kind, in both languages.
pub fn kinds() -> Catalogue {
    let original = include_str!("fixture/kinds.md");
    let translation = include_str!("fixture/kinds.ru.md").to_owned();
    let texts = [
        (
            "courses/demo/course.yaml",
            include_str!("fixture/course.yaml").replace("  one: One\n", "  one: One\n  two: Two\n"),
        ),
        ("courses/demo/01-basics/01-kinds.md", original.to_owned()),
        ("courses/demo/01-basics/01-kinds.ru.md", translation),
    ];
    checked(&texts.map(|(path, text)| SourceFile { path: path.to_owned(), text }))
}

/// A lesson with code to write, in both languages.
pub fn writing() -> Catalogue {
    let course = include_str!("fixture/course.yaml").replace("  one: One\n", "  one: One\n  two: Two\n");
    let texts = [
        ("courses/demo/course.yaml", course),
        ("courses/demo/01-basics/01-write.md", include_str!("fixture/write.md").to_owned()),
        ("courses/demo/01-basics/01-write.ru.md", include_str!("fixture/write.ru.md").to_owned()),
    ];
    checked(&texts.map(|(path, text)| SourceFile { path: path.to_owned(), text }))
}

/// The small course in English with a junior interview of four questions, in both languages.
pub fn interviews() -> Catalogue {
    interviews_with(|text| text)
}

/// The same, with another text of the interview; then without its translation, unless it is unchanged.
pub fn interviews_with(edit: impl Fn(String) -> String) -> Catalogue {
    let original = include_str!("fixture/interview.md");
    let edited = edit(original.to_owned());
    let course = include_str!("fixture/course.yaml").replace("  one: One\n", "  one: One\n  two: Two\n");
    let mut texts = vec![
        ("courses/demo/course.yaml", course),
        ("courses/demo/01-basics/01-a.md", include_str!("fixture/a.md").to_owned()),
    ];
    if edited == original {
        let translation = include_str!("fixture/interview.ru.md");
        texts.push(("courses/demo/interviews/junior.ru.md", translation.to_owned()));
    }
    texts.push(("courses/demo/interviews/junior.md", edited));
    let file = |(path, text): (&str, String)| SourceFile { path: path.to_owned(), text };
    checked(&texts.into_iter().map(file).collect::<Vec<_>>())
}

/// What the academy itself teaches.
pub fn content() -> Catalogue {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let (mut files, mut folders) = (Vec::new(), vec![root.join("courses")]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: std::path::PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            files.push(SourceFile { path: relative, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
    Catalogue::compile(&files).catalogue
}

fn checked(files: &[SourceFile]) -> Catalogue {
    let Compilation { catalogue, findings, .. } = Catalogue::compile(files);
    let errors: Vec<_> =
        findings.iter().filter(|finding| finding.severity == dialogues::catalogue::Severity::Error).collect();
    assert!(errors.is_empty(), "the fixture is broken: {errors:?}");
    catalogue
}
