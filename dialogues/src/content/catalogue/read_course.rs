//! A course's folder, read: its own files, and those of its documents.

use super::course_file::{CourseFile, CourseTranslation};
use super::documents::read::{Read, ReadDocument};
use super::documents::shelves;
use super::layout::{CourseFolder, Numbered};
use crate::content::model::Lesson;
use crate::content::source::file::SourceFile;
use crate::content::source::finding::{Report, Reports};
use crate::content::source::swift;
use crate::kernel::locale::Locale;

pub(crate) type ReadLesson<'a> = Read<'a, Lesson>;

pub(crate) struct ReadCourse<'a> {
    /// Where `course.yaml` is, or should be.
    pub path: String,
    pub file: Option<CourseFile>,
    pub translations: Vec<CourseTranslation>,
    /// Of all translations, also the broken ones.
    languages: Vec<Locale>,
    /// `course.yaml` and the translations that can be used.
    pub sources: Vec<&'a SourceFile>,
    /// Lessons with their place in the module, from the file's name.
    pub modules: Vec<(Numbered<'a>, Vec<(u32, ReadLesson<'a>)>)>,
    /// Documents of other kinds, a shelf after the other.
    pub shelved: Vec<Box<dyn ReadDocument + 'a>>,
}

impl<'a> ReadCourse<'a> {
    pub fn of(name: &str, folder: &CourseFolder<'a>, swift: &mut swift::Checker, reports: &mut Reports) -> Self {
        let path = format!("courses/{name}/course.yaml");
        let report = reports.of(&path);
        let file = folder.files.original.and_then(|source| {
            report.check_characters(&source.text);
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
                report.check_characters(&source.text);
                let read = CourseTranslation::read(&source.text, *locale, file, &original.text, &mut report);
                if let Some(translation) = read.filter(|_| !report.has_errors()) {
                    translations.push(translation);
                    sources.push(source);
                }
                reports.add(report);
            }
        }
        let languages = folder.files.translations.iter().map(|(locale, _)| *locale).collect();
        let modules = folder.modules.iter().map(|(module, lessons)| {
            let lessons =
                lessons.iter().filter_map(|(name, files)| Some((name.number, Read::of(files, swift, reports)?)));
            (*module, lessons.collect())
        });
        let modules = modules.collect();
        let mut shelved = Vec::new();
        for (shelf, read) in shelves() {
            let files = folder.shelves.get(shelf).into_iter().flat_map(|shelf| shelf.values());
            shelved.extend(files.filter_map(|files| read(files, swift, reports)));
        }
        Self { path, file, translations, languages, sources, modules, shelved }
    }

    /// Is there a translation of the course into this language?
    pub fn is_in(&self, locale: Locale) -> bool {
        self.languages.contains(&locale)
    }

    /// By module and number.
    pub fn lessons(&self) -> impl Iterator<Item = &ReadLesson<'a>> {
        self.modules.iter().flat_map(|(_, lessons)| lessons).map(|(_, lesson)| lesson)
    }

    /// Lessons first.
    pub fn documents(&self) -> impl Iterator<Item = &dyn ReadDocument> {
        let lessons = self.lessons().map(|lesson| lesson as &dyn ReadDocument);
        lessons.chain(self.shelved.iter().map(|document| &**document as &dyn ReadDocument))
    }
}
