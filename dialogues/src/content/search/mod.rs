//! Where is a topic taught? A small search over titles, headings, concepts and the fronts of cards, in all languages at
//! once, by stems, synonyms, beginnings of words and small typos. Pure, and without an index: there is little to look
//! through. Knows nothing of learners. Start at [`search`].

use std::sync::Arc;

use crate::content::catalogue::{Card, CardText, Catalogue, Course, Lesson, Localised};
use crate::content::language::{Word, is_known, is_near, synonyms_of, words};
use crate::kernel::ids::ConceptId;
use crate::kernel::markup::Html;

mod little;

pub(crate) use little::is_little;

/// Words of a question that are looked for; the rest of a long message tells nothing more.
const WORDS: usize = 12;
/// The share of a question that has to be found for something to be about it.
const ENOUGH: f64 = 0.4;
/// A word shorter than this is the beginning of too many.
const BEGINNING: usize = 4;

/// What is nearest to a question; each of them may be missing.
#[derive(Clone, Debug, Default)]
pub struct Found<'a> {
    /// A lesson, and its screen from 1.
    pub screen: Option<(&'a Arc<Lesson>, usize)>,
    pub card: Option<(&'a Arc<Lesson>, &'a Card)>,
    pub concept: Option<(&'a Course, &'a ConceptId)>,
}

impl Found<'_> {
    pub const fn is_nothing(&self) -> bool {
        self.screen.is_none() && self.card.is_none() && self.concept.is_none()
    }
}

/// What the catalogue has about a question, in whatever words and language.
pub fn search<'a>(catalogue: &'a Catalogue, question: &str) -> Found<'a> {
    let wanted = wanted(question);
    let mut found = Found::default();
    if wanted.is_empty() {
        return found;
    }
    let (mut screen, mut card, mut concept) = (Best::default(), Best::default(), Best::default());
    for course in catalogue.courses() {
        let named = |concepts: &[ConceptId], worth: f64| -> Vec<Field> {
            concepts.iter().filter_map(|id| course.concepts.get(id)).map(|name| Field::of(name, worth)).collect()
        };
        for (id, name) in &course.concepts {
            concept.offer(score(&wanted, &[Field::of(name, 1.0)]), || (course, id));
        }
        for lesson in course.lessons() {
            let around: Vec<Field> =
                named(&lesson.concepts, 0.5).into_iter().chain([Field::of(&lesson.title, 0.8)]).collect();
            for (number, shown) in lesson.screens.iter().enumerate() {
                let titles = texts(&shown.text).map(|text| text.title.as_str());
                let mut fields = vec![Field::new(titles, 0.95), Field::new([shown.id.as_str()], 1.0)];
                fields.extend(around.iter().cloned());
                screen.offer(score(&wanted, &fields), || (lesson, number + 1));
            }
            for asked in &lesson.cards {
                let mut fields = named(std::slice::from_ref(&asked.concept), 0.7);
                fields.extend(sides(asked));
                card.offer(score(&wanted, &fields), || (lesson, asked));
            }
        }
    }
    found.screen = screen.found;
    found.card = card.found;
    found.concept = concept.found;
    found
}

/// The card of a lesson that is nearest to some words, however far that is.
pub fn card_of<'a>(lesson: &'a Lesson, words: &str) -> Option<&'a Card> {
    let wanted = wanted(words);
    let mut best = Best { score: -1.0, found: None };
    for card in &lesson.cards {
        best.offer(score(&wanted, &sides(card)), || card);
    }
    best.found
}

/// What a card asks, and what it answers.
fn sides(card: &Card) -> [Field; 2] {
    let plain =
        |side: fn(&CardText) -> &Html| -> Vec<String> { texts(&card.text).map(|text| side(text).plain()).collect() };
    let (fronts, backs) = (plain(|text| &text.front), plain(|text| &text.back));
    let field = |texts: &[String], worth| Field::new(texts.iter().map(String::as_str), worth);
    [field(&fronts, 1.0), field(&backs, 0.5)]
}

/// The words of a question that name a topic.
pub fn topic(question: &str) -> Vec<Word> {
    let mut words = words(question);
    words.retain(|word| !is_little(&word.text));
    words
}

/// A word that is looked for.
struct Wanted {
    word: Word,
    /// It is spelled right, and so no slip for another.
    known: bool,
}

fn wanted(question: &str) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for word in topic(question) {
        if wanted.len() < WORDS && wanted.iter().all(|other| other.word.stem != word.stem) {
            wanted.push(Wanted { known: is_known(&word), word });
        }
    }
    wanted
}

/// Words of one text in all its languages, and what it is worth to find one among them.
#[derive(Clone)]
struct Field {
    words: Vec<Word>,
    worth: f64,
}

impl Field {
    fn new<'a>(texts: impl IntoIterator<Item = &'a str>, worth: f64) -> Self {
        Self { words: texts.into_iter().flat_map(words).collect(), worth }
    }

    fn of(text: &Localised<String>, worth: f64) -> Self {
        Self::new(texts(text).map(String::as_str), worth)
    }
}

/// In the author's language, then in the others.
fn texts<T>(text: &Localised<T>) -> impl Iterator<Item = &T> {
    std::iter::once(&text.original).chain(text.translations.values())
}

/// The share of what is looked for that is found, 0..=1: each word where it is worth most.
fn score(wanted: &[Wanted], fields: &[Field]) -> f64 {
    let of_word = |wanted: &Wanted| {
        let worth = fields
            .iter()
            .map(|field| field.worth * field.words.iter().map(|word| likeness(wanted, word)).fold(0.0, f64::max));
        worth.fold(0.0, f64::max)
    };
    wanted.iter().map(of_word).sum::<f64>() / wanted.len().max(1) as f64
}

/// How much a word is what is looked for, 0..=1.
fn likeness(wanted: &Wanted, word: &Word) -> f64 {
    let sought = &wanted.word;
    if sought.stem == word.stem {
        1.0
    } else if synonyms_of(&sought.stem).contains(&word.stem) {
        0.85
    } else if !wanted.known && is_near(&sought.text, &word.text) {
        0.8
    } else if sought.stem.chars().count() >= BEGINNING && word.text.starts_with(&sought.stem) {
        0.7
    } else {
        0.0
    }
}

/// The first of those with the highest score, if that is enough.
struct Best<T> {
    score: f64,
    found: Option<T>,
}

impl<T> Default for Best<T> {
    fn default() -> Self {
        Self { score: ENOUGH, found: None }
    }
}

impl<T> Best<T> {
    fn offer(&mut self, score: f64, what: impl FnOnce() -> T) {
        if score > self.score + 1e-9 {
            (self.score, self.found) = (score, Some(what()));
        }
    }
}

#[cfg(test)]
mod tests;
