//! Answers as people write them, with the share that a fair interviewer would give, give or take a tenth.

use super::*;

/// What is ARC, and how does it differ from a garbage collector?
fn arc() -> Rubric {
    let english = Rubric::new(vec![
        point("p-counts", 3, true, &["count reference | reference counting | reference count | counter"]),
        point("p-zero", 2, false, &["zero free | no strong reference | last reference", "freed | memory"]),
        point("p-compile", 1, false, &["compiler insert/add | compile time"]),
        point("p-cycles", 2, false, &["cycle | not free each other"]),
        point("p-gc", -2, false, &["arc garbage collector | runs garbage collection"]),
    ]);
    let russian = Rubric::new(vec![
        point("p-counts", 3, true, &["счётчик ссылок | подсчёт ссылок | считает ссылки"]),
        point(
            "p-zero",
            2,
            false,
            &["ноль | нул* | последняя ссылка | нет сильных ссылок", "освобо* | удаля* | память"],
        ),
        point("p-compile", 1, false, &["компилятор встав*/добав* | этап* компиляции"]),
        point("p-cycles", 2, false, &["цикл ссылок | циклическ* | цикл* удерж* | ретейн цикл | `retain cycle`"]),
        point("p-gc", -2, false, &["сборщик мусора"]),
    ]);
    english.merged(&russian)
}

#[track_caller]
fn worth(answer: &str, fair: f64) {
    let scored = arc().score(answer);
    assert!(
        (scored.share - fair).abs() <= 0.1,
        "{} instead of {fair} for {answer:?}: {:?}",
        scored.share,
        scored.points
    );
}

#[test]
fn good_answers_get_nearly_everything() {
    worth(
        "ARC counts the references to every object. When the last strong reference goes away, the memory is freed at \
         once. The compiler inserts the retains and releases. Unlike a garbage collector it cannot find cycles, so we \
         have to break a reference cycle with weak.",
        1.0,
    );
    worth(
        "ARC — это автоматический подсчёт ссылок: у каждого объекта есть счётчик, и когда он становится равен нулю, \
         память освобождается. Код вставляет компилятор. Это не сборщик мусора, поэтому циклы ссылок сам он не \
         разорвёт.",
        1.0,
    );
    worth(
        "its automatic reference counting. the complier adds retain and release calls, and when the refernce count is \
         zero the instance gets freed. two objects that hold each other make a retain cycle",
        1.0,
    );
    worth(
        "арк считает ссылки на обьект, когда ссылок ноль объект удаляется из памяти. всё это компилятор добавляет на \
         этапе компиляции. проблема - циклические ссылки, retain cycle",
        1.0,
    );
}

#[test]
fn partial_answers_get_a_part() {
    worth("It counts references. When nobody points to an object any more, it is freed.", 0.4);
    worth("Считает ссылки на объекты, когда счётчик ссылок доходит до нуля, объект освобождается.", 0.65);
    worth("ARC keeps a reference count. Cycles are a problem, because these objects are never freed.", 0.65);
    worth("Это подсчёт ссылок, его вставляет компилятор.", 0.5);
}

#[test]
fn wrong_answers_lose_what_they_claim() {
    worth("ARC is a garbage collector that looks for objects nobody uses.", 0.0);
    worth("Это сборщик мусора в Swift.", 0.0);
    worth("ARC counts references, and a background thread runs garbage collection when the count is zero.", 0.15);
}

#[test]
fn evasive_and_foreign_answers_get_nothing() {
    worth("Good question! I have used it a lot, and it works really well in all my projects.", 0.0);
    worth("Ну, это зависит от задачи. Обычно всё работает само.", 0.0);
    worth("My favourite colour is blue, and I like structs.", 0.0);
}

#[test]
fn stuffed_answers_get_little() {
    worth("reference counting, zero, freed, memory, compiler insert, cycle, leak, weak", 0.3);
    worth("счётчик ссылок, ноль, память, освобождение, компилятор добавляет, цикл ссылок, утечка", 0.3);
}
