//! Of whom something is said. A question may be about two things, "a struct is copied, a class is shared", and an answer
//! that swaps them has all the words and is wrong. Here each word of an answer gets the subject of its clause: by the
//! first one that the clause names, else by the clause before. No grammar; what names none of them is said of nobody.

mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use super::Point;
use super::listing::is_little;
use super::negation::is_negation;
use super::pattern::{Alternative, Bound, Element, Pattern, Sought};
use crate::content::language::{Word, contrasts, is_known, is_near};
use words::{ARTICLES, COMPARING, CONDITIONS, FIRST, LACKING, NO_NOUN, PREPOSITIONS, SECOND};

/// Things of one question that exclude each other, in the order in which the points name them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contrast {
    subjects: Vec<BTreeSet<String>>,
}

/// What a word of an answer is said of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The number of the subject.
    pub of: Option<usize>,
    /// Does its own clause name it?
    pub is_named: bool,
    /// Does its sentence?
    pub is_near: bool,
}

impl Contrast {
    /// The subjects that points speak of, and how their alternatives are bound to them: those that authors wrote
    /// (`struct: copy`), and pairs that everybody knows where different points name each side.
    pub fn bind(points: &mut [Point]) -> Self {
        let mut contrast = Self::default();
        let all = || points.iter().flat_map(|point| alternatives(&point.patterns).chain(alternatives(&point.against)));
        for element in all().filter_map(|alternative| alternative.said_of.as_ref()) {
            contrast.add(&stems_of(element));
        }
        let authors = contrast.clone();
        for group in contrasts() {
            let is_authors = group.iter().any(|side| authors.number_of(side).is_some());
            let named = |side: &BTreeSet<String>| -> BTreeSet<usize> {
                let names = |point: &Point| alternatives(&point.patterns).any(|one| one.names(side).is_some());
                points.iter().enumerate().filter(|(_, point)| names(point)).map(|(at, _)| at).collect()
            };
            let sides: Vec<BTreeSet<usize>> = group.iter().map(named).filter(|named| !named.is_empty()).collect();
            let is_pair = sides.len() > 1 && sides.windows(2).any(|pair| pair[0] != pair[1]);
            if is_authors || is_pair {
                for side in group {
                    contrast.add(side);
                }
            }
        }
        for point in points {
            contrast.bind_point(&mut point.patterns);
            point.against.iter_mut().for_each(|pattern| contrast.bind_point(std::slice::from_mut(pattern)));
        }
        contrast
    }

    pub fn is_empty(&self) -> bool {
        self.subjects.len() < 2
    }

    fn add(&mut self, stems: &BTreeSet<String>) {
        match self.subjects.iter_mut().find(|subject| !subject.is_disjoint(stems)) {
            Some(subject) => subject.extend(stems.iter().cloned()),
            None => self.subjects.push(stems.clone()),
        }
    }

    fn number_of(&self, stems: &BTreeSet<String>) -> Option<usize> {
        self.subjects.iter().position(|subject| !subject.is_disjoint(stems))
    }

    /// An alternative that names one subject is said of it. Where an author says so, or a good part of a point's do, and all
    /// the same one, the others must not be said of another.
    fn bind_point(&self, patterns: &mut [Pattern]) {
        let (mut named, mut count, mut all) = (BTreeSet::new(), 0, 0);
        for alternative in patterns.iter_mut().flat_map(|pattern| &mut pattern.lines).flat_map(|line| &mut line.0) {
            (alternative.bound, alternative.named_by) = (Bound::Free, None);
            all += 1;
            if self.is_empty() {
                continue;
            }
            let subject = match &alternative.said_of {
                Some(element) => self.number_of(&stems_of(element)).map(|number| (number, None)),
                None => self.named_in(alternative),
            };
            if let Some((number, element)) = subject {
                (alternative.bound, alternative.named_by) = (Bound::Named(number), element);
                named.insert(number);
                count += 1;
            }
        }
        let is_authors = alternatives(patterns).any(|alternative| alternative.said_of.is_some());
        if !is_authors && count * ENOUGH < all {
            return;
        }
        let mut only = named.iter();
        if let (Some(number), None) = (only.next(), only.next()) {
            for alternative in patterns.iter_mut().flat_map(|pattern| &mut pattern.lines).flat_map(|line| &mut line.0) {
                if alternative.bound == Bound::Free && !self.mentions_any(alternative) {
                    alternative.bound = Bound::Unless(*number);
                }
            }
        }
    }

    /// The one subject that an alternative names, and by which of its elements, if it says something else, too.
    fn named_in(&self, alternative: &Alternative) -> Option<(usize, Option<usize>)> {
        let mut found =
            self.subjects.iter().enumerate().filter_map(|(number, stems)| Some((number, alternative.names(stems)?)));
        let (number, element) = found.next()?;
        (found.next().is_none() && alternative.elements.len() > 1).then_some((number, Some(element)))
    }

    fn mentions_any(&self, alternative: &Alternative) -> bool {
        self.subjects.iter().any(|stems| alternative.names(stems).is_some())
    }

