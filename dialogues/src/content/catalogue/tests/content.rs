//! The academy's own courses.

use std::path::{Path, PathBuf};

use crate::catalogue::{Catalogue, Course, SourceFile, compile_document, line_column};

pub(super) fn content() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join("courses")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path: relative, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[test]
fn the_real_content_has_no_findings() {
    let files = content();
    assert!(!files.is_empty(), "the content folder is where it was");
    let compilation = Catalogue::compile(&files);
    let findings: Vec<String> = compilation
        .findings
        .iter()
        .map(|finding| {
            let text = files.iter().find(|file| file.path == finding.path).map_or("", |file| &file.text);
            let (line, column) = line_column(text, finding.span.start);
            let hint = finding.hint.as_deref().unwrap_or_default();
            format!("{}:{line}:{column}: {} {} ({hint})", finding.path, finding.code, finding.message)
        })
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let courses = compilation.catalogue.courses();
    let published = courses.iter().flat_map(Course::lessons).count()
        + courses.iter().map(|course| course.interviews.len()).sum::<usize>();
    let (translations, originals): (Vec<_>, Vec<_>) =
        files.iter().filter(|file| !file.path.contains("/course.")).partition(|file| file.path.ends_with(".ru.md"));
    assert_eq!((published, translations.len()), (originals.len(), originals.len()));
}

#[test]
fn archived_documents_read_as_they_were() {
    let catalogue = Catalogue::compile(&content()).catalogue;
    for course in catalogue.courses() {
        let kept: Vec<_> = catalogue.documents(&course.id).collect();
        assert_eq!(kept.len(), course.lessons().count() + course.interviews.len());
        for (document, sources) in kept {
            let archived = compile_document(document.kind(), &course.id, sources).unwrap();
            assert_eq!(format!("{archived:?}"), format!("{document:?}"));
            assert!(catalogue.pinned(&archived.pin()).is_some());
        }
    }
}
