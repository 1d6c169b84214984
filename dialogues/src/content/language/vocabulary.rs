//! Word lists of the languages, from `locales/<language>/`: `synonyms.txt`, groups of words that mean the same, and
//! `words.txt`, words that are spelled right and hence no slip of the finger for another.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::code::is_swift_keyword;
use super::words::{Word, fold, stem};

const SYNONYMS: [&str; 2] =
    [include_str!("../../../locales/en/synonyms.txt"), include_str!("../../../locales/ru/synonyms.txt")];
const WORDS: [&str; 2] = [include_str!("../../../locales/en/words.txt"), include_str!("../../../locales/ru/words.txt")];

/// Stems by the stems that mean the same.
static GROUPS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut groups: HashMap<String, Vec<String>> = HashMap::new();
    for line in lines(&SYNONYMS) {
        let stems: Vec<String> = line.split(',').map(|word| stem(&fold(word.trim()))).collect();
        for (at, word) in stems.iter().enumerate() {
            let others = stems.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.clone());
            groups.entry(word.clone()).or_default().extend(others);
        }
    }
    groups
});

static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words = lines(&WORDS).flat_map(str::split_whitespace);
    let synonyms = lines(&SYNONYMS).flat_map(|line| line.split(','));
    words.chain(synonyms).map(|word| stem(&fold(word.trim()))).collect()
});

/// The stems that mean the same as one, without itself.
pub(crate) fn synonyms_of(stem: &str) -> &'static [String] {
    GROUPS.get(stem).map_or(&[], Vec::as_slice)
}

/// Is it a word that everybody writes, in any form?
pub(crate) fn is_known(word: &Word) -> bool {
    KNOWN.contains(&word.stem) || is_swift_keyword(&word.text)
}

/// Lines of the lists, without comments.
pub(super) fn lines(lists: &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    lists.iter().flat_map(|list| list.lines()).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
