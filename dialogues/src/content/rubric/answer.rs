//! A learner's answer, taken apart once for all points: words with their sentences, what is denied, what is only
//! listed, code, and where each stem occurs.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::pattern::Wanted;
use super::{listing, negation};
use crate::content::language::{
    CodeToken, Word, clauses_of, is_known, is_near, is_swift_keyword, prose_tokens, sentences, words,
};

/// From how many letters on the beginning of a word may have a slip.
const LONG_PREFIX: usize = 5;
/// From how many letters on a name may be typed in other case, as a phone's keyboard does.
const LONG_NAME: usize = 3;

pub(super) struct Answer {
    words: Vec<Word>,
    sentences: Vec<Range<usize>>,
    /// By word: does the learner deny what it says?
    denied: Vec<bool>,
    /// By word: does it stand in a bare list of keywords?
    listed: Vec<bool>,
    code: Vec<CodeToken>,
    /// Tokens by their text in lower case.
    code_by_text: HashMap<String, Vec<usize>>,
    words_by_stem: HashMap<String, Vec<usize>>,
    /// The first of each different word, by its first letter; may it be a slip for another one?
    different: HashMap<char, Vec<(usize, bool)>>,
}

/// A place in the answer where an element of a pattern is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub range: Range<usize>,
    pub sentence: usize,
    /// Words of the answer that begin before it.
    pub before: usize,
    /// Words of the answer that begin before its end.
    pub after: usize,
    pub is_denied: bool,
    pub is_listed: bool,
}

impl Answer {
    /// `subject`: stems that are no slips for others, besides those that everybody knows.
    pub fn read(text: &str, subject: &BTreeSet<String>) -> Self {
        let (words, sentences) = (words(text), sentences(text));
        let (mut denied, mut clauses) = (Vec::with_capacity(words.len()), Vec::new());
        let mut at = 0;
        for (number, sentence) in sentences.iter().enumerate() {
            let count = words[at..].iter().take_while(|word| word.range.start < sentence.end).count();
            let inside = &words[at..at + count];
            let parts = clause_words(&clauses_of(text, sentence, inside), inside, at);
            denied.extend(negation::denied(&words, &(at..at + count), &parts));
            clauses.extend(parts.into_iter().map(|words| (number, words)));
            at += count;
        }
        denied.resize(words.len(), false);
        let listed = listing::listed(text, &words, &clauses);
        let code = prose_tokens(text);
        let mut code_by_text: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, token) in code.iter().enumerate() {
            code_by_text.entry(token.text.to_lowercase()).or_default().push(at);
        }
        let mut words_by_stem: HashMap<String, Vec<usize>> = HashMap::new();
        let (mut different, mut seen) = (HashMap::<char, Vec<(usize, bool)>>::new(), HashSet::new());
        for (at, word) in words.iter().enumerate() {
            words_by_stem.entry(word.stem.clone()).or_default().push(at);
            if let Some(letter) = word.text.chars().next().filter(|_| seen.insert(&word.text)) {
                let is_slip = !subject.contains(&word.stem) && !is_known(word);
                different.entry(letter).or_default().push((at, is_slip));
            }
        }
        Self { words, sentences, denied, listed, code, code_by_text, words_by_stem, different }
    }

    /// Where a word occurs, in any of its forms, as a synonym or with a slip.
    pub fn words_like(&self, wanted: &Wanted) -> Vec<Place> {
        let mut found: Vec<usize> = Vec::new();
        if wanted.stems.is_empty() {
            let same = self.beginning_like(&wanted.text).filter(|(word, may_be_slip)| {
                word.text.starts_with(&wanted.text) || (*may_be_slip && begins_nearly(&word.text, &wanted.text))
            });
            for (word, _) in same {
                let forms = self.of_stem(&word.stem).iter();
                found.extend(forms.filter(|at| self.words[**at].text == word.text));
            }
        } else {
            for wanted in wanted.stems.iter().chain([&wanted.text]) {
                found.extend(self.of_stem(wanted));
                let slips = self.beginning_like(wanted).filter(|(word, may_be_slip)| {
                    *may_be_slip && (is_near(&word.stem, wanted) || is_near(&word.text, wanted))
                });
                for (word, _) in slips {
                    found.extend(self.of_stem(&word.stem));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.place(self.words[at].range.clone())).collect()
    }

    /// The different words with the first letter of another one. Not even a slip changes that.
    fn beginning_like(&self, word: &str) -> impl Iterator<Item = (&Word, bool)> {
        let same = word.chars().next().and_then(|letter| self.different.get(&letter));
        same.into_iter().flatten().map(|(at, may_be_slip)| (&self.words[*at], *may_be_slip))
    }

    fn of_stem(&self, stem: &str) -> &[usize] {
        self.words_by_stem.get(stem).map_or(&[], Vec::as_slice)
    }

    /// Where tokens occur in a sequence.
    pub fn code_like(&self, wanted: &[String]) -> Vec<Place> {
        let Some(first) = wanted.first() else { return Vec::new() };
        let starts = self.code_by_text.get(&first.to_lowercase()).map_or(&[][..], Vec::as_slice);
        let places = starts.iter().filter_map(|start| {
            let tokens = self.code.get(*start..*start + wanted.len())?;
            let same = tokens.iter().zip(wanted).all(|(token, wanted)| is_token(&token.text, wanted));
            let range = tokens.first()?.range.start..tokens.last()?.range.end;
            same.then(|| self.place(range))?
        });
        places.collect()
    }

    fn place(&self, range: Range<usize>) -> Option<Place> {
        let sentence = self.sentences.partition_point(|sentence| sentence.end <= range.start);
        let within = self.sentences.get(sentence)?;
        let before = self.words.partition_point(|word| word.range.start < range.start);
        let after = self.words.partition_point(|word| word.range.start < range.end);
        // Signs are denied and listed with the word before them.
        let words = if before < after { before..after } else { before.saturating_sub(1)..before };
        let has = |flags: &[bool]| flags[words.clone()].iter().any(|flag| *flag);
        (range.end <= within.end).then(|| Place {
            sentence,
            before,
            after,
            is_denied: has(&self.denied),
            is_listed: has(&self.listed),
            range,
        })
    }
}

/// The words of each clause, as numbers in the answer; `from` is the number of the first one `inside`.
fn clause_words(clauses: &[Range<usize>], inside: &[Word], from: usize) -> Vec<Range<usize>> {
    let number = |byte: usize| from + inside.partition_point(|word| word.range.start < byte);
    clauses.iter().map(|clause| number(clause.start)..number(clause.end)).filter(|words| !words.is_empty()).collect()
}

/// Does a word begin with a long beginning, but for a slip?
fn begins_nearly(typed: &str, prefix: &str) -> bool {
    let letters = prefix.chars().count();
    letters >= LONG_PREFIX
        && (letters - 1..=letters + 1).any(|count| {
            let end = typed.char_indices().nth(count).map_or(typed.len(), |(end, _)| end);
            is_near(&typed[..end], prefix)
        })
}

/// The same token; a name may be in other case, as long as that is no other word of the language.
fn is_token(typed: &str, wanted: &str) -> bool {
    let is_name =
        || wanted.chars().count() >= LONG_NAME && wanted.chars().all(|char| char.is_alphanumeric() || char == '@');
    typed == wanted || (is_name() && !is_swift_keyword(typed) && typed.to_lowercase() == wanted.to_lowercase())
}
