//! From points to a share.

use super::*;

#[test]
fn the_share_is_the_weight_of_the_hits() {
    let rubric = delegate();
    let all = rubric.score("The owner already holds the object, so a strong reference back is a retain cycle.");
    assert_eq!(share(&all), 100);
    assert_eq!(share(&rubric.score("The owner holds it.")), 67);
    assert_eq!(share(&rubric.score("I have no idea.")), 0);
}

#[test]
fn without_a_must_point_it_is_half_at_most() {
    let rubric = Rubric::new(vec![
        point("p-must", 1, true, &["owner"]),
        point("p-a", 4, false, &["cycle"]),
        point("p-b", 4, false, &["leak"]),
    ]);
    assert_eq!(share(&rubric.score("It would be a cycle and a leak.")), 50);
    assert_eq!(share(&rubric.score("It would be a cycle and a leak for the owner.")), 100);
    assert_eq!(share(&rubric.score("It is not the owner but a cycle and a leak.")), 50, "a denied must-point");
}

#[test]
fn a_wrong_claim_costs_its_weight_and_nothing_falls_below_zero() {
    let rubric = delegate();
    assert_eq!(share(&rubric.score("The owner holds it and weak is faster.")), 33);
    assert_eq!(share(&rubric.score("Weak is faster.")), 0);
    let denied = rubric.score("The owner holds it and weak is not faster.");
    assert_eq!(share(&denied), 67);
    assert!(matches!(denied.points[2], Outcome::Denied(_)));
}

#[test]
fn odd_answers_are_scored_like_any_other() {
    let rubric = delegate();
    for answer in
        ["", "   \n", "👍👍👍", "🤷‍♀️", "<b>&amp;</b>", "¿Por qué? Porque sí.", "所有者はすでに", "\u{0}\u{202e}"]
    {
        let scored = rubric.score(answer);
        assert_eq!((share(&scored), scored.points.len()), (0, 3), "{answer}");
    }
    assert_eq!(share(&rubric.score("<b>The owner</b> holds *it* 👍, else a `retain` cycle")), 100);
    assert_eq!(share(&Rubric::default().score("anything")), 0);
}

#[test]
fn what_lies_behind_the_limit_is_not_read() {
    let padding = "и так далее ".repeat(1_000);
    assert_eq!(share(&delegate().score(&format!("{padding} The owner holds it."))), 0);
    assert_eq!(share(&delegate().score(&format!("The owner holds it. {padding}"))), 67);
}
