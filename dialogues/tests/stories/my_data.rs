//! What is kept of a learner is theirs: a copy of it, and its end.

use chrono::Duration;
use dialogues::dialogues::contract::Refusal;
use dialogues::dialogues::my_data;
use dialogues::dialogues::my_data::words::CODE;
use dialogues::input::{Input, Window};
use dialogues::kernel::token::Token;
use dialogues::scene::Scene;
use dialogues::streams::LearnerFact;
use dialogues::streams::learner::Stage;
use dialogues::turn::{Outcome, take_turn};

use crate::support::Chat;

/// Has asked for everything to be erased, and has been asked back twice.
fn leaving(language: &str) -> Chat {
    let mut chat = Chat::learner(language);
    chat.send("/mydata").press("🗑").press("🗑").press("🗑");
    assert_eq!(chat.happened(), ["ErasureRequested"]);
    chat
}

fn stage(chat: &Chat) -> Option<Stage> {
    chat.state.learner.leaving.map(|leaving| leaving.stage)
}

#[test]
fn who_wants_to_be_erased_is_told_what_will_happen_and_asked_twice() {
    for language in ["en", "ru"] {
        let mut chat = Chat::learner(language);
        let mut seen = Vec::new();
        for label in ["🗂", "🗑", "🗑", "🗑"] {
            if label == "🗂" {
                chat.send("/settings");
            }
            chat.press(label);
            seen.push(chat.shown());
            assert_eq!(chat.happened().len(), usize::from(seen.len() == 4), "{}", chat.shown());
        }
        insta::assert_snapshot!(format!("erasing_{language}"), seen.join("\n\n=====\n\n"));
        assert_eq!(chat.state.learner.leaving.unwrap().due, chat.now + Duration::hours(24));
    }
}

#[test]
fn whoever_waits_to_be_erased_sees_one_screen_whatever_they_do_and_nothing_is_noted() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    let answer = chat.answer_input(true);
    let attempt = chat.state.attempt.as_ref().unwrap().id;
    chat.send("/mydata").press("🗑").press("🗑").press("🗑");
    let screen = chat.shown();
    let inputs = [
        answer,
        Input::message("/start"),
        Input::message("/learn"),
        Input::message("/review"),
        Input::Text("optional".into()),
        Input::Media,
        Input::Edited,
        Input::UnknownPress,
        Input::Press(Token::new("h", "c")),
        Input::Press(Token::new(CODE, "x")),
        Input::Press(Token::new(CODE, "e").at(dialogues::kernel::token::Step::of(chat.state.id.as_uuid(), 0))),
        Input::Visit { time_zone: Some(chrono_tz::Tz::Asia__Tokyo) },
        Input::Review,
        Input::Export,
        Input::Due { dialogue: "i".into(), detail: String::new() },
        Input::Beside {
            window: Window::of_attempt(attempt, None),
            input: Box::new(Input::Press(Token::new("q", "n"))),
        },
    ];
    chat.rename("Somebody else");
    for input in inputs {
        chat.when(&input);
        assert_eq!(chat.happened(), [""; 0], "{input:?}");
        assert!(chat.shown().ends_with(screen.lines().last().unwrap()), "{input:?}: {}", chat.shown());
        assert!(chat.shown().contains("will be erased on <b>3 Mar at 12:00 UTC</b>"), "{}", chat.shown());
    }
    // What was open is open again for whoever stays.
    chat.press("Keep my data");
    assert_eq!(chat.happened(), ["ErasureWithdrawn"]);
    assert_eq!(stage(&chat), None);
    chat.send("/learn").answer(true);
    assert!(chat.happened().contains(&"AnswerSubmitted".to_owned()), "{:?}", chat.happened());
    // A second tap on an old button erases nothing and keeps nothing.
    chat.when(&Input::Press(Token::new(CODE, "k")));
    assert!(!chat.happened().contains(&"ErasureWithdrawn".to_owned()));
}

#[test]
fn a_button_that_erases_is_good_for_what_it_was_shown_for_only() {
    let mut chat = Chat::learner("en");
    chat.send("/mydata").press("🗑").press("🗑");
    let erase = chat.button("Yes, erase").unwrap();
    chat.press("Keep my data");
    chat.send("/settings").press("Daily goal").press("20");
    chat.when(&Input::Press(erase));
    assert_eq!(chat.happened(), [""; 0]);
    assert!(chat.shown().contains("Erase everything?"), "{}", chat.shown());
}

