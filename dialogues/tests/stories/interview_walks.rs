//! What holds in an interview whatever a learner does: random walks with messages, old buttons, waits and lost sessions.

use chrono::Duration;
use dialogues::input::Input;
use dialogues::kernel::ids::InterviewRunId;
use dialogues::kernel::token::Token;
use dialogues::rubric::MAX_ANSWER;
use dialogues::streams::interview::run::InterviewRun;
use dialogues::streams::{Fact, InterviewFact};
use proptest::prelude::*;

use crate::support::{Chat, interviews, kind};

#[derive(Clone, Debug)]
enum Step {
    /// The n-th button of the current screen.
    Press(usize),
    /// The n-th button ever shown.
    Old(usize),
    Send(String),
    Wait(i64),
    Flush,
    Due,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        "(value |nil |enum |not |count |reference |binding |<b>|🙂|значение ){0,12}",
        Just("a value or nil, well, ".repeat(180)),
        Just("🙂".repeat(2000)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => (0usize..12).prop_map(Step::Press),
        3 => (0usize..200).prop_map(Step::Old),
        8 => text().prop_map(Step::Send),
        1 => prop_oneof![Just("/interview"), Just("/start"), Just("/cancel"), Just("/learn")]
            .prop_map(|text| Step::Send(text.to_owned())),
        2 => (-60i64..240).prop_map(Step::Wait),
        1 => Just(Step::Flush),
        1 => Just(Step::Due),
    ]
}

fn begun(language: &str, seed: u64) -> Chat {
    let mut chat = Chat::learner(language).taught(interviews());
    chat.seed = seed;
    chat.send("/interview");
    chat.press(if language == "ru" { "Собеседование" } else { "Junior" }).press("40").press("▶");
    chat
}

/// Is it an answer to the question that the learner looks at?
fn answers(chat: &Chat, text: &str) -> bool {
    let waits = |run: &InterviewRun| {
        let said: usize = run.messages.iter().map(|message| message.chars().count() + 1).sum();
        run.is_open() && run.paused_at.is_none() && !run.is_over(chat.now) && said + text.chars().count() <= MAX_ANSWER
    };
    let is_message = matches!(Input::message(text), Input::Text(_)) && !text.trim().is_empty();
    is_message
        && chat.place.dialogue == "i"
        && chat.place.view == "question"
        && chat.state.interview.as_ref().is_some_and(waits)
}

/// Everything that was said in an interview, by its log.
fn logged(chat: &Chat, id: InterviewRunId) -> Vec<String> {
    let said = chat.log.iter().filter_map(|(fact, _)| match fact {
        Fact::Interview(run, InterviewFact::MessageAdded { text }) if *run == id => Some(text.clone()),
        _ => None,
    });
    said.collect()
}

fn take(chat: &mut Chat, step: &Step, seen: &[Token]) {
    match step {
        Step::Press(number) => {
            let tokens: Vec<Token> = chat.last.iter().flat_map(|turn| turn.screen.tokens().cloned()).collect();
            if let Some(token) = tokens.get(number % tokens.len().max(1)) {
                chat.when(&Input::Press(token.clone()));
            }
        }
        Step::Old(number) => {
            if let Some(token) = seen.get(number % seen.len().max(1)) {
                chat.when(&Input::Press(token.clone()));
            }
        }
        Step::Send(text) => drop(chat.send(text).happened()),
        Step::Wait(seconds) => drop(chat.wait(Duration::seconds(*seconds)).happened()),
        Step::Flush => drop(chat.flush().happened()),
        Step::Due => {
            let detail = chat.state.interview.as_ref().map_or_else(String::new, |run| run.id.to_string());
            chat.when(&Input::Due { dialogue: "i".into(), detail });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn no_message_is_lost_and_no_question_counts_twice(
        steps in prop::collection::vec(step(), 0..60), russian: bool, seed: u64,
    ) {
        let mut chat = begun(if russian { "ru" } else { "en" }, seed);
        let mut seen: Vec<Token> = Vec::new();
        for step in &steps {
            let expected = match step {
                Step::Send(text) if answers(&chat, text) => Some(text.clone()),
                _ => None,
            };
            let before = chat.log.len();
            take(&mut chat, step, &seen);
            if let Some(text) = expected {
                let last = chat.log[before..].iter().find_map(|(fact, _)| match fact {
                    Fact::Interview(_, InterviewFact::MessageAdded { text }) => Some(text.clone()),
                    _ => None,
                });
                prop_assert_eq!(last, Some(text));
            }
            seen.extend(chat.last.iter().flat_map(|turn| turn.screen.tokens().cloned()));
            prop_assert_eq!(&chat.folded(&chat.sessions()), &chat.state);
            let Some(run) = &chat.state.interview else { continue };
            let told: Vec<String> =
                run.exchanges.iter().flat_map(|exchange| &exchange.messages).chain(&run.messages).cloned().collect();
            prop_assert_eq!(told, logged(&chat, run.id));
            prop_assert!(run.exchanges.iter().all(|exchange| exchange.share.is_none_or(|share| (0.0..=1.0).contains(&share))));
            prop_assert_eq!(chat.state.path.interviews.open, run.is_open().then_some(run.id));
        }
        let mut once = std::collections::BTreeSet::new();
        for (fact, _) in &chat.log {
            let Fact::Interview(id, fact) = fact else { continue };
            let json = serde_json::to_string(fact).unwrap();
            prop_assert_eq!(&serde_json::from_str::<InterviewFact>(&json).unwrap(), fact);
            let data = &serde_json::to_value(fact).unwrap()["data"];
            let key = match fact {
                InterviewFact::AnswerScored { .. } | InterviewFact::QuestionSkipped { .. } => format!("closed {} {}", data["ask"], data["follow"]),
                InterviewFact::HintRevealed { question } => format!("hint {question}"),
                InterviewFact::InterviewCompleted { .. } | InterviewFact::InterviewStarted { .. } => kind(&Fact::Interview(*id, fact.clone())),
                _ => continue,
            };
            prop_assert!(once.insert((*id, key)), "twice: {:?}", fact);
        }
    }
}
