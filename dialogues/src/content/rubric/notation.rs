//! How an author writes what is looked for: `retain/reference cycle | not copi* | [weak self]` with code in backticks.

use std::ops::Range;

use super::pattern::{
    Alternative, Bound, Element, Line, MAX_ALTERNATIVES, MAX_WORDS, MIN_PREFIX, Pattern, PatternError, PatternProblem,
    Sought, Wanted,
};
use crate::content::language::{prose_tokens, words};

/// A piece such as `not/copy-on-write/cow` has several readings; so many may an alternative have in all.
const MAX_READINGS: usize = 16;

/// Words that carry no meaning in an alternative: they are not looked for.
const LITTLE: &[&str] = &[
    "a", "an", "are", "at", "be", "been", "did", "do", "does", "in", "is", "it", "its", "of", "on", "that", "the",
    "to", "was", "were", "в", "и", "на", "с", "то", "что", "это",
];
/// Words that make an alternative a denial, besides the contractions with `n't`.
const NEGATIONS: &[&str] = &["cannot", "never", "no", "not", "without", "без", "не", "нельзя", "нет", "никогда"];

impl Pattern {
    /// Reads the lines of a point, each without its `match:`. Gives the first mistake and the line that it is in.
    pub fn parse(lines: &[&str]) -> Result<Self, (usize, PatternError)> {
        let lines = lines.iter().enumerate().map(|(number, line)| self::line(line).map_err(|error| (number, error)));
        Ok(Self { lines: lines.collect::<Result<_, _>>()? })
    }
}

/// The alternatives of a line, between `|`.
fn line(line: &str) -> Result<Line, PatternError> {
    let parts = split(line, &(0..line.len()), |char| char == '|');
    if parts.len() > MAX_ALTERNATIVES {
        return Err(PatternError { span: 0..line.len(), problem: PatternProblem::TooMany });
    }
    let mut alternatives = Vec::new();
    for part in parts {
        let part = trimmed(line, &part);
        let fail = |problem| PatternError { span: part.clone(), problem };
        let (said_of, said) = said_of(line, &part).map_err(|problem| PatternError { span: part.clone(), problem })?;
        let mut readings = vec![Reading::default()];
        for piece in split(line, &said, char::is_whitespace).into_iter().filter(|piece| !piece.is_empty()) {
            let variants = readings_of(line, &piece).map_err(|problem| PatternError { span: piece, problem })?;
            let continued = |reading: Reading| variants.iter().map(move |variant| reading.then(variant));
            readings = readings.into_iter().flat_map(continued).collect();
            if readings.len() > MAX_READINGS {
                return Err(fail(PatternProblem::TooVaried));
            }
        }
        let read: Vec<Result<Alternative, PatternProblem>> = readings.into_iter().map(Reading::alternative).collect();
        // Of `not/never/skip default`, each reading says something; of `on/not`, one is enough.
        if let Some(Err(problem)) = read.iter().find(|_| read.iter().all(Result::is_err)) {
            return Err(fail(*problem));
        }
        alternatives.extend(read.into_iter().flatten().map(|one| Alternative { said_of: said_of.clone(), ..one }));
    }
    Ok(Line(alternatives))
}

/// Of whom an alternative is said, `struct/structure: copied`, and where the rest of it stands.
fn said_of(line: &str, part: &Range<usize>) -> Result<(Option<Element>, Range<usize>), PatternProblem> {
    let parts = split(line, part, |char| char == ':');
    let [subject, said] = parts.as_slice() else {
        return if parts.len() == 1 { Ok((None, part.clone())) } else { Err(PatternProblem::Subject) };
    };
    let subject = trimmed(line, subject);
    let readings = readings_of(line, &subject).map_err(|_| PatternProblem::Subject)?;
    match readings.as_slice() {
        [Reading { elements, is_negated: false, .. }]
            if elements.len() == 1 && !line[subject].contains(char::is_whitespace) =>
        {
            Ok((elements.first().cloned(), trimmed(line, said)))
        }
        _ => Err(PatternProblem::Subject),
    }
}

/// An alternative, or a part of one.
#[derive(Clone, Default)]
struct Reading {
    elements: Vec<Element>,
    is_negated: bool,
    /// Elements before the first word that denies.
    affirmed: usize,
    /// Has it words that are not looked for?
    is_vague: bool,
}

impl Reading {
    fn then(&self, next: &Self) -> Self {
        Self {
            elements: self.elements.iter().chain(&next.elements).cloned().collect(),
            is_negated: self.is_negated || next.is_negated,
            affirmed: if self.is_negated { self.affirmed } else { self.elements.len() + next.affirmed },
            is_vague: self.is_vague || next.is_vague,
        }
    }

