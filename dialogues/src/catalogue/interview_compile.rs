//! Interviews of all courses: reads their files, checks them beside the others, and makes the model's interviews of
//! those without errors. What is read once is archived by revision, as lessons are.

use std::collections::HashMap;
use std::sync::Arc;

use super::checks::{check_characters, lessons, missing};
use super::compile::{ReadCourse, reading, revision};
use super::finding::{Report, Reports, Span, did_you_mean, line_column};
use super::interview::{Ask, AskText, Follow, Interview};
use super::interview_file::{InterviewFile, InterviewTranslation};
use super::interview_section::{WrittenAsk, WrittenFollow};
use super::layout::{self, Files};
use super::model::{Level, Localised};
use super::{SourceFile, interview_translation, swift};
use crate::ids::{AskId, CourseId, InterviewId, Revision};
use crate::locale::Locale;
use crate::rubric::Rubric;

/// An interview's files, read.
pub(crate) struct ReadInterview<'a> {
    source: &'a SourceFile,
    file: Option<InterviewFile>,
    translations: Vec<ReadTranslation<'a>>,
}

struct ReadTranslation<'a> {
    locale: Locale,
    source: &'a SourceFile,
    file: Option<InterviewTranslation>,
}

pub(crate) fn read<'a>(
    files: &Files<'a>,
    swift: &mut swift::Checker,
    reports: &mut Reports,
) -> Option<ReadInterview<'a>> {
    let Some(source) = files.original else {
        for (_, translation) in &files.translations {
            let report = reports.of(&translation.path);
            report.error(0..0, "translation/no-original", "there is no interview that this translates");
        }
        return None;
    };
    let (file, report) = read_original(source, swift);
    let original_is_sound = !report.has_errors();
    reports.add(report);
    let translations = files.translations.iter().map(|(locale, translated)| {
        let (read, mut report) = read_translation(translated, *locale, swift);
        if let (Some(original), Some(read)) = (&file, &read)
            && original_is_sound
            && !report.has_errors()
        {
            interview_translation::compare(original, &source.text, read, *locale, &mut report);
        }
        let read = read.filter(|_| !report.has_errors());
        reports.add(report);
        ReadTranslation { locale: *locale, source: translated, file: read }
    });
    let translations = translations.collect();
    Some(ReadInterview { source, file, translations })
}

/// An interview as it was archived: nothing is checked any more.
pub(super) fn compile_interview(course: &CourseId, sources: &[SourceFile]) -> Option<Interview> {
    let mut swift = swift::Checker::off();
    let original = sources.iter().find(|source| layout::language_of(&source.path).is_none())?;
    let file = read_original(original, &mut swift).0?;
    let translations = sources.iter().filter_map(|source| {
        let locale = layout::language_of(&source.path)?;
        Some((locale, read_translation(source, locale, &mut swift).0?))
    });
    let translations: Translations = translations.collect();
    let revision = revision(file.front.lang.value, sources);
    Some(assemble(course.clone(), revision, file, &translations))
}

fn read_original(source: &SourceFile, swift: &mut swift::Checker) -> (Option<InterviewFile>, Report) {
    let mut reading = reading(source, Locale::DEFAULT, swift);
    check_characters(&source.text, &mut reading.report);
    let file = InterviewFile::read(&mut reading);
    (file, reading.report)
}

fn read_translation(
    source: &SourceFile,
    locale: Locale,
    swift: &mut swift::Checker,
) -> (Option<InterviewTranslation>, Report) {
    let mut reading = reading(source, locale, swift);
    check_characters(&source.text, &mut reading.report);
    let file = InterviewTranslation::read(&mut reading);
    (file, reading.report)
}

/// What only shows when files are seen together.
pub(crate) fn check(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    check_ids(courses, reports);
    for course in courses {
        for interview in &course.interviews {
            check_beside_course(interview, course, reports.of(&interview.source.path));
        }
    }
}

/// Lessons and interviews share their ids, so that a link or an event names one thing.
fn check_ids(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    let of_lesson = |lesson: &super::compile::ReadLesson<'_>| {
        let span = lesson.file.as_ref().map_or(0..0, |file| file.front.id.span.clone());
        let (line, _) = line_column(&lesson.source.text, span.start);
        (lesson.id.to_string(), format!("{}, line {line}", lesson.source.path))
    };
    let mut seen: HashMap<String, String> = lessons(courses).map(of_lesson).collect();
    for interview in courses.iter().flat_map(|course| &course.interviews) {
        let Some(file) = &interview.file else { continue };
        let id = &file.front.id;
        if let Some(first) = seen.get(id.value.as_str()) {
            reports
                .of(&interview.source.path)
                .error(id.span.clone(), "id/duplicate", format!("the id `{}` is taken by {first}", id.value))
                .hint("an id is unique in all content; never take over an old one's");
        } else {
            let (line, _) = line_column(&interview.source.text, id.span.start);
            seen.insert(id.value.to_string(), format!("{}, line {line}", interview.source.path));
        }
    }
}

