//! A second look at an answer, by somebody beside the chat: it corrects a score and moves nobody.

use dialogues::dialogues::interview::is_shown;
use dialogues::input::Input;
use dialogues::kernel::ids::PointId;
use dialogues::scene::Scene;
use dialogues::streams::interview::SecondLook;
use dialogues::turn::{Outcome, Turn, take_turn};

use crate::candidates::{begun, completed, run};
use crate::support::Chat;

/// A second look at an answer, in no chat: it finds the enum that the scorer has missed.
fn look(chat: &Chat, exchange: usize) -> Turn {
    let said = vec![(PointId::new("p-enum"), "a type with two cases".to_owned())];
    let look = SecondLook { run: run(chat).id, exchange, share: 0.9, said, unsaid: Vec::new() };
    let scene = Scene::new(&chat.catalogue, chat.now, chat.seed);
    take_turn(chat.state.clone(), &chat.place, None, &Input::SecondLook(look), &scene)
}

#[test]
fn a_second_look_corrects_an_answer_once_and_moves_nobody() {
    let mut chat = begun("en");
    chat.send("It holds a value or nil: a type with two cases").press("That's all");
    let before = run(&chat).exchanges[0].share.unwrap();
    let looked = look(&chat, 0);
    assert_eq!((looked.outcome, looked.facts.len(), &looked.place), (Outcome::Done, 1, &chat.place));
    let text = looked.screen.html.plain();
    assert!(text.contains("A language model has looked") && text.contains("“a type with two cases”"), "{text}");
    let shows = |exchange| is_shown(&looked.state, &looked.shown, run(&chat).id, exchange);
    assert!(shows(0) && !shows(1));
    let state = looked.state.clone();
    let exchange = &state.interview.as_ref().unwrap().exchanges[0];
    assert!(exchange.share == Some(0.9) && before < 0.9);
    assert!(exchange.missed.is_empty() && exchange.hits.contains(&PointId::new("p-enum")));
    assert_eq!(state.interview.as_ref().unwrap().step(), run(&chat).step(), "buttons that were drawn still count");
    chat.state = state;
    let again = look(&chat, 0);
    assert!(again.facts.is_empty() && again.refusal.is_some(), "not a third time");
    assert!(look(&chat, 7).facts.is_empty(), "there is no such answer");
}

#[test]
fn a_second_look_after_the_end_corrects_the_scorecard_and_the_history() {
    let mut chat = begun("en");
    chat.send("It holds a value or nil: a type with two cases").press("That's all").send("/interview");
    chat.press("Stop").press("Yes");
    let (before, _, _) = completed(&chat);
    let looked = look(&chat, 0);
    let kinds: Vec<String> = looked.facts.iter().map(|recorded| crate::support::kind(&recorded.fact)).collect();
    assert_eq!(kinds, ["AnswerReviewed", "InterviewRescored"]);
    let ending = looked.state.interview.as_ref().unwrap().finished.clone().unwrap();
    assert!(ending.share > before, "{} {before}", ending.share);
    let past = looked.state.path.interviews.past.last().unwrap();
    assert!((past.share - ending.share).abs() < 1e-9 && past.recommendation == ending.recommendation);
}