    fn alternative(self) -> Result<Alternative, PatternProblem> {
        if self.elements.is_empty() {
            // `is not` denies nothing in particular, and `the` says nothing.
            return Err(if self.is_negated || self.is_vague { PatternProblem::Vague } else { PatternProblem::Empty });
        }
        if self.elements.len() > MAX_WORDS {
            return Err(PatternProblem::TooLong);
        }
        let (elements, is_negated, affirmed) = (self.elements, self.is_negated, self.affirmed);
        Ok(Alternative { elements, is_negated, affirmed, said_of: None, bound: Bound::Free, named_by: None })
    }

    fn add_all(&mut self, words: Vec<Wanted>) {
        for word in words {
            if is_negation(&word.text) {
                self.affirmed = if self.is_negated { self.affirmed } else { self.elements.len() };
                self.is_negated = true;
            } else if LITTLE.contains(&word.text.as_str()) {
                self.is_vague = true;
            } else {
                self.elements.push(vec![Sought::Word(word)]);
            }
        }
    }
}

/// What a piece without spaces may mean: one reading, but for slashes between words that cannot stand for each other.
fn readings_of(line: &str, piece: &Range<usize>) -> Result<Vec<Reading>, PatternProblem> {
    let sides = split(line, piece, |char| char == '/');
    if let [side] = sides.as_slice() {
        let mut reading = Reading::default();
        let written = &line[side.clone()];
        match code(written)? {
            Some(code) => reading.elements.push(vec![code]),
            None => reading.add_all(wanted(written)?),
        }
        return Ok(vec![reading]);
    }
    let (mut readings, mut element) = (Vec::new(), Element::new());
    for side in sides {
        if let Some(code) = code(&line[side.clone()])? {
            element.push(code);
            continue;
        }
        let words = wanted(&line[side])?;
        match words.as_slice() {
            [] => return Err(PatternProblem::Slash),
            [word] if !is_negation(&word.text) => element.push(Sought::Word(word.clone())),
            _ => {
                let mut reading = Reading::default();
                reading.add_all(words);
                readings.push(reading);
            }
        }
    }
    if !element.is_empty() {
        readings.push(Reading { elements: vec![element], ..Reading::default() });
    }
    readings.dedup_by(|a, b| a.elements == b.elements && a.is_negated == b.is_negated);
    Ok(readings)
}

/// The tokens between two backticks; nothing where there are none.
fn code(written: &str) -> Result<Option<Sought>, PatternProblem> {
    if !written.contains('`') {
        return Ok(None);
    }
    let inside = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    let inside = inside.filter(|inside| !inside.contains('`')).ok_or(PatternProblem::Code)?;
    let tokens: Vec<String> = prose_tokens(inside).into_iter().map(|token| token.text).collect();
    if tokens.is_empty() { Err(PatternProblem::Empty) } else { Ok(Some(Sought::Code(tokens))) }
}

/// The words of a piece: `copy-on-write` has three, and `copi*` is the beginning of one.
fn wanted(written: &str) -> Result<Vec<Wanted>, PatternProblem> {
    let (written, is_prefix) = match written.strip_suffix('*') {
        Some(prefix) => (prefix, true),
        None => (written, false),
    };
    if written.contains('*') {
        return Err(PatternProblem::Prefix);
    }
    let mut found: Vec<Wanted> = words(written).into_iter().map(|word| Wanted::word(word.text)).collect();
    if is_prefix {
        let last = found.pop().filter(|last| last.text.chars().count() >= MIN_PREFIX).ok_or(PatternProblem::Prefix)?;
        found.push(Wanted::beginning(last.text));
    }
    Ok(found)
}

fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word) || word.ends_with("n't")
}

/// Parts between separators that stand outside of backticks.
fn split(line: &str, within: &Range<usize>, is_separator: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut in_code) = (Vec::new(), within.start, false);
    for (at, char) in line[within.clone()].char_indices() {
        let at = within.start + at;
        if char == '`' {
            in_code = !in_code;
        } else if !in_code && is_separator(char) {
            parts.push(start..at);
            start = at + char.len_utf8();
        }
    }
    parts.push(start..within.end);
    parts
}

fn trimmed(line: &str, range: &Range<usize>) -> Range<usize> {
    let written = &line[range.clone()];
    let start = range.start + (written.len() - written.trim_start().len());
    start..start + written.trim().len()
}
