//! What a learner takes back: "a garbage collector… sorry, no, I mean ARC". The clause before such words is not said;
//! and nothing shortly before them counts as a wrong claim, as how far back they reach cannot be known. Softer words, "I
//! mean", «точнее», only do the latter.

use std::ops::Range;

use crate::content::language::Word;

/// Words that take back what stands before them, wherever they stand.
const ANYWHERE: &[&[&str]] = &[
    &["no", "wait"],
    &["wait", "no"],
    &["no", "sorry"],
    &["sorry", "no"],
    &["sorry", "i", "mean"],
    &["sorry", "i", "meant"],
    &["no", "i", "mean"],
    &["no", "i", "meant"],
    &["scratch", "that"],
    &["strike", "that"],
    &["my", "bad"],
    &["i", "take", "that", "back"],
    &["actually", "no"],
    &["no", "actually"],
    &["oh", "wait"],
    &["wait", "actually"],
    &["i", "misspoke"],
    &["i", "was", "wrong"],
    &["нет", "вернее"],
    &["вернее", "нет"],
    &["вернее"],
    &["хотя", "нет"],
    &["то", "есть", "нет"],
    &["точнее", "нет"],
    &["нет", "точнее"],
    &["ой", "нет"],
    &["а", "нет"],
    &["нет", "вру"],
    &["нет", "стоп"],
    &["стоп", "нет"],
    &["не", "так"],
    &["оговорился"],
    &["оговорилась"],
    &["перепутал"],
    &["перепутала"],
    &["поправка"],
    &["поправлюсь"],
];
/// The same, where they are a clause of their own.
const ALONE: &[&str] =
    &["вру", "стоп", "нет", "no", "nope", "oops", "wait", "correction", "наоборот", "ой", "тьфу", "сорри", "whoops"];
/// The other way round: the claims change places.
const REVERSED: &[&[&str]] =
    &[&["other", "way", "around"], &["other", "way", "round"], &["vice", "versa"], &["the", "opposite"], &["наоборот"]];
/// After these a learner says the same better.
const SOFT: &[&[&str]] = &[
    &["i", "mean"],
    &["i", "meant"],
    &["or", "rather"],
    &["actually"],
    &["точнее"],
    &["скорее"],
    &["в", "смысле"],
    &["имею", "в", "виду"],
    &["имел", "в", "виду"],
    &["имела", "в", "виду"],
];
/// Words that may stand before the others.
const FILLERS: &[&str] = &[
    "hmm", "uh", "um", "oh", "ah", "well", "but", "ok", "okay", "and", "so", "or", "ну", "а", "хм", "блин", "хотя",
    "или", "ай", "эм",
];
/// So many words before are no wrong claims.
const SOFT_REACH: usize = 24;

