//! Interviews on their way, for stories about them.

use dialogues::input::Input;
use dialogues::scene::Scene;
use dialogues::streams::interview::run::InterviewRun;
use dialogues::streams::{EndReason, Fact, InterviewFact, Recommendation};
use dialogues::turn::{Turn, take_turn};

use crate::support::{Chat, interviews};

/// In the middle of an interview about all topics, of ten minutes.
pub fn begun(language: &str) -> Chat {
    let mut chat = Chat::learner(language).taught(interviews());
    chat.send("/interview");
    let title = if language == "ru" { "Собеседование джуниора" } else { "Junior interview" };
    chat.press(title).press("10").press("▶");
    chat
}

pub fn run(chat: &Chat) -> &InterviewRun {
    chat.state.interview.as_ref().unwrap()
}

/// An answer that says all that is asked for, in English.
pub fn model(chat: &Chat) -> &'static str {
    match run(chat).current().unwrap().question().as_str() {
        "i-optional" => "It holds a value or nil. It is an enum inside.",
        "i-optional-f1" => "With optional binding.",
        "i-arc" => "It counts references and frees what nobody refers to.",
        "i-arc-f1" => "It counts strong references.",
        "i-copy" => "Whenever we assign it to something.",
        _ => "I would look with Instruments.",
    }
}

/// Answers everything that is asked.
pub fn finish(chat: &mut Chat) {
    while run(chat).is_open() {
        let answer = model(chat);
        chat.send(answer).press("✔").press("▶");
    }
}

pub fn due(chat: &Chat, detail: &str) -> Turn {
    let input = Input::Due { dialogue: "i".into(), detail: detail.into() };
    let scene = Scene::new(&chat.catalogue, chat.now, chat.seed);
    take_turn(chat.state.clone(), &chat.place, None, &input, &scene)
}

pub fn completed(chat: &Chat) -> (f64, Recommendation, EndReason) {
    let found = chat.facts().iter().find_map(|fact| match fact {
        Fact::Interview(_, InterviewFact::InterviewCompleted { share, recommendation, reason, .. }) => {
            Some((*share, *recommendation, *reason))
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("not completed: {:?}", chat.happened()))
}
