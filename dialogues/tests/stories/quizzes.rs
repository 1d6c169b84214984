//! Quiz attempts, from the first question to the result and back.

use std::sync::Arc;

use chrono::Duration;
use dialogues::catalogue::{Document, Lesson};
use dialogues::input::Input;
use dialogues::kernel::ids::{AttemptId, LessonId, QuestionId};
use dialogues::kernel::screen::Target;
use dialogues::kernel::token::Token;
use dialogues::streams::{AttemptFact, Fact, PathFact, State, Stream};
use dialogues::turn::Outcome;

use crate::support::{Chat, compile};

fn quiz() -> Chat {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    chat
}

#[test]
fn a_quiz_begins_with_its_first_question() {
    let chat = quiz();
    assert_eq!(chat.happened(), ["QuizStarted", "AssessmentStarted"]);
    insta::assert_snapshot!(chat.shown());
}

#[test]
fn a_wrong_answer_tells_why_it_is_wrong_and_why_the_right_one_is_right() {
    let mut chat = quiz();
    to_question(&mut chat, "q-single");
    chat.answer(false);
    assert_eq!(chat.happened().first().map(String::as_str), Some("AnswerSubmitted"));
    insta::assert_snapshot!(chat.shown());
}

#[test]
fn true_and_false_are_words_and_many_choices_are_ticked_first() {
    let mut chat = quiz();
    to_question(&mut chat, "q-true");
    assert!(chat.button("True").is_some() && chat.button("False").is_some());
    let mut chat = quiz();
    to_question(&mut chat, "q-multiple");
    chat.press("Submit");
    assert!(chat.happened().is_empty());
    assert!(chat.notice().contains("at least one"));
    chat.press("▢ A").press("▢ B");
    assert!(chat.happened().is_empty(), "ticks are no facts");
    assert!(chat.button("☑ A").is_some());
    chat.press("☑ A");
    assert!(chat.button("▢ A").is_some());
    insta::assert_snapshot!(chat.shown());
}

#[test]
fn ticks_survive_a_lost_session() {
    let mut chat = quiz();
    to_question(&mut chat, "q-multiple");
    chat.press("▢ A");
    let second = chat.button("▢ C").unwrap();
    chat.flush().when(&Input::Press(second));
    assert!(chat.button("☑ A").is_some() && chat.button("☑ C").is_some(), "{}", chat.shown());
}

#[test]
fn a_hint_is_recorded_once_and_costs_nothing() {
    let mut chat = quiz();
    to_question(&mut chat, "q-single");
    chat.press("Hint");
    assert_eq!(chat.happened(), ["HintRevealed"]);
    assert!(chat.shown().contains("Not at the edges."));
    assert!(chat.button("Hint").is_none());
    chat.answer(true);
    assert!(
        chat.facts()
            .iter()
            .any(|fact| matches!(fact, Fact::Attempt(_, AttemptFact::AnswerSubmitted { score, .. }) if *score > 0.99))
    );
}

#[test]
fn an_answer_counts_once_however_often_it_is_tapped() {
    let mut chat = quiz();
    let tap = chat.answer_token(true);
    chat.when(&Input::Press(tap.clone())).when(&Input::Press(tap.clone()));
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent);
    assert!(chat.happened().is_empty());
    chat.wait(Duration::days(2)).when(&Input::Press(tap));
    assert!(chat.happened().is_empty());
    assert!(chat.shown().contains("1/4"), "the verdict is not skipped: {}", chat.shown());
    let first = chat.button("Next question").unwrap();
    chat.when(&Input::Press(first)).answer(true);
    assert!(chat.shown().contains("2/4"));
}

#[test]
fn a_double_tap_still_shows_the_verdict_also_when_the_session_is_lost_in_between() {
    let mut chat = quiz();
    let tap = chat.answer_token(false);
    chat.when(&Input::Press(tap.clone()));
    let verdict = chat.shown();
    chat.when(&Input::Press(tap.clone()));
    assert_eq!(chat.shown(), verdict);
    chat.flush().when(&Input::Press(tap));
    assert_eq!(chat.shown(), verdict);
}

#[test]
fn looking_a_lesson_up_in_the_middle_of_a_quiz_keeps_the_attempt() {
    let mut chat = quiz();
    chat.answers(&[true, true, true, true]);
    let look_up = Input::Press(Token::new("l", "o").with(LessonId::new("demo.a")));
    chat.when(&look_up).begin_quiz("demo.b");
    let attempt = chat.state.attempt.as_ref().unwrap().id;
    chat.when(&look_up).send("/start").press("Continue the quiz");
    assert!(chat.happened().is_empty(), "{:?}", chat.happened());
    assert_eq!(chat.state.attempt.as_ref().unwrap().id, attempt);
}

