//! What holds whatever a learner does: random walks over everything that can be pressed or sent.

use chrono::Duration;
use dialogues::dialogues::registry::DIALOGUES;
use dialogues::input::Input;
use dialogues::kernel::screen::Target;
use dialogues::kernel::token::Token;
use dialogues::streams::{Fact, ProfileChange};
use proptest::prelude::*;

use crate::support::{Chat, kind};

#[derive(Clone, Debug)]
enum Step {
    /// The n-th button of the current screen.
    Press(usize),
    /// The n-th button ever shown.
    Old(usize),
    Send(String),
    Answer(bool),
    /// The n-th option of the poll that is shown, and the one after it where several may be chosen.
    Vote(usize),
    Flush,
    Wait(i64),
}

/// Every command that there is, and what else is read as one.
fn messages() -> Vec<String> {
    let commands = DIALOGUES.iter().flat_map(|dialogue| dialogue.commands()).map(|(name, _)| format!("/{name}"));
    commands.chain(["/start l_demo_b", "?"].map(str::to_owned)).collect()
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0usize..12).prop_map(Step::Press),
        3 => (0usize..200).prop_map(Step::Old),
        2 => prop::sample::select(messages()).prop_map(Step::Send),
        1 => "\\PC{0,40}".prop_map(Step::Send),
        6 => any::<bool>().prop_map(Step::Answer),
        3 => (0usize..12).prop_map(Step::Vote),
        1 => Just(Step::Flush),
        2 => (-100_000i64..200_000).prop_map(Step::Wait),
    ]
}

fn walk(chat: &mut Chat, steps: &[Step]) {
    let mut seen: Vec<Token> = Vec::new();
    for step in steps {
        match step {
            Step::Press(number) => {
                let tokens: Vec<Token> = chat.last.iter().flat_map(|turn| turn.screen.tokens().cloned()).collect();
                if let Some(token) = tokens.get(number % tokens.len().max(1)) {
                    chat.when(&Input::Press(token.clone()));
                }
            }
            Step::Old(number) => {
                if let Some(token) = seen.get(number % seen.len().max(1)).cloned() {
                    chat.when(&Input::Press(token));
                }
            }
            Step::Send(text) => {
                chat.send(text);
            }
            Step::Answer(right) => {
                if chat.state.attempt.as_ref().is_some_and(|attempt| attempt.current().is_some()) {
                    chat.answer(*right);
                }
            }
            Step::Vote(option) => {
                if let Some(poll) = chat.last.as_ref().and_then(|turn| turn.screen.poll.clone()) {
                    let next = poll.many.then_some((option + 1) % poll.options.len());
                    let chosen: Vec<usize> = [option % poll.options.len()].into_iter().chain(next).collect();
                    chat.vote(&chosen);
                }
            }
            Step::Flush => {
                chat.flush();
            }
            Step::Wait(seconds) => {
                chat.wait(Duration::seconds(*seconds));
            }
        }
        seen.extend(chat.last.iter().flat_map(|turn| turn.screen.tokens().cloned()));
        seen.extend(chat.poll().and_then(|poll| poll.votes.cast(&[0])));
    }
}

