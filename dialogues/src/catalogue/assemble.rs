//! Files that have been read become the catalogue's model. Finds no mistakes: what a translation lacks is the
//! original's.

use std::collections::BTreeMap;

use super::card_section::WrittenCard;
use super::course_file::{CourseFile, CourseTexts, CourseTranslation};
use super::layout::Numbered;
use super::lesson_file::{LessonFile, TranslationFile};
use super::model::{Card, Course, Lesson, LessonScreen, Localised, Module, Question, Quiz};
use super::quiz_section::{QuizSection, WrittenQuestion};
use crate::ids::{ConceptId, CourseId, ModuleId, Revision};
use crate::locale::Locale;

pub(crate) type Translations = Vec<(Locale, TranslationFile)>;

pub(crate) fn lesson(course: CourseId, revision: Revision, file: LessonFile, translations: &Translations) -> Lesson {
    let title = localised(file.front.title.value, translations, |file| Some(file.front.title.value.clone()));
    let screens = file.body.screens.into_iter().map(|screen| {
        let id = screen.id.value;
        let text = localised(screen.text, translations, |file| {
            let same = file.body.screens.iter().find(|other| other.id.value == id);
            same.map(|screen| screen.text.clone())
        });
        LessonScreen { id, text }
    });
    Lesson {
        id: file.front.id.value,
        course,
        revision,
        level: file.front.level,
        minutes: file.front.minutes,
        title,
        requires: file.front.requires.into_iter().map(|id| id.value).collect(),
        concepts: file.front.concepts.into_iter().map(|id| id.value).collect(),
        screens: screens.collect(),
        quiz: file.body.quiz.map(|section| quiz(section, translations)),
        cards: file
            .body
            .cards
            .into_iter()
            .flat_map(|section| section.cards)
            .filter_map(|written| card(written, translations))
            .collect(),
    }
}

/// Nothing for a card about nothing, which the checks refuse.
fn card(written: WrittenCard, translations: &Translations) -> Option<Card> {
    let id = written.id.value;
    let text = localised(written.text, translations, |file| {
        let same = file.body.cards.as_ref()?.cards.iter().find(|other| other.id.value == id)?;
        Some(same.text.clone())
    });
    Some(Card { id, concept: written.concept?.value, text })
}

fn quiz(section: QuizSection, translations: &Translations) -> Quiz {
    let questions = section.questions.into_iter().map(|written| question(written, translations)).collect();
    Quiz { pass: section.pass, pick: section.pick, questions }
}

fn question(mut written: WrittenQuestion, translations: &Translations) -> Question {
    let difficulty = written.difficulty();
    let mut texts = BTreeMap::new();
    for (locale, file) in translations {
        let questions = file.body.quiz.iter().flat_map(|quiz| &quiz.questions);
        let same = questions.into_iter().find(|other| other.id.value == written.id.value);
        if let Some(same) = same.filter(|same| written.body.difference(&same.body).is_none()) {
            written.body.adopt(&same.body);
            texts.insert(*locale, same.text.clone());
        }
    }
    Question {
        id: written.id.value,
        concept: written.concept.map(|concept| concept.value),
        difficulty,
        shuffle: written.shuffle,
        body: written.body,
        text: Localised { original: written.text, translations: texts },
    }
}

fn localised<T>(
    original: T,
    translations: &Translations,
    translated: impl Fn(&TranslationFile) -> Option<T>,
) -> Localised<T> {
    let texts = translations.iter().filter_map(|(locale, file)| Some((*locale, translated(file)?)));
    Localised { translations: texts.collect(), original }
}

/// A course whose modules have no lessons yet, in the order of their folders.
pub(crate) fn course<'a>(
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
    pub fn module(&self, name: &str) -> Option<&super::course_file::ModuleTexts> {
        self.modules.iter().find(|module| module.name.value == name)
    }

    pub fn concept(&self, name: &str) -> Option<&str> {
        self.concepts.iter().find(|(concept, _)| concept.value == name).map(|(_, title)| title.as_str())
    }
}
