//! What a learner denies is not what they say.

use super::*;

#[track_caller]
fn denied(line: &str, answers: &[&str]) {
    for answer in answers {
        assert_eq!(outcome(line, answer), "denied", "{answer}");
    }
}

#[track_caller]
fn said(line: &str, answers: &[&str]) {
    for answer in answers {
        assert_eq!(outcome(line, answer), "hit", "{answer}");
    }
}

#[test]
fn a_negated_phrase_does_not_score() {
    denied(
        "garbage collector",
        &[
            "ARC is *not* a garbage collector.",
            "ARC isn't a garbage collector",
            "arc isnt a garbage collector",
            "It has no garbage collector.",
            "Swift does without a garbage collector.",
            "It never runs a garbage collector.",
            "A garbage collector is not used in Swift.",
            "Unlike a garbage collector, it is deterministic.",
            "I don't think that it is a garbage collector",
        ],
    );
    denied(
        "сборщик мусора",
        &[
            "Это не сборщик мусора.",
            "Сборщика мусора в Swift нет",
            "сборщик мусора не используется",
            "Swift обходится без сборщика мусора",
            "Нет никакого сборщика мусора",
            "Неверно, что это сборщик мусора",
            "Не думаю, что это сборщик мусора",
            "в отличие от сборщика мусора",
            "вместо сборщика мусора счётчик ссылок",
        ],
    );
}

#[test]
fn a_negation_reaches_no_further_than_its_clause() {
    said(
        "reference counting",
        &[
            "It is not a garbage collector, it is reference counting.",
            "Not a collector but reference counting",
            "It does not scan memory because it uses reference counting",
            "No. Reference counting does it.",
            "Instead of a garbage collector Swift uses reference counting",
        ],
    );
    said(
        "счётчик ссылок",
        &[
            "Это не сборщик мусора, а счётчик ссылок.",
            "Память не сканируется, потому что есть счетчик ссылок",
            "Нет, это счётчик ссылок",
            "вместо сборщика мусора используется счётчик ссылок",
            "без сборщика мусора объектами занимается счётчик ссылок",
        ],
    );
    said("becomes nil", &["It doesn't keep the object and becomes nil"]);
    said("обнуляется", &["weak не удерживает объект и обнуляется"]);
}

#[test]
fn a_subject_of_which_something_is_denied_is_still_named() {
    said("weak reference", &["A weak reference does not increase the count."]);
    said("слабая ссылка", &["Слабая ссылка не увеличивает счётчик"]);
    denied("increase count", &["A weak reference does not increase the count."]);
    denied("счётчик увеличивает", &["Слабая ссылка не увеличивает счётчик"]);
}

#[test]
fn not_only_denies_nothing() {
    said("memory", &["It is not only memory but also files", "not just memory"]);
    said("память", &["Это не только память, но и файлы", "не просто память"]);
}

#[test]
fn a_double_negation_is_none() {
    said("unwrapping", &["You cannot use it without unwrapping.", "It is never not unwrapping"]);
    said(
        "развернуть",
        &["Нельзя использовать без того чтобы развернуть", "нельзя не развернуть", "не может не развернуть"],
    );
    denied("равен nil", &["он никогда не равен nil"]);
    denied("увеличивает", &["не копирует объект не увеличивает счётчик"]);
}

#[test]
fn an_alternative_that_denies_needs_the_denial() {
    said(
        "not retain | does not change",
        &["weak doesn't retain it", "The value never changes", "It cannot be changed"],
    );
    said("не удерживает | без копирования", &["слабая ссылка не удерживает объект", "передаёт без копирования"]);
    assert_eq!(outcome("not retain", "weak does retain it"), "missed");
    assert_eq!(outcome("не удерживает", "weak удерживает объект"), "missed");
    assert_eq!(outcome("struct not change", "a struct does not change"), "hit");
}

#[test]
fn who_says_it_elsewhere_has_said_it() {
    said("leak", &["It is not a leak at first. Later it is a leak."]);
    denied("`try!`", &["do not use try! here"]);
}
