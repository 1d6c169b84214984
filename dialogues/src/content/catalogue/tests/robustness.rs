//! Whatever is typed, the compiler answers with findings that point into the text.

use proptest::prelude::*;

use super::{COURSE_PATH, INTERVIEW, INTERVIEW_PATH, LESSON_PATH, TRANSLATION_PATH, content, file, lesson};
use crate::catalogue::{Catalogue, DocumentKind, SourceFile, compile_document};
use crate::kernel::ids::CourseId;

fn compile(files: &[SourceFile]) {
    let compilation = Catalogue::compile(files);
    for finding in &compilation.findings {
        let text = files.iter().find(|file| file.path == finding.path).map_or("", |file| &file.text);
        assert!(text.get(finding.span.clone()).is_some(), "{finding:?} points into {text:?}");
    }
    for kind in [DocumentKind::Interview, DocumentKind::Lesson] {
        compile_document(kind, &CourseId::new("any"), files);
    }
}

/// Real files in which pieces have been cut, doubled or put elsewhere.
fn mutated() -> impl Strategy<Value = Vec<SourceFile>> {
    let piece = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8);
    prop::collection::vec(piece, 1..6).prop_map(|mutations| {
        let mut files = content::content();
        let mut interview = files.iter().find(|file| file.path.contains("/interviews/")).cloned();
        files.truncate(6);
        // Some questions of an interview are as good as all.
        if let Some(interview) = &mut interview {
            let end = interview.text.match_indices("### ask").nth(2).map_or(interview.text.len(), |(at, _)| at);
            interview.text.truncate(end);
        }
        files.extend(interview);
        for (which, from, to, kind) in mutations {
            let index = which.index(files.len());
            let text = &mut files[index].text;
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (places[from.index(places.len())], places[to.index(places.len())]);
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 300).min(text.len()));
            let to = (to..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
            let piece = text[from..to].to_owned();
            match kind {
                0 => text.replace_range(from..to, ""),
                1 => text.insert_str(to, &piece),
                2 => text.replace_range(from..to, &piece.replace([' ', '\n'], "")),
                _ => text.replace_range(from..to, &piece.chars().rev().collect::<String>()),
            }
        }
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_answered(text in "\\PC*", metadata in "\\PC*") {
        compile(&[
            file(COURSE_PATH, text.clone()),
            file(LESSON_PATH, format!("---\n{metadata}\n---\n{text}")),
            file(TRANSLATION_PATH, text),
        ]);
    }

    #[test]
    fn any_mixture_of_marks_is_answered(marks in prop::collection::vec(prop::sample::select(MARKS), 0..80)) {
        let text = marks.concat();
        compile(&[
            file(COURSE_PATH, super::COURSE),
            file(LESSON_PATH, lesson(&text)),
            file(TRANSLATION_PATH, format!("---\n{text}\n---\n{text}")),
            file(INTERVIEW_PATH, format!("{INTERVIEW}{text}")),
        ]);
    }

    #[test]
    fn mutated_lessons_are_answered(files in mutated()) {
        compile(&files);
    }
}

const MARKS: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "  ",
    "    ",
    "## ",
    "### ",
    "single: ",
    "multiple: ",
    "true: ",
    "Quiz",
    " {#q-a}",
    "{",
    "}",
    " {pass=0.5 pick=1}",
    "- [ ] ",
    "- [x] ",
    "- ",
    "ask: ",
    "follow: ",
    "(2 must) ",
    " {#p-a}",
    " {when=hit:p-a}",
    "  - match: ",
    "1. ",
    "> ",
    "> [!TIP]\n",
    "> [!NOTE]\n",
    "```",
    "```swift\n",
    "`",
    "**",
    "*",
    "~~",
    "[a](",
    "https://b.example)",
    "![",
    "<b>",
    "|a|b|\n|-|-|\n",
    "---",
    "a",
    "я",
    "👍",
    "\"",
    ":",
    "id: a\n",
    "? ",
    "- - ",
    "[[",
    "&a ",
    "*a",
    "let a = ",
    "func f() {\n",
    "\u{0}",
    "\u{feff}",
];

#[test]
fn hostile_nesting_is_refused_without_falling_over() {
    for mark in ["> ", "- ", "[", "{", "? ", "- - ", "*", "**a ", "`", "(", "1. ", "\n- "] {
        let text = mark.repeat(20_000);
        compile(&[
            file(COURSE_PATH, text.clone()),
            file(LESSON_PATH, format!("---\n{text}\n---\n\n## A {{#a}}\n\n{text}\n\n```swift\n{text}\n```\n")),
        ]);
    }
    let staircase = (0..400).map(|depth| " ".repeat(depth) + "- ").collect::<Vec<_>>().join("\n");
    let interview = format!("{INTERVIEW}{staircase}");
    compile(&[
        file(COURSE_PATH, staircase.clone()),
        file(LESSON_PATH, lesson(&staircase)),
        file(INTERVIEW_PATH, interview),
    ]);
}
