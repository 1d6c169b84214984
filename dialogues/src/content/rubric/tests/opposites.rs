//! Who says the opposite of a point, with the right words around it.

use super::*;

/// What happens to the thread at an `await`?
fn waiting() -> Rubric {
    let free = point("p-free", 2, true, &["thread free | thread not blocked"]);
    Rubric::new(vec![
        against(free, "thread blocked/waits | thread not free"),
        point("p-suspend", 2, true, &["function suspended"]),
    ])
}

#[test]
fn the_opposite_of_a_must_point_leaves_little() {
    for answer in [
        "The function is suspended. The thread is blocked, then the thread is free.",
        "The function is suspended and the thread waits.",
    ] {
        let scored = waiting().score(answer);
        assert!(share(&scored) <= 20, "{answer}: {scored:?}");
        assert!(matches!(scored.points[0], Outcome::Denied(_)));
    }
}

#[test]
fn the_opposite_is_said_in_one_clause_in_this_order_and_not_only_supposed() {
    for answer in [
        "The function is suspended, the thread is not blocked.",
        "The function is suspended and blocked is what the thread is not: the thread is free.",
        "The function is suspended, so the thread is free. Otherwise the thread is blocked.",
        "The function is suspended, the thread is free. If it were not so, the thread would be blocked.",
    ] {
        assert_eq!(share(&waiting().score(answer)), 100, "{answer}");
    }
}
