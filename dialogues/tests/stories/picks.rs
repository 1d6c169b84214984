//! Which questions an attempt takes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dialogues::catalogue::Catalogue;
use dialogues::kernel::ids::{AttemptId, ConceptId, CourseId, LessonId, QuestionId};
use dialogues::streams::{ConceptScore, Fact, PathFact};

use crate::support::{Chat, compile};

/// A lesson of twelve statements, four about each of three concepts, of which an attempt takes six.
fn wide() -> Catalogue {
    let lesson = include_str!("fixture/c.md").replace("concepts: [one]", "concepts: [one, two, three]");
    let mut text = format!("{lesson}\n## Quiz {{pass=0.5 pick=6}}\n");
    for (number, concept) in ["one", "two", "three"].iter().cycle().take(12).enumerate() {
        let question = format!("### true: Statement {number}. {{#q-{number} concept={concept}}}\n> [!NOTE]\n> So.\n");
        write!(text, "\n{question}").unwrap();
    }
    let course = |text: &str, last: &str| text.replace(last, &format!("{last}  two: Two\n  three: Three\n"));
    compile(&[
        ("courses/demo/course.yaml", &course(include_str!("fixture/course.yaml"), "  one: One\n")),
        ("courses/demo/course.ru.yaml", ""),
        ("courses/demo/01-basics/03-c.md", &text),
    ])
}

/// The questions of a new attempt by a learner with this history, by their concepts.
fn picked(seed: u64, weak: Option<&str>) -> Vec<(String, String)> {
    let mut chat = Chat::learner("en").taught(wide());
    if let Some(weak) = weak {
        let concepts = ["one", "two", "three"].map(|concept| {
            let points = if concept == weak { 0.0 } else { 4.0 };
            (ConceptId::new(concept), ConceptScore { asked: 4, points })
        });
        let finished = PathFact::QuizFinished {
            course: CourseId::new("demo"),
            lesson: LessonId::new("demo.a"),
            attempt: AttemptId::of(chat.state.id, &LessonId::new("demo.a"), 1),
            score: 0.5,
            passed: false,
            seconds: 1,
            day: chat.now.date_naive(),
            concepts: concepts.into_iter().collect(),
        };
        chat = chat.given([Fact::from(finished)]);
    }
    chat.seed = seed;
    chat.begin_quiz("demo.c");
    let lesson = chat.catalogue.lesson(&LessonId::new("demo.c")).unwrap().clone();
    let attempt = chat.state.attempt.as_ref().unwrap();
    let of = |id: &QuestionId| {
        let question = lesson.quiz.as_ref().unwrap().question(id).unwrap();
        (id.to_string(), question.concept.as_ref().unwrap().to_string())
    };
    attempt.questions.iter().map(of).collect()
}

#[test]
fn an_attempt_asks_nothing_twice_and_every_question_some_day() {
    let mut seen = BTreeSet::new();
    for seed in 0..100 {
        let questions = picked(seed, Some("two"));
        assert_eq!(questions.len(), 6);
        let different: BTreeSet<_> = questions.iter().collect();
        assert_eq!(different.len(), 6, "{questions:?}");
        seen.extend(questions);
    }
    assert_eq!(seen.len(), 12);
    assert_eq!(picked(5, Some("two")), picked(5, Some("two")), "the same seed, the same questions");
}

#[test]
fn weak_concepts_are_asked_more() {
    let count = |weak: Option<&str>, concept: &str| {
        (0..300).flat_map(|seed| picked(seed, weak)).filter(|(_, of)| of == concept).count()
    };
    // Of 1,800 questions, 600 would be about each concept.
    assert!((500..700).contains(&count(None, "two")), "{}", count(None, "two"));
    assert!(count(Some("two"), "two") > 800, "{}", count(Some("two"), "two"));
    assert!(count(Some("two"), "one") > 300, "{}", count(Some("two"), "one"));
}

#[test]
fn another_attempt_rather_asks_what_the_last_did_not() {
    let mut repeated = 0;
    for seed in 0..100 {
        let mut chat = Chat::learner("en").taught(wide());
        chat.seed = seed;
        chat.begin_quiz("demo.c").answers(&[true; 6]);
        let first = chat.state.attempt.as_ref().unwrap().questions.clone();
        chat.begin_quiz("demo.c");
        let second = &chat.state.attempt.as_ref().unwrap().questions;
        repeated += second.iter().filter(|id| first.contains(id)).count();
    }
    // Of 600, half would be there again by chance.
    assert!((20..220).contains(&repeated), "{repeated}");
}

#[test]
fn a_quiz_tells_the_path_what_it_showed_of_each_concept() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a").answers(&[true, false, true, true]);
    let mastery = chat.state.path.mastery(&CourseId::new("demo"), &ConceptId::new("one"));
    assert!((mastery.asked - 4.0).abs() < 1e-9 && (mastery.points - 3.0).abs() < 1e-9, "{mastery:?}");
    chat.press("See the result").press("Retry the missed one").answer(true);
    let mastery = chat.state.path.mastery(&CourseId::new("demo"), &ConceptId::new("one"));
    assert!(
        (mastery.asked - 3.0).abs() < 1e-9 && (mastery.points - 2.5).abs() < 1e-9,
        "half of it, and one: {mastery:?}"
    );
    let old = r#"{"type":"QuizFinished","data":{"course":"a","lesson":"b","attempt":"6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9","score":1.0,"passed":true,"seconds":1,"day":"2026-03-02"}}"#;
    let fact: PathFact = serde_json::from_str(old).unwrap();
    assert_eq!(serde_json::to_string(&fact).unwrap(), old, "what was stored before reads and writes the same");
}
