use dialogues::kernel::locale::Locale;
use dialogues::kernel::markup::Html;
use dialogues::kernel::poll::{Poll, Votes};

use super::*;

fn draw(fresh: bool, pressed: Option<i32>, live: Option<(i32, bool)>, keep: bool) -> Draw {
    Draw {
        learner: LearnerId::of_telegram(1),
        screen: Screen { keep, ..Screen::default() },
        fresh,
        pressed,
        live: live.map(|(message, keep)| Live { message, keep }),
        polls: false,
        open: Vec::new(),
        marks: Vec::new(),
        arrived: Instant::now(),
        fallback: Some(Locale::DEFAULT),
        standing: [1, 1],
    }
}

#[test]
fn a_press_edits_the_live_message() {
    assert_eq!(draw(false, Some(5), Some((5, false)), false).plan(), (Target::Edit(5), vec![]));
}

#[test]
fn a_command_gets_a_message_below_and_the_old_keyboard_goes() {
    assert_eq!(draw(true, None, Some((5, false)), false).plan(), (Target::New, vec![5]));
}

#[test]
fn a_press_on_an_old_message_redraws_the_live_one_and_takes_the_old_keyboard() {
    assert_eq!(draw(false, Some(3), Some((5, false)), false).plan(), (Target::Edit(5), vec![3]));
}

#[test]
fn after_a_result_that_stays_comes_a_new_message() {
    assert_eq!(draw(false, Some(5), Some((5, true)), false).plan(), (Target::New, vec![5]));
    assert_eq!(
        draw(false, Some(5), Some((5, true)), true).plan(),
        (Target::Edit(5), vec![]),
        "the result again is no news"
    );
}

#[test]
fn a_message_that_the_session_does_not_know_yet_is_the_live_one() {
    assert_eq!(draw(false, Some(9), Some((5, false)), false).plan(), (Target::Edit(9), vec![5]));
    assert_eq!(draw(false, Some(9), Some((5, true)), false).plan(), (Target::Edit(9), vec![5]));
    let lanes = Lanes::default();
    lanes.drawn(ChatId(1), Live { message: 9, keep: false }, &draw(false, None, None, false));
    lanes.push(ChatId(1), draw(false, Some(5), Some((5, false)), false));
    assert_eq!(lanes.pop(ChatId(1)).expect("a screen").plan(), (Target::Edit(9), vec![5]));
}

#[test]
fn a_result_that_the_session_does_not_know_yet_stays_too() {
    let lanes = Lanes::default();
    lanes.drawn(ChatId(1), Live { message: 5, keep: true }, &draw(false, None, None, false));
    lanes.push(ChatId(1), draw(false, Some(5), Some((5, false)), false));
    assert_eq!(lanes.pop(ChatId(1)).expect("a screen").plan(), (Target::New, vec![5]));
}

#[test]
fn without_a_session_the_pressed_message_becomes_the_live_one() {
    assert_eq!(draw(false, Some(3), None, false).plan(), (Target::Edit(3), vec![]));
    assert_eq!(draw(false, None, None, false).plan(), (Target::New, vec![]));
}

fn open(message: i32, token: &str) -> Open {
    Open { id: i64::from(message), message, token: token.to_owned(), voted: false }
}

/// A draw in a chat with open polls, of a poll with this token or of a message.
fn beside(open: &[Open], live: Option<i32>, token: Option<&str>) -> Draw {
    let votes = token.map(|token| Votes { token: token.parse().expect("a token"), entries: vec![1, 2] });
    let poll = votes.map(|votes| Poll {
        about: String::new(),
        question: "?".to_owned(),
        options: vec!["a".to_owned(), "b".to_owned()],
        right: vec![0],
        many: false,
        votes,
        buttons: Vec::new(),
    });
    let draw = draw(false, None, live.map(|message| (message, false)), false);
    Draw { screen: Screen { poll, ..Screen::default() }, open: open.to_vec(), ..draw }
}