/// The number of its sentence, and its words.
type Clause = (usize, Range<usize>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strength {
    Soft,
    TakesBack,
}

/// What is taken back of an answer, by word.
#[derive(Debug)]
pub(super) struct TakenBack {
    /// The clauses, cut also before and after the words that take back; each with its sentence.
    pub clauses: Vec<(usize, Range<usize>)>,
    /// Said no longer.
    pub gone: Vec<bool>,
    /// No wrong claim.
    pub forgiven: Vec<bool>,
    /// Clauses, by number, behind which a bare name corrects their subject.
    pub corrected: Vec<(usize, usize)>,
    /// Clauses, by number, behind which the subjects change places.
    pub reversed: Vec<usize>,
}

/// `is_name`: does a clause only name a subject?
pub(super) fn taken_back(
    words: &[Word],
    clauses: &[(usize, Range<usize>)],
    is_name: impl Fn(&Range<usize>) -> bool,
) -> TakenBack {
    let (clauses, marks) = cut(words, clauses, &is_name);
    let mut taken = TakenBack {
        gone: vec![false; words.len()],
        forgiven: vec![false; words.len()],
        corrected: Vec::new(),
        reversed: Vec::new(),
        clauses,
    };
    let is_mark = |number: usize| marks.get(number).is_some_and(Option::is_some);
    for (number, mark) in marks.iter().enumerate() {
        let Some(strength) = mark else { continue };
        let (_, mark) = taken.clauses[number].clone();
        taken.gone[mark.clone()].fill(true);
        let Some(before) = (0..number).rev().find(|before| !is_mark(*before)) else { continue };
        taken.forgiven[mark.start.saturating_sub(SOFT_REACH)..mark.start].fill(true);
        let after = (number + 1..marks.len()).find(|after| !is_mark(*after));
        if let Some(after) = after.filter(|after| is_name(&taken.clauses[*after].1)) {
            taken.corrected.push((before, after));
        } else if *strength == Strength::TakesBack {
            let is_reversed = (before + 1..after.unwrap_or(marks.len())).any(|at| {
                let words: Vec<&str> =
                    words[taken.clauses[at].1.clone()].iter().map(|word| word.text.as_str()).collect();
                REVERSED.iter().any(|reversed| words.windows(reversed.len()).any(|window| window == *reversed))
            });
            if taken.reversed.contains(&before) {
                continue;
            }
            if is_reversed {
                taken.reversed.push(before);
            } else {
                let clause = taken.clauses[before].1.clone();
                taken.gone[clause].fill(true);
            }
        }
    }
    taken
}

/// Makes words that take something back clauses of their own.
fn cut(
    words: &[Word],
    clauses: &[(usize, Range<usize>)],
    is_name: &impl Fn(&Range<usize>) -> bool,
) -> (Vec<Clause>, Vec<Option<Strength>>) {
    let (mut cut, mut marks) = (Vec::new(), Vec::new());
    for (sentence, clause) in clauses {
        let mut from = clause.start;
        let mut at = clause.start;
        while at < clause.end {
            let is_first = words[from..at].iter().all(|word| FILLERS.contains(&word.text.as_str()));
            let found = mark(&words[at..clause.end], is_first).filter(|_| at > 0);
            // «А классы — нет» denies something of the classes.
            let is_denial = |length: usize| {
                length == 1
                    && matches!(words[at].text.as_str(), "нет" | "no" | "nope")
                    && cut.last().is_some_and(|(_, before): &(usize, Range<usize>)| is_name(before))
            };
            let Some((length, strength)) = found.filter(|(length, _)| !is_denial(*length)) else {
                at += 1;
                continue;
            };
            let start = if is_first { from } else { at };
            if start > from {
                cut.push((*sentence, from..start));
                marks.push(None);
            }
            cut.push((*sentence, start..at + length));
            marks.push(Some(strength));
            at += length;
            from = at;
        }
        if from < clause.end {
            cut.push((*sentence, from..clause.end));
            marks.push(None);
        }
    }
    (cut, marks)
}

/// How many words take back something here.
fn mark(rest: &[Word], is_first: bool) -> Option<(usize, Strength)> {
    let begins = |marks: &[&[&str]]| {
        let fits =
            |mark: &&[&str]| mark.len() <= rest.len() && mark.iter().zip(rest).all(|(mark, word)| *mark == word.text);
        marks.iter().copied().filter(fits).map(<[&str]>::len).max()
    };
    if let Some(length) = begins(ANYWHERE) {
        return Some((length, Strength::TakesBack));
    }
    let first = rest.first()?.text.as_str();
    if is_first && rest.len() == 1 && ALONE.contains(&first) {
        return Some((1, Strength::TakesBack));
    }
    if is_first
        && rest.len() <= 5
        && let Some(length) =
            begins(REVERSED).or_else(|| (first == "the").then_some(rest.len())).filter(|length| *length == rest.len())
    {
        let words: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
        let is_reversed =
            REVERSED.iter().any(|reversed| words.windows(reversed.len()).any(|window| window == *reversed));
        return is_reversed.then_some((length, Strength::TakesBack));
    }
    begins(SOFT).filter(|_| is_first).map(|length| (length, Strength::Soft))
}