fn check_beside_course(interview: &ReadInterview<'_>, course: &ReadCourse<'_>, report: &mut Report) {
    let Some((file, of_course)) = interview.file.as_ref().zip(course.file.as_ref()) else { return };
    let front = &file.front;
    if front.lang.value != of_course.lang.value {
        let message = format!("the course is written in `{}`", of_course.lang.value);
        report.error(front.lang.span.clone(), "lang/other-than-course", message);
    }
    let declared: Vec<&str> = of_course.texts.concepts.iter().map(|(name, _)| name.value.as_str()).collect();
    for concept in &front.concepts {
        let hint = |name: &str| format!("add `{name}: …` to `concepts`");
        let message = format!("`course.yaml` does not name the concept `{}`", concept.value);
        check_concept(concept.value.as_str(), &concept.span, &declared, ("concept/undeclared", message), hint, report);
    }
    let named: Vec<&str> = front.concepts.iter().map(|concept| concept.value.as_str()).collect();
    for concept in file.asks.iter().filter_map(|ask| ask.concept.as_ref()) {
        let hint = |_: &str| "add it to `concepts` in the interview's metadata".to_owned();
        let message = format!("`{}` is none of the interview's concepts", concept.value);
        let code = "concept/not-in-interview";
        check_concept(concept.value.as_str(), &concept.span, &named, (code, message), hint, report);
    }
    if front.is_draft {
        return;
    }
    let there = |locale| interview.translations.iter().any(|translation| translation.locale == locale);
    for locale in missing(front.lang.value, |locale| there(locale) || !course.is_in(locale)) {
        let message = format!("this interview has no translation into `{locale}`");
        report
            .warning(front.lang.span.clone(), "translation/none", message)
            .hint("learners of that language read the original");
    }
}

fn check_concept(
    name: &str,
    span: &Span,
    known: &[&str],
    (code, message): (&'static str, String),
    hint: impl Fn(&str) -> String,
    report: &mut Report,
) {
    if !known.contains(&name) {
        let hint = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| hint(name));
        report.error(span.clone(), code, message).hint(hint);
    }
}

/// The published interviews without errors, by level; keeps what they were made of.
pub(crate) fn build(
    course: &CourseId,
    interviews: Vec<ReadInterview<'_>>,
    sources: &mut HashMap<InterviewId, Vec<SourceFile>>,
    reports: &Reports,
) -> Vec<Arc<Interview>> {
    let mut built = Vec::new();
    for interview in interviews {
        let Some(file) = interview.file.filter(|_| !reports.has_errors(&interview.source.path)) else { continue };
        if file.front.is_draft {
            continue;
        }
        let mut used = vec![interview.source.clone()];
        let mut translations = Translations::new();
        for translation in interview.translations {
            if let Some(file) = translation.file {
                used.push(translation.source.clone());
                translations.push((translation.locale, file));
            }
        }
        let revision = revision(file.front.lang.value, &used);
        sources.insert(file.front.id.value.clone(), used);
        built.push(Arc::new(assemble(course.clone(), revision, file, &translations)));
    }
    built.sort_by_key(|interview| interview.level);
    built
}

type Translations = Vec<(Locale, InterviewTranslation)>;

fn assemble(course: CourseId, revision: Revision, file: InterviewFile, translations: &Translations) -> Interview {
    let front = file.front;
    let titles = translations.iter().map(|(locale, file)| (*locale, file.front.title.value.clone()));
    Interview {
        id: front.id.value,
        course,
        revision,
        level: front.level,
        minutes: front.minutes,
        title: Localised { original: front.title, translations: titles.collect() },
        concepts: front.concepts.into_iter().map(|concept| concept.value).collect(),
        asks: file.asks.into_iter().filter_map(|written| ask(written, front.level, translations)).collect(),
    }
}

/// Nothing without a concept, which a sound file has.
fn ask(written: WrittenAsk, level: Level, translations: &Translations) -> Option<Ask> {
    let same = |file: &InterviewTranslation| file.asks.iter().position(|ask| ask.id.value == written.id.value);
    let same: Vec<(Locale, &WrittenAsk)> =
        translations.iter().filter_map(|(locale, file)| Some((*locale, file.asks.get(same(file)?)?))).collect();
    let rubrics = same.iter().map(|(_, ask)| ask.rubric.rubric());
    let rubric = rubrics.fold(written.rubric.rubric(), |merged, other| merged.merged(&other));
    let difficulty = written.difficulty();
    let follows = written.follows.into_iter().filter_map(|written| {
        let find = |ask: &&WrittenAsk| {
            find_follow(ask, &written.id.value).map(|follow| (follow.rubric.rubric(), follow.text.clone()))
        };
        let same: Vec<(Locale, (Rubric, AskText))> =
            same.iter().filter_map(|(locale, ask)| Some((*locale, find(ask)?))).collect();
        follow(written, same)
    });
    let follows = follows.collect();
    let texts = same.iter().map(|(locale, ask)| (*locale, ask.text.clone()));
    let text = fitting(written.text, texts);
    Some(Ask { id: written.id.value, concept: written.concept?.value, level, difficulty, text, rubric, follows })
}

fn follow(written: WrittenFollow, same: Vec<(Locale, (Rubric, AskText))>) -> Option<Follow> {
    let rubrics = same.iter().map(|(_, (rubric, _))| rubric);
    let rubric = rubrics.fold(written.rubric.rubric(), Rubric::merged);
    let text = fitting(written.text, same.into_iter().map(|(locale, (_, text))| (locale, text)));
    Some(Follow { id: written.id.value, when: written.when?.value, text, rubric })
}

fn find_follow<'a>(ask: &'a WrittenAsk, id: &AskId) -> Option<&'a WrittenFollow> {
    ask.follows.iter().find(|follow| follow.id.value == *id)
}

/// The translations that have as many points as the original.
fn fitting(original: AskText, translations: impl Iterator<Item = (Locale, AskText)>) -> Localised<AskText> {
    let count = original.points.len();
    let translations = translations.filter(|(_, text)| text.points.len() == count).collect();
    Localised { original, translations }
}
