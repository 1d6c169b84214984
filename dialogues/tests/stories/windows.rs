//! Windows beside the chat: the same screens, and the chat stays where it is.

use dialogues::dialogues::contract::Refusal;
use dialogues::dialogues::registry;
use dialogues::input::{Input, Window};
use dialogues::kernel::ids::{AttemptId, InterviewRunId, LearnerId, LessonId};
use dialogues::kernel::place::Place;
use dialogues::kernel::token::Token;
use dialogues::scene::Scene;
use dialogues::streams::Stream;
use dialogues::turn::{Outcome, Turn, shown_beside, take_turn};

use crate::support::{Chat, interviews, kinds};

fn window(chat: &Chat, place: Option<Place>) -> Window {
    Window::of_attempt(chat.state.attempt.as_ref().unwrap().id, place)
}

/// A turn of the API: nobody speaks in the chat.
fn beside(chat: &Chat, window: &Window, input: Input) -> Turn {
    let scene = Scene::new(&chat.catalogue, chat.now, 1);
    let input = Input::Beside { window: window.clone(), input: Box::new(input) };
    take_turn(chat.state.clone(), &chat.place, None, &input, &scene)
}

fn where_it_opens(chat: &Chat, window: &Window) -> Option<Place> {
    let scene = Scene::new(&chat.catalogue, chat.now, 1);
    shown_beside(&chat.state, window, None, &chat.place, &scene)
}

#[test]
fn an_answer_in_a_window_counts_and_the_chat_stays_where_it_is() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    let window = window(&chat, None);
    let (before, answer) = (chat.place.clone(), chat.answer_input(true));
    let turn = beside(&chat, &window, answer.clone());
    assert_eq!((turn.outcome, turn.shown.view.as_str()), (Outcome::Done, "verdict"));
    assert_eq!(turn.place, before);
    chat.state = turn.state;
    let spent = beside(&chat, &window, answer);
    assert!(matches!(spent.refusal, Some(Refusal::Spent(_))) && spent.facts.is_empty());
    assert_eq!(spent.shown, turn.shown, "whoever presses twice sees the same verdict");
}

#[test]
fn a_window_opens_at_the_verdict_that_the_chat_shows_else_at_what_waits() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    let window = window(&chat, None);
    chat.answer(true);
    assert_eq!(where_it_opens(&chat, &window), Some(chat.place.clone()));
    chat.send("/settings");
    assert_eq!(where_it_opens(&chat, &window).unwrap().view, "question");
    for _ in 1..4 {
        chat.answer(true);
    }
    chat.send("/settings");
    assert_eq!(where_it_opens(&chat, &window).unwrap().view, "result");
}

#[test]
fn words_answer_only_the_question_that_a_window_shows() {
    let mut chat = Chat::learner("en").taught(kinds());
    chat.begin_quiz("demo.kinds");
    while !chat.question().body.is_typed() {
        chat.answer(true);
    }
    chat.send("/settings");
    let at = where_it_opens(&chat, &window(&chat, None)).unwrap();
    let shown = window(&chat, Some(at.clone()));
    let said = beside(&chat, &shown, chat.answer_input(true));
    assert_eq!((said.shown.view.as_str(), said.facts.is_empty()), ("verdict", false));
    chat.state = said.state;
    let late = beside(&chat, &shown, Input::Text("weak".to_owned()));
    assert!(late.facts.is_empty() && late.notice.is_some());
    assert_eq!(late.shown, said.shown, "it was answered already");
    let scene = Scene::new(&chat.catalogue, chat.now, 1);
    let again = shown_beside(&chat.state, &shown, Some(&Input::Text("weak".to_owned())), &chat.place, &scene);
    assert_eq!(again, Some(said.shown), "and so does the same message once more");
}

#[test]
fn a_window_leads_nowhere_but_to_its_own_dialogue() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a");
    let window = window(&chat, None);
    for press in ["h.h", "s.l", "l.o:demo.a"] {
        let turn = beside(&chat, &window, Input::press(press));
        assert_eq!((turn.outcome, turn.shown.dialogue.as_str()), (Outcome::Refused, "q"), "{press}");
    }
    for input in [Input::Blocked, Input::message("/cancel"), Input::UnknownPress] {
        let turn = beside(&chat, &window, input);
        assert!(turn.facts.is_empty() && turn.refusal == Some(Refusal::Unknown));
    }
}

