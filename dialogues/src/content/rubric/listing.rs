//! Bare lists of keywords: "optional, nil, unwrap, guard, crash". Who explains uses little words and verbs; a list has
//! neither. Looks at the form alone: whether an explanation is right is the patterns' business.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::content::language::Word;

/// So many clauses in a row that explain nothing are a list.
const MIN_ITEMS: usize = 3;
/// The same in a sentence that says more: "it replaces what is slow: the network, the disk, the clock".
const MIN_ITEMS_OF_A_SENTENCE: usize = 5;
/// Words of the clause before or after it, which says more.
const MIN_LEAD: usize = 3;
/// Fewer clauses are one if they have so many words together: a heap without commas.
const MIN_HEAP: usize = 8;
const MIN_HEAP_OF_A_SENTENCE: usize = 12;

/// Words that hold a sentence together.
const LITTLE: &[&str] = &[
    "a",
    "about",
    "after",
    "all",
    "also",
    "always",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "both",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "did",
    "do",
    "does",
    "don't",
    "doesn't",
    "each",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "how",
    "i",
    "if",
    "in",
    "into",
    "is",
    "isn't",
    "it",
    "its",
    "may",
    "might",
    "must",
    "my",
    "never",
    "no",
    "not",
    "of",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "over",
    "she",
    "should",
    "so",
    "some",
    "still",
    "such",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "too",
    "until",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "without",
    "would",
    "you",
    "your",
    "yourself",
    "а",
    "без",
    "более",
    "бы",
    "был",
    "была",
    "были",
    "было",
    "быть",
    "в",
    "вам",
    "вас",
    "весь",
    "во",
    "вот",
    "все",
    "всегда",
    "вы",
    "где",
    "да",
    "для",
    "до",
    "его",
    "ее",
    "если",
    "есть",
    "еще",
    "же",
    "за",
    "зачем",
    "и",
    "из",
    "или",
    "им",
    "их",
    "к",
    "как",
    "какой",
    "когда",
    "кто",
    "ли",
    "либо",
    "мне",
    "может",
    "можно",
    "мы",
    "на",
    "нам",
    "нас",
    "не",
    "него",
    "нее",
    "нельзя",
    "нет",
    "ни",
    "них",
    "но",
    "нужно",
    "о",
    "об",
    "один",
    "он",
    "она",
    "они",
    "оно",
    "от",
    "пока",
    "по",
    "под",
    "поэтому",
    "при",
    "про",
    "с",
    "сам",
    "себя",
    "со",
    "так",
    "также",
    "там",
    "то",
    "того",
    "тогда",
    "только",
    "тот",
    "тут",
    "ты",
    "у",
    "уже",
    "чем",
    "через",
    "что",
    "чтобы",
    "эта",
    "эти",
    "это",
    "этот",
    "я",
];
static KNOWN_LITTLE: LazyLock<HashSet<&str>> = LazyLock::new(|| LITTLE.iter().copied().collect());

/// Stems of English verbs that are seldom anything else.
const VERBS: &[&str] = &[
    "allow", "avoid", "becom", "decreas", "exist", "explain", "get", "give", "happen", "help", "hold", "increas",
    "keep", "know", "lose", "make", "mean", "need", "prevent", "requir", "tell",
];
/// Endings of Russian verbs.
const VERB_ENDINGS: &[&str] = &[
    "ает", "яет", "ует", "ает", "еет", "ит", "ют", "ят", "ется", "ится", "ются", "ятся", "утся", "ать", "ять", "ить",
    "еть", "лся", "лась", "лись", "ются", "нет",
];

/// Nouns that end like verbs.
const NOUNS: &[&str] = &["лимит", "память", "печать"];

/// By word: does it stand in a bare list? A clause is the number of its sentence and numbers of words.
pub(super) fn listed(text: &str, words: &[Word], clauses: &[(usize, Range<usize>)]) -> Vec<bool> {
    let mut listed = vec![false; words.len()];
    let is_bare: Vec<bool> = clauses.iter().map(|(_, clause)| !explains(text, words, clause)).collect();
    let mut at = 0;
    for run in is_bare.chunk_by(|a, b| a == b) {
        let items = at..at + run.len();
        at = items.end;
        let (Some((first_sentence, first)), Some((last_sentence, last))) =
            (clauses.get(items.start), clauses.get(at - 1))
        else {
            continue;
        };
        let says_more = |clause: Option<&(usize, Range<usize>)>, of: &usize| {
            clause.is_some_and(|(sentence, words)| sentence == of && words.len() >= MIN_LEAD)
        };
        let before = items.start.checked_sub(1).and_then(|before| clauses.get(before));
        let is_led_in = says_more(before, first_sentence) || says_more(clauses.get(at), last_sentence);
        let (min_items, min_heap) =
            if is_led_in { (MIN_ITEMS_OF_A_SENTENCE, MIN_HEAP_OF_A_SENTENCE) } else { (MIN_ITEMS, MIN_HEAP) };
        if run.first() == Some(&true) && (run.len() >= min_items || last.end - first.start >= min_heap) {
            listed[first.start..last.end].fill(true);
        }
    }
    listed
}

/// Has a clause a word that belongs to a sentence, or the dash that stands for "is"?
fn explains(text: &str, words: &[Word], clause: &Range<usize>) -> bool {
    let Some(inside) = words.get(clause.clone()) else { return false };
    inside.iter().any(is_part_of_a_sentence) || is_after_dash(text, words, clause) || has_arrow(text, inside)
}

/// `self -> onLoad -> self`, `struct = copy`: a sign in the place of a verb.
fn has_arrow(text: &str, inside: &[Word]) -> bool {
    inside.windows(2).any(|pair| {
        let between = text.get(pair[0].range.end..pair[1].range.start).unwrap_or_default();
        ["->", "→", "=>", " = ", "⇒"].iter().any(|arrow| between.contains(arrow))
    })
}

/// Does a word only hold a sentence together?
pub(super) fn is_little(folded: &str) -> bool {
    KNOWN_LITTLE.contains(folded)
}

fn is_part_of_a_sentence(word: &Word) -> bool {
    let is_russian_verb = || {
        word.text.chars().count() >= 5
            && !NOUNS.contains(&word.text.as_str())
            && VERB_ENDINGS.iter().any(|ending| word.text.ends_with(ending))
    };
    is_little(&word.text) || VERBS.contains(&word.stem.as_str()) || is_russian_verb()
}

/// «Структура — значимый тип» is a sentence.
fn is_after_dash(text: &str, words: &[Word], clause: &Range<usize>) -> bool {
    let (Some(before), Some(first)) =
        (clause.start.checked_sub(1).and_then(|at| words.get(at)), words.get(clause.start))
    else {
        return false;
    };
    // A dash at the beginning of a line is that of a list.
    let between = text.get(before.range.end..first.range.start).unwrap_or_default().trim_matches([' ', '\u{a0}']);
    matches!(between, "—" | "–" | "-" | "=")
}
