//! The course's file, folders, and the order of lessons.

use super::{COURSE, COURSE_PATH, LESSON_PATH, file, findings_in, lesson, with_lesson};
use crate::catalogue::{Catalogue, SourceFile};

/// Findings of a course file, without those on a missing translation.
fn findings_of_course(course: &str) -> Vec<String> {
    let files = vec![file(COURSE_PATH, course), file(LESSON_PATH, lesson(""))];
    findings_in(COURSE_PATH, &files).into_iter().filter(|finding| !finding.ends_with("translation/none")).collect()
}

#[test]
fn a_course_is_described() {
    assert_eq!(findings_of_course(COURSE), [""; 0]);
    assert_eq!(findings_of_course(&COURSE.replace("level: junior\n", "")), ["1:1 yaml/missing-key"]);
    assert_eq!(
        findings_of_course(&COURSE.replace("level:", "levle:")),
        ["1:1 yaml/missing-key", "5:1 yaml/unknown-key"]
    );
    assert_eq!(findings_of_course(&COURSE.replace("first-course", "First")), ["1:5 id/malformed"]);
    let long = format!("title: {}", "x".repeat(61));
    assert_eq!(findings_of_course(&COURSE.replace("title: First course", &long)), ["3:8 course/long-title"]);
    assert_eq!(findings_of_course(&COURSE.replace("  types: Types\n", "  types:\n")), ["8:8 yaml/empty"]);
    assert_eq!(
        findings_of_course(&COURSE.replace("    summary:", "    sumary:")),
        ["11:5 yaml/missing-key", "12:5 yaml/unknown-key"]
    );
}

#[test]
fn folders_and_the_course_file_name_the_same_modules() {
    let course = COURSE.replace("  basics:", "  basic:");
    assert_eq!(findings_of_course(&course), ["10:3 module/no-folder"]);
    let files = vec![file(COURSE_PATH, course), file(LESSON_PATH, lesson(""))];
    assert_eq!(findings_in(LESSON_PATH, &files), ["1:1 module/undeclared"]);
}

#[test]
fn a_module_has_one_folder() {
    let mut second = numbered(1, "second", "");
    second.path = "courses/first/02-basics/01-second.md".to_owned();
    let files = [file(COURSE_PATH, COURSE), numbered(1, "first", ""), second];
    assert!(findings_in(COURSE_PATH, &files).contains(&"10:3 module/two-folders".to_owned()));
}

#[test]
fn a_course_without_lessons_is_not_published() {
    let files = with_lesson(lesson("").replace("published", "draft"));
    assert!(findings_in(COURSE_PATH, &files).contains(&"1:1 course/empty".to_owned()));
    assert!(Catalogue::compile(&files).catalogue.courses().is_empty());
}

#[test]
fn a_course_without_its_file_is_reported() {
    let files = [file(LESSON_PATH, lesson(""))];
    assert_eq!(findings_in(COURSE_PATH, &files), ["1:1 course/no-file"]);
}

#[test]
fn a_course_is_expected_in_every_language() {
    assert_eq!(findings_in(COURSE_PATH, &with_lesson(lesson(""))), ["2:7 translation/none"]);
}

#[test]
fn files_have_their_places() {
    let findings = |path: &str| findings_in(path, &[file(COURSE_PATH, COURSE), file(path, "")]);
    assert_eq!(findings("courses/lost.md"), ["1:1 file/misplaced"]);
    assert_eq!(findings("courses/first/lost.md"), ["1:1 file/misplaced"]);
    assert_eq!(findings("courses/first/01-basics/cat.png"), ["1:1 file/misplaced"]);
    assert_eq!(findings("courses/first/01-basics/more/01-a.md"), ["1:1 file/misplaced"]);
    assert_eq!(findings("courses/first/basics/01-a.md"), ["1:1 file/no-number"]);
    assert_eq!(findings("courses/first/01-basics/a.md"), ["1:1 file/no-number"]);
    assert_eq!(findings("courses/first/01-basics/01-a.xx.md"), ["1:1 lang/unknown"]);
    assert_eq!(findings("courses/first/01-basics/01-a.ru.md"), ["1:1 translation/no-original"]);
    assert_eq!(findings("courses/first/.DS_Store"), [""; 0]);
    assert_eq!(findings("AUTHORING.md"), [""; 0]);
}

fn numbered(number: u32, id: &str, requires: &str) -> SourceFile {
    let text = lesson("").replace("swift.first", id).replace("requires: []", &format!("requires: [{requires}]"));
    file(&format!("courses/first/01-basics/{number:02}-{id}.md"), text)
}

