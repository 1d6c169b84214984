//! How far a review may go, whatever it says.

use super::super::bounds::{MAX_SHIFT, apply};
use super::super::reply::Judgement;
use super::*;
use dialogues::rubric::{CAP_WITHOUT_MUST, Outcome, Scored};
use proptest::prelude::*;

const TOLERANCE: f64 = 1e-9;

/// A review that says hit by these quotes, and missed where there is none.
fn applied(answer: &str, quotes: [Option<&str>; 4]) -> Reviewed {
    let judgements = quotes.map(|quote| match quote {
        Some(quote) => {
            let start = answer.find(quote).unwrap();
            Judgement::Hit(start..start + quote.len())
        }
        None => Judgement::Missed,
    });
    apply(&rubric(), &rubric().score(answer), &judgements, answer)
}

fn share(scored: &Scored) -> i64 {
    (scored.share * 100.0).round() as i64
}

#[test]
fn a_review_that_agrees_changes_nothing() {
    let reviewed = applied(HALF, [Some("owner already"), None, None, None]);
    assert_eq!((reviewed.scored, reviewed.changed), (rubric().score(HALF), Vec::new()));
}

#[test]
fn the_share_moves_by_a_quarter_at_most() {
    let up = applied(HALF, [Some("The owner"), Some("Nothing would"), Some("turn into nil"), None]);
    assert_eq!((share(&up.scored), up.changed), (65, vec![1, 2]));
    let down = applied(HALF, [None; 4]);
    assert_eq!((share(&down.scored), down.changed), (15, vec![0]));
    assert_eq!(down.scored.points[0], Outcome::Missed);
}

#[test]
fn one_word_makes_no_hit() {
    let reviewed = applied(HALF, [Some("owner"), Some("freed"), Some(" nil."), None]);
    assert_eq!((share(&reviewed.scored), reviewed.changed), (40, Vec::new()));
}

#[test]
fn without_the_must_point_the_cap_holds_whatever_is_quoted() {
    let answer = "A retain cycle otherwise; it becomes nil. Somebody above keeps it anyway.";
    assert_eq!(share(&rubric().score(answer)), 50);
    let reviewed = applied(answer, [Some("Somebody above keeps it"), Some("retain cycle"), Some("becomes nil"), None]);
    assert_eq!((share(&reviewed.scored), reviewed.changed), (50, vec![0]));
}

#[test]
fn a_wrong_claim_that_the_scorer_found_stays() {
    let answer = "The owner holds it and weak is faster.";
    assert_eq!(share(&rubric().score(answer)), 20);
    let reviewed = applied(answer, [Some("The owner"), None, None, None]);
    assert_eq!((share(&reviewed.scored), reviewed.changed), (20, Vec::new()));
    let found = applied("The owner holds it and weak saves time.", [Some("The owner"), None, None, Some("saves time")]);
    assert_eq!((share(&found.scored), found.changed), (20, vec![3]));
}

#[test]
fn a_denial_that_the_scorer_saw_can_be_judged_otherwise_and_stays_one_if_it_is_not() {
    let answer = "It is not a leak. The owner holds it.";
    let own = rubric().score(answer);
    assert!(matches!(own.points[1], Outcome::Denied(_)), "{own:?}");
    let reviewed = applied(answer, [Some("The owner holds it"), Some("a leak"), None, None]);
    assert_eq!((share(&own), share(&reviewed.scored), reviewed.changed), (40, 65, vec![1]));
    let agreed = applied(answer, [Some("The owner holds it"), None, None, None]);
    assert_eq!(agreed.scored, own);
}

#[test]
fn a_bare_list_of_keywords_gains_nothing() {
    let answer = "owner, retain cycle, leak, weak, memory, ARC";
    let own = rubric().score(answer);
    assert!(own.is_list, "{own:?}");
    let reviewed = applied(answer, [Some("owner, retain"), Some("retain cycle"), Some("memory, ARC"), None]);
    assert_eq!((share(&reviewed.scored), share(&own)), (30, 30));
    assert!(reviewed.scored.is_list);
}

/// Sentences that hit, miss, deny and claim, to be put together.
const SENTENCES: [&str; 8] = [
    "The owner holds it.",
    "That would be a retain cycle.",
    "It becomes nil.",
    "Weak is faster.",
    "It is not the owner.",
    "owner, leak, nil, weak, ARC, memory.",
    "Я не знаю, что сказать.",
    "владелец уже держит его.",
];

proptest! {
    #[test]
    fn no_review_leaves_the_bounds(
        sentences in proptest::collection::vec(0..SENTENCES.len(), 1..6),
        judged in proptest::collection::vec(proptest::option::of((0_usize..200, 0_usize..60)), 4),
    ) {
        let answer = sentences.iter().map(|number| SENTENCES[*number]).collect::<Vec<_>>().join(" ");
        let rubric = rubric();
        let own = rubric.score(&answer);
        let judgements: Vec<Judgement> = judged.iter().map(|quote| match quote {
            Some((start, length)) => Judgement::Hit(*start..start + length),
            None => Judgement::Missed,
        }).collect();
        let reviewed = apply(&rubric, &own, &judgements, &answer);
        let share = reviewed.share();
        prop_assert!((0.0..=1.0).contains(&share));
        prop_assert!((share - own.share).abs() <= MAX_SHIFT + TOLERANCE, "{} to {share}", own.share);
        prop_assert!(own.points[0].is_hit() || share <= CAP_WITHOUT_MUST + TOLERANCE);
        prop_assert!(!own.points[3].is_hit() || reviewed.scored.points[3] == own.points[3]);
        prop_assert!(!own.is_list || share <= own.share + TOLERANCE);
        prop_assert_eq!(reviewed.scored.points.len(), own.points.len());
        for (number, outcome) in reviewed.scored.points.iter().enumerate() {
            prop_assert_eq!(outcome.is_hit() != own.points[number].is_hit(), reviewed.changed.contains(&number));
        }
    }
}
