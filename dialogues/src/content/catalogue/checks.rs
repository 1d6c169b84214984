//! What only shows when files are seen together: ids that are taken, concepts that nobody declared, folders that the
//! course does not name, translations that are not there. Order of lessons is checked in `prerequisites`.

use std::collections::{HashMap, HashSet};

use super::course_file::CourseFile;
use super::documents::read::ReadDocument;
use super::read_course::ReadCourse;
use crate::content::source::finding::{Report, Reports, Span, did_you_mean, line_column};
use crate::kernel::locale::Locale;

pub(crate) fn run(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    check_course_ids(courses, reports);
    check_document_ids(courses, reports);
    for course in courses {
        let Some(file) = &course.file else { continue };
        check_modules(course, file, reports);
        check_numbers(course, reports);
        check_course_languages(course, file, reports);
        for document in course.documents() {
            check_concepts(document, file, reports.of(document.path()));
            check_languages(document, course, reports);
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

/// Documents of all kinds share their ids, so that a link or an event names one thing.
fn check_document_ids(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    let mut seen: HashMap<&str, (&dyn ReadDocument, Span)> = HashMap::new();
    for document in courses.iter().flat_map(ReadCourse::documents) {
        let span = document.front().map_or(0..0, |front| front.id.span.clone());
        let Some((first, at)) = seen.get(document.id()) else {
            seen.insert(document.id(), (document, span));
            continue;
        };
        if document.front().is_some() {
            let (line, _) = line_column(first.text(), at.start);
            let message = format!("the id `{}` is taken by {}, line {line}", document.id(), first.path());
            reports
                .of(document.path())
                .error(span, "id/duplicate", message)
                .hint("an id is unique in all content; never take over an old one");
        }
    }
}

fn check_modules(course: &ReadCourse<'_>, file: &CourseFile, reports: &mut Reports) {
    let named: Vec<&str> = file.texts.modules.iter().map(|module| module.name.value.as_str()).collect();
    let mut folders = HashSet::new();
    for (folder, lessons) in &course.modules {
        if !named.contains(&folder.name)
            && let Some((_, lesson)) = lessons.first()
        {
            let message = format!("`course.yaml` does not name the module `{}`", folder.name);
            reports.of(lesson.path()).error(0..0, "module/undeclared", message).hint(
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
        .flat_map(|(module, lessons)| lessons.iter().map(|(number, lesson)| (module.number, *number, lesson.path())))
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

/// Documents are expected in the languages that their course has.
fn check_languages(document: &dyn ReadDocument, course: &ReadCourse<'_>, reports: &mut Reports) {
    let Some((front, of_course)) = document.front().zip(course.file.as_ref()) else { return };
    let report = reports.of(document.path());
    let lang = &front.lang;
    if lang.value != of_course.lang.value {
        let message = format!("the course is written in `{}`", of_course.lang.value);
        report.error(lang.span.clone(), "lang/other-than-course", message);
    }
    if front.is_draft {
        return;
    }
    for locale in missing(lang.value, |locale| document.is_translated(locale) || !course.is_in(locale)) {
        let message = format!("this {} has no translation into `{locale}`", document.kind());
        report
            .warning(lang.span.clone(), "translation/none", message)
            .hint("learners of that language read the original");
    }
}

/// The academy's other languages in which something is not there.
fn missing(original: Locale, is_there: impl Fn(Locale) -> bool) -> Vec<Locale> {
    Locale::supported().iter().copied().filter(|locale| *locale != original && !is_there(*locale)).collect()
}

fn check_concepts(document: &dyn ReadDocument, course: &CourseFile, report: &mut Report) {
    let Some(front) = document.front() else { return };
    let declared: Vec<&str> = course.texts.concepts.iter().map(|(name, _)| name.value.as_str()).collect();
    for concept in &front.concepts {
        let name = concept.value.as_str();
        if !declared.contains(&name) {
            let message = format!("`course.yaml` does not name the concept `{name}`");
            report.error(concept.span.clone(), "concept/undeclared", message).hint(
                did_you_mean(name, declared.iter().copied())
                    .unwrap_or_else(|| format!("add `{name}: …` to `concepts`")),
            );
        }
    }
    let named: Vec<&str> = front.concepts.iter().map(|concept| concept.value.as_str()).collect();
    let (concepts, rule) = document.concepts();
    for concept in concepts {
        let name = concept.value.as_str();
        if !named.contains(&name) {
            let message = format!("`{name}` is none of the {}'s concepts", document.kind());
            report.error(concept.span.clone(), rule, message).hint(
                did_you_mean(name, named.iter().copied())
                    .unwrap_or_else(|| format!("add it to `concepts` in the {}'s metadata", document.kind())),
            );
        }
    }
}
