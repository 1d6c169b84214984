//! All files at once: read each, check them together, build the catalogue from what has no errors.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::assemble::{self, Translations};
use super::checks::check_characters;
use super::course_file::{CourseFile, CourseTranslation};
use super::finding::{Finding, Report, Reports};
use super::front_matter::{self, FrontMatter};
use super::interview_compile::{self, ReadInterview};
use super::layout::{self, CourseFolder, Files, Numbered};
use super::lesson_file::{LessonFile, TranslationFile};
use super::model::Lesson;
use super::reading::Reading;
use super::{Catalogue, SourceFile, checks, hash, prerequisites, swift, translation};
use crate::ids::{CourseId, LessonId, Revision};
use crate::locale::Locale;

/// A course's folder, read.
pub(crate) struct ReadCourse<'a> {
    /// Where `course.yaml` is, or should be.
    pub path: String,
    pub file: Option<CourseFile>,
    pub translations: Vec<CourseTranslation>,
    /// Of all translations, also the broken ones.
    pub languages: Vec<Locale>,
    /// `course.yaml` and the translations that can be used.
    pub sources: Vec<&'a SourceFile>,
    pub modules: Vec<(Numbered<'a>, Vec<ReadLesson<'a>>)>,
    pub interviews: Vec<ReadInterview<'a>>,
}

impl ReadCourse<'_> {
    /// Is there a translation of the course into this language?
    pub fn is_in(&self, locale: Locale) -> bool {
        self.languages.contains(&locale)
    }
}

/// A lesson's files, read.
pub(crate) struct ReadLesson<'a> {
    pub source: &'a SourceFile,
    /// Its place in the module, from the file's name.
    pub number: u32,
    /// Known even where the rest is too broken to be read.
    pub id: LessonId,
    pub file: Option<LessonFile>,
    pub translations: Vec<ReadTranslation<'a>>,
}

pub(crate) struct ReadTranslation<'a> {
    pub locale: Locale,
    pub source: &'a SourceFile,
    pub file: Option<TranslationFile>,
}

pub(super) fn compile(files: &[SourceFile]) -> (Catalogue, Vec<Finding>) {
    let mut reports = Reports::default();
    let mut swift = swift::Checker::new();
    let tree = layout::arrange(files, &mut reports);
    let courses: Vec<ReadCourse<'_>> =
        tree.iter().map(|(name, folder)| read_course(name, folder, &mut swift, &mut reports)).collect();
    checks::run(&courses, &mut reports);
    interview_compile::check(&courses, &mut reports);
    let usable = prerequisites::usable(&courses, &mut reports);
    let catalogue = build(courses, &usable, &mut reports);
    (catalogue, reports.into_findings())
}

/// One lesson as it was archived: nothing is checked any more.
pub(super) fn compile_lesson(course: &CourseId, sources: &[SourceFile]) -> Option<Lesson> {
    let mut swift = swift::Checker::off();
    let original = sources.iter().find(|source| layout::language_of(&source.path).is_none())?;
    let file = read_original(original, &mut swift).0?;
    let translations = sources.iter().filter_map(|source| {
        let locale = layout::language_of(&source.path)?;
        Some((locale, read_translation(source, locale, &mut swift).0?))
    });
    let translations: Translations = translations.collect();
    let revision = revision(file.front.lang.value, sources);
    Some(assemble::lesson(course.clone(), revision, file, &translations))
}

fn read_course<'a>(
    name: &str,
    folder: &CourseFolder<'a>,
    swift: &mut swift::Checker,
    reports: &mut Reports,
) -> ReadCourse<'a> {
    let path = format!("courses/{name}/course.yaml");
    let report = reports.of(&path);
    let file = folder.files.original.and_then(|source| {
        check_characters(&source.text, report);
        CourseFile::read(&source.text, report)
    });
    if folder.files.original.is_none() {
        report.error(0..0, "course/no-file", "this course has no `course.yaml`");
    }
    let mut sources: Vec<&SourceFile> = folder.files.original.into_iter().collect();
    let mut translations = Vec::new();
    if let Some((file, original)) = file.as_ref().zip(folder.files.original) {
        for (locale, source) in &folder.files.translations {
            let mut report = Report::new(&source.path);
            check_characters(&source.text, &mut report);
            let read = CourseTranslation::read(&source.text, *locale, file, &original.text, &mut report);
            if let Some(translation) = read.filter(|_| !report.has_errors()) {
                translations.push(translation);
                sources.push(source);
            }
            reports.add(report);
        }
    }
    let modules = folder.modules.iter().map(|(module, lessons)| {
        let lessons = lessons.iter().filter_map(|(name, files)| read_lesson(name.number, files, swift, reports));
        (*module, lessons.collect())
    });
    let modules = modules.collect();
    let interviews = folder.interviews.values().filter_map(|files| interview_compile::read(files, swift, reports));
    let interviews = interviews.collect();
    let languages = folder.files.translations.iter().map(|(locale, _)| *locale).collect();
    ReadCourse { path, file, translations, languages, sources, modules, interviews }
}

