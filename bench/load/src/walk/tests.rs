use super::*;

/// What learners do on a screen with these buttons, each thing once.
fn done(text: &str, buttons: &[&str]) -> Vec<Choice> {
    let mut dice = Dice::new(1);
    let screen = Screen { text, buttons };
    let mut choices: Vec<Choice> = (0..400).filter_map(|_| choose(&screen, true, &mut dice)).collect();
    choices.sort_by_key(|choice| format!("{choice:?}"));
    choices.dedup();
    choices
}

fn pressed(buttons: &[&str]) -> Vec<Choice> {
    done("", buttons)
}

#[test]
fn a_lesson_is_read_forward_and_backward() {
    let screen = ["l.g:a:3@x.9", "l.g:a:1@x.9", "c.m:c:m:0", "h.h"];
    assert_eq!(pressed(&screen), [Choice::stored("l.g:a:1@x.9"), Choice::stored("l.g:a:3@x.9")]);
    assert_eq!(pressed(&["q.s:a@x.9", "h.h"]), [Choice::stored("q.s:a@x.9")]);
}

#[test]
fn several_options_are_ticked_before_the_answer() {
    let empty = pressed(&["q.t:1@x.2", "q.t:2@x.2", "q.a:0@x.2", "h.h"]);
    assert_eq!(empty, [Choice::looked("q.t:1@x.2"), Choice::looked("q.t:2@x.2")]);
    let ticked = pressed(&["q.t:0@x.2", "q.t:3@x.2", "q.a:1@x.2", "h.h"]);
    assert_eq!(ticked, [Choice::stored("q.a:1@x.2"), Choice::looked("q.t:3@x.2")]);
    assert_eq!(pressed(&["q.t:2@x.2", "q.t:1@x.2", "q.a:3@x.2", "h.h"]), [Choice::stored("q.a:3@x.2")]);
}

#[test]
fn items_are_tapped_one_after_the_other_and_none_is_taken_back() {
    assert_eq!(pressed(&["q.t:0@x.2", "q.t:1@x.2"]), [Choice::looked("q.t:0@x.2"), Choice::looked("q.t:1@x.2")]);
    assert_eq!(pressed(&["q.t:01@x.2", "q.t:02@x.2", "q.t:-@x.2"]).len(), 2);
    assert_eq!(pressed(&["q.t:021@x.2", "q.t:0@x.2"]), [Choice::looked("q.t:021@x.2")]);
    assert_eq!(pressed(&["q.a:021@x.2", "q.t:02@x.2"]), [Choice::stored("q.a:021@x.2")]);
}

#[test]
fn what_the_question_says_is_typed() {
    let written = done("Type <code>kettle</code>.", &["r.a:3:0@x.2", "h.h"]);
    assert!(written.contains(&Choice::written("kettle")) && written.contains(&Choice::stored("r.a:3:0@x.2")));
    assert_eq!(done("What?", &["q.a:0@x.2", "h.h"]), [Choice::stored("q.a:0@x.2")]);
}

#[test]
fn a_verdict_is_only_left() {
    assert_eq!(pressed(&["q.n", "h.h"]), [Choice::looked("q.n")]);
}

#[test]
fn cards_are_turned_and_rated_and_interviews_answered() {
    assert_eq!(pressed(&["r.v:1@x.2", "r.w", "h.h"]), [Choice::stored("r.v:1@x.2")]);
    assert_eq!(pressed(&["r.g:1:1@x.2", "r.g:1:4@x.2", "r.w", "h.h"]).len(), 2);
    let asked = pressed(&["i.h@x.2", "i.k@x.2", "i.p@x.2", "i.q@x.2"]);
    assert!(asked.iter().any(|choice| matches!(choice.act, Act::Write(_))), "{asked:?}");
    assert!(asked.contains(&Choice::stored("i.k@x.2")) && !asked.contains(&Choice::stored("i.q@x.2")));
    assert!(pressed(&["i.d@x.2", "i.p@x.2"]).contains(&Choice::stored("i.d@x.2")));
}

#[test]
fn who_reads_lessons_only_stays_away_from_the_rest() {
    let mut dice = Dice::new(1);
    let screen = Screen { text: "", buttons: &["h.c", "r.s", "i.l", "c.l"] };
    assert!((0..100).all(|_| choose(&screen, false, &mut dice) == Some(Choice::looked("h.c"))));
}
