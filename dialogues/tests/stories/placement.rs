//! Placement and testing out, in a course of six lessons in two modules, each building on the one before.

use chrono::Duration;
use dialogues::catalogue::{Catalogue, Severity, SourceFile};
use dialogues::dialogues::progression::Standing;
use dialogues::input::Input;
use dialogues::kernel::ids::LessonId;
use dialogues::kernel::token::Token;
use dialogues::streams::path::tests::{Scope, Test};
use dialogues::streams::{Fact, PathFact, ProfileChange};
use dialogues::turn::Outcome;
use insta::assert_snapshot;
use proptest::prelude::*;

use crate::support::Chat;

const LESSONS: usize = 6;

fn lesson(number: usize) -> String {
    let requires = if number == 1 { String::new() } else { format!("up.l{}", number - 1) };
    let mut text = format!(
        "---\nid: up.l{number}\nkind: lesson\ntitle: Step {number}\nlang: en\nlevel: junior\nminutes: 5\n\
         requires: [{requires}]\nconcepts: [one]\nstatus: published\n---\n\n## Only {{#only}}\n\nStep {number}.\n\n\
         ## Quiz {{pass=0.8 pick=4}}\n"
    );
    let single = |question: usize| {
        let difficulty = 1 + question % 3;
        format!(
            "\n### single: Which fits {number} and {question}? {{#q-s{question} concept=one difficulty={difficulty}}}\n\
             - [ ] Left\n  > No.\n- [x] Middle\n  > Yes.\n- [ ] Right\n  > No.\n- [ ] Nowhere\n  > No.\n"
        )
    };
    text.extend((1..=4).map(single));
    text += "\n### multiple: Which two? {#q-m concept=one difficulty=3}\n- [x] Up\n  > Yes.\n- [ ] Down\n  > No.\n- [x] On\n  > Yes.\n";
    text + "\n### true: It is so. {#q-t concept=one difficulty=1}\n> [!NOTE]\n> It is.\n"
}

fn stairs(change: impl Fn(usize, String) -> String) -> Catalogue {
    let course = "id: up\nlang: en\ntitle: Stairs\nsummary: Six steps.\nlevel: junior\nconcepts:\n  one: One\nmodules:\n  \
                  low:\n    title: Low\n    summary: Three.\n  high:\n    title: High\n    summary: Three more.\n";
    let mut files = vec![SourceFile { path: "courses/up/course.yaml".into(), text: course.into() }];
    for number in 1..=LESSONS {
        let module = if number <= 3 { "01-low" } else { "02-high" };
        let path = format!("courses/up/{module}/{number:02}-step.md");
        files.push(SourceFile { path, text: change(number, lesson(number)) });
    }
    let compilation = Catalogue::compile(&files);
    let errors: Vec<_> = compilation.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "the fixture is broken: {errors:?}");
    compilation.catalogue
}

fn learner() -> Chat {
    let mut chat = Chat::learner("en");
    chat.catalogue = stairs(|_, text| text);
    chat.send("/start");
    chat
}

fn stranger(level: &str) -> Chat {
    let mut chat = Chat::stranger("en");
    chat.catalogue = stairs(|_, text| text);
    chat.send("/start").press(level).press("10 minutes");
    chat
}

fn id(number: usize) -> LessonId {
    LessonId::new(format!("up.l{number}"))
}

fn test(chat: &Chat) -> &Test {
    chat.state.path.tests.current().expect("a test")
}

/// The token of a right or a wrong answer to the question that is asked.
fn answer(chat: &Chat, right: bool) -> Token {
    let asked = test(chat).asked.as_ref().expect("a question");
    let lesson = chat.catalogue.lesson(&asked.lesson).expect("a lesson");
    let question = lesson.quiz.as_ref().and_then(|quiz| quiz.question(&asked.question)).expect("a question");
    let response = if right { question.body.right() } else { question.body.wrong() };
    let entry = question.entry(test(chat).seed, &response).expect("a question with buttons");
    Token::new("t", "a").with(entry).at(chat.state.path_step())
}

fn reply(chat: &mut Chat, right: bool) {
    let token = answer(chat, right);
    chat.when(&Input::Press(token));
}

/// Answers as somebody does who knows the first so many lessons, with so many slips at the beginning.
fn take(chat: &mut Chat, lessons: usize, mut slips: usize) {
    while test(chat).finished.is_none() {
        let lesson = test(chat).asked.as_ref().expect("a question").lesson.clone();
        let knows = (1..=lessons).any(|number| id(number) == lesson);
        let slip = knows && slips > 0;
        slips -= usize::from(slip);
        reply(chat, knows && !slip);
    }
}

fn standings(chat: &Chat) -> Vec<Standing> {
    let lessons = chat.catalogue.courses()[0].lessons();
    lessons.map(|lesson| Standing::of(&chat.state, lesson)).collect()
}

#[test]
fn whoever_is_past_the_beginning_is_offered_a_placement_and_may_skip_it() {
    let mut chat = stranger("gaps");
    assert_snapshot!("placement_offered", chat.shown());
    chat.press("Begin: Step 1");
    assert!(chat.shown().contains("Step 1."));
    assert!(chat.state.path.tests.current().is_none());
}

