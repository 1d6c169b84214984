//! What is said of one thing does not count for another.

use super::*;

/// What is the difference between a struct and a class?
fn types() -> Rubric {
    let english = Rubric::new(vec![
        point("p-copy", 2, true, &["struct value | value type | struct copy/copied | copy/copied assign"]),
        point("p-reference", 2, true, &["class reference | reference type | class share/shared | class not copied"]),
        point("p-inherit", 1, false, &["class inherit/inheritance/subclass | struct not inherit"]),
    ]);
    let russian = Rubric::new(vec![
        point("p-copy", 2, true, &["структур* значимый/копи*/значен* | значимый тип"]),
        point("p-reference", 2, true, &["класс* ссыл*/общ* | ссылочн* тип*"]),
        point("p-inherit", 1, false, &["класс* наслед* | структур* не наслед*"]),
    ]);
    english.merged(&russian)
}

fn says(rubric: &Rubric, answer: &str) -> i64 {
    share(&rubric.score(answer))
}

#[test]
fn swapped_claims_lose() {
    for answer in [
        "A class is copied, a struct is shared",
        "A class is copied, a struct is a reference type.",
        "struct is a reference type so when you pass it both share the same object, class is a value type and gets copied",
        "классы копируются, а структура — ссылочный тип",
        "по ссылке — структура, по значению — класс",
        "The first is a reference type, the second one is copied.",
    ] {
        assert!(says(&types(), answer) <= 20, "{answer}: {:?}", types().score(answer));
    }
}

#[test]
fn right_claims_keep_their_points_however_the_subject_is_named() {
    for answer in [
        "A struct is copied, a class is a reference type",
        "structs are copied, classes aren't",
        "Structs get copied and classes get shared.",
        "The first is copied, the second one is shared.",
        "A struct, unlike a class, is copied when you assign it. A class is shared.",
        "Struct: copied. Class: it is a reference type.",
        "структуры копируются, а класс — по ссылке",
        "по значению — структура, по ссылке — класс",
        "value type (struct) is copied, reference type (class) is shared",
        "If you want a value type, take a struct. For a reference type there are classes.",
    ] {
        assert!(says(&types(), answer) >= 80, "{answer}: {:?}", types().score(answer));
    }
}

#[test]
fn what_is_said_of_the_wrong_one_is_told() {
    let scored = types().score("A class is copied, a struct is shared");
    assert!(matches!(scored.points[0], Outcome::Swapped(_)), "{scored:?}");
    // Nobody is named, so nobody is wrong.
    assert_eq!(says(&types(), "It is a value type. It is a reference type."), 80);
}

#[test]
fn authors_name_the_subject_before_a_colon() {
    let dispatch = Rubric::new(vec![
        point("p-hello", 1, false, &["hello: dynamic/runtime"]),
        point("p-bye", 1, false, &["bye: static/compile"]),
    ]);
    assert_eq!(says(&dispatch, "hello is found at runtime, bye at compile time"), 100);
    assert_eq!(says(&dispatch, "Dynamic dispatch is for hello. bye is static."), 100);
    assert_eq!(says(&dispatch, "bye is found at runtime, hello at compile time"), 0);
    for wrong in ["a b: c", ": copy", "struct: ", "a: b: c", "not: copy"] {
        assert!(Pattern::parse(&[wrong]).is_err(), "{wrong}");
    }
    // Where it is the only one, it is a word like the others.
    assert!(hits("default: silent", "the default is silent") && !hits("default: silent", "it is silent"));
}
