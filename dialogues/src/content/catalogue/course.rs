//! A course's own files become the model's course, still without documents.

use std::collections::BTreeMap;

use super::course_file::{CourseFile, CourseTexts, CourseTranslation, ModuleTexts};
use super::layout::Numbered;
use crate::content::model::{Course, Localised, Module};
use crate::kernel::ids::{ConceptId, ModuleId};

/// A course whose modules have no lessons yet, in the order of their folders.
pub(super) fn without_documents<'a>(
    file: &CourseFile,
    translations: &[CourseTranslation],
    folders: impl Iterator<Item = &'a Numbered<'a>>,
) -> Course {
    let text = |pick: &dyn Fn(&CourseTexts) -> Option<String>| Localised {
        original: pick(&file.texts).unwrap_or_default(),
        translations: translations
            .iter()
            .filter_map(|translation| Some((translation.locale, pick(&translation.texts)?)))
            .collect::<BTreeMap<_, _>>(),
    };
    let module = |name: &str| Module {
        id: ModuleId::new(name),
        title: text(&|texts| Some(texts.module(name)?.title.clone())),
        summary: text(&|texts| Some(texts.module(name)?.summary.clone())),
        lessons: Vec::new(),
    };
    let concepts = file.texts.concepts.iter().map(|(name, _)| {
        (ConceptId::new(&name.value), text(&|texts| texts.concept(&name.value).map(ToOwned::to_owned)))
    });
    Course {
        id: file.id.clone(),
        level: file.level,
        title: text(&|texts| Some(texts.title.clone())),
        summary: text(&|texts| Some(texts.summary.clone())),
        concepts: concepts.collect(),
        modules: folders
            .filter(|folder| file.texts.module(folder.name).is_some())
            .map(|folder| module(folder.name))
            .collect(),
        interviews: Vec::new(),
    }
}

impl CourseTexts {
    pub fn module(&self, name: &str) -> Option<&ModuleTexts> {
        self.modules.iter().find(|module| module.name.value == name)
    }

    pub fn concept(&self, name: &str) -> Option<&str> {
        self.concepts.iter().find(|(concept, _)| concept.value == name).map(|(_, title)| title.as_str())
    }
}
