//! What answers are worth.

#![expect(clippy::float_cmp, reason = "these scores have exact values")]

use super::{Body, Grade, Response};
use crate::catalogue::{Catalogue, SourceFile};

/// The body of a written question.
fn body(question: &str) -> Body {
    let course = "id: a\nlang: en\ntitle: A\nsummary: A.\nlevel: junior\nconcepts: {a: A}\n\
                  modules: {a: {title: A, summary: A.}}\n";
    let lesson = format!(
        "---\nid: a\nkind: lesson\ntitle: A\nlang: en\nlevel: junior\nminutes: 1\nrequires: []\nconcepts: [a]\n\
         status: published\n---\n\n## A {{#a}}\n\nText.\n\n## Quiz\n\n{question}"
    );
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    let files = [file("courses/a/course.yaml", course.to_owned()), file("courses/a/01-a/01-a.md", lesson)];
    let catalogue = Catalogue::compile(&files).catalogue;
    let lesson = catalogue.courses()[0].lessons().next().unwrap();
    lesson.quiz.as_ref().unwrap().questions[0].body.clone()
}

/// Four options, of which 1 and 2 are right.
fn multiple(attributes: &str) -> Body {
    let options = ["- [ ] A", "- [x] B", "- [x] C", "- [ ] D"].join("\n  > Because.\n");
    body(&format!("### multiple: Which? {{#q-a {attributes}}}\n{options}\n  > Because.\n"))
}

fn score(body: &Body, chosen: &[usize]) -> f64 {
    let Grade { score, correct } = body.grade(&Response::Options(chosen.to_vec()));
    assert_eq!(correct, score >= 1.0);
    score
}

#[test]
fn a_single_question_takes_its_one_right_option() {
    let body = body("### single: Which? {#q-a}\n- [ ] A\n  > No.\n- [x] B\n  > Yes.\n");
    assert_eq!((body.name(), body.option_count(), body.takes_many()), ("single", 2, false));
    assert_eq!(body.correct(), [1]);
    assert_eq!([score(&body, &[0]), score(&body, &[1])], [0.0, 1.0]);
}

#[test]
fn multiple_is_all_or_nothing() {
    let body = multiple("");
    assert_eq!((body.name(), body.option_count(), body.takes_many()), ("multiple", 4, true));
    assert_eq!(body.correct(), [1, 2]);
    assert_eq!(score(&body, &[1, 2]), 1.0);
    for chosen in [&[1][..], &[0, 1, 2], &[0], &[0, 1, 2, 3]] {
        assert_eq!(score(&body, chosen), 0.0);
    }
}

#[test]
fn partial_points_are_the_right_ones_less_the_wrong_ones() {
    let body = multiple("partial=true");
    assert_eq!(score(&body, &[1, 2]), 1.0);
    assert_eq!(score(&body, &[1]), 0.5);
    assert_eq!(score(&body, &[0, 1, 2]), 0.5);
    assert_eq!(score(&body, &[0, 1]), 0.0);
    assert_eq!(score(&body, &[0, 3]), 0.0);
}

#[test]
fn a_statement_has_true_first_and_false_second() {
    let statement = |word: &str| body(&format!("### {word}: So. {{#q-a}}\n> [!NOTE]\n> Because.\n"));
    assert_eq!((statement("true").name(), statement("true").correct()), ("truth", vec![0]));
    assert_eq!(statement("false").correct(), [1]);
    assert_eq!(score(&statement("false"), &[1]), 1.0);
}

#[test]
fn what_is_no_answer_is_worth_nothing() {
    let single = body("### single: Which? {#q-a}\n- [ ] A\n  > No.\n- [x] B\n  > Yes.\n");
    for chosen in [&[][..], &[2], &[0, 1], &[1, 1]] {
        assert!(!single.well_formed(&Response::Options(chosen.to_vec())));
        assert_eq!(score(&single, chosen), 0.0);
    }
    let multiple = multiple("");
    for chosen in [&[][..], &[2, 1], &[1, 1, 2], &[1, 4]] {
        assert!(!multiple.well_formed(&Response::Options(chosen.to_vec())));
    }
    assert!(multiple.well_formed(&Response::Options(vec![0, 3])));
}
