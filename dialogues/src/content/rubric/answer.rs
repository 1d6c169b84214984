//! A learner's answer, taken apart once for all points: words with their sentences, what is denied, taken back or only
//! listed, of whom it is said, code, and where each stem occurs.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::listing::{self, is_little};
use super::negation::{self, is_negation};
use super::pattern::Wanted;
use super::retraction::{self, TakenBack};
use super::subject::{Contrast, Said};
use super::supposition;
use crate::content::language::{
    CodeToken, Word, clauses_of, is_known, is_near, is_swift_keyword, phrases_in, prose_tokens, sentences, stem, words,
};

/// From how many letters on the beginning of a word may have a slip.
const LONG_PREFIX: usize = 6;
/// From how many letters on a name may be typed in other case, as a phone's keyboard does.
const LONG_NAME: usize = 3;
/// "Classes aren't": words that say yes or no of something, as before.
const YES: &[&str] =
    &["do", "does", "can", "is", "are", "has", "have", "will", "да", "может", "могут", "умеет", "умеют", "есть"];

pub(super) struct Answer {
    words: Vec<Word>,
    sentences: Vec<Range<usize>>,
    marks: Vec<Mark>,
    /// Words that do not stand there and are meant: what a phrase means, and what "classes aren't" leaves out.
    meant: Vec<(Word, Place)>,
    code: Vec<CodeToken>,
    /// Tokens by their text in lower case.
    code_by_text: HashMap<String, Vec<usize>>,
    /// Numbers of words; behind those, of what is meant.
    words_by_stem: HashMap<String, Vec<usize>>,
    /// The first of each different word, by its first letter; may it be a slip for another one?
    different: HashMap<char, Vec<(usize, bool)>>,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four things that are true of a word or not, each by itself")]
struct Mark {
    /// Does the learner deny what it says?
    is_denied: bool,
    /// Does it stand in a bare list of keywords?
    is_listed: bool,
    /// Is it taken back?
    is_gone: bool,
    /// Is it only supposed, or something taken back shortly after it, so that it is no wrong claim?
    is_forgiven: bool,
    /// The number of its clause.
    clause: usize,
    said: Said,
}

/// A place in the answer where an element of a pattern is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub range: Range<usize>,
    pub sentence: usize,
    pub clause: usize,
    /// Words of the answer that begin before it.
    pub before: usize,
    /// Words of the answer that begin before its end.
    pub after: usize,
    pub is_denied: bool,
    pub is_listed: bool,
    pub is_forgiven: bool,
    /// Does it stand there only in other words?
    pub is_meant: bool,
    pub said: Said,
}

