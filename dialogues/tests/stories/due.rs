//! A moment that has come: nobody did anything, and where nobody waits for it, nobody is told.

use dialogues::dialogues::contract::Refusal;
use dialogues::dialogues::registry::DIALOGUES;
use dialogues::input::Input;
use dialogues::scene::Scene;
use dialogues::turn::{Outcome, Turn, take_turn};

use crate::support::Chat;

/// What comes of it, as the pipeline asks: nobody speaks.
fn comes(chat: &Chat, dialogue: &str, detail: &str) -> Turn {
    let input = Input::Due { dialogue: dialogue.into(), detail: detail.into() };
    let scene = Scene::new(&chat.catalogue, chat.now, chat.seed);
    take_turn(chat.state.clone(), &chat.place, None, &input, &scene)
}

#[test]
fn a_moment_that_no_dialogue_waits_for_is_refused_and_moves_nobody() {
    let mut chats = [Chat::stranger("en"), Chat::learner("en"), Chat::learner("ru")];
    chats[0].send("/start");
    chats[2].begin_quiz("demo.a").answer(true);
    let unknown = ["", "no-such-dialogue"];
    for chat in &chats {
        for code in DIALOGUES.iter().map(|dialogue| dialogue.code()).chain(unknown) {
            for detail in ["", "what:nobody:knows", "\u{1f31a} <b>"] {
                let turn = comes(chat, code, detail);
                assert_eq!(turn.outcome, Outcome::Refused, "{code} knows {detail:?}");
                assert_eq!(turn.refusal, Some(Refusal::Unknown));
                assert!(turn.facts.is_empty());
                assert_eq!((&turn.state, &turn.place), (&chat.state, &chat.place));
            }
        }
    }
}
