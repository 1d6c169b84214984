//! Questions as quiz polls: who gets them, which questions fit, what a vote answers.

use dialogues::input::Input;
use dialogues::kernel::ids::AttemptId;
use dialogues::kernel::token::Token;
use dialogues::streams::{AttemptFact, Carried, Fact, PathFact, ProfileChange};
use dialogues::turn::Outcome;

use crate::support::{Chat, content, kinds};

fn preferring_polls(language: &str) -> Chat {
    Chat::learner(language).given([ProfileChange { polls: Some(true), ..ProfileChange::default() }.into()])
}

/// At a question of the quiz with all kinds.
fn at(language: &str, id: &str) -> Chat {
    let mut chat = preferring_polls(language).taught(kinds());
    chat.begin_quiz("demo.kinds");
    while chat.question().id.as_str() != id {
        chat.answer(true).when(&Input::Press(Token::new("q", "n")));
    }
    chat
}

#[test]
fn polls_are_off_at_first_and_switched_in_the_settings() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    assert!(chat.poll().is_none());
    chat.send("/settings").press("Turn quiz polls on");
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    assert!(chat.state.learner.polls && chat.shown().contains("Quiz polls: on"));
    // In the middle of a quiz the next look at the question is a poll.
    chat.send("/learn");
    assert!(chat.poll().is_some(), "{}", chat.shown());
    chat.send("/settings").press("Turn quiz polls off").send("/learn");
    assert!(chat.poll().is_none());
}

#[test]
fn a_poll_shows_the_options_in_the_order_of_the_buttons_and_marks_the_right_one() {
    let mut chat = at("en", "q-single");
    let poll = chat.poll().unwrap().clone();
    assert_eq!((poll.question.as_str(), poll.many), ("Which one is right?", false));
    assert_eq!(poll.options[poll.right[0]], "The second");
    assert!(poll.about.starts_with("All kinds · ") && poll.about.ends_with("/8"), "{}", poll.about);
    let first = poll.options.iter().position(|option| option == "The first").unwrap();
    let letter = ["A. The first", "B. The first"][first];
    assert!(chat.last.as_ref().unwrap().screen.html.plain().contains(letter), "as on the buttons");
    chat.vote(&poll.right);
    assert_eq!(chat.happened()[0], "AnswerSubmitted");
    assert!(chat.state.attempt.as_ref().unwrap().answers.last().unwrap().correct);
    assert!(chat.shown().contains("Right!") && chat.poll().is_none(), "the verdict is a message");
    assert_eq!(chat.shown().matches("Reason two.").count(), 1, "and says why once: {}", chat.shown());
}

#[test]
fn a_wrong_vote_is_a_wrong_answer_and_a_second_one_changes_nothing() {
    let mut chat = at("ru", "q-true");
    let poll = chat.poll().unwrap().clone();
    chat.vote(&[1 - poll.right[0]]);
    assert!(!chat.state.attempt.as_ref().unwrap().answers.last().unwrap().correct);
    let again = poll.votes.cast(&poll.right).unwrap();
    chat.when(&Input::Press(again.clone()));
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent);
    chat.when(&Input::Press(Token::new("q", "n"))).when(&Input::Press(again));
    assert!(chat.happened().is_empty(), "a late vote answers no other question");
}

#[test]
fn what_does_not_fit_comes_as_a_message() {
    for id in ["q-multiple", "q-order", "q-match", "q-output", "q-fill", "q-text"] {
        assert!(at("en", id).poll().is_none(), "{id}");
    }
}

#[test]
fn several_options_are_one_vote_where_all_are_wanted() {
    let text = include_str!("fixture/kinds.md").replace(" partial=true", "");
    let catalogue = crate::support::compile(&[
        (
            "courses/demo/01-basics/01-a.md",
            &text.replace("demo.kinds", "demo.a").replace("[one, two]", "[one]").replace("concept=two", "concept=one"),
        ),
        ("courses/demo/01-basics/01-a.ru.md", ""),
    ]);
    let mut chat = preferring_polls("en").taught(catalogue);
    chat.begin_quiz("demo.a");
    while chat.question().id.as_str() != "q-multiple" {
        chat.answer(true).when(&Input::Press(Token::new("q", "n")));
    }
    let poll = chat.poll().unwrap().clone();
    assert!(poll.many && poll.right.len() == 2);
    chat.vote(&poll.right);
    assert!(chat.state.attempt.as_ref().unwrap().answers.last().unwrap().correct);
}

#[test]
fn with_its_hint_or_a_word_beside_it_a_question_is_a_message() {
    let mut chat = preferring_polls("en");
    chat.begin_quiz("demo.a");
    while chat.button("Hint").is_none() || chat.poll().is_none() {
        chat.answer(true).when(&Input::Press(Token::new("q", "n")));
    }
    let late = chat.poll().unwrap().votes.cast(&[0]).unwrap();
    chat.send("what?");
    assert!(chat.poll().is_none() && !chat.notice().is_empty());
    chat.press("Hint");
    assert_eq!(chat.happened(), ["HintRevealed"]);
    assert!(chat.poll().is_none() && chat.shown().contains("blockquote"));
    chat.when(&Input::Press(late));
    assert!(chat.happened().is_empty(), "its poll is of an earlier step");
}

#[test]
fn every_question_of_the_academys_own_courses_is_a_poll_within_the_limits_or_none() {
    let catalogue = content();
    let (mut polls, mut questions) = (0, 0);
    for lesson in catalogue.courses().iter().flat_map(dialogues::catalogue::Course::lessons) {
        let Some(quiz) = &lesson.quiz else { continue };
        for (language, seed) in [("en", 3), ("ru", 4)] {
            let chat = preferring_polls(language).taught(catalogue.clone());
            let learner = chat.state.id;
            let attempt = AttemptId::of(learner, &lesson.id, 1);
            let (course, id) = (lesson.course.clone(), lesson.id.clone());
            let mut chat = chat.given([
                Fact::from(PathFact::QuizStarted { course: course.clone(), lesson: id.clone(), attempt, number: 1 }),
                Fact::Attempt(
                    attempt,
                    AttemptFact::AssessmentStarted {
                        learner,
                        course,
                        lesson: id,
                        revision: lesson.revision.clone(),
                        number: 1,
                        seed,
                        questions: quiz.questions.iter().map(|question| question.id.clone()).collect(),
                        carried: Carried::default(),
                        pass: quiz.pass,
                    },
                ),
            ]);
            for _ in &quiz.questions {
                // `check_limits` looks at every screen.
                chat.when(&Input::Press(Token::new("q", "n")));
                questions += 1;
                match chat.poll().map(|poll| poll.right.clone()) {
                    Some(right) => {
                        polls += 1;
                        chat.vote(&right);
                        assert!(chat.state.attempt.as_ref().unwrap().answers.last().unwrap().correct);
                    }
                    None => drop(chat.answer(true)),
                }
            }
        }
    }
    assert!(polls * 4 > questions, "of {questions} questions only {polls} fit into a poll");
}