#[test]
fn a_beginner_finds_the_placement_at_home_until_the_first_lesson() {
    let mut chat = stranger("just starting");
    assert!(chat.shown().contains("Good to see you") && chat.button("short test").is_some(), "{}", chat.shown());
    chat.press("Begin: Step 1").send("/start");
    assert!(chat.button("short test").is_none());
    chat.press("Lessons");
    assert!(chat.button("short test").is_some(), "a course offers it for ever: {}", chat.shown());
}

#[test]
fn a_placement_asks_without_verdicts_and_ends_with_a_place() {
    let mut chat = stranger("gaps");
    chat.press("Begin the test");
    assert_snapshot!("placement_question", chat.shown());
    assert_eq!(chat.happened(), ["CourseEnrolled", "PlacementStarted", "PlacementAsked"]);
    reply(&mut chat, true);
    assert!(!chat.shown().contains("Right!"), "{}", chat.shown());
    take(&mut chat, 3, 0);
    assert_snapshot!("placement_result", chat.shown());
    assert_eq!(chat.happened().last().map(String::as_str), Some("PlacementFinished"));
    let known = standings(&chat).iter().filter(|standing| **standing == Standing::TestedOut).count();
    assert!((2..=4).contains(&known), "{known}");
    chat.press("▶ Step");
    assert!(chat.shown().contains(&format!("Step {}.", known + 1)), "{}", chat.shown());
}

#[test]
fn everybody_is_placed_within_a_lesson_of_where_they_are_and_two_slips_change_little() {
    for slips in [0, 2] {
        for known in 0..=LESSONS {
            for seed in [1, 100, 1000] {
                let mut chat = stranger("gaps");
                chat.seed = seed;
                chat.press("Begin the test");
                take(&mut chat, known, slips);
                assert!(test(&chat).answers.len() <= 15);
                let place = standings(&chat).iter().filter(|standing| **standing == Standing::TestedOut).count();
                let far = if slips == 0 { 1 } else { 2 };
                assert!(place.abs_diff(known) <= far, "knows {known}, {slips} slips, placed at {place}");
            }
        }
    }
}

#[test]
fn a_placement_can_be_left_and_goes_on_at_the_same_question() {
    let mut chat = stranger("gaps");
    chat.press("Begin the test");
    reply(&mut chat, true);
    let before = chat.shown();
    chat.press("Later").wait(Duration::days(3)).flush();
    chat.send("/start").press("Go on with the test");
    assert_eq!(chat.shown(), before);
    assert_eq!(chat.happened(), [""; 0]);
}

#[test]
fn an_answer_counts_once() {
    let mut chat = stranger("gaps");
    chat.press("Begin the test");
    let token = answer(&chat, true);
    chat.when(&Input::Press(token.clone())).when(&Input::Press(token));
    assert_eq!(chat.last.as_ref().map(|turn| turn.outcome), Some(Outcome::Spent));
    assert_eq!((chat.happened(), test(&chat).answers.len()), (vec![], 1));
}

#[test]
fn ticks_are_kept_until_they_are_submitted_and_none_is_no_answer() {
    let mut chat = learner();
    chat.press("short test").press("Begin the test");
    while chat.button("Submit").is_none() {
        reply(&mut chat, true);
    }
    let answered = test(&chat).answers.len();
    chat.press("Submit");
    assert_eq!((chat.notice(), test(&chat).answers.len()), ("Choose at least one option first.", answered));
    chat.press("▢ A");
    assert!(chat.button("☑ A").is_some());
    chat.press("Submit");
    assert_eq!(test(&chat).answers.len(), answered + 1);
}

#[test]
fn not_knowing_is_an_answer_and_enough_is_enough_after_some() {
    let mut chat = stranger("gaps");
    chat.press("Begin the test");
    assert!(chat.button("enough").is_none());
    while chat.button("enough").is_none() {
        if test(&chat).answers.len().is_multiple_of(2) {
            reply(&mut chat, true);
        } else {
            chat.press("I don't know");
        }
    }
    assert!(test(&chat).answers.iter().any(|answered| answered.response.is_none() && !answered.correct));
    chat.press("enough");
    assert!(test(&chat).finished.is_some());
}

#[test]
fn a_question_that_the_author_changed_is_put_again_and_no_answer_is_lost() {
    let mut chat = stranger("gaps");
    chat.press("Begin the test");
    reply(&mut chat, true);
    let stale = answer(&chat, true);
    let asked = test(&chat).asked.clone().unwrap();
    chat.catalogue =
        stairs(|number, text| if id(number) == asked.lesson { text.replace("fits", "suits") } else { text });
    chat.when(&Input::Press(stale));
    assert_eq!((chat.happened(), test(&chat).answers.len()), (vec!["PlacementAsked".to_owned()], 1));
    assert!(chat.notice().contains("changed"));
    chat.catalogue = stairs(|number, text| text.replace("fits", &format!("suits {number}")));
    chat.flush().send("/start").press("Go on with the test");
    assert_eq!(chat.happened(), ["PlacementAsked"]);
    take(&mut chat, 3, 0);
}