    fn mentioned(&self, words: &[Word], at: usize) -> Option<usize> {
        let word = &words[at];
        let number = self.named_by(word)?;
        (!is_other_use(words, at)).then_some(number)
    }

    /// The subject that a word names, also with a slip.
    fn named_by(&self, word: &Word) -> Option<usize> {
        let same = |subject: &BTreeSet<String>| subject.contains(&word.stem) || subject.contains(&word.text);
        let near = |subject: &BTreeSet<String>| subject.iter().any(|stem| is_near(&word.stem, stem));
        let exact = self.subjects.iter().position(same);
        exact.or_else(|| {
            self.subjects.iter().position(near).filter(|_| word.text.chars().count() > 4 && !is_known(word))
        })
    }

    /// By word: what is it said of? `clauses`: in order, each with its sentence; `text` has what stands between words.
    pub fn assign(&self, text: &str, words: &[Word], clauses: &[(usize, Range<usize>)]) -> Vec<Said> {
        let mut said = vec![Said::default(); words.len()];
        if self.is_empty() {
            return said;
        }
        let has_second = (0..words.len()).any(|at| Self::counted(words, at, SECOND));
        let (mut last, mut named_in, mut opened) = (None::<usize>, None::<usize>, None::<(usize, usize)>);
        for (number, (sentence, clause)) in clauses.iter().enumerate() {
            let mentions = self.subjects_of(words, clause, has_second);
            let begins = opened.is_none_or(|(of, _)| of != *sentence);
            if begins {
                opened = Some((*sentence, number));
            }
            let is_first_name = !mentions.is_empty()
                && opened.is_some_and(|(_, from)| {
                    clauses[from..number]
                        .iter()
                        .all(|(_, clause)| said[clause.start].of == last && !said[clause.start].is_named)
                });
            // "If I look it up by a key, I take a dictionary": what comes before the first name of a sentence may be said of it.
            if let (true, Some((_, from)), Some((_, first))) = (is_first_name, opened, mentions.first())
                && last != Some(*first)
            {
                let is_condition =
                    words.get(clauses[from].1.start).is_some_and(|word| CONDITIONS.contains(&word.text.as_str()));
                for (_, clause) in &clauses[from..number] {
                    said[clause.clone()].fill(Said { of: is_condition.then_some(*first), ..Said::default() });
                }
            }
            let Some((_, first)) = mentions.first().copied() else {
                // "Unlike a collector, which walks the heap": also of what is only compared.
                let before = number.checked_sub(1).and_then(|before| clauses.get(before));
                let described = before
                    .filter(|(of, _)| of == sentence && is_relative(&words[clause.start].text))
                    .and_then(|(_, before)| before.clone().rev().find_map(|at| self.mentioned(words, at)));
                let of = described.or(last);
                said[clause.clone()].fill(Said { of, is_named: false, is_near: named_in == Some(*sentence) });
                continue;
            };
            let mut from = clause.start;
            for (at, (_, subject)) in mentions.iter().enumerate() {
                let end = mentions.get(at + 1).map_or(clause.end, |(next, _)| *next);
                said[from..end].fill(Said { of: Some(*subject), is_named: true, is_near: true });
                from = end;
            }
            // «По значению — структуры»: what stands before the dash is said of what stands alone behind it.
            let before =
                number.checked_sub(1).and_then(|before| clauses.get(before)).filter(|(other, _)| other == sentence);
            if let Some((_, before)) = before
                && self.is_bare(words, clause)
                && is_joined(text, words, before, clause)
                && !said[before.clone()].iter().any(|said| said.is_named)
            {
                said[before.clone()].fill(Said { of: Some(first), is_named: true, is_near: true });
            }
            (last, named_in) = (mentions.last().map(|(_, subject)| *subject), Some(*sentence));
        }
        said
    }

    /// Does a clause only name a subject?
    pub fn is_bare(&self, words: &[Word], clause: &Range<usize>) -> bool {
        let mut names = false;
        clause.clone().all(|at| {
            let is_name = self.mentioned(words, at).is_some();
            names |= is_name;
            is_name || (is_little(&words[at].text) && !is_negation(&words[at].text))
        }) && names
    }

    /// The subject that stands alone in a clause.
    pub fn alone(&self, words: &[Word], clause: &Range<usize>) -> Option<usize> {
        self.is_bare(words, clause).then(|| clause.clone().find_map(|at| self.mentioned(words, at)))?
    }

    /// Of two subjects, the other one.
    pub fn other(&self, subject: Option<usize>) -> Option<usize> {
        subject.map(|number| if self.subjects.len() == 2 { 1 - number } else { number })
    }

