//! Words of a text: where they stand, how they read without case and accents, and their stems.

use std::collections::HashMap;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};

/// A word as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Bytes in the text.
    pub range: Range<usize>,
    /// [Folded](fold): lower case, `е` for `ё`.
    pub text: String,
    /// What its forms have in common: see [`stem`].
    pub stem: String,
}

/// All words, in order. A word is letters, digits and `_`; an apostrophe joins English letters, a hyphen separates.
pub fn words(text: &str) -> Vec<Word> {
    let (mut words, mut stems) = (Vec::new(), HashMap::new());
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, char)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, char)| *char);
        let joins = is_apostrophe(char) && before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
        if is_letter(char) || joins || (start.is_some() && is_invisible(char)) {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            words.extend(word(text, start..at, &mut stems));
        }
        before = char;
    }
    if let Some(start) = start {
        words.extend(word(text, start..text.len(), &mut stems));
    }
    words
}

/// Lower case, `е` for `ё`, plain apostrophes, nothing invisible: equal for words that read the same.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for char in text.chars().flat_map(char::to_lowercase) {
        match char {
            'ё' => folded.push('е'),
            // A letter and its breve come apart in some keyboards' Unicode form.
            '\u{306}' if folded.ends_with('и') => {
                folded.pop();
                folded.push('й');
            }
            char if is_invisible(char) => {}
            char if is_apostrophe(char) => folded.push('\''),
            char => folded.push(char),
        }
    }
    folded
}

/// The stem of a folded word, by Snowball (snowballstem.org): Russian for Cyrillic, English for Latin letters.
pub(crate) fn stem(folded: &str) -> String {
    if folded.chars().any(is_cyrillic) {
        without_fleeting_vowel(Stemmer::create(Algorithm::Russian).stem(folded).into_owned())
    } else if folded.is_ascii() && !folded.bytes().any(|byte| byte.is_ascii_digit()) {
        Stemmer::create(Algorithm::English).stem(folded).into_owned()
    } else {
        folded.to_owned()
    }
}

/// `stems` remembers those of the words before, since texts repeat themselves.
fn word(text: &str, range: Range<usize>, stems: &mut HashMap<String, String>) -> Option<Word> {
    let mut folded = fold(&text[range.clone()]);
    // A possessive: the owner is the word.
    if folded.ends_with("'s") {
        folded.truncate(folded.len() - "'s".len());
    }
    let is_word = folded.chars().any(char::is_alphanumeric);
    is_word.then(|| {
        let known = stems.get(&folded).cloned();
        let stem = known.unwrap_or_else(|| stems.entry(folded.clone()).or_insert_with_key(|word| stem(word)).clone());
        Word { range, stem, text: folded }
    })
}

/// «Ссылка» and «ссылок» have one stem: the vowel comes and goes, so it always goes.
fn without_fleeting_vowel(mut stem: String) -> String {
    let mut ending = stem.char_indices().rev();
    let (last, vowel, before) = (ending.next(), ending.next(), ending.next());
    if let (Some((_, 'к' | 'ц')), Some((at, 'о' | 'е')), Some((start, consonant))) = (last, vowel, before)
        && start > 0
        && !"аеиоуыэюяйь".contains(consonant)
    {
        stem.remove(at);
    }
    stem
}

fn is_letter(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

pub(super) fn is_cyrillic(char: char) -> bool {
    matches!(char, '\u{400}'..='\u{4ff}')
}

pub(super) fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '’' | '‘' | 'ʼ' | '`')
}

/// Combining marks, joiners and soft hyphens.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}
