//! The files of a lesson become the model's. Finds no mistakes: what a translation lacks is the original's.

use std::collections::BTreeMap;

use super::cards::WrittenCard;
use super::quiz::{QuizSection, WrittenQuestion};
use crate::content::catalogue::documents::format::{Original, Translation};
use crate::content::model::{Card, Lesson, LessonScreen, Localised, Question, Quiz};
use crate::content::questions::written;
use crate::kernel::ids::{CourseId, LessonId, Revision};
use crate::kernel::locale::Locale;

pub(crate) fn lesson(
    course: CourseId,
    revision: Revision,
    file: Original<Lesson>,
    translations: &[(Locale, Translation<Lesson>)],
) -> Lesson {
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
        id: LessonId::new(file.front.id.value),
        course,
        revision,
        level: file.front.level,
        minutes: file.front.minutes,
        title,
        requires: file.own.into_iter().map(|id| id.value).collect(),
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
fn card(written: WrittenCard, translations: &[(Locale, Translation<Lesson>)]) -> Option<Card> {
    let id = written.id.value;
    let text = localised(written.text, translations, |file| {
        let same = file.body.cards.as_ref()?.cards.iter().find(|other| other.id.value == id)?;
        Some(same.text.clone())
    });
    Some(Card { id, concept: written.concept?.value, text })
}

fn quiz(section: QuizSection, translations: &[(Locale, Translation<Lesson>)]) -> Quiz {
    let questions = section.questions.into_iter().map(|written| question(written, translations)).collect();
    Quiz { pass: section.pass, pick: section.pick, questions }
}

fn question(mut written: WrittenQuestion, translations: &[(Locale, Translation<Lesson>)]) -> Question {
    let difficulty = written.about.difficulty();
    let mut texts = BTreeMap::new();
    for (locale, file) in translations {
        let questions = file.body.quiz.iter().flat_map(|quiz| &quiz.questions);
        let same = questions.into_iter().find(|other| other.id.value == written.id.value);
        if let Some(same) = same.filter(|same| written::difference(&written.body, &same.body).is_none()) {
            written::adopt(&mut written.body, &same.body);
            texts.insert(*locale, same.text.clone());
        }
    }
    Question {
        id: written.id.value,
        concept: written.about.concept.map(|concept| concept.value),
        difficulty,
        shuffle: written.shuffle,
        body: written.body,
        text: Localised { original: written.text, translations: texts },
    }
}

fn localised<T>(
    original: T,
    translations: &[(Locale, Translation<Lesson>)],
    translated: impl Fn(&Translation<Lesson>) -> Option<T>,
) -> Localised<T> {
    let texts = translations.iter().filter_map(|(locale, file)| Some((*locale, translated(file)?)));
    Localised { translations: texts.collect(), original }
}
