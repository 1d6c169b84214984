//! Lessons and the table of contents.

use chrono::Duration;
use dialogues::catalogue::{Catalogue, SourceFile};
use dialogues::input::Input;
use dialogues::kernel::ids::{CourseId, LessonId};
use dialogues::streams::interview::run::InterviewRun;
use dialogues::streams::{Fact, LearnerFact, PathFact};
use dialogues::turn::Outcome;

use crate::support::{Chat, compile};

#[test]
fn a_first_lesson_enrols_and_starts() {
    let mut chat = Chat::learner("en");
    chat.send("/learn");
    assert_eq!(chat.happened(), ["CourseEnrolled", "LessonStarted"]);
    insta::assert_snapshot!(chat.shown());
}

#[test]
fn screens_turn_both_ways_and_the_last_one_offers_the_quiz() {
    let mut chat = Chat::learner("en");
    chat.send("/learn").press("Next");
    assert_eq!(chat.happened(), ["ProgressUpdated", "StreakMaintained"]);
    insta::assert_snapshot!("second", chat.shown());
    chat.press("Next");
    insta::assert_snapshot!("last", chat.shown());
    chat.press("◀");
    assert!(chat.shown().contains("<b>Second</b>"));
}

#[test]
fn a_double_tap_turns_one_screen() {
    let mut chat = Chat::learner("en");
    chat.send("/learn");
    let next = chat.button("Next").unwrap();
    chat.when(&Input::Press(next.clone())).when(&Input::Press(next));
    assert!(chat.happened().is_empty());
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent);
    assert!(chat.notice().contains("earlier step"));
    assert!(chat.shown().contains("<b>Second</b>"), "the current step is shown: {}", chat.shown());
}

#[test]
fn a_lost_session_does_not_lose_the_place_in_a_lesson() {
    let mut chat = Chat::learner("en");
    chat.send("/learn").press("Next");
    let next = chat.button("Next").unwrap();
    chat.flush().when(&Input::Press(next));
    assert!(chat.shown().contains("<b>Third</b>"), "{}", chat.shown());
}

#[test]
fn time_on_a_step_is_counted_but_a_tea_break_is_not() {
    let mut chat = Chat::learner("en");
    chat.send("/learn").wait(Duration::seconds(40)).press("Next").wait(Duration::hours(5)).press("Next");
    let lesson = chat.state.path.lesson(&LessonId::new("demo.a")).unwrap();
    assert_eq!(lesson.seconds, 40 + 300);
}

#[test]
fn a_locked_lesson_says_what_it_waits_for_and_leads_there() {
    let mut chat = Chat::learner("en");
    chat.send("/start l_demo_b");
    assert!(chat.happened().is_empty());
    insta::assert_snapshot!(chat.shown());
    chat.press("Lesson A");
    assert!(chat.shown().contains("<b>First</b>"));
}

/// `c` waits for `b`, which waits for `a`.
fn a_chain() -> Catalogue {
    let last = include_str!("fixture/c.md").replace("requires: []", "requires: [demo.b]");
    compile(&[("courses/demo/01-basics/03-c.md", &last)])
}

#[test]
fn a_locked_lesson_leads_to_the_first_one_that_is_open_however_far_that_is() {
    let mut chat = Chat::learner("en").taught(a_chain());
    chat.send("/start l_demo_c");
    assert!(chat.shown().contains("Not open yet. Start here:"), "{}", chat.shown());
    assert!(chat.button("Lesson B").is_none(), "it is locked as well: {}", chat.shown());
    chat.press("Lesson A");
    assert_eq!(chat.happened(), ["CourseEnrolled", "LessonStarted"]);
}

/// With an interview about `one` and `two`; only `b`, which waits for `a`, is about `two`.
fn with_an_interview() -> Catalogue {
    let course = include_str!("fixture/course.yaml").replace("  one: One\n", "  one: One\n  two: Two\n");
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    let about_two = include_str!("fixture/b.md").replace("[one]", "[two]").replace("concept=one", "concept=two");
    let compilation = Catalogue::compile(&[
        file("courses/demo/course.yaml", course),
        file("courses/demo/01-basics/01-a.md", include_str!("fixture/a.md").to_owned()),
        file("courses/demo/01-basics/02-b.md", about_two),
        file("courses/demo/interviews/junior.md", include_str!("fixture/interview.md").to_owned()),
    ]);
    assert!(!compilation.has_errors(), "{:?}", compilation.findings);
    compilation.catalogue
}