#[test]
fn the_next_press_after_a_lost_session_goes_on_at_the_same_question() {
    let mut chat = quiz();
    chat.answer(true).press("Next question");
    let before = chat.shown();
    let answer = chat.answer_token(true);
    chat.flush().send("/learn");
    assert_eq!(chat.shown(), before);
    chat.flush().when(&Input::Press(answer));
    assert_eq!(chat.happened(), ["AnswerSubmitted"]);
    assert_eq!(chat.state.attempt.as_ref().unwrap().answers.len(), 2);
}

#[test]
fn a_question_is_still_answered_after_another_lesson_was_begun() {
    let mut chat = quiz();
    let answer = chat.answer_token(true);
    chat.send("/start l_demo_c").press("Next").flush().when(&Input::Press(answer));
    assert_eq!(chat.happened(), ["AnswerSubmitted"]);
}

#[test]
fn passing_completes_the_lesson_and_opens_the_next_in_the_same_turn() {
    let mut chat = quiz();
    chat.wait(Duration::seconds(20)).answers(&[true, true, true, true]);
    assert_eq!(chat.happened(), ["AnswerSubmitted", "AssessmentCompleted", "QuizFinished", "LessonCompleted"]);
    chat.press("See the result");
    insta::assert_snapshot!(chat.shown());
    assert!(chat.last.as_ref().unwrap().screen.keep, "a result stays in the chat");
    chat.press("Next lesson: Lesson B");
    assert!(chat.shown().contains("<b>Only</b>"));
}

#[test]
fn four_of_five_pass_at_eighty_percent() {
    for (points, questions, passes) in [(4.0, 5, true), (8.0, 10, true), (3.0, 5, false), (7.999_999_999_999, 10, true)]
    {
        let score: f64 = points / f64::from(questions);
        assert_eq!(score + 1e-9 >= 0.8, passes);
    }
}

#[test]
fn failing_offers_the_missed_ones_and_a_retry_completes_the_lesson() {
    let mut chat = quiz();
    chat.answers(&[true, false, true, false]).press("See the result");
    insta::assert_snapshot!("failed", chat.shown());
    assert!(!chat.state.path.completed(&LessonId::new("demo.a")));
    chat.press("Retry the 2 missed ones");
    assert_eq!(chat.happened(), ["QuizStarted", "AssessmentStarted"]);
    assert_eq!(chat.state.attempt.as_ref().unwrap().questions.len(), 2);
    chat.answers(&[true, true]).press("See the result");
    insta::assert_snapshot!("retried", chat.shown());
    assert!(chat.state.path.completed(&LessonId::new("demo.a")));
}

#[test]
fn a_lesson_is_completed_once_and_the_best_score_stays() {
    let mut chat = quiz();
    chat.answers(&[true, true, true, true]);
    chat.begin_quiz("demo.a").answers(&[false, false, false, false]);
    assert_eq!(chat.happened(), ["AnswerSubmitted", "AssessmentCompleted", "QuizFinished"]);
    let lesson = chat.state.path.lesson(&LessonId::new("demo.a")).unwrap();
    assert_eq!((lesson.best_score, lesson.attempts), (Some(1.0), 2));
    let completions =
        chat.log.iter().filter(|(fact, _)| matches!(fact, Fact::Path(PathFact::LessonCompleted { .. }))).count();
    assert_eq!(completions, 1);
}

#[test]
fn an_old_start_button_begins_no_second_attempt() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    let start =
        Token::new("q", "s").with("demo.a").at(dialogues::kernel::token::Step::of(chat.state.id.path_stream(), 1));
    chat.answers(&[true, true, true, true]).when(&Input::Press(start));
    assert!(chat.happened().is_empty());
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent);
}

#[test]
fn options_keep_their_order_through_the_attempt_and_differ_between_attempts() {
    let labels = |chat: &Chat| chat.shown();
    let mut chat = quiz();
    to_question(&mut chat, "q-single");
    let first = labels(&chat);
    chat.flush().send("/learn");
    assert_eq!(labels(&chat), first);
    let orders: std::collections::BTreeSet<String> = (0..20)
        .map(|seed| {
            let mut chat = Chat::learner("en");
            chat.seed = seed;
            chat.begin_quiz("demo.a");
            to_question(&mut chat, "q-single");
            chat.shown().lines().filter(|line| line.starts_with("<b>")).collect::<Vec<_>>().join("|")
        })
        .collect();
    assert!(orders.len() > 2, "{orders:?}");
}

