//! Small typos: when is what was typed meant to be another word?

use super::words::fold;

/// How many slips a word of so many letters may have: 0 below four letters, 1 below eight, else 2.
pub(super) const fn tolerated_typos(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Is `typed` the word `wanted`, up to case, `ё` and [a few slips](tolerated_typos)? A slip is a letter too many,
/// missing, wrong or swapped with its neighbour (Damerau–Levenshtein), never the first one and never a digit. What
/// `known` knows is a word of its own and no slip; it is asked for the [folded](fold) word.
pub(crate) fn is_typo_of(typed: &str, wanted: &str, known: &dyn Fn(&str) -> bool) -> bool {
    let (typed, wanted) = (fold(typed.trim()), fold(wanted.trim()));
    typed == wanted || (is_near(&typed, &wanted) && !known(&typed))
}

/// Do two folded words differ by no more than the slips that the second one may have?
pub(crate) fn is_near(typed: &str, wanted: &str) -> bool {
    let (mut typed_letters, mut letters) = (typed.chars(), wanted.chars());
    if typed_letters.next() != letters.next() {
        return false;
    }
    let (typed_count, count) = (typed_letters.count() + 1, letters.count() + 1);
    let tolerated = tolerated_typos(count);
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    typed_count.abs_diff(count) <= tolerated
        && !has_digit(typed)
        && !has_digit(wanted)
        && strsim::damerau_levenshtein(typed, wanted) <= tolerated
}