#[test]
fn a_poll_is_never_edited_and_what_comes_next_stands_below_it() {
    let at_5 = [open(5, "q.a@1.1")];
    let verdict = beside(&at_5, Some(5), None);
    assert_eq!(verdict.plan(), (Target::New, vec![]));
    assert_eq!(verdict.left(Target::New).count(), 1);
    assert_eq!(beside(&at_5, None, None).plan().0, Target::New, "also if the session is lost");
    assert_eq!(beside(&at_5, Some(5), Some("q.a@1.2")).plan().0, Target::New);
    assert_eq!(beside(&[], Some(6), Some("q.a@1.2")).plan(), (Target::New, vec![6]));
    assert_eq!(beside(&at_5, Some(6), None).plan().0, Target::Edit(6), "a message below it is the live one");
}

#[test]
fn the_same_poll_stays_as_it_is_unless_a_message_came_below_it() {
    let two = [open(3, "q.a@1.0"), open(5, "q.a@1.1")];
    let again = beside(&two, None, Some("q.a@1.1"));
    assert_eq!(again.plan(), (Target::Stay(5), vec![]));
    assert_eq!(again.left(Target::Stay(5)).map(|poll| poll.message).collect::<Vec<_>>(), [3]);
    assert_eq!(Draw { fresh: true, ..again }.plan().0, Target::New);
    let voted = [Open { voted: true, ..open(5, "q.a@1.1") }];
    assert_eq!(beside(&voted, Some(5), Some("q.a@1.1")).plan().0, Target::New);
}

#[test]
fn what_is_drawn_already_is_not_drawn_again_unless_something_has_changed() {
    let (lanes, chat) = (Lanes::default(), ChatId(1));
    let same = draw(false, Some(5), Some((5, false)), false);
    assert!(!lanes.is_drawn(chat, 5, &same), "another process may have drawn it");
    lanes.drawn(chat, Live { message: 5, keep: false }, &same);
    assert!(lanes.is_drawn(chat, 5, &same));
    assert!(!lanes.is_drawn(chat, 6, &same) && !lanes.is_drawn(ChatId(2), 5, &same));
    assert!(lanes.is_drawn(chat, 5, &Draw { standing: [1, 2], ..same.clone() }), "something else has changed");
    assert!(!lanes.is_drawn(chat, 5, &Draw { standing: [2, 3], ..same.clone() }), "somebody else was there");
    let failed = Draw { standing: [1, 9], ..same.clone() };
    lanes.again(chat, failed);
    assert!(!lanes.is_drawn(chat, 5, &same), "what was tried may be there");
    lanes.drawn(chat, Live { message: 5, keep: false }, &same);
    let other = Screen::new(Html::text("Another one."));
    assert!(!lanes.is_drawn(chat, 5, &Draw { screen: other, ..same }));
}

#[test]
fn a_keyboard_that_is_gone_is_not_taken_again() {
    let lanes = Lanes::default();
    lanes.stripped(ChatId(1), 5);
    assert!(lanes.is_bare(ChatId(1), 5));
    assert!(!lanes.is_bare(ChatId(1), 6) && !lanes.is_bare(ChatId(2), 5));
}

#[test]
fn only_the_latest_screen_is_drawn_but_a_message_is_still_answered() {
    let lanes = Lanes::default();
    let chat = ChatId(1);
    assert!(lanes.push(chat, draw(true, None, Some((5, false)), false)));
    assert!(!lanes.push(chat, draw(false, Some(5), Some((5, false)), true)));
    let next = lanes.pop(chat).expect("a screen");
    assert!(next.fresh && next.screen.keep);
    lanes.drawn(chat, Live { message: 9, keep: true }, &draw(false, None, None, false));
    assert!(!lanes.push(chat, draw(false, Some(5), Some((5, false)), false)));
    assert_eq!(lanes.pop(chat).expect("a screen").live, Some(Live { message: 9, keep: true }));
    assert!(lanes.pop(chat).is_none());
    assert!(lanes.push(chat, draw(true, None, None, false)), "the chat is free again");
}