#[test]
fn a_running_quiz_keeps_the_content_that_it_was_begun_with() {
    let chat = quiz();
    let before = chat.catalogue.lesson(&LessonId::new("demo.a")).cloned();
    let pushed = include_str!("fixture/a.md").replace("Which one is right?", "Which one is right now?");
    let new = compile(&[("courses/demo/01-basics/01-a.md", &pushed)]);
    let scene = |document: Option<Arc<Lesson>>| dialogues::scene::Scene {
        pinned: document.into_iter().map(Document::any).collect(),
        ..dialogues::scene::Scene::new(&new, chat.now, 1)
    };
    let answer = Input::Press(chat.answer_token(true));
    let turn = dialogues::turn::take_turn(chat.state.clone(), &chat.place, None, &answer, &scene(before));
    assert_eq!(turn.outcome, Outcome::Done);
    assert!(!turn.screen.html.as_str().contains("right now"));
    // Where nobody has that content any more, the learner is told and not stuck.
    let turn = dialogues::turn::take_turn(chat.state.clone(), &chat.place, None, &answer, &scene(None));
    assert_eq!(turn.outcome, Outcome::Refused);
    assert!(turn.facts.is_empty());
    let onward = Input::message("/learn");
    let turn = dialogues::turn::take_turn(turn.state, &turn.place, None, &onward, &scene(None));
    assert!(turn.facts.iter().any(|recorded| matches!(recorded.fact, Fact::Attempt(..))), "a new attempt begins");
}

#[test]
fn an_option_that_does_not_exist_is_refused() {
    let mut chat = quiz();
    let attempt = chat.state.attempt.clone().unwrap();
    for bits in ["0", "65536", "x", "4294967296"] {
        chat.when(&Input::Press(Token::new("q", "a").with(bits).at(attempt.step())));
        assert!(chat.happened().is_empty(), "{bits}");
    }
}

#[test]
fn a_quiz_is_the_same_quiz_in_another_language() {
    let mut chat = quiz();
    chat.answer(true).send("/settings").press("Language").press("Русский").send("/learn");
    assert!(chat.shown().contains("Урок А"), "{}", chat.shown());
    assert!(chat.shown().contains("2/4"));
}

/// Answers rightly until the question is the current one.
fn to_question(chat: &mut Chat, id: &str) {
    while chat.state.attempt.as_ref().unwrap().current().unwrap().1.as_str() != id {
        chat.answer(true).press("Next question");
    }
    assert!(
        chat.last
            .as_ref()
            .unwrap()
            .screen
            .buttons
            .iter()
            .flatten()
            .any(|button| matches!(button.target, Target::Press(_)))
    );
}

#[test]
fn what_was_looked_at_before_takes_no_place_from_what_is_known_since() {
    let mut chat = quiz();
    to_question(&mut chat, "q-single");
    let before = chat.state.clone();
    chat.press("Hint");
    assert_ne!(before.attempt, chat.state.attempt);
    let mut since = chat.state.clone();
    since.stay_with(before.clone(), &[]);
    assert_eq!(since, chat.state);
    // Another attempt was looked at for a moment.
    let mut beside = State { attempt: None, ..chat.state.clone() };
    beside.stay_with(before.clone(), &[]);
    assert_eq!(beside.attempt, before.attempt);
}

#[test]
fn a_fact_of_a_stream_that_is_not_here_is_seen_before_it_is_recorded() {
    let chat = quiz();
    let (state, attempt) = (&chat.state, chat.state.attempt.as_ref().unwrap());
    let hint = |id| Fact::Attempt(id, AttemptFact::HintRevealed { question: QuestionId::new("q-single") });
    let other = AttemptId::of(state.id, &LessonId::new("demo.b"), 9);
    assert_eq!(state.lacks(&[hint(attempt.id)], chat.now), None);
    assert_eq!(state.lacks(&[hint(attempt.id), hint(other)], chat.now), Some(Stream::Attempt(other)));
    // What begins a stream may be followed by what happens in it.
    let begun = chat.log.iter().find_map(|(fact, _)| match fact {
        Fact::Attempt(_, started @ AttemptFact::AssessmentStarted { .. }) => {
            Some(Fact::Attempt(other, started.clone()))
        }
        _ => None,
    });
    let facts = [begun.unwrap(), hint(attempt.id), hint(other)];
    assert_eq!(state.lacks(&facts, chat.now), None);
    let (_, recorded) = state.clone().record(facts, chat.now);
    let versions: Vec<u32> = recorded.iter().map(|recorded| recorded.version).collect();
    assert_eq!(versions, [1, attempt.version + 1, 2]);
}
