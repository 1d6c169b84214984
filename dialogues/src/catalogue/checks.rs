//! What only shows when files are seen together: ids that are taken, concepts that nobody declared, folders that the
//! course does not name, translations that are not there. Order of lessons is checked in `prerequisites`.

use std::collections::{HashMap, HashSet};

use super::compile::{ReadCourse, ReadLesson};
use super::course_file::CourseFile;
use super::finding::{Report, Reports, Span, did_you_mean, line_column};
use crate::ids::{ConceptId, LessonId};
use crate::locale::Locale;

pub(crate) fn run(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    check_course_ids(courses, reports);
    check_lesson_ids(courses, reports);
    for course in courses {
        let Some(file) = &course.file else { continue };
        check_modules(course, file, reports);
        check_numbers(course, reports);
        check_course_languages(course, file, reports);
        for lesson in course.modules.iter().flat_map(|(_, lessons)| lessons) {
            check_concepts(lesson, file, reports.of(&lesson.source.path));
            check_languages(lesson, course, reports);
        }
    }
}

fn check_course_ids(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    let mut seen = HashMap::new();
    for course in courses {
        let Some(file) = &course.file else { continue };
        if let Some(first) = seen.insert(&file.id, &course.path) {
            let message = format!("the id `{}` is taken by {first}", file.id);
            reports.of(&course.path).error(file.id_at.clone(), "id/duplicate", message);
        }
    }
}

fn check_lesson_ids(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    let mut seen: HashMap<&LessonId, (&ReadLesson<'_>, Span)> = HashMap::new();
    for lesson in lessons(courses) {
        let Some(file) = &lesson.file else { continue };
        let span = file.front.id.span.clone();
        if let Some((first, at)) = seen.get(&lesson.id) {
            let (line, _) = line_column(&first.source.text, at.start);
            let message = format!("the id `{}` is taken by {}, line {line}", lesson.id, first.source.path);
            reports
                .of(&lesson.source.path)
                .error(span, "id/duplicate", message)
                .hint("an id is unique in all content; never take over an old lesson's");
        } else {
            seen.insert(&lesson.id, (lesson, span));
        }
    }
}

/// What neither a database nor a chat takes: bytes that were no UTF-8, and control characters. The first one is enough.
pub(crate) fn check_characters(text: &str, report: &mut Report) {
    let is_bad =
        |char: char| char == char::REPLACEMENT_CHARACTER || (char.is_control() && !matches!(char, '\n' | '\r' | '\t'));
    let Some((at, char)) = text.char_indices().find(|(_, char)| is_bad(*char)) else { return };
    let message = format!("the character {} cannot be shown", char.escape_unicode());
    report.error(at..at + char.len_utf8(), "file/bad-character", message).hint("delete it, and save the file as UTF-8");
}

/// All lessons by course, module and number.
pub(crate) fn lessons<'r, 'a>(courses: &'r [ReadCourse<'a>]) -> impl Iterator<Item = &'r ReadLesson<'a>> {
    courses.iter().flat_map(|course| &course.modules).flat_map(|(_, lessons)| lessons)
}

fn check_modules(course: &ReadCourse<'_>, file: &CourseFile, reports: &mut Reports) {
    let named: Vec<&str> = file.texts.modules.iter().map(|module| module.name.value.as_str()).collect();
    let mut folders = HashSet::new();
    for (folder, lessons) in &course.modules {
        if !named.contains(&folder.name)
            && let Some(lesson) = lessons.first()
        {
            let message = format!("`course.yaml` does not name the module `{}`", folder.name);
            reports.of(&lesson.source.path).error(0..0, "module/undeclared", message).hint(
                did_you_mean(folder.name, named.iter().copied())
                    .unwrap_or_else(|| format!("add `{}:` with a title and a summary to `modules`", folder.name)),
            );
        }
        if !folders.insert(folder.name) {
            let message = format!("two folders of the module `{}`", folder.name);
            reports.of(&course.path).error(file.texts.modules_at.clone(), "module/two-folders", message);
        }
    }
    for module in file.texts.modules.iter().filter(|module| !folders.contains(module.name.value.as_str())) {
        let message = format!("there is no folder of the module `{}`", module.name.value);
        reports
            .of(&course.path)
            .error(module.name.span.clone(), "module/no-folder", message)
            .hint(format!("a module is a folder `nn-{}` with lessons", module.name.value));
    }
}

