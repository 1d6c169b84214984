//! What holds for any answer.

use proptest::prelude::*;

use super::super::{MAX_ANSWER, quotes};
use super::*;

/// Sentences that hit a point of [`delegate`], and others.
const HITS: [&str; 4] = [
    "The owner already holds the object.",
    "Otherwise there would be a retain cycle.",
    "Объектом уже владеет родитель.",
    "Иначе это был бы цикл ссылок.",
];
const PIECES: [&str; 18] = [
    "The owner holds it. ",
    "It is not a leak, ",
    "owner",
    " cycle ",
    "faster",
    ", ",
    ".\n",
    "не ",
    "утечка ",
    "без ",
    "`[weak self]` ",
    "👍",
    "and ",
    "weak — ",
    "nil, nil, nil, ",
    "<b>",
    "\u{301}",
    "isn't ",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,200}",
        prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat()),
    ]
}

proptest! {
    #[test]
    fn any_text_is_scored_between_nothing_and_all(answer in text()) {
        let scored = delegate().score(&answer);
        prop_assert!((0.0..=1.0).contains(&scored.share));
        prop_assert_eq!(&scored, &delegate().score(&answer));
        for outcome in &scored.points {
            let (Outcome::Hit(ranges) | Outcome::Denied(ranges)) = outcome else { continue };
            prop_assert!(!ranges.is_empty() && ranges.is_sorted_by_key(|range| range.start));
            prop_assert!(ranges.iter().all(|range| answer.get(range.clone()).is_some_and(|text| !text.is_empty())));
            for quote in quotes(&answer, ranges) {
                prop_assert!(!quote.is_empty() && quote.chars().count() <= 122, "{}", quote);
            }
        }
    }

    #[test]
    fn a_sentence_more_that_hits_never_lowers_the_share(answer in text(), hit in prop::sample::select(&HITS[..])) {
        let before = delegate().score(&answer).share;
        let after = delegate().score(&format!("{answer}\n\n{hit}")).share;
        prop_assert!(after >= before, "{} < {}", after, before);
    }

    #[test]
    fn case_and_spaces_and_dots_over_letters_do_not_matter(
        pieces in prop::collection::vec(prop::sample::select(&HITS[..]), 0..4),
    ) {
        let plain = pieces.join(" ");
        let expected = share(&delegate().score(&plain));
        for same in [plain.to_uppercase(), plain.replace(' ', "  "), plain.replace('е', "ё"), format!("\u{feff} {plain}\n")] {
            prop_assert_eq!(share(&delegate().score(&same)), expected, "{}", same);
        }
    }

    #[test]
    fn any_pattern_is_read_or_refused_within_the_line(line in "[a-zё не/|*`? ]{0,40}", answer in text()) {
        match Pattern::parse(&[&line]) {
            Ok(_) => prop_assert!((0.0..=1.0).contains(&one(&line).score(&answer).share)),
            Err((_, error)) => prop_assert!(line.get(error.span).is_some()),
        }
    }
}

#[test]
fn the_longest_answers_are_scored() {
    for piece in ["owner ", "о", "not ", "a?.b", ".", "owner, leak, ", "cyclf leaj ", "\n- ", "('", "не без "] {
        let answer: String = piece.chars().cycle().take(MAX_ANSWER).collect();
        assert!((0.0..=1.0).contains(&delegate().score(&answer).share));
    }
}
