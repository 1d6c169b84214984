//! What everybody may say, whatever the author wrote.

use super::*;

#[test]
fn phrases_mean_the_word_that_an_author_writes() {
    for (line, answer) in [
        ("compiler forbid", "swift won't let you touch it"),
        ("compiler forbid", "the language does not allow it"),
        ("crash", "or you blow up at runtime"),
        ("not crash", "so you dont blow up at runtime"),
        ("copy buffer", "it clones the whole buffer"),
        ("default unnoticed", "with a default it'd slip thru unnoticed"),
        ("компилятор заставить", "свифт заставит проверить"),
        ("компилятор запретить", "язык не даст обратиться"),
        ("компилятор ошибка", "сборка упадёт с ошибкой"),
    ] {
        assert!(hits(line, answer), "{line}: {answer}");
    }
}

#[test]
fn a_phrase_hides_none_of_its_words() {
    assert!(hits("same object", "both structs point at the same object"));
    assert!(hits("point same", "both structs point at the same object"));
}

#[test]
fn an_arrow_explains() {
    let rubric = Rubric::new(vec![
        point("p-cycle", 1, true, &["retain cycle"]),
        point("p-weak", 1, false, &["weak self"]),
        point("p-holds", 1, false, &["self onLoad"]),
    ]);
    let terse = rubric.score("retain cycle, self -> onLoad -> self. weak self");
    assert_eq!((share(&terse), terse.is_list), (100, false), "{terse:?}");
}