#[test]
fn a_locked_lesson_is_tested_out_and_opens_the_next() {
    let mut chat = learner();
    chat.when(&Input::Press(Token::new("l", "o").with("up.l2"))).press("test me");
    assert_snapshot!("test_out_offered", chat.shown());
    chat.press("Begin the test");
    take(&mut chat, 6, 0);
    assert_snapshot!("test_out_passed", chat.shown());
    assert!(chat.happened().contains(&"LessonTestedOut".to_owned()));
    let expected = [Standing::Open, Standing::TestedOut, Standing::Open];
    assert_eq!(standings(&chat)[..3], expected);
    // It may be read, and be completed like any other.
    chat.begin_quiz("up.l2").answers(&[true; 4]);
    assert!(chat.state.path.completed(&id(2)));
    assert_eq!(standings(&chat)[1], Standing::Completed);
}

#[test]
fn nearly_all_must_be_right_to_test_out() {
    let mut chat = learner();
    chat.when(&Input::Press(Token::new("t", "i").with("l:up.l1"))).press("Begin the test");
    reply(&mut chat, true);
    reply(&mut chat, false);
    assert_snapshot!("test_out_failed", chat.shown());
    assert_eq!(standings(&chat)[0], Standing::Open);
}

#[test]
fn a_module_is_tested_out_with_all_its_lessons_and_completions_stay() {
    let mut chat = learner();
    chat.begin_quiz("up.l1").answers(&[true; 4]);
    assert_eq!(standings(&chat)[0], Standing::Completed);
    chat.when(&Input::Press(Token::new("c", "m").with("up").with("low").with(0))).press("this module");
    chat.press("Begin the test");
    take(&mut chat, 3, 1);
    assert!(test(&chat).answers.len() > 8, "one slip of fifteen is allowed");
    let expected = [Standing::Completed, Standing::TestedOut, Standing::TestedOut, Standing::Open];
    assert_eq!(standings(&chat)[..4], expected);
    chat.press("▶ Step 4");
    assert!(chat.shown().contains("Step 4."));
}

#[test]
fn a_placement_takes_nothing_away() {
    let mut chat = learner();
    chat.begin_quiz("up.l1").answers(&[true; 4]);
    chat.send("/placement").press("Begin the test");
    take(&mut chat, 0, 0);
    assert_eq!(standings(&chat)[..2], [Standing::Completed, Standing::Open]);
    let scope = Scope::Course { course: chat.catalogue.courses()[0].id.clone() };
    assert_eq!(chat.state.path.tests.of(&scope).and_then(|test| test.finished.clone()?.place), Some(id(2)));
}

#[test]
fn a_course_of_few_lessons_has_no_placement() {
    let mut chat = Chat::learner("en");
    chat.send("/start");
    assert!(chat.button("short test").is_none());
    chat.send("/placement");
    assert_eq!(chat.notice(), "This is no longer part of the course. Here is what there is.");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_is_pressed_the_state_is_the_fold_and_a_question_comes_once(
        presses in prop::collection::vec((0usize..10, 0u8..10), 0..70), russian: bool, middle: bool,
    ) {
        let mut chat = Chat::stranger(if russian { "ru" } else { "en" });
        chat.catalogue = stairs(|_, text| text);
        let level = if middle { dialogues::catalogue::Level::Middle } else { dialogues::catalogue::Level::Junior };
        chat.send("/start");
        let change = ProfileChange { level: Some(level), daily_goal: Some(10), ..ProfileChange::default() };
        chat = chat.given([Fact::from(change)]);
        chat.send("/placement");
        for (press, kind) in presses {
            match kind {
                0 => { chat.flush(); }
                1 => { chat.send("/placement"); }
                2 => { chat.send("/start"); }
                _ => {
                    let tokens: Vec<Token> = chat.last.iter().flat_map(|turn| turn.screen.tokens().cloned()).collect();
                    chat.when(&Input::Press(tokens[press % tokens.len()].clone()));
                }
            }
            if let Some(test) = chat.state.path.tests.current() {
                prop_assert!(test.answers.len() <= test.most as usize && test.most <= 15);
                let asked: std::collections::BTreeSet<_> =
                    test.answers.iter().map(|answered| (&answered.lesson, &answered.question)).collect();
                prop_assert_eq!(asked.len(), test.answers.len());
                prop_assert!(test.finished.is_some() || test.asked.is_some());
            }
        }
        prop_assert_eq!(&chat.folded(&chat.sessions()), &chat.state);
        for (fact, _) in &chat.log {
            if let Fact::Path(fact) = fact {
                let json = serde_json::to_string(fact).unwrap();
                prop_assert_eq!(&serde_json::from_str::<PathFact>(&json).unwrap(), fact);
            }
        }
        let state = serde_json::to_string(&chat.state).unwrap();
        prop_assert_eq!(&serde_json::from_str::<dialogues::streams::State>(&state).unwrap(), &chat.state);
    }
}
