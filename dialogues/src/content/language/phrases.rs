//! What people say in several words where an author writes one: "blow up" is a crash, "won't let" forbids. From
//! `locales/<language>/phrases.txt`; and pairs that questions set against each other, from `locales/contrasts.txt`.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use super::vocabulary::lines;
use super::words::{Word, fold, stem};

const PHRASES: [&str; 2] =
    [include_str!("../../../locales/en/phrases.txt"), include_str!("../../../locales/ru/phrases.txt")];
const CONTRASTS: [&str; 1] = [include_str!("../../../locales/contrasts.txt")];

/// In a phrase, any word that denies: "not let", «не дает».
const NOT: [&str; 2] = ["not", "не"];
/// May stand inside of a phrase.
const BETWEEN: &[&str] = &[
    "a",
    "an",
    "all",
    "be",
    "even",
    "get",
    "gets",
    "it",
    "its",
    "just",
    "me",
    "my",
    "of",
    "out",
    "really",
    "so",
    "that",
    "the",
    "them",
    "to",
    "us",
    "you",
    "your",
    "бы",
    "вам",
    "все",
    "его",
    "ее",
    "же",
    "и",
    "их",
    "мне",
    "нам",
    "прям",
    "просто",
    "тебе",
    "это",
    "этого",
];
const MOST_BETWEEN: usize = 2;

struct Phrase {
    /// Stems; none for a word that denies.
    words: Vec<Option<String>>,
    meaning: String,
}

/// Phrases by the stem of their first word; none: those that begin with a denial.
static KNOWN: LazyLock<HashMap<Option<String>, Vec<Phrase>>> = LazyLock::new(|| {
    let mut known: HashMap<Option<String>, Vec<Phrase>> = HashMap::new();
    for line in lines(&PHRASES) {
        let (meaning, phrases) = line.split_once(':').unwrap_or((line, ""));
        for phrase in phrases.split(',') {
            let stems =
                phrase.split_whitespace().map(fold).map(|word| (!NOT.contains(&word.as_str())).then(|| stem(&word)));
            let words: Vec<Option<String>> = stems.collect();
            if let Some(first) = words.first().cloned() {
                known.entry(first).or_default().push(Phrase { words, meaning: fold(meaning.trim()) });
            }
        }
    }
    known
});

static SETS: LazyLock<Vec<Vec<BTreeSet<String>>>> = LazyLock::new(|| {
    let side = |side: &str| side.split(',').map(|word| stem(&fold(word.trim()))).collect();
    lines(&CONTRASTS).map(|line| line.split('|').map(side).collect()).collect()
});

/// The phrases among words: numbers of words, and the word that they mean.
pub(crate) fn phrases_in(words: &[Word], denies: impl Fn(&str) -> bool) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    for (start, word) in words.iter().enumerate() {
        let none = denies(&word.text).then_some(None);
        for key in none.into_iter().chain([Some(word.stem.clone())]) {
            let ends = KNOWN.get(&key).into_iter().flatten();
            found.extend(
                ends.filter_map(|phrase| {
                    Some((start..end_of(phrase, words, start, &denies)?, phrase.meaning.as_str()))
                }),
            );
        }
    }
    found
}

fn end_of(phrase: &Phrase, words: &[Word], start: usize, denies: &impl Fn(&str) -> bool) -> Option<usize> {
    let mut at = start + 1;
    for wanted in phrase.words.get(1..)? {
        let fits = |word: &Word| wanted.as_ref().map_or_else(|| denies(&word.text), |stem| word.stem == *stem);
        let last = (at..=at + MOST_BETWEEN).find(|place| words.get(*place).is_some_and(fits))?;
        if words[at..last].iter().any(|word| !BETWEEN.contains(&word.text.as_str())) {
            return None;
        }
        at = last + 1;
    }
    Some(at)
}

/// Things that exclude each other, as sets of stems.
pub(crate) fn contrasts() -> &'static [Vec<BTreeSet<String>>] {
    &SETS
}