#[test]
fn without_grace_it_begins_at_once_and_once_begun_nobody_can_withdraw_it() {
    let chat = Chat::learner("en");
    let press = Input::Press(
        Token::new(CODE, "e")
            .at(dialogues::kernel::token::Step::of(chat.state.id.as_uuid(), chat.state.learner.version)),
    );
    let scene = Scene { grace: Duration::zero(), ..Scene::new(&chat.catalogue, chat.now, 7) };
    let person = crate::support::anna();
    let turn = take_turn(chat.state.clone(), &chat.place, Some(&person), &press, &scene);
    assert_eq!(turn.state.learner.leaving.unwrap().due, chat.now);
    assert!(turn.screen.html.plain().contains("just now"), "{}", turn.screen.html);

    let mut begun = leaving("en").given([LearnerFact::ErasureBegun {}.into()]);
    begun.when(&Input::Press(Token::new(CODE, "k")));
    assert_eq!(begun.happened(), [""; 0]);
    assert_eq!(stage(&begun), Some(Stage::Begun));
}

#[test]
fn of_somebody_who_is_erased_nothing_is_left_in_the_fold_and_nobody_greets_them() {
    let chat = leaving("en");
    let facts = [LearnerFact::ErasureBegun {}, LearnerFact::LearnerErased {}];
    let mut chat = chat.given(facts.map(Into::into));
    let learner = &chat.state.learner;
    assert!(learner.is_erased());
    assert_eq!((learner.telegram_id, learner.first_name.as_str(), learner.level), (0, "", None));
    for input in [Input::message("/start"), Input::Press(Token::new("h", "c")), Input::Blocked, Input::Media] {
        chat.when(&input);
        assert_eq!(chat.happened(), [""; 0], "{input:?}");
        assert!(!chat.shown().contains("Anna"), "{}", chat.shown());
    }
}

#[test]
fn a_copy_is_made_once_an_hour() {
    let mut chat = Chat::learner("en");
    chat.send("/start mydata").press("📦");
    assert_eq!(chat.happened(), ["ExportRequested"]);
    assert!(chat.notice().contains("being packed"), "{}", chat.notice());
    chat.wait(Duration::minutes(59)).press("📦");
    assert_eq!(chat.happened(), [""; 0]);
    assert!(chat.notice().contains("within the last hour"), "{}", chat.notice());
    chat.when(&Input::Export);
    assert!(matches!(chat.last.as_ref().unwrap().refusal, Some(Refusal::TooSoon(_))));
    chat.wait(Duration::minutes(1)).when(&Input::Export);
    assert_eq!(chat.happened(), ["ExportRequested"]);
}

#[test]
fn whoever_is_away_for_long_is_asked_once_and_any_sign_of_life_keeps_everything() {
    let asked = |chat: &mut Chat| {
        let moment = Input::Due { dialogue: CODE.into(), detail: my_data::absent(chat.state.learner.version) };
        let scene = Scene::new(&chat.catalogue, chat.now, 7);
        take_turn(chat.state.clone(), &chat.place, None, &moment, &scene)
    };
    let mut chat = Chat::learner("en");
    let stale = Input::Due { dialogue: CODE.into(), detail: my_data::absent(chat.state.learner.version - 1) };
    let turn = take_turn(chat.state.clone(), &chat.place, None, &stale, &Scene::new(&chat.catalogue, chat.now, 7));
    assert_eq!((turn.outcome, turn.facts.len()), (Outcome::Refused, 0));
    let turn = asked(&mut chat);
    assert_eq!(turn.facts.len(), 1);
    assert!(
        turn.screen.keep && turn.screen.html.plain().contains("Anna, you haven’t been here"),
        "{}",
        turn.screen.html
    );
    let facts: Vec<_> = turn.facts.into_iter().map(|recorded| recorded.fact).collect();
    let mut chat = chat.given(facts);
    assert_eq!(stage(&chat), Some(Stage::Absent));
    // Asked is asked.
    assert_eq!(asked(&mut chat).outcome, Outcome::Refused);
    chat.send("/learn");
    assert_eq!(chat.happened()[0], "LearnerReturned");
    assert_eq!(stage(&chat), None);
}