#[test]
fn only_an_own_attempt_has_a_window_however_old_it_is() {
    let mut chat = Chat::learner("en");
    for _ in 0..2 {
        chat.begin_quiz("demo.a");
        for _ in 0..4 {
            chat.answer(true);
        }
    }
    let of = |learner: LearnerId, number| AttemptId::of(learner, &LessonId::new("demo.a"), number);
    let wanted = |id: AttemptId| {
        let input = Input::Beside { window: Window::of_attempt(id, None), input: Box::new(Input::UnknownPress) };
        match registry::needs(&chat.state, &chat.place, &input).streams.as_slice() {
            [Stream::Attempt(id)] => Some(*id),
            _ => None,
        }
    };
    for number in [1, 2] {
        assert_eq!(wanted(of(chat.state.id, number)), Some(of(chat.state.id, number)));
    }
    assert_eq!(wanted(of(chat.state.id, 3)), None);
    assert_eq!(wanted(of(LearnerId::of_telegram(8), 1)), None);
    let turn = beside(&chat, &Window::of_attempt(of(LearnerId::of_telegram(8), 1), None), chat_press());
    assert_eq!(turn.refusal, Some(Refusal::Gone));
}

fn chat_press() -> Input {
    Input::press("q.n")
}

/// In the chat, before the first question of an interview.
fn interviewed() -> (Chat, Window) {
    let mut chat = Chat::learner("en").taught(interviews());
    chat.send("/interview").press("Junior interview").press("▶");
    let window = Window::of_interview(chat.state.interview.as_ref().unwrap().id, None);
    (chat, window)
}

fn pressed(chat: &Chat, window: &Window, verb: &str) -> Turn {
    let step = chat.state.interview.as_ref().unwrap().step();
    beside(chat, window, Input::Press(Token::new("i", verb).at(step)))
}

#[test]
fn an_interview_that_is_stopped_or_stands_still_elsewhere_takes_no_message() {
    let (mut chat, window) = interviewed();
    chat.state = pressed(&chat, &window, "p").state;
    chat.send("A value or nil.");
    assert!(chat.facts().is_empty() && chat.shown().contains("paused"), "{}", chat.shown());
    chat.state = pressed(&chat, &window, "r").state;
    chat.send("A value or nil.");
    assert!(chat.facts().is_empty(), "it was written to the pause");
    chat.press("Stop");
    chat.state = pressed(&chat, &window, "k").state;
    chat.send("A value or nil.");
    assert!(chat.facts().is_empty(), "the question is another one by now");
    chat.send("A value or nil.");
    assert_eq!(chat.happened(), ["MessageAdded"]);
    chat.state = pressed(&chat, &window, "x").state;
    assert_eq!(where_it_opens(&chat, &window).unwrap().view, "card");
}

#[test]
fn only_a_look_brings_an_interview_that_is_over_while_another_is_open() {
    let (mut chat, first) = interviewed();
    chat.press("Stop").press("Yes").send("/interview").press("Junior interview").press("▶");
    let second = chat.state.interview.as_ref().unwrap().id;
    let wanted = |window: &Window, input: Input| {
        let input = Input::Beside { window: window.clone(), input: Box::new(input) };
        let needs = registry::needs(&chat.state, &chat.place, &input);
        needs.streams.iter().find_map(|stream| match stream {
            Stream::Interview(run) => Some(run.as_uuid()),
            _ => None,
        })
    };
    assert_eq!(wanted(&first, Input::UnknownPress), Some(first.stream));
    assert_eq!(wanted(&first, Input::press("i.v:0")), Some(first.stream));
    for input in [Input::press("i.l"), Input::Text("A value.".to_owned())] {
        assert_eq!(wanted(&first, input), Some(second.as_uuid()));
    }
    let others = Window::of_interview(InterviewRunId::of(LearnerId::of_telegram(8), 1), None);
    assert_eq!(wanted(&others, Input::UnknownPress), Some(second.as_uuid()));
    assert_eq!(beside(&chat, &others, Input::press("i.n")).refusal, Some(Refusal::Gone));
}
