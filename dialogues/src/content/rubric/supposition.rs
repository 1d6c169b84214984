//! What is said and not claimed: "otherwise it would copy everything", "that avoids the box", «многие думают, что …». It
//! is no wrong claim. By single words, like a denial; whether it hits a point is not asked here.

use std::ops::Range;

use super::listing::is_little;
use crate::content::language::Word;

/// Beginnings of words that say that what follows does not happen.
const AVOIDS: &[&str] = &[
    "avoid",
    "block",
    "defeat",
    "disabl",
    "eliminat",
    "hinder",
    "inhibit",
    "kills",
    "lose",
    "loses",
    "losing",
    "prevent",
    "protect",
    "rid",
    "rules",
    "skip",
    "spare",
    "избав",
    "избег",
    "избеж",
    "исключ",
    "лиша",
    "меша",
    "защищ",
    "предотвра",
    "спаса",
    "теря",
];
/// So many words with a meaning follow them.
const AVOIDED: usize = 3;
/// What follows in the sentence is what others think, or what would be otherwise.
const OTHERS: &[&[&str]] = &[
    &["as", "if"],
    &["as", "though"],
    &["common", "mistake"],
    &["many", "believe"],
    &["many", "think"],
    &["might", "think"],
    &["misconception"],
    &["myth"],
    &["or", "else"],
    &["otherwise"],
    &["people", "believe"],
    &["people", "say"],
    &["people", "think"],
    &["some", "say"],
    &["some", "think"],
    &["would", "think"],
    &["будто"],
    &["думают"],
    &["заблуждение"],
    &["иначе"],
    &["казалось", "бы"],
    &["миф"],
    &["ошибочно"],
    &["считают"],
    &["якобы"],
];
/// A sentence with one of these and one of the next supposes something.
const IF: &[&str] = &["if", "unless", "without", "если", "без", "когда"];
const THEN: &[&str] = &["became", "becomes", "would", "wouldnt", "wouldn't", "were", "бы", "станет", "стало", "стал"];
/// "I would" is what one does.
const SPEAKERS: &[&str] = &["i", "we", "я", "мы"];

/// A clause that begins so says when the rest is not so.
const EXCEPT: &[&str] = &["unless", "except", "кроме", "разве"];

/// By word: is it only supposed? `clauses`: in order, each with its sentence.
pub(super) fn supposed(words: &[Word], clauses: &[(usize, Range<usize>)]) -> Vec<bool> {
    let mut supposed = vec![false; words.len()];
    for sentence in clauses.chunk_by(|(one, _), (other, _)| one == other) {
        let (Some((_, first)), Some((_, last))) = (sentence.first(), sentence.last()) else { continue };
        let inside = first.start..last.end;
        if supposes(&words[inside.clone()]) {
            supposed[inside].fill(true);
            continue;
        }
        let others = inside.clone().find(|at| {
            let rest = &words[*at..inside.end];
            OTHERS.iter().any(|known| {
                known.len() <= rest.len() && known.iter().zip(rest).all(|(known, word)| *known == word.text)
            })
        });
        if let Some(from) = others {
            supposed[from..inside.end].fill(true);
        }
        for (_, clause) in sentence {
            if clause.clone().take(2).any(|at| EXCEPT.contains(&words[at].text.as_str())) {
                supposed[clause.clone()].fill(true);
            }
            for at in clause.clone().filter(|at| avoids(&words[*at].text)) {
                let mut left = AVOIDED;
                for after in at + 1..clause.end {
                    supposed[after] = true;
                    left -= usize::from(!is_little(&words[after].text));
                    if left == 0 {
                        break;
                    }
                }
            }
        }
    }
    supposed
}

fn avoids(word: &str) -> bool {
    AVOIDS.iter().any(|known| word.starts_with(known))
}

fn supposes(sentence: &[Word]) -> bool {
    let text = |at: usize| sentence.get(at).map_or("", |word| word.text.as_str());
    let is_then = |at: &usize| {
        let is_own = at.checked_sub(1).is_some_and(|before| SPEAKERS.contains(&text(before)))
            || SPEAKERS.contains(&text(at + 1));
        THEN.contains(&text(*at)) && !is_own
    };
    (0..sentence.len()).any(|at| IF.contains(&text(at))) && (0..sentence.len()).any(|at| is_then(&at))
}
