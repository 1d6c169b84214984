//! All files at once: read each, check them together, build the catalogue from what has no errors.

use std::collections::HashSet;

use super::documents::read::ReadDocument;
use super::read_course::ReadCourse;
use super::store::Catalogue;
use super::{checks, course, documents, layout, patterns, prerequisites};
use crate::content::source::claim::Claim;
use crate::content::source::file::SourceFile;
use crate::content::source::finding::{Finding, Reports, Severity};
use crate::content::source::{hash, swift};

/// What an author's files make.
#[derive(Debug)]
pub struct Compilation {
    /// What has errors is left out.
    pub catalogue: Catalogue,
    /// By path and place.
    pub findings: Vec<Finding>,
    /// What the files say of code.
    pub claims: Vec<Claim>,
}

impl Compilation {
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

impl Catalogue {
    /// Reads, checks and renders everything. Files outside of `courses/` are ignored.
    pub fn compile(files: &[SourceFile]) -> Compilation {
        let mut reports = Reports::default();
        let mut swift = swift::Checker::new();
        let shelves: Vec<&str> = documents::shelves().map(|(folder, _)| folder).collect();
        let tree = layout::arrange(files, &shelves, &mut reports);
        let courses: Vec<ReadCourse<'_>> =
            tree.iter().map(|(name, folder)| ReadCourse::of(name, folder, &mut swift, &mut reports)).collect();
        checks::run(&courses, &mut reports);
        patterns::run(&courses, &mut reports);
        let usable = prerequisites::usable(&courses, &mut reports);
        let catalogue = build(courses, &usable, &mut reports);
        Compilation { catalogue, claims: reports.take_claims(), findings: reports.into_findings() }
    }
}

/// The catalogue of the `usable` lessons, and of all other documents, in the courses without errors.
fn build(courses: Vec<ReadCourse<'_>>, usable: &HashSet<String>, reports: &mut Reports) -> Catalogue {
    let mut built = Vec::new();
    let mut published = Vec::new();
    let mut course_sources = Vec::new();
    for read in courses {
        let Some(file) = read.file.filter(|_| !reports.has_errors(&read.path)) else { continue };
        let mut course =
            course::without_documents(&file, &read.translations, read.modules.iter().map(|(name, _)| name));
        for (name, lessons) in read.modules {
            let module = course.modules.iter_mut().find(|module| module.id.as_str() == name.name);
            let Some(module) = module else { continue };
            for (_, lesson) in lessons {
                if usable.contains(&lesson.id)
                    && !reports.has_errors(lesson.path())
                    && let Some((lesson, new)) = lesson.build(&file.id)
                {
                    module.lessons.push(lesson);
                    published.push(new);
                }
            }
        }
        course.modules.retain(|module| !module.lessons.is_empty());
        if course.modules.is_empty() {
            reports.of(&read.path).warning(0..0, "course/empty", "no lesson of this course can be published");
            continue;
        }
        for document in read.shelved {
            let is_ready = document.front().is_some_and(|front| !front.is_draft);
            if is_ready && !reports.has_errors(document.path()) {
                published.extend(document.shelve(&mut course));
            }
        }
        course_sources.extend(read.sources);
        built.push(course);
    }
    let taught = published.iter().flat_map(|document| &document.sources);
    let all = course_sources.into_iter().chain(taught);
    let revision = hash::revision(all.map(|source| (source.path.clone(), source.text.as_str())));
    Catalogue::new(revision, built, published)
}