#[test]
fn what_a_scorecard_says_to_learn_next_may_be_opened() {
    for said in ["It depends", ""] {
        let mut chat = Chat::learner("en").taught(with_an_interview());
        chat.send("/interview").press("Junior interview").press("10").press("▶");
        for _ in 0..30 {
            let open = chat.state.interview.as_ref().is_some_and(InterviewRun::is_open);
            if said.is_empty() && open {
                chat.press("⏹").press("Yes");
            } else if open && chat.button("⏭").is_some() {
                chat.send(said).press("✔");
            } else if chat.button("▶").is_some() {
                chat.press("▶");
            }
            if chat.shown().contains("🏁") {
                break;
            }
        }
        assert!(chat.shown().contains("🏁") && chat.button("📖 Lesson A").is_some(), "{said}: {}", chat.shown());
        assert!(chat.button("Lesson B").is_none(), "it is locked: {}", chat.shown());
    }
}

#[test]
fn a_link_may_name_a_screen() {
    let mut chat = Chat::learner("en");
    chat.send("/learn").press("Next").press("Next").send("/start s1_demo_a");
    assert!(chat.shown().contains("<b>First</b>"), "{}", chat.shown());
    chat.send("/start s99_demo_a");
    assert!(chat.shown().contains("<b>Third</b>"), "a push may have shortened it: {}", chat.shown());
    chat.send("/start s1_demo_b");
    assert!(chat.shown().contains("Not open yet"), "{}", chat.shown());
}

#[test]
fn the_table_of_contents_shows_the_state_of_every_lesson() {
    let mut chat = Chat::learner("ru");
    chat.send("/learn").press("Дальше").press("Уроки");
    insta::assert_snapshot!(chat.shown());
}

#[test]
fn a_lesson_without_a_quiz_is_complete_at_its_end() {
    let mut chat = Chat::learner("en");
    chat.send("/start l_demo_c").press("Next");
    let finish = chat.button("Finish").unwrap();
    chat.wait(Duration::seconds(30)).when(&Input::Press(finish.clone()));
    assert_eq!(chat.happened(), ["LessonCompleted"]);
    assert!(chat.shown().contains("is complete"));
    chat.when(&Input::Press(finish));
    assert!(chat.happened().is_empty(), "an old button completes nothing twice");
}

#[test]
fn an_unknown_deep_link_is_answered() {
    let mut chat = Chat::learner("en");
    chat.send("/start l_no_such_lesson");
    assert!(chat.shown().contains("no longer part"));
    for payload in ["somewhere", "s0_demo_a", "x_demo_a", "ref42"] {
        chat.send(&format!("/start {payload}"));
        assert!(chat.notice().is_empty() && chat.shown().contains("Good to see you"), "{}", chat.shown());
    }
}

#[test]
fn a_streak_grows_by_days_and_starts_again_after_a_gap() {
    let mut chat = Chat::learner("en");
    chat.send("/learn").press("Next");
    assert_eq!(chat.state.learner.streak.days, 1);
    chat.press("◀");
    assert_eq!(chat.happened(), ["ProgressUpdated"], "one a day");
    chat.wait(Duration::days(1)).press("Next");
    assert_eq!(chat.state.learner.streak.days, 2);
    chat.wait(Duration::days(3)).press("◀");
    assert_eq!(chat.state.learner.streak.days, 1);
    assert_eq!(chat.state.learner.streak.longest, 2);
}

#[test]
fn a_streak_follows_the_learners_days_and_survives_a_clock_that_goes_back() {
    let mut chat = Chat::learner("en");
    chat.when(&Input::Visit { time_zone: Some(chrono_tz::Asia::Tokyo) });
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    // 12:00 UTC is 21:00 in Tokyo; seven hours later it is tomorrow there, at four in the morning.
    chat.send("/learn").press("Next").wait(Duration::minutes(7 * 60 - 1)).press("Next");
    assert_eq!(chat.state.learner.streak.days, 1);
    chat.wait(Duration::minutes(1)).press("◀");
    assert_eq!(chat.state.learner.streak.days, 2);
    chat.wait(Duration::hours(-20)).press("◀");
    assert_eq!(chat.state.learner.streak.days, 2, "a day is never taken away");
}