/// In the middle of a quiz with a question of every kind.
fn kinds(language: &str, seed: u64) -> Chat {
    let change = ProfileChange { polls: Some(seed.is_multiple_of(2)), ..ProfileChange::default() };
    let mut chat = Chat::learner(language).taught(crate::support::kinds()).given([change.into()]);
    chat.seed = seed;
    chat.begin_quiz("demo.kinds");
    chat
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_state_is_the_fold_of_the_facts_and_nothing_else(steps in prop::collection::vec(step(), 0..60), russian: bool) {
        let mut chat = Chat::stranger(if russian { "ru" } else { "en" });
        walk(&mut chat, &steps);
        prop_assert_eq!(&chat.folded(&chat.sessions()), &chat.state);
    }

    #[test]
    fn a_question_is_answered_once_and_a_lesson_completed_once(steps in prop::collection::vec(step(), 0..80)) {
        let mut chat = Chat::learner("en");
        chat.begin_quiz("demo.a");
        walk(&mut chat, &steps);
        let mut once = std::collections::BTreeSet::new();
        for (fact, _) in &chat.log {
            let json = match fact {
                Fact::Attempt(id, fact) => format!("{id} {}", serde_json::to_value(fact).unwrap()["data"]["question"]),
                Fact::Path(fact) => serde_json::to_value(fact).unwrap()["data"]["lesson"].to_string(),
                _ => continue,
            };
            if matches!(kind(fact).as_str(), "AnswerSubmitted" | "LessonCompleted" | "HintRevealed" | "LessonStarted") {
                prop_assert!(once.insert((kind(fact), json)), "twice: {:?}", fact);
            }
        }
    }

    #[test]
    fn nobody_is_ever_stuck(steps in prop::collection::vec(step(), 0..60)) {
        let mut chat = Chat::learner("en");
        walk(&mut chat, &steps);
        chat.send("/start");
        let first = chat.last.as_ref().and_then(|turn| turn.screen.buttons.first()).and_then(|row| row.first()).cloned();
        let Some(Target::Press(token)) = first.map(|button| button.target) else {
            return Err(TestCaseError::fail("home has no primary action"));
        };
        chat.when(&Input::Press(token));
        prop_assert_eq!(chat.last.as_ref().map(|turn| turn.outcome), Some(dialogues::turn::Outcome::Done));
    }

    #[test]
    fn facts_read_back_as_they_were_written(steps in prop::collection::vec(step(), 0..60)) {
        let mut chat = Chat::learner("ru");
        chat.begin_quiz("demo.a");
        walk(&mut chat, &steps);
        for (fact, _) in &chat.log {
            let stored = fact.encode(chat.state.id).unwrap();
            let read = Fact::decode(fact.stream(), &stored.event_type, &stored.data).unwrap();
            prop_assert_eq!(&read, fact);
        }
        let state = serde_json::to_string(&chat.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<dialogues::streams::State>(&state).unwrap(), chat.state);
    }

    #[test]
    fn whatever_is_pressed_or_typed_no_answer_of_any_kind_is_lost(
        steps in prop::collection::vec(step(), 0..60), russian: bool, seed: u64,
    ) {
        let mut chat = kinds(if russian { "ru" } else { "en" }, seed);
        let mut answers: Vec<(dialogues::kernel::ids::AttemptId, Vec<dialogues::streams::Answer>)> = Vec::new();
        for step in steps {
            walk(&mut chat, std::slice::from_ref(&step));
            let Some(attempt) = &chat.state.attempt else { continue };
            prop_assert!(attempt.answers.iter().all(|answer| (0.0..=1.0).contains(&answer.score)));
            match answers.iter_mut().find(|(id, _)| *id == attempt.id) {
                Some((_, known)) => {
                    prop_assert!(attempt.answers.starts_with(known), "an answer has changed");
                    prop_assert!(attempt.answers.len() <= known.len() + 1);
                    *known = attempt.answers.clone();
                }
                None => answers.push((attempt.id, attempt.answers.clone())),
            }
        }
        prop_assert_eq!(&chat.folded(&chat.sessions()), &chat.state);
    }

    #[test]
    fn every_button_of_a_question_of_any_kind_is_accepted(seed: u64, russian: bool, presses in prop::collection::vec(0usize..8, 0..80)) {
        let mut chat = kinds(if russian { "ru" } else { "en" }, seed);
        for press in presses {
            let tokens: Vec<Token> = chat.last.iter().flat_map(|turn| turn.screen.tokens().cloned()).collect();
            let inside: Vec<&Token> = tokens.iter().filter(|token| token.dialogue == "q").collect();
            let Some(token) = inside.get(press % inside.len().max(1)) else {
                if chat.state.attempt.as_ref().is_none_or(|attempt| attempt.current().is_none()) {
                    break;
                }
                chat.answer(true);
                continue;
            };
            chat.when(&Input::Press((*token).clone()));
            let turn = chat.last.as_ref().unwrap();
            let nothing = matches!(turn.refusal, Some(dialogues::dialogues::contract::Refusal::NothingChosen(_)));
            prop_assert!(turn.outcome == dialogues::turn::Outcome::Done || nothing, "{}: {:?}", token, turn.refusal);
        }
    }

    #[test]
    fn right_answers_of_all_kinds_score_everything_and_wrong_ones_nothing(seed: u64, russian: bool, right: bool) {
        let mut chat = kinds(if russian { "ru" } else { "en" }, seed);
        let count = chat.state.attempt.as_ref().unwrap().questions.len();
        for _ in 0..count {
            chat.answer(right);
            let answer = chat.state.attempt.as_ref().unwrap().answers.last().unwrap().clone();
            prop_assert!((answer.score - if right { 1.0 } else { 0.0 }).abs() < 1e-9, "{:?}", answer);
            prop_assert_eq!(answer.correct, right);
            chat.when(&Input::Press(Token::new("q", "n")));
        }
        prop_assert_eq!(chat.state.attempt.as_ref().unwrap().finished.map(|outcome| outcome.passed), Some(right));
    }

    #[test]
    fn the_longest_answers_are_drawn_within_telegrams_limits(text in "\\PC{0,4200}", russian: bool) {
        let mut chat = kinds(if russian { "ru" } else { "en" }, 3);
        // `check_limits` looks at every screen.
        for _ in 0..8 {
            if chat.question().body.is_typed() {
                chat.when(&Input::Text(text.clone()));
            }
            if chat.place.view != "verdict" {
                chat.answer(false);
            }
            chat.when(&Input::Press(Token::new("q", "n")));
        }
    }

    #[test]
    fn any_callback_data_is_survived(data in "\\PC{0,64}") {
        let mut chat = Chat::learner("en");
        chat.when(&Input::press(&data));
        prop_assert!(chat.happened().is_empty() || data.starts_with("l.o:"));
    }
}