fn findings_of(files: &[SourceFile]) -> Vec<String> {
    let lessons = files.iter().map(|file| file.path.clone());
    let mut all = vec![file(COURSE_PATH, COURSE)];
    all.extend(files.iter().cloned());
    lessons.flat_map(|path| findings_in(&path, &all)).collect()
}

#[test]
fn what_a_lesson_requires_exists() {
    let text = numbered(2, "second", "frist");
    assert_eq!(findings_of(&[numbered(1, "first", ""), text]), ["8:12 requires/unknown"]);
    assert_eq!(findings_of(&[numbered(1, "first", "first")]), ["8:12 requires/itself"]);
}

#[test]
fn what_a_lesson_requires_comes_earlier_and_is_published() {
    assert_eq!(findings_of(&[numbered(1, "first", "second"), numbered(2, "second", "")]), ["8:12 requires/later"]);
    let mut draft = numbered(1, "first", "");
    draft.text = draft.text.replace("status: published", "status: draft");
    assert_eq!(findings_of(&[draft, numbered(2, "second", "first")]), ["8:12 requires/draft"]);
}

#[test]
fn a_cycle_is_spelled_out_once() {
    let lessons = [numbered(1, "a", "c"), numbered(2, "b", "a"), numbered(3, "c", "b"), numbered(4, "d", "c")];
    let mut files = vec![file(COURSE_PATH, COURSE)];
    files.extend(lessons);
    let findings = Catalogue::compile(&files).findings;
    let cycles: Vec<_> = findings.iter().filter(|finding| finding.code == "requires/cycle").collect();
    assert_eq!(cycles.len(), 1);
    assert_eq!(cycles[0].message, "these lessons require each other: c → b → a → c");
    assert_eq!(cycles[0].path, "courses/first/01-basics/03-c.md");
}

#[test]
fn what_depends_on_a_broken_lesson_is_left_out_with_it() {
    let mut broken = numbered(1, "a", "");
    broken.text = broken.text.replace("Some text.", "![cat](https://example.com)");
    let files = [broken, numbered(2, "b", "a"), numbered(3, "c", "b"), numbered(4, "d", "")];
    let expected = ["15:1 markdown/image", "8:12 requires/left-out", "8:12 requires/left-out"];
    assert_eq!(findings_of(&files), expected);
    let all: Vec<SourceFile> = [file(COURSE_PATH, COURSE)].into_iter().chain(files).collect();
    let catalogue = Catalogue::compile(&all).catalogue;
    let ids: Vec<&str> = catalogue.courses()[0].lessons().map(|lesson| lesson.id.as_str()).collect();
    assert_eq!(ids, ["d"]);
}

#[test]
fn a_lesson_too_broken_to_read_is_known_all_the_same() {
    let mut broken = numbered(1, "a", "");
    broken.text = broken.text.replace("minutes: 5\n", "");
    let findings = findings_of(&[broken, numbered(2, "b", "a")]);
    assert_eq!(findings, ["2:1 yaml/missing-key", "8:12 requires/left-out"]);
}

#[test]
fn two_lessons_of_one_number_have_no_order() {
    assert_eq!(findings_of(&[numbered(1, "a", ""), numbered(1, "b", "")]), ["1:1 file/same-number"]);
}

#[test]
fn drafts_are_checked_and_not_published() {
    let mut draft = numbered(2, "b", "a");
    draft.text = draft.text.replace("status: published", "status: draft").replace("[values]", "[vales]");
    assert_eq!(findings_of(&[numbered(1, "a", ""), draft]), ["9:12 concept/undeclared"]);
}

#[test]
fn lessons_are_found_and_follow_each_other_across_modules() {
    let course = format!("{COURSE}  more:\n    title: More\n    summary: The second module.\n");
    let mut last = numbered(1, "c", "b");
    last.path = "courses/first/02-more/01-c.md".to_owned();
    let files = [file(COURSE_PATH, course), last, numbered(10, "b", "a"), numbered(9, "a", "")];
    let catalogue = Catalogue::compile(&files).catalogue;
    let follow = |id: &str| {
        let next = catalogue.next_lesson(&crate::kernel::ids::LessonId::new(id));
        next.map(|lesson| lesson.id.to_string())
    };
    assert_eq!(follow("a").as_deref(), Some("b"));
    assert_eq!(follow("b").as_deref(), Some("c"));
    assert_eq!(follow("c"), None);
    let (course, module, number) = catalogue.place(&crate::kernel::ids::LessonId::new("c")).unwrap();
    assert_eq!((course.id.as_str(), module.id.as_str(), number), ("first-course", "more", 3));
}

#[test]
fn an_id_belongs_to_one_course() {
    let second = "courses/second/course.yaml";
    let mut files = with_lesson(lesson(""));
    files.push(file(second, COURSE));
    assert!(findings_in(second, &files).contains(&"1:5 id/duplicate".to_owned()));
}
