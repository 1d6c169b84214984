//! What is taken back is not said; what comes in its place is.

use super::*;

fn arc() -> Rubric {
    Rubric::new(vec![
        point("p-count", 2, true, &["ARC | count reference | считает ссыл*"]),
        point("p-zero", 1, false, &["count zero | счетчик* ноль/нуля"]),
        point("p-gc", -2, false, &["garbage collector | сборщик* мусора"]),
    ])
}

#[test]
fn what_was_taken_back_is_not_said() {
    for answer in [
        "There is a garbage collector… sorry, no, I mean ARC. It frees an object when the count is zero.",
        "Swift has a garbage collector, no wait, it is ARC, an object goes when the count is zero",
        "a garbage collector, scratch that, ARC. count zero and it is gone",
        "сборщик мусора… вернее нет, ARC. Когда счётчик доходит до нуля, объект освобождается",
        "Это сборщик мусора, ой, нет, ARC: когда счётчик ноль, объект удаляется",
        "Память чистит сборщик мусора. Хотя нет, вру, ARC считает ссылки, на нуле счётчика объект уходит",
        "a garbage collector, I mean ARC, and at a count of zero it is freed",
    ] {
        assert_eq!(share(&arc().score(answer)), 100, "{answer}: {:?}", arc().score(answer));
    }
}

#[test]
fn who_takes_nothing_back_has_said_it() {
    for answer in ["It is a garbage collector. ARC.", "ARC is a garbage collector, I think", "Сборщик мусора. ARC."]
    {
        assert!(share(&arc().score(answer)) <= 50, "{answer}");
    }
    // A no that answers the question, and one that denies, take nothing back.
    assert_eq!(share(&arc().score("No. ARC frees it when the count is zero.")), 100);
    let both = Rubric::new(vec![point("p-one", 1, false, &["value type"]), point("p-two", 1, false, &["not inherit"])]);
    assert_eq!(share(&both.score("It is a value type, no, it does not inherit")), 50);
}

#[test]
fn the_subject_may_be_taken_back_alone() {
    let types = Rubric::new(vec![
        point("p-copy", 1, false, &["struct copied | value type"]),
        point("p-reference", 1, false, &["class shared | reference type"]),
    ]);
    for answer in [
        "A class is copied, no wait, a struct. And a class is shared.",
        "класс копируется, вернее нет, наоборот: a struct is copied, a class is shared",
        "A struct is shared and a class is copied, sorry, no, the other way round.",
    ] {
        assert_eq!(share(&types.score(answer)), 100, "{answer}: {:?}", types.score(answer));
    }
}

#[test]
fn instead_of_denies_only_what_it_names() {
    for answer in ["подсуну мок вместо сети через протокол в инит", "вместо реальной сети протокол и мок"]
    {
        assert_eq!(outcome("протокол", answer), "hit", "{answer}");
        assert_eq!(outcome("мок", answer), "hit", "{answer}");
        assert_eq!(outcome("сеть", answer), "denied", "{answer}");
    }
    assert_eq!(outcome("pass mock", "Instead of the network I pass a mock"), "hit");
    assert_eq!(outcome("network", "Instead of the network I pass a mock"), "denied");
}