fn read_lesson<'a>(
    number: u32,
    files: &Files<'a>,
    swift: &mut swift::Checker,
    reports: &mut Reports,
) -> Option<ReadLesson<'a>> {
    let Some(source) = files.original else {
        for (_, translation) in &files.translations {
            let report = reports.of(&translation.path);
            report.error(0..0, "translation/no-original", "there is no lesson that this translates");
        }
        return None;
    };
    let (file, report) = read_original(source, swift);
    let original_is_sound = !report.has_errors();
    reports.add(report);
    let mut translations = Vec::new();
    for (locale, translated) in &files.translations {
        let (read, mut report) = read_translation(translated, *locale, swift);
        if let (Some(original), Some(read)) = (&file, &read)
            && original_is_sound
            && !report.has_errors()
        {
            translation::compare(original, &source.text, read, *locale, &mut report);
        }
        let read = read.filter(|_| !report.has_errors());
        reports.add(report);
        translations.push(ReadTranslation { locale: *locale, source: translated, file: read });
    }
    let id = file.as_ref().map(|file| file.front.id.value.clone()).or_else(|| id_of(&source.text))?;
    Some(ReadLesson { source, number, id, file, translations })
}

fn read_original(source: &SourceFile, swift: &mut swift::Checker) -> (Option<LessonFile>, Report) {
    let mut reading = reading(source, Locale::DEFAULT, swift);
    check_characters(&source.text, &mut reading.report);
    let file = LessonFile::read(&mut reading);
    (file, reading.report)
}

fn read_translation(
    source: &SourceFile,
    locale: Locale,
    swift: &mut swift::Checker,
) -> (Option<TranslationFile>, Report) {
    let mut reading = reading(source, locale, swift);
    check_characters(&source.text, &mut reading.report);
    let file = TranslationFile::read(&mut reading);
    (file, reading.report)
}

pub(super) fn reading<'a>(source: &'a SourceFile, locale: Locale, swift: &'a mut swift::Checker) -> Reading<'a> {
    let report = Report::new(&source.path);
    Reading { text: &source.text, locale, report, swift, skeletons: Vec::new() }
}

/// The id of a lesson that has errors, so that those who require it are not told that it does not exist.
fn id_of(text: &str) -> Option<LessonId> {
    let mut unheard = Report::new("");
    let (within, _) = front_matter::cut(text, &mut unheard)?;
    FrontMatter::read_id(text, within)
}

/// The version that an original and its translations make together.
pub(super) fn revision<'a>(original: Locale, sources: impl IntoIterator<Item = &'a SourceFile>) -> Revision {
    hash::revision(sources.into_iter().map(|source| {
        let language = layout::language_of(&source.path).unwrap_or(original);
        (language.to_string(), source.text.as_str())
    }))
}

/// The catalogue of the `usable` lessons in the courses without errors.
fn build(courses: Vec<ReadCourse<'_>>, usable: &HashSet<LessonId>, reports: &mut Reports) -> Catalogue {
    let mut built = Vec::new();
    let mut sources = HashMap::new();
    let mut interview_sources = HashMap::new();
    let mut course_sources = Vec::new();
    for read in courses {
        let Some(file) = read.file.filter(|_| !reports.has_errors(&read.path)) else { continue };
        let mut course = assemble::course(&file, &read.translations, read.modules.iter().map(|(name, _)| name));
        for (name, lessons) in read.modules {
            let module = course.modules.iter_mut().find(|module| module.id.as_str() == name.name);
            let Some(module) = module else { continue };
            for lesson in lessons {
                if usable.contains(&lesson.id) && !reports.has_errors(&lesson.source.path) {
                    module.lessons.extend(build_lesson(&file.id, lesson, &mut sources));
                }
            }
        }
        course.modules.retain(|module| !module.lessons.is_empty());
        if course.modules.is_empty() {
            reports.of(&read.path).warning(0..0, "course/empty", "no lesson of this course can be published");
            continue;
        }
        course.interviews = interview_compile::build(&file.id, read.interviews, &mut interview_sources, reports);
        course_sources.extend(read.sources);
        built.push(course);
    }
    let taught = sources.values().chain(interview_sources.values()).flatten();
    let all = course_sources.into_iter().chain(taught);
    let revision = hash::revision(all.map(|source| (source.path.clone(), source.text.as_str())));
    Catalogue::new(revision, built, sources, interview_sources)
}

fn build_lesson(
    course: &CourseId,
    read: ReadLesson<'_>,
    sources: &mut HashMap<LessonId, Vec<SourceFile>>,
) -> Option<Arc<Lesson>> {
    let file = read.file?;
    let mut used = vec![read.source.clone()];
    let mut translations = Translations::new();
    for translation in read.translations {
        if let Some(file) = translation.file {
            used.push(translation.source.clone());
            translations.push((translation.locale, file));
        }
    }
    let revision = revision(file.front.lang.value, &used);
    sources.insert(read.id, used);
    Some(Arc::new(assemble::lesson(course.clone(), revision, file, &translations)))
}