/// Two files of the same number have no order that the author chose.
fn check_numbers(course: &ReadCourse<'_>, reports: &mut Reports) {
    let mut lessons: Vec<(u32, u32, &str)> = course
        .modules
        .iter()
        .flat_map(|(module, lessons)| {
            lessons.iter().map(|lesson| (module.number, lesson.number, lesson.source.path.as_str()))
        })
        .collect();
    lessons.sort_unstable();
    for pair in lessons.windows(2) {
        if let [(module, lesson, first), (other_module, other, second)] = pair
            && (module, lesson) == (other_module, other)
        {
            let message = format!("{first} has the same number");
            reports.of(second).warning(0..0, "file/same-number", message).hint("numbers are the order of lessons");
        }
    }
}

fn check_course_languages(course: &ReadCourse<'_>, file: &CourseFile, reports: &mut Reports) {
    for locale in missing(file.lang.value, |locale| course.is_in(locale)) {
        let name = format!("course.{locale}.yaml");
        reports
            .of(&course.path)
            .warning(file.lang.span.clone(), "translation/none", format!("there is no `{name}`"))
            .hint("learners of that language read the original");
    }
}

/// Lessons are expected in the languages that their course has.
fn check_languages(lesson: &ReadLesson<'_>, course: &ReadCourse<'_>, reports: &mut Reports) {
    let Some((file, of_course)) = lesson.file.as_ref().zip(course.file.as_ref()) else { return };
    let report = reports.of(&lesson.source.path);
    let lang = &file.front.lang;
    if lang.value != of_course.lang.value {
        let message = format!("the course is written in `{}`", of_course.lang.value);
        report.error(lang.span.clone(), "lang/other-than-course", message);
    }
    if file.front.is_draft {
        return;
    }
    let there = |locale| lesson.translations.iter().any(|translation| translation.locale == locale);
    for locale in missing(lang.value, |locale| there(locale) || !course.is_in(locale)) {
        report
            .warning(lang.span.clone(), "translation/none", format!("this lesson has no translation into `{locale}`"))
            .hint("learners of that language read the original");
    }
}

/// The academy's other languages in which something is not there.
pub(crate) fn missing(original: Locale, is_there: impl Fn(Locale) -> bool) -> Vec<Locale> {
    Locale::supported().iter().copied().filter(|locale| *locale != original && !is_there(*locale)).collect()
}

fn check_concepts(lesson: &ReadLesson<'_>, course: &CourseFile, report: &mut Report) {
    let Some(file) = &lesson.file else { return };
    let declared = || course.texts.concepts.iter().map(|(name, _)| name.value.as_str());
    for concept in &file.front.concepts {
        if !declared().any(|name| name == concept.value.as_str()) {
            report
                .error(
                    concept.span.clone(),
                    "concept/undeclared",
                    format!("`course.yaml` does not name the concept `{}`", concept.value),
                )
                .hint(
                    did_you_mean(concept.value.as_str(), declared())
                        .unwrap_or_else(|| format!("add `{}: …` to `concepts`", concept.value)),
                );
        }
    }
    let taught: Vec<&ConceptId> = file.front.concepts.iter().map(|concept| &concept.value).collect();
    let questions = file.body.quiz.iter().flat_map(|quiz| &quiz.questions);
    let cards = || file.body.cards.iter().flat_map(|section| &section.cards);
    for card in cards().filter(|card| card.concept.is_none()) {
        report
            .error(card.heading.clone(), "card/no-concept", "a card says which concept it is about")
            .hint("add `concept=…` to the braces, with one of the lesson's concepts");
    }
    let of_questions = questions.filter_map(|question| question.concept.as_ref());
    for concept in of_questions.chain(cards().filter_map(|card| card.concept.as_ref())) {
        if !taught.contains(&&concept.value) {
            report
                .error(
                    concept.span.clone(),
                    "concept/not-in-lesson",
                    format!("`{}` is none of the lesson's concepts", concept.value),
                )
                .hint(
                    did_you_mean(concept.value.as_str(), taught.iter().map(|concept| concept.as_str()))
                        .unwrap_or_else(|| "add it to `concepts` in the lesson's metadata".to_owned()),
                );
        }
    }
}