impl Answer {
    /// `subject`: stems that are no slips for others, besides those that everybody knows.
    pub fn read(text: &str, subject: &BTreeSet<String>, contrast: &Contrast) -> Self {
        let (words, sentences) = (words(text), sentences(text));
        let mut clauses: Vec<(usize, Range<usize>)> = Vec::new();
        let mut at = 0;
        for (number, sentence) in sentences.iter().enumerate() {
            let count = words[at..].iter().take_while(|word| word.range.start < sentence.end).count();
            let inside = &words[at..at + count];
            let parts = clause_words(&clauses_of(text, sentence, inside), inside, at);
            clauses.extend(parts.into_iter().map(|words| (number, words)));
            at += count;
        }
        let taken = retraction::taken_back(&words, &clauses, |clause| contrast.is_bare(&words, clause));
        let marks = marks(text, &words, &taken, contrast);
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
                let is_slip = !subject.contains(&word.stem) && !is_known(word) && !is_little(&word.text);
                different.entry(letter).or_default().push((at, is_slip));
            }
        }
        let mut answer =
            Self { words, sentences, marks, meant: Vec::new(), code, code_by_text, words_by_stem, different };
        answer.add_phrases();
        answer.add_left_out(&taken.clauses, contrast);
        answer
    }

    /// What phrases mean: "blow up" is a crash.
    fn add_phrases(&mut self) {
        for (range, meaning) in phrases_in(&self.words, is_negation) {
            // It stands at its first word, so that it hides none of the others.
            let Some(bytes) = self.words.get(range.start).map(|first| first.range.clone()) else { continue };
            let Some(mut place) = self.place(bytes.clone()) else { continue };
            // "Won't let" is one word, and what denies it stands before it.
            place.is_denied = self.marks.get(range.start).is_some_and(|mark| mark.is_denied);
            self.mean(Word { stem: stem(meaning), text: meaning.to_owned(), range: bytes }, place);
        }
    }

    /// "Structs are copied, classes aren't": what is said of the first is denied of the second.
    fn add_left_out(&mut self, clauses: &[(usize, Range<usize>)], contrast: &Contrast) {
        if contrast.is_empty() {
            return;
        }
        let says = |answer: &Self, at: usize| {
            let word = &answer.words[at];
            !is_little(&word.text) && !is_negation(&word.text) && !contrast.is_bare(&answer.words, &(at..at + 1))
        };
        for (number, (_, clause)) in clauses.iter().enumerate() {
            let Some(said) = self.marks.get(clause.start).map(|mark| mark.said).filter(|said| said.of.is_some()) else {
                continue;
            };
            let text = |at: usize| self.words[at].text.as_str();
            let denies = clause.clone().any(|at| is_negation(text(at)));
            let affirms =
                clause.end - clause.start > 1 && clause.clone().last().is_some_and(|last| YES.contains(&text(last)));
            if clause.clone().any(|at| says(self, at)) || !(denies || affirms) {
                continue;
            }
            let before =
                clauses[..number].iter().rev().take(3).find(|(_, clause)| clause.clone().any(|at| says(self, at)));
            let Some((_, before)) = before.cloned() else { continue };
            if self.marks[before.start].said.of == said.of {
                continue;
            }
            let Some(place) = clause.end.checked_sub(1).and_then(|last| self.place(self.words[last].range.clone()))
            else {
                continue;
            };
            for at in before.filter(|at| says(self, *at)).collect::<Vec<_>>() {
                let word = Word { range: place.range.clone(), ..self.words[at].clone() };
                self.mean(
                    word,
                    Place { is_denied: denies, said: Said { is_named: true, is_near: true, ..said }, ..place.clone() },
                );
            }
        }
    }

    fn mean(&mut self, word: Word, place: Place) {
        self.words_by_stem.entry(word.stem.clone()).or_default().push(self.words.len() + self.meant.len());
        self.meant.push((word, Place { is_meant: true, ..place }));
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
                found.extend(forms.filter(|at| self.words.get(**at).is_some_and(|other| other.text == word.text)));
            }
            let meant = self.meant.iter().enumerate().filter(|(_, (word, _))| word.text.starts_with(&wanted.text));
            found.extend(meant.map(|(at, _)| self.words.len() + at));
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
        found.into_iter().filter_map(|at| self.place_of(at)).collect()
    }

    /// Of a word, or of one that is meant.
    fn place_of(&self, at: usize) -> Option<Place> {
        match self.words.get(at) {
            Some(word) => self.place(word.range.clone()),
            None => self.meant.get(at - self.words.len()).map(|(_, place)| place.clone()),
        }
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

    /// None where it is taken back.
    fn place(&self, range: Range<usize>) -> Option<Place> {
        let sentence = self.sentences.partition_point(|sentence| sentence.end <= range.start);
        let within = self.sentences.get(sentence)?;
        let before = self.words.partition_point(|word| word.range.start < range.start);
        let after = self.words.partition_point(|word| word.range.start < range.end);
        // Signs are denied and listed with the word before them.
        let words = if before < after { before..after } else { before.saturating_sub(1)..before };
        let marks = &self.marks[words];
        let any = |is: fn(&Mark) -> bool| marks.iter().any(is);
        (range.end <= within.end && !any(|mark| mark.is_gone)).then(|| Place {
            sentence,
            clause: marks.first().map_or(0, |mark| mark.clause),
            before,
            after,
            is_denied: any(|mark| mark.is_denied),
            is_listed: any(|mark| mark.is_listed),
            is_forgiven: any(|mark| mark.is_forgiven),
            is_meant: false,
            said: marks.first().map(|mark| mark.said).unwrap_or_default(),
            range,
        })
    }
}

/// What is known of each word, by the clauses.
fn marks(text: &str, words: &[Word], taken: &TakenBack, contrast: &Contrast) -> Vec<Mark> {
    let mut denied = vec![false; words.len()];
    for sentence in taken.clauses.chunk_by(|(one, _), (other, _)| one == other) {
        let (Some((_, first)), Some((_, last))) = (sentence.first(), sentence.last()) else { continue };
        let inside = first.start..last.end;
        let parts: Vec<Range<usize>> = sentence.iter().map(|(_, clause)| clause.clone()).collect();
        for (flag, is_denied) in denied[inside.clone()].iter_mut().zip(negation::denied(words, &inside, &parts)) {
            *flag = is_denied;
        }
    }
    let supposed = supposition::supposed(words, &taken.clauses);
    let listed = listing::listed(text, words, &taken.clauses);
    let mut said = contrast.assign(text, words, &taken.clauses);
    for (before, after) in &taken.corrected {
        if let Some(subject) = contrast.alone(words, &taken.clauses[*after].1) {
            said[taken.clauses[*before].1.clone()].fill(Said { of: Some(subject), is_named: true, is_near: true });
        }
    }
    for before in &taken.reversed {
        let sentence = taken.clauses[*before].0;
        for (_, clause) in taken.clauses[..=*before].iter().filter(|(number, _)| *number == sentence) {
            said[clause.clone()].iter_mut().for_each(|said| said.of = contrast.other(said.of));
        }
    }
    let mut clause_of = vec![0; words.len()];
    for (number, (_, clause)) in taken.clauses.iter().enumerate() {
        clause_of[clause.clone()].fill(number);
    }
    let marks = words.iter().enumerate().map(|(at, _)| Mark {
        clause: clause_of[at],
        is_denied: denied[at],
        is_listed: listed[at],
        is_gone: taken.gone[at],
        is_forgiven: taken.forgiven[at] || supposed[at],
        said: said[at],
    });
    marks.collect()
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