    /// The subjects of a clause, each with its word: the first that is named, and a later one unless it only follows a
    /// preposition.
    fn subjects_of(&self, words: &[Word], clause: &Range<usize>, has_second: bool) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for at in clause.clone() {
            let counted = || {
                let first = has_second && self.subjects.len() == 2 && Self::counted(words, at, FIRST);
                let second = self.subjects.len() == 2 && Self::counted(words, at, SECOND);
                if first { Some(0) } else { second.then_some(1) }
            };
            let Some(subject) = self.mentioned(words, at).or_else(counted) else { continue };
            let before = before(words, clause, at);
            // "No collector", «никакого сборщика».
            let is_lacking = at
                .checked_sub(2)
                .filter(|at| *at >= clause.start)
                .is_some_and(|at| LACKING.contains(&words[at].text.as_str()));
            let is_compared = is_lacking
                || before
                    .is_some_and(|word| is_negation(word) || COMPARING.contains(&word) || word.starts_with("никак"));
            let is_object = before.is_some_and(|word| PREPOSITIONS.contains(&word));
            let is_same = found.last().is_some_and(|(_, last)| *last == subject);
            if !is_compared && !is_same && (found.is_empty() || !is_object) {
                found.push((at, subject));
            }
        }
        found
    }

    /// "The second one is …", «второй — …»; but not "the second variable".
    fn counted(words: &[Word], at: usize, counts: &[&str]) -> bool {
        let word = words[at].text.as_str();
        let before = at.checked_sub(1).map_or("", |before| words[before].text.as_str());
        let next = words.get(at + 1).map_or("", |next| next.text.as_str());
        counts.contains(&word)
            && (!word.is_ascii() || before == "the")
            && (next.is_empty() || is_little(next) || NO_NOUN.contains(&next))
    }
}

/// One alternative of so many at least names the subject of a point.
const ENOUGH: usize = 4;
/// The word before a name in its clause, apart from an article.
fn before<'a>(words: &'a [Word], clause: &Range<usize>, at: usize) -> Option<&'a str> {
    let before = |at: usize| at.checked_sub(1).filter(|at| *at >= clause.start);
    let mut place = before(at)?;
    while ARTICLES.contains(&words[place].text.as_str()) {
        place = before(place)?;
    }
    // "In contrast to a class", «в отличие от класса».
    let one_more = before(place).map_or("", |at| words[at].text.as_str());
    match (one_more, words[place].text.as_str()) {
        ("отличие" | "отличии", "от") | ("contrast" | "opposed" | "compared", "to" | "with") | ("instead", "of") => {
            Some("unlike")
        }
        (_, word) => Some(word),
    }
}

/// Does it begin a clause that describes the noun before it?
fn is_relative(word: &str) -> bool {
    word == "which" || word.starts_with("котор")
}

/// "Won't let you", "let me", "set it": verbs that look like names.
fn is_other_use(words: &[Word], at: usize) -> bool {
    let text = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", |word| word.text.as_str());
    let (before, next) = (text(at.checked_sub(1)), text(Some(at + 1)));
    match words[at].text.as_str() {
        "let" | "lets" => {
            is_negation(before)
                || matches!(before, "will" | "would" | "can" | "could")
                || matches!(
                    next,
                    "you"
                        | "me"
                        | "us"
                        | "them"
                        | "him"
                        | "her"
                        | "anyone"
                        | "anything"
                        | "everyone"
                        | "go"
                        | "others"
                        | "other"
                )
                || words[at].text == "lets"
        }
        "set" => {
            !matches!(before, "a" | "the" | "in" | "or" | "and" | "take" | "use")
                && matches!(next, "it" | "them" | "the" | "once" | "a" | "this" | "that" | "up")
        }
        _ => false,
    }
}

/// Does a dash, a colon, an arrow or a bracket stand between two clauses?
fn is_joined(text: &str, words: &[Word], before: &Range<usize>, clause: &Range<usize>) -> bool {
    let (Some(last), Some(first)) = (before.end.checked_sub(1).and_then(|at| words.get(at)), words.get(clause.start))
    else {
        return false;
    };
    let between = text.get(last.range.end..first.range.start).unwrap_or_default();
    between.contains(['—', '–', ':', '(', '=', '→']) || between.contains(" - ") || between.contains("->")
}

fn alternatives(patterns: &[Pattern]) -> impl Iterator<Item = &Alternative> {
    patterns.iter().flat_map(|pattern| &pattern.lines).flat_map(|line| &line.0)
}

/// All stems that an element is found by.
fn stems_of(element: &Element) -> BTreeSet<String> {
    let stems = element.iter().flat_map(|sought| match sought {
        Sought::Word(wanted) => wanted.stems.iter().cloned().chain([wanted.text.clone()]).collect::<Vec<_>>(),
        Sought::Code(tokens) => tokens.iter().map(|token| token.trim_start_matches('@').to_lowercase()).collect(),
    });
    stems.collect()
}

impl Alternative {
    /// The element that says nothing but that subject.
    fn names(&self, subject: &BTreeSet<String>) -> Option<usize> {
        let is_name = |element: &Element| {
            element.iter().all(|sought| match sought {
                Sought::Word(wanted) => match wanted.stems.first() {
                    Some(stem) => subject.contains(stem),
                    None => subject.iter().any(|stem| {
                        stem.starts_with(&wanted.text) || (stem.chars().count() > 3 && wanted.text.starts_with(stem))
                    }),
                },
                Sought::Code(tokens) => {
                    matches!(tokens.as_slice(), [token] if subject.contains(&token.trim_start_matches('@').to_lowercase()))
                }
            })
        };
        self.elements.iter().position(is_name).filter(|_| self.elements.len() > 1)
    }
}
