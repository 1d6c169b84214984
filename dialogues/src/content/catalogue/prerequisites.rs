//! Which lessons can a learner get to? Checks `requires`, and leaves out what depends on something that is not there.

use std::collections::{BTreeMap, HashSet};

use super::documents::read::ReadDocument;
use super::read_course::{ReadCourse, ReadLesson};
use crate::content::source::finding::{Reports, Spanned, did_you_mean};
use crate::kernel::ids::LessonId;

type ById<'r, 'a> = BTreeMap<&'r str, Numbered<'r, 'a>>;

struct Numbered<'r, 'a> {
    /// In the order of folders and files.
    number: usize,
    lesson: &'r ReadLesson<'a>,
}

/// The lessons that can be published.
pub(crate) fn usable(courses: &[ReadCourse<'_>], reports: &mut Reports) -> HashSet<String> {
    let mut by_id = ById::new();
    for (number, lesson) in courses.iter().flat_map(ReadCourse::lessons).enumerate() {
        by_id.entry(&lesson.id).or_insert(Numbered { number, lesson });
    }
    for (number, lesson) in courses.iter().flat_map(ReadCourse::lessons).enumerate() {
        check_requires(number, lesson, &by_id, reports);
    }
    check_cycles(&by_id, reports);
    let mut usable: HashSet<String> = by_id
        .values()
        .map(|numbered| numbered.lesson)
        .filter(|lesson| !is_draft(lesson) && !reports.has_errors(lesson.path()))
        .map(|lesson| lesson.id.clone())
        .collect();
    leave_out_dependents(&by_id, &mut usable, reports);
    usable
}

fn requires<'r>(lesson: &'r ReadLesson<'_>) -> &'r [Spanned<LessonId>] {
    lesson.file.as_ref().map_or(&[], |file| &file.own)
}

fn is_draft(lesson: &ReadLesson<'_>) -> bool {
    lesson.file.as_ref().is_some_and(|file| file.front.is_draft)
}

fn check_requires(number: usize, lesson: &ReadLesson<'_>, by_id: &ById<'_, '_>, reports: &mut Reports) {
    let report = reports.of(lesson.path());
    for required in requires(lesson) {
        let span = required.span.clone();
        if required.value.as_str() == lesson.id {
            report.error(span, "requires/itself", "a lesson cannot require itself");
            continue;
        }
        let Some(found) = by_id.get(required.value.as_str()) else {
            let ids = by_id.keys().copied().filter(|id| *id != lesson.id);
            report
                .error(span, "requires/unknown", format!("there is no lesson `{}`", required.value))
                .maybe_hint(did_you_mean(required.value.as_str(), ids));
            continue;
        };
        if is_draft(found.lesson) && !is_draft(lesson) {
            report
                .error(span, "requires/draft", format!("`{}` is a draft: nobody could get here", required.value))
                .hint("publish it first, or make this lesson a draft too");
        } else if found.number > number {
            report
                .warning(span, "requires/later", format!("`{}` comes later in the course", required.value))
                .hint("change the numbers of the files, so that learners meet lessons in order");
        }
    }
}

/// Takes away, again and again, what requires nothing any more; what stays goes in circles.
fn check_cycles(by_id: &ById<'_, '_>, reports: &mut Reports) {
    let mut left: BTreeMap<&str, Vec<&Spanned<LessonId>>> = by_id
        .iter()
        .map(|(id, numbered)| {
            let others = requires(numbered.lesson).iter();
            (
                *id,
                others
                    .filter(|other| other.value.as_str() != *id && by_id.contains_key(other.value.as_str()))
                    .collect(),
            )
        })
        .collect();
    loop {
        let before = left.len();
        let ids: HashSet<&str> = left.keys().copied().collect();
        left.retain(|_, required| {
            required.retain(|other| ids.contains(other.value.as_str()));
            !required.is_empty()
        });
        if left.len() < before {
            continue;
        }
        let Some(cycle) = find_cycle(&left) else { return };
        report_cycle(&cycle, by_id, reports);
        if let Some(first) = cycle.first() {
            left.remove(first.value.as_str());
        }
    }
}

/// Every lesson that is left requires another one that is left: following them comes back to where it has been.
fn find_cycle<'r>(left: &BTreeMap<&str, Vec<&'r Spanned<LessonId>>>) -> Option<Vec<&'r Spanned<LessonId>>> {
    let mut path: Vec<&Spanned<LessonId>> = vec![left.values().next()?.first()?];
    loop {
        let last = path.last()?;
        let next = left.get(last.value.as_str())?.first()?;
        if let Some(start) = path.iter().position(|step| step.value == next.value) {
            path.drain(..start);
            return Some(path);
        }
        path.push(next);
    }
}

/// `cycle` names each lesson once, each requiring the next one, the last one the first.
fn report_cycle(cycle: &[&Spanned<LessonId>], by_id: &ById<'_, '_>, reports: &mut Reports) {
    let Some((first, last)) = cycle.first().zip(cycle.last()) else { return };
    let Some(lesson) = by_id.get(first.value.as_str()).map(|numbered| numbered.lesson) else { return };
    let next = cycle.get(1).unwrap_or(last);
    let Some(required) = requires(lesson).iter().find(|required| required.value == next.value) else { return };
    let steps: Vec<&str> = cycle.iter().chain([first]).map(|step| step.value.as_str()).collect();
    let message = format!("these lessons require each other: {}", steps.join(" → "));
    reports
        .of(lesson.path())
        .error(required.span.clone(), "requires/cycle", message)
        .hint("each lesson may only require earlier ones");
}

/// A lesson that requires one that is left out would stay locked for ever.
fn leave_out_dependents(by_id: &ById<'_, '_>, usable: &mut HashSet<String>, reports: &mut Reports) {
    loop {
        let blocked = by_id.values().map(|numbered| numbered.lesson).find_map(|lesson| {
            let is_usable = usable.contains(&lesson.id);
            let required = requires(lesson).iter().find(|required| !usable.contains(required.value.as_str()))?;
            is_usable.then_some((lesson, required))
        });
        let Some((lesson, required)) = blocked else { return };
        usable.remove(&lesson.id);
        reports.of(lesson.path()).warning(
            required.span.clone(),
            "requires/left-out",
            format!("left out too: `{}` has errors", required.value),
        );
    }
}
