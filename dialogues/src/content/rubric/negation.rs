//! What a learner denies: "it is *not* a garbage collector". A negation reaches from its word to the end of the clause.
//! It reaches back only where the existence of something is denied: «сборщика мусора нет», "a copy is not made". Looks
//! at single words; a denial that is said in other ways is not seen.

use std::ops::Range;

use super::listing::is_little;
use crate::content::language::Word;

/// Denies what follows.
const PLAIN: &[&str] = &[
    "aint",
    "arent",
    "cannot",
    "cant",
    "couldnt",
    "didnt",
    "doesnt",
    "dont",
    "hasnt",
    "havent",
    "impossible",
    "isnt",
    "neither",
    "never",
    "no",
    "nobody",
    "none",
    "nor",
    "not",
    "nothing",
    "shouldnt",
    "unable",
    "wasnt",
    "werent",
    "wont",
    "wouldnt",
    "не",
    "невозможно",
    "нельзя",
    "нет",
    "нету",
    "ни",
    "никакой",
    "никогда",
    "никто",
    "ничего",
    "ничто",
    "отнюдь",
];
/// Denies a few words that follow, and undoes a denial before it: "cannot be used without unwrapping".
const WITHOUT: &[&str] = &["without", "без"];
const WITHOUT_REACH: usize = 3;
/// Denies what it compares with, two words at most: "unlike a garbage collector it …".
const UNLIKE: &[&str] = &["unlike", "вместо"];
const UNLIKE_REACH: usize = 2;
/// What is compared with, or lacking, ends before these: «мок вместо сети через протокол» denies the network only.
const ENDS_COMPARED: &[&str] = &[
    "across",
    "and",
    "at",
    "behind",
    "by",
    "for",
    "from",
    "he",
    "i",
    "in",
    "into",
    "it",
    "on",
    "she",
    "so",
    "that",
    "they",
    "through",
    "to",
    "using",
    "via",
    "we",
    "when",
    "which",
    "with",
    "you",
    "в",
    "во",
    "для",
    "до",
    "за",
    "из",
    "и",
    "к",
    "когда",
    "который",
    "мы",
    "на",
    "он",
    "она",
    "они",
    "от",
    "по",
    "под",
    "при",
    "с",
    "со",
    "то",
    "у",
    "через",
    "чтобы",
    "я",
];
/// Endings of Russian words that say what a noun is like; the noun follows them.
const ADJECTIVES: &[&str] = &["ого", "его", "ых", "их", "ой", "ей"];
/// Says that a whole clause is not so: «неверно, что …».
const FALSE: &[&str] = &["false", "untrue", "wrong", "неверно", "неправда", "неправильно", "ошибочно"];
/// After "not", these words leave it a statement: "not only a class, but …".
const NO_DENIAL: &[&str] = &[
    "doubt",
    "just",
    "matter",
    "merely",
    "mention",
    "only",
    "problem",
    "simply",
    "wonder",
    "лишь",
    "просто",
    "столько",
    "только",
    "сомнения",
    "одно",
];
/// Stems of what is said of something that does not exist or happen.
const EXISTENCE: &[&str] = &[
    "appear",
    "avail",
    "creat",
    "exist",
    "happen",
    "involv",
    "made",
    "make",
    "need",
    "occur",
    "possibl",
    "present",
    "requir",
    "there",
    "use",
    "быва",
    "быть",
    "возника",
    "возникнет",
    "возможн",
    "есть",
    "нужн",
    "нуж",
    "появ",
    "происход",
    "произойдет",
    "случ",
    "созда",
    "существ",
    "требу",
    "использ",
];
/// Words after which the clause with «что» is denied, too: «не думаю, что …».
const SAYING: &[&str] = &[
    "agre",
    "believ",
    "claim",
    "imag",
    "mean",
    "say",
    "think",
    "true",
    "вер",
    "говор",
    "дума",
    "значит",
    "означа",
    "правд",
    "счита",
    "утвержда",
];
const THAT: &[&str] = &["that", "будто", "что", "чтобы"];
/// How many words after the negation say what it denies the existence of.
const REACH: usize = 3;

/// By word of a sentence: is it denied? The sentence and its clauses are numbers of words.
pub(super) fn denied(words: &[Word], sentence: &Range<usize>, clauses: &[Range<usize>]) -> Vec<bool> {
    let mut denied = vec![false; sentence.len()];
    let mut carried = false;
    for clause in clauses {
        let starts_with_that = words.get(clause.start).is_some_and(|word| THAT.contains(&word.text.as_str()));
        let mut reading =
            Clause { words: &words[clause.clone()], denies: carried && starts_with_that, turned: 0, carries: false };
        let flags = &mut denied[clause.start - sentence.start..clause.end - sentence.start];
        for at in 0..reading.words.len() {
            reading.word(at, flags);
        }
        carried = reading.carries;
    }
    denied
}

