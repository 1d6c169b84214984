//! Something is wrong with a question: one tap, one word, and back.

use dialogues::input::Input;
use dialogues::streams::{AttemptFact, Fact, ReportReason};
use dialogues::turn::Outcome;

use crate::support::Chat;

fn told() -> Chat {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a").answer(false);
    chat
}

fn reports(chat: &Chat) -> Vec<&AttemptFact> {
    let facts = chat.log.iter().filter_map(|(fact, _)| match fact {
        Fact::Attempt(_, fact @ AttemptFact::QuestionReported { .. }) => Some(fact),
        _ => None,
    });
    facts.collect()
}

#[test]
fn a_question_is_reported_with_one_tap_and_a_word() {
    let mut chat = told();
    let verdict = chat.shown();
    let answered = chat.state.attempt.as_ref().unwrap().answers[0].clone();
    chat.press("Report");
    assert!(chat.happened().is_empty());
    insta::assert_snapshot!("report", chat.shown());
    chat.press("Back");
    assert_eq!(chat.shown(), verdict, "nothing has happened");
    chat.press("Report").press("typo");
    assert_eq!(chat.happened(), ["QuestionReported"]);
    assert!(chat.notice().contains("Thank you"));
    assert!(chat.shown().contains("You have reported this question") && chat.button("Report").is_none());
    let AttemptFact::QuestionReported { question, revision, response, reason } = reports(&chat)[0] else { panic!() };
    assert_eq!(
        (question, response.as_ref(), *reason),
        (&answered.question, Some(&answered.response), ReportReason::Typo)
    );
    assert_eq!(revision.as_ref(), Some(&chat.state.attempt.as_ref().unwrap().revision));
    chat.press("Next question").answer(true);
    assert!(chat.button("Report").is_some(), "another question, another report");
}

#[test]
fn a_report_counts_once() {
    let mut chat = told();
    chat.press("Report");
    let word = Input::Press(chat.button("Unclear").unwrap());
    let other = Input::Press(chat.button("Outdated").unwrap());
    chat.when(&word).when(&word);
    assert!(chat.happened().is_empty() && chat.notice().contains("already"));
    chat.when(&other);
    assert!(chat.happened().is_empty());
    assert_eq!(reports(&chat).len(), 1);
}

#[test]
fn a_finished_attempt_can_be_reported_also_after_another_was_begun() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a").answers(&[true, true, true, true]);
    let report = Input::Press(chat.button("Report").unwrap());
    let finished = chat.state.attempt.as_ref().unwrap().id;
    chat.begin_quiz("demo.b").when(&report).press("The answer");
    assert_eq!(chat.happened(), ["QuestionReported"]);
    assert!(matches!(&chat.facts()[0], Fact::Attempt(id, _) if *id == finished));
    assert!(chat.button("See the result").is_some(), "back to the verdict");
}

#[test]
fn a_report_between_two_taps_of_an_answer_confuses_nobody() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    let tap = Input::Press(chat.answer_token(true));
    chat.when(&tap).press("Report").press("typo");
    chat.when(&tap);
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent);
    assert!(chat.happened().is_empty());
    assert_eq!(chat.state.attempt.as_ref().unwrap().answers.len(), 1);
}

#[test]
fn what_names_no_answer_or_no_word_reports_nothing() {
    let mut chat = told();
    let step = chat.state.attempt.as_ref().unwrap().step();
    let token = |arguments: &[&str]| {
        let token = dialogues::kernel::token::Token::new("q", "w").at(step);
        arguments.iter().fold(token, dialogues::kernel::token::Token::with)
    };
    for arguments in [&["0", "boring"][..], &["7", "typo"], &["x", "typo"], &["0"], &[]] {
        chat.when(&Input::Press(token(arguments)));
        assert!(chat.happened().is_empty(), "{arguments:?}");
    }
}

#[test]
fn stored_reports_keep_their_shape() {
    let reported = AttemptFact::QuestionReported {
        question: dialogues::kernel::ids::QuestionId::new("q-a"),
        revision: None,
        response: Some(dialogues::questions::Response::Options(vec![1])),
        reason: ReportReason::Outdated,
    };
    let json = r#"{"type":"QuestionReported","data":{"question":"q-a","revision":null,"response":{"options":[1]},"reason":"outdated"}}"#;
    assert_eq!(serde_json::to_string(&reported).unwrap(), json);
    assert_eq!(serde_json::from_str::<AttemptFact>(json).unwrap(), reported);
}
