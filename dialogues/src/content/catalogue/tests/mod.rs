//! The rules, one broken snippet each; what good snippets look like; and the academy's own content.

use std::sync::Arc;

use super::{Catalogue, Compilation, Document, SourceFile, compile_document, line_column};
use crate::kernel::ids::CourseId;

mod authoring;
mod claims;
mod content;
mod course_rules;
mod interview_rules;
mod interview_translations;
mod lesson_rules;
mod pattern_rules;
mod quiz_rules;
mod rendering;
mod robustness;
mod rubric_rules;
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

const INTERVIEW_PATH: &str = "courses/first/interviews/junior.md";

/// Ten lines of metadata and a heading, the question in line 13, its points from line 14, the model answer in line 24, the follow-up in line 28.
const INTERVIEW: &str = "\
---
id: interview.first
kind: interview
title: First interview
lang: en
level: junior
minutes: 20
concepts: [values]
status: published
---
## Interview {minutes=20}

### ask: What is a value? {#i-value concept=values difficulty=2}
- (2 must) {#p-copy} It is copied
  - match: copied | each copy
- (1) {#p-own} Everybody has their **own** one
  - match: own value/one
  - match: everybody | each of them
- (-1) {#p-shared} Says that it is shared
  - match: shared
> [!TIP]
> What happens in an assignment?

> [!NOTE]
> A value is copied when it is assigned or handed over, and so each of them has its own one afterwards. Whoever changes
> theirs changes nothing for the others, and that is why values are easy to reason about, unlike references, behind which
> somebody else may always change what you are looking at.
### follow: And a class? {#i-value-f1 when=miss:p-own}
- (1) {#p-ref} It is referenced
  - match: referenced | reference
> [!NOTE]
> An instance of a class is not copied: there is one, and everybody who knows it has a reference to that same one.
";

fn file(path: &str, text: impl Into<String>) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

/// A document from its archived sources.
fn archived<D: Document>(course: &CourseId, sources: &[SourceFile]) -> Arc<D> {
    Arc::clone(compile_document(D::KIND, course, sources).unwrap().get().unwrap())
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
