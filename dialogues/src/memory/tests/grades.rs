//! What a quiz answer counts for, and what an item is called.

use super::super::{Answered, ItemKind, expected_seconds, rating};
use super::*;
use crate::kernel::ids::QuestionId;

const RIGHT: Answered = Answered { score: 1.0, hint: false, guess: 0.0, seconds: 15, expected_seconds: 20 };

#[test]
fn a_right_answer_in_its_time_is_good() {
    assert_eq!(rating(&RIGHT), Rating::Good);
    assert_eq!(rating(&Answered { expected_seconds: 0, seconds: 0, ..RIGHT }), Rating::Good);
}

#[test]
fn a_wrong_answer_is_again_however_quick() {
    for score in [0.0, 0.59, f64::NAN] {
        assert_eq!(rating(&Answered { score, seconds: 1, ..RIGHT }), Rating::Again);
    }
}

#[test]
fn a_partly_right_answer_a_hint_and_a_long_thought_are_hard() {
    assert_eq!(rating(&Answered { score: 0.6, ..RIGHT }), Rating::Hard);
    assert_eq!(rating(&Answered { hint: true, seconds: 1, ..RIGHT }), Rating::Hard);
    assert_eq!(rating(&Answered { seconds: 40, ..RIGHT }), Rating::Good);
    assert_eq!(rating(&Answered { seconds: 41, ..RIGHT }), Rating::Hard);
}

#[test]
fn a_chat_that_was_left_open_is_no_long_thought() {
    assert_eq!(rating(&Answered { seconds: 200, ..RIGHT }), Rating::Hard);
    assert_eq!(rating(&Answered { seconds: 201, ..RIGHT }), Rating::Good);
    assert_eq!(rating(&Answered { seconds: u32::MAX, expected_seconds: u32::MAX, ..RIGHT }), Rating::Good);
}

#[test]
fn a_quick_answer_is_easy_unless_it_is_easily_guessed() {
    let quick = Answered { seconds: 10, ..RIGHT };
    assert_eq!(rating(&quick), Rating::Easy);
    assert_eq!(rating(&Answered { guess: 0.2, ..quick }), Rating::Easy);
    assert_eq!(rating(&Answered { guess: 0.25, ..quick }), Rating::Good);
    assert_eq!(rating(&Answered { guess: 0.5, ..quick }), Rating::Good);
}

#[test]
fn longer_texts_are_given_more_time() {
    assert_eq!([0, 120, 600].map(expected_seconds), [5, 15, 55]);
}

#[test]
fn an_items_name_is_a_short_text_that_reads_back() {
    let lesson = LessonId::new("swift.arc");
    let all = [
        (ItemId::card(&lesson, "c-weak"), "c:swift.arc:c-weak", ItemKind::Card),
        (ItemId::point("interview.junior", "i-arc", "p-gc"), "p:interview.junior:i-arc/p-gc", ItemKind::Point),
        (ItemId::question(&lesson, &QuestionId::new("q-weak")), "q:swift.arc:q-weak", ItemKind::Question),
    ];
    for (id, text, kind) in all {
        assert_eq!(id.to_string(), text);
        assert_eq!(text.parse(), Ok(id.clone()));
        assert_eq!(id.kind(), kind);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{text}\""));
        let map = std::collections::BTreeMap::from([(id, 1)]);
        let json = serde_json::to_string(&map).unwrap();
        assert_eq!(serde_json::from_str::<std::collections::BTreeMap<ItemId, i32>>(&json).unwrap(), map);
    }
    for text in ["", "c:swift.arc", "x:swift.arc:c-weak", "c::c-weak", "c:swift.arc:"] {
        assert!(text.parse::<ItemId>().is_err(), "{text}");
    }
}

#[test]
fn memories_and_parameters_read_back_as_they_were_stored() {
    let memory = Params::default().review(Retention::default(), None, Rating::Hard, day(3));
    let json = serde_json::to_string(&memory).unwrap();
    assert_eq!(serde_json::from_str::<Memory>(&json).unwrap(), memory);
    let json = serde_json::to_string(&Params::default()).unwrap();
    assert_eq!(serde_json::from_str::<Params>(&json).unwrap(), Params::default());
}

#[test]
fn parameters_and_retention_are_brought_into_their_bounds() {
    let wild = Params::of([f32::NAN; 21]);
    assert_eq!(wild, Params::default());
    assert!(Params::of([1e9; 21]).weights().iter().all(|weight| *weight <= 100.0));
    assert_eq!(Retention::of(1.0), Retention::of(0.97));
    assert_eq!(Retention::of(0.0), Retention::of(0.7));
    assert_eq!(Retention::of(f32::NAN), Retention::default());
}
