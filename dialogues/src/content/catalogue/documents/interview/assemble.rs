//! The files of an interview become the model's. Finds no mistakes: what a translation lacks is the original's.

use super::questions::{WrittenAsk, WrittenFollow};
use crate::content::catalogue::documents::format::{Original, Translation};
use crate::content::model::{Ask, AskText, Follow, Interview, Level, Localised};
use crate::content::rubric::Rubric;
use crate::kernel::ids::{AskId, CourseId, InterviewId, Revision};
use crate::kernel::locale::Locale;

pub(crate) fn interview(
    course: CourseId,
    revision: Revision,
    file: Original<Interview>,
    translations: &[(Locale, Translation<Interview>)],
) -> Interview {
    let front = file.front;
    let titles = translations.iter().map(|(locale, file)| (*locale, file.front.title.value.clone()));
    Interview {
        id: InterviewId::new(front.id.value),
        course,
        revision,
        level: front.level,
        minutes: front.minutes,
        title: Localised { original: front.title.value, translations: titles.collect() },
        concepts: front.concepts.into_iter().map(|concept| concept.value).collect(),
        asks: file.body.asks.into_iter().filter_map(|written| ask(written, front.level, translations)).collect(),
    }
}

/// Nothing without a concept, which a sound file has.
fn ask(written: WrittenAsk, level: Level, translations: &[(Locale, Translation<Interview>)]) -> Option<Ask> {
    let same = |file: &Translation<Interview>| file.body.asks.iter().position(|ask| ask.id.value == written.id.value);
    let same: Vec<(Locale, &WrittenAsk)> =
        translations.iter().filter_map(|(locale, file)| Some((*locale, file.body.asks.get(same(file)?)?))).collect();
    let rubrics = same.iter().map(|(_, ask)| ask.parts.rubric.rubric());
    let rubric = rubrics.fold(written.parts.rubric.rubric(), |merged, other| merged.merged(&other));
    let difficulty = written.about.difficulty();
    let follows = written.follows.into_iter().filter_map(|written| {
        let find = |ask: &&WrittenAsk| {
            find_follow(ask, &written.id.value).map(|follow| (follow.parts.rubric.rubric(), follow.parts.text.clone()))
        };
        let same: Vec<(Locale, (Rubric, AskText))> =
            same.iter().filter_map(|(locale, ask)| Some((*locale, find(ask)?))).collect();
        follow(written, same)
    });
    let follows = follows.collect();
    let texts = same.iter().map(|(locale, ask)| (*locale, ask.parts.text.clone()));
    let text = fitting(written.parts.text, texts);
    Some(Ask { id: written.id.value, concept: written.about.concept?.value, level, difficulty, text, rubric, follows })
}

fn follow(written: WrittenFollow, same: Vec<(Locale, (Rubric, AskText))>) -> Option<Follow> {
    let rubrics = same.iter().map(|(_, (rubric, _))| rubric);
    let rubric = rubrics.fold(written.parts.rubric.rubric(), Rubric::merged);
    let text = fitting(written.parts.text, same.into_iter().map(|(locale, (_, text))| (locale, text)));
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