struct Clause<'a> {
    words: &'a [Word],
    /// Is the rest of the clause denied?
    denies: bool,
    /// For so many words with a meaning it is the other way round.
    turned: usize,
    /// Does the denial go on in the next clause, if that says what?
    carries: bool,
}

impl Clause<'_> {
    fn word(&mut self, at: usize, denied: &mut [bool]) {
        let word = self.words[at].text.as_str();
        if is_negation(word) {
            if self.leaves_a_statement(at) {
                return;
            }
            self.denies = !(self.denies && self.is_double(at));
            if self.denies && self.denies_existence(at) {
                denied[..at].fill(true);
            }
            self.carries = self.denies && self.words[at + 1..].iter().take(REACH).any(|word| is_saying(&word.stem));
        } else if WITHOUT.contains(&word) {
            self.turned = WITHOUT_REACH;
        } else if UNLIKE.contains(&word) || self.compares(at) {
            self.turned = UNLIKE_REACH;
        } else if self.turned > 0 && ENDS_COMPARED.contains(&word) && at > 0 && !self.is_begun(at) {
            self.turned = 0;
            denied[at] |= self.denies;
        } else if FALSE.contains(&word) {
            // The claim follows, and this word may be denied itself: "it is not wrong that …".
            self.denies = !self.denies;
            self.carries = self.denies;
        } else {
            // What existence is denied of stays denied.
            denied[at] |= self.denies != (self.turned > 0);
            self.turned -= usize::from(self.turned > 0 && !is_little(word));
            // «Вместо сети»: a noun is all that is meant.
            if self.turned > 0
                && !word.is_ascii()
                && self.is_after_instead(at)
                && !ADJECTIVES.iter().any(|ending| word.ends_with(ending))
            {
                self.turned = 0;
            }
        }
    }

    /// Stands nothing yet between the word that compares and this one?
    fn is_begun(&self, at: usize) -> bool {
        let before = self.before(at);
        UNLIKE.contains(&before)
            || WITHOUT.contains(&before)
            || at.checked_sub(1).is_some_and(|before| self.compares(before))
    }

    /// Does «вместо» stand one or two words before?
    fn is_after_instead(&self, at: usize) -> bool {
        (1..=2).any(|back| at.checked_sub(back).is_some_and(|at| self.words[at].text == "вместо"))
    }

    fn follower(&self, at: usize) -> &str {
        self.words.get(at + 1).map_or("", |word| &word.text)
    }

    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).and_then(|before| self.words.get(before)).map_or("", |word| &word.text)
    }

    fn leaves_a_statement(&self, at: usize) -> bool {
        let follower = self.follower(at);
        NO_DENIAL.contains(&follower) || (follower == "to" && self.follower(at + 1) == "mention")
    }

    /// "Never not", «нельзя не», «не может не»; but «никогда не» is one denial.
    fn is_double(&self, at: usize) -> bool {
        let word = self.words[at].text.as_str();
        let before = self.before(at);
        if word == "не" {
            let is_modal = ["мог", "може", "можно"].iter().any(|modal| before.starts_with(modal));
            return ["нельзя", "невозможно"].contains(&before) || is_modal;
        }
        word.is_ascii() && is_negation(before)
    }

    /// "Is not used", «не бывает», and «нет» or «нельзя» at the end.
    fn denies_existence(&self, at: usize) -> bool {
        let word = self.words[at].text.as_str();
        let ends = at + 1 == self.words.len();
        let last = ends && matches!(word, "нет" | "нету" | "нельзя" | "невозможно" | "impossible");
        let can_look_back = word != "no" && word != "ни";
        let mut next = self.words[at + 1..].iter().take(REACH);
        last || (can_look_back && next.any(|word| EXISTENCE.iter().any(|stem| begins(&word.stem, stem))))
    }

    /// "Instead of", «в отличие»; but "to avoid" denies nothing.
    fn compares(&self, at: usize) -> bool {
        let pair = (self.before(at), self.words[at].text.as_str());
        matches!(pair, ("instead", "of") | ("rather", "than") | ("в", "отличие"))
    }
}

pub(super) fn is_negation(word: &str) -> bool {
    PLAIN.contains(&word) || word.ends_with("n't")
}

fn is_saying(stem: &str) -> bool {
    SAYING.contains(&stem)
}

/// Short stems are compared as a whole, Russian ones by their beginning.
fn begins(stem: &str, known: &str) -> bool {
    if known.is_ascii() { stem == known } else { stem.starts_with(known) }
}
