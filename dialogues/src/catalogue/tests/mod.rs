//! The rules, one broken snippet each; what good snippets look like; and the academy's own content.

use super::{Catalogue, Compilation, SourceFile, line_column};

mod authoring;
mod content;
mod course_rules;
mod lesson_rules;
mod quiz_rules;
mod rendering;
mod robustness;
mod translation_rules;

const COURSE: &str = "\
id: first-course
lang: en
title: First course
summary: A course of tests.
level: junior
concepts:
  values: Values
  types: Types
modules:
  basics:
    title: Basics
    summary: The first module.
";

const FRONT: &str = "\
---
id: swift.first
kind: lesson
title: First
lang: en
level: junior
minutes: 5
requires: []
concepts: [values]
status: published
---
";

const SCREEN: &str = "
## A screen {#screen}

Some text.
";

const COURSE_PATH: &str = "courses/first/course.yaml";
const LESSON_PATH: &str = "courses/first/01-basics/01-first.md";
const TRANSLATION_PATH: &str = "courses/first/01-basics/01-first.ru.md";

fn file(path: &str, text: impl Into<String>) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

/// A course with this lesson.
fn with_lesson(text: impl Into<String>) -> Vec<SourceFile> {
    vec![file(COURSE_PATH, COURSE), file(LESSON_PATH, text)]
}

/// The metadata and one screen, eleven and four lines, then `rest` from line 16 on.
fn lesson(rest: &str) -> String {
    format!("{FRONT}{SCREEN}{rest}")
}

/// `line:column code` of the findings in one file.
fn findings_in(path: &str, files: &[SourceFile]) -> Vec<String> {
    let text = files.iter().find(|file| file.path == path).map_or("", |file| &file.text);
    let Compilation { findings, .. } = Catalogue::compile(files);
    let findings = findings.iter().filter(|finding| finding.path == path);
    findings
        .map(|finding| {
            let (line, column) = line_column(text, finding.span.start);
            format!("{line}:{column} {}", finding.code)
        })
        .collect()
}

/// The findings in a lesson that stands alone in its course.
fn findings(text: &str) -> Vec<String> {
    findings_in(LESSON_PATH, &with_lesson(text))
}

/// The message and the hint of a lesson's first finding.
fn first_message(text: &str) -> (String, String) {
    let findings = Catalogue::compile(&with_lesson(text)).findings;
    let finding = findings.into_iter().find(|finding| finding.path == LESSON_PATH).unwrap();
    (finding.message, finding.hint.unwrap_or_default())
}