#[test]
fn the_api_reads_and_completes_by_the_same_rules() {
    let (course, a, b, c) =
        (CourseId::new("demo"), LessonId::new("demo.a"), LessonId::new("demo.b"), LessonId::new("demo.c"));
    let mut chat = Chat::learner("en");
    chat.when(&Input::Read { course: course.clone(), lesson: b, screen: 1 });
    assert!(chat.happened().is_empty(), "locked");
    chat.when(&Input::Read { course: course.clone(), lesson: a.clone(), screen: 9 });
    assert!(chat.happened().is_empty(), "no such screen");
    chat.when(&Input::Read { course: course.clone(), lesson: a.clone(), screen: 2 });
    assert_eq!(chat.happened(), ["CourseEnrolled", "LessonStarted", "ProgressUpdated", "StreakMaintained"]);
    chat.when(&Input::Complete { course: course.clone(), lesson: a });
    assert!(chat.happened().is_empty(), "the quiz comes first");
    chat.when(&Input::Complete { course, lesson: c });
    assert_eq!(chat.happened().last().map(String::as_str), Some("LessonCompleted"));
}

#[test]
fn a_lesson_that_a_push_shortened_shows_its_last_screen() {
    let mut chat = Chat::learner("en");
    chat.send("/learn").press("Next").press("Next");
    let shorter = include_str!("fixture/a.md").replace("## Third {#third}\n\nThe last one.\n\n", "");
    let translated = include_str!("fixture/a.ru.md").replace("## Третий {#third}\n\nПоследний.\n\n", "");
    chat.catalogue =
        compile(&[("courses/demo/01-basics/01-a.md", &shorter), ("courses/demo/01-basics/01-a.ru.md", &translated)]);
    chat.send("/learn");
    assert!(chat.shown().contains("<b>Second</b>"), "{}", chat.shown());
}

#[test]
fn an_academy_without_content_says_so() {
    let mut chat = Chat::learner("en");
    chat.catalogue = Catalogue::empty();
    chat.send("/learn");
    assert!(chat.shown().contains("no courses yet"));
    chat.send("/start");
    chat.send("/progress");
}

#[test]
fn a_completed_day_counts_for_the_streak_of_the_next_morning_only() {
    let mut chat = Chat::learner("en");
    chat.when(&Input::Visit { time_zone: Some(chrono_tz::UTC) }).wait(Duration::days(3)).send("/learn").press("Next");
    let (learner, now) = (&chat.state.learner, chat.now);
    let streak = |hours| learner.streak_days(now + Duration::hours(hours));
    // It is noon: the day after tomorrow begins in forty hours.
    assert_eq!((streak(0), streak(39), streak(40)), (1, 1, 0));
    let step = |hours| learner.step(now + Duration::hours(hours));
    let day = |days| now.date_naive() + Duration::days(days);
    assert_eq!((step(0), step(15)), (None, None));
    assert_eq!(step(16), Some(LearnerFact::StreakMaintained { day: day(1), days: 2 }));
    assert_eq!(step(40), Some(LearnerFact::StreakMaintained { day: day(2), days: 1 }));
}

#[test]
fn reading_where_one_stands_already_is_no_fact() {
    let mut chat = Chat::learner("en");
    chat.send("/learn");
    chat.when(&Input::Read { course: CourseId::new("demo"), lesson: LessonId::new("demo.a"), screen: 1 });
    assert!(!chat.facts().iter().any(|fact| matches!(fact, Fact::Path(PathFact::ProgressUpdated { .. }))));
}

#[test]
fn progress_tells_what_was_done_and_what_comes() {
    let mut chat = Chat::learner("en");
    chat.send("/progress");
    insta::assert_snapshot!("progress_of_a_beginner", chat.shown());
    chat.begin_quiz("demo.a").answers(&[true, true, true, true]).wait(Duration::days(1)).send("/progress");
    insta::assert_snapshot!("progress_after_a_lesson", chat.shown());
    chat.press("Lesson B");
    assert!(chat.shown().contains("<b>Only</b>"));
}
