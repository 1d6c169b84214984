//! An interview: chosen, held, scored, interrupted and ended in every way.

use chrono::Duration;
use dialogues::catalogue::Catalogue;
use dialogues::catalogue::Document;
use dialogues::dialogues::contract::Refusal;
use dialogues::input::Input;
use dialogues::kernel::ids::{AskId, ConceptId, PointId};
use dialogues::scene::Scene;
use dialogues::streams::{EndReason, Fact, PathFact, Recommendation};
use dialogues::turn::{Outcome, take_turn};
use insta::assert_snapshot;

use crate::candidates::{begun, completed, due, finish, run};
use crate::support::{Chat, interviews, interviews_with};

#[test]
fn an_interview_is_chosen_by_level_topics_length_and_language() {
    let mut chat = Chat::learner("en").taught(interviews());
    chat.send("/interview");
    assert_snapshot!("start", chat.shown());
    chat.press("Junior interview").press("40").press("Русский").press("Topics");
    assert_snapshot!("topics", chat.shown());
    chat.press("☐ Two").press("✔");
    assert_snapshot!("setup", chat.shown());
    chat.press("▶");
    assert_eq!(chat.happened(), ["InterviewOpened", "InterviewStarted"]);
    let run = run(&chat);
    assert_eq!((run.minutes, run.locale.as_str(), run.number), (40, "ru", 1));
    assert_eq!(run.topics.iter().map(ConceptId::as_str).collect::<Vec<_>>(), ["two"]);
    let mut asks: Vec<&str> = run.asks.iter().map(AskId::as_str).collect();
    asks.sort_unstable();
    assert_eq!(asks, ["i-arc", "i-leak"]);
    assert_eq!(run.deadline, chat.now + Duration::minutes(40));
    assert!(chat.shown().contains("Здравствуйте"), "{}", chat.shown());
}

#[test]
fn an_answer_may_be_many_messages_and_is_told_of_in_the_learners_own_words() {
    let mut chat = begun("en");
    assert_snapshot!("question", chat.shown());
    chat.press("💡");
    assert_eq!(chat.happened(), ["HintRevealed"]);
    assert!(chat.button("That's all").is_none());
    chat.send("Well, it holds a value or nil.").send("But nil is just zero.");
    assert_eq!(chat.happened(), ["MessageAdded"]);
    assert_snapshot!("noted", chat.shown());
    chat.press("That's all");
    assert_eq!(chat.happened(), ["AnswerScored", "FollowUpAsked", "StreakMaintained"]);
    assert_snapshot!("held", chat.shown());
    chat.press("Next").send("With optional binding.").press("That's all");
    assert_eq!(chat.happened(), ["AnswerScored"]);
    assert_snapshot!("follow_up", chat.shown());
    chat.press("◀ Back to the main question");
    assert_snapshot!("feedback", chat.shown());
    let exchange = &run(&chat).exchanges[0];
    assert_eq!(exchange.hits.iter().map(PointId::as_str).collect::<Vec<_>>(), ["p-maybe", "p-zero"]);
    assert_eq!(exchange.missed.iter().map(PointId::as_str).collect::<Vec<_>>(), ["p-enum"]);
    assert!(exchange.hinted && (exchange.share.unwrap() - 1.0 / 3.0).abs() < 1e-4);
}

#[test]
fn all_is_said_in_russian_too() {
    let mut chat = begun("ru");
    chat.send("Он хранит значение или nil").press("Это всё").press("Дальше").press("Пропустить");
    assert_snapshot!("skipped_ru", chat.shown());
    chat.press("◀");
    assert_snapshot!("feedback_ru", chat.shown());
    chat.press("Дальше").press("Закончить").press("Да").press("Разбор").press("Следующий");
    while chat.button("Итоги").is_none() {
        chat.press("Следующий");
    }
    chat.press("Итоги");
    assert_snapshot!("card_ru", chat.shown());
}

#[test]
fn whoever_says_it_all_is_recommended_and_told_the_trend_the_next_time() {
    let mut chat = begun("en");
    finish(&mut chat);
    assert_snapshot!("card", chat.shown());
    let past = &chat.state.path.interviews.past;
    assert!(past.len() == 1 && (past[0].share - 1.0).abs() < 1e-9 && chat.state.path.interviews.open.is_none());
    assert!(
        chat.state.path.mastery(&run(&chat).course.clone(), &dialogues::kernel::ids::ConceptId::new("two")).weakness()
            < 0.5
    );
    let first = run(&chat).asks.clone();
    chat.press("Another").press("Junior").press("10").press("▶");
    // Four questions in all, three an interview: the one that was not asked comes first of all.
    let fresh = run(&chat).asks.iter().filter(|ask| !first.contains(ask)).count();
    assert_eq!((first.len(), run(&chat).asks.len(), fresh), (3, 3, 1));
    for _ in 0..3 {
        chat.press("Skip").press("▶");
    }
    let ending = run(&chat).finished.clone().unwrap();
    assert_eq!((ending.share, ending.recommendation), (0.0, Recommendation::NotYet));
    assert_snapshot!("card_again", chat.shown());
    chat.send("/interview");
    assert!(chat.shown().contains("Junior: 100% → 0%"), "{}", chat.shown());
}

#[test]
fn a_follow_up_comes_by_what_was_missed() {
    let mut chat = begun("en");
    while run(&chat).current().unwrap().question().as_str() != "i-arc" {
        chat.press("Skip").press("Next");
    }
    chat.send("Something about memory").press("That's all");
    assert_eq!(chat.happened(), ["AnswerScored", "FollowUpAsked", "StreakMaintained"]);
    chat.press("Next");
    assert!(chat.shown().contains("What does it count?"));
}

#[test]
fn time_moves_with_a_pause_and_messages_meanwhile_do_not_count() {
    let mut chat = begun("en");
    let deadline = run(&chat).deadline;
    chat.wait(Duration::minutes(3)).press("Pause");
    assert_snapshot!("paused", chat.shown());
    chat.wait(Duration::days(2)).send("a value or nil");
    assert!(chat.facts().is_empty() && chat.shown().contains("does not count"));
    chat.send("/start").press("Continue the interview · ⏳ 7 min").press("Go on");
    assert_eq!(run(&chat).deadline, deadline + Duration::days(2));
    assert!(chat.shown().contains("⏳ 7 min"), "{}", chat.shown());
    chat.send("It holds a value or nil").press("That's all");
    assert_eq!(run(&chat).exchanges[0].seconds, 180);
}

#[test]
fn a_due_moment_ends_it_with_what_was_said_and_only_once() {
    let mut chat = begun("en");
    let id = run(&chat).id.to_string();
    chat.send("It holds a value or nil, an enum");
    let early = due(&chat, &id);
    assert_eq!(early.refusal, Some(Refusal::Unknown));
    chat.wait(Duration::minutes(10));
    let turn = due(&chat, &id);
    assert_eq!(turn.outcome, Outcome::Done);
    let kinds: Vec<String> = turn.facts.iter().map(|recorded| crate::support::kind(&recorded.fact)).collect();
    assert_eq!(kinds, ["AnswerScored", "InterviewCompleted", "InterviewFinished"]);
    assert!(turn.screen.html.plain().contains("Time is up"), "{}", turn.screen.html);
    chat.state = turn.state;
    assert_eq!(due(&chat, &id).refusal, Some(Refusal::Unknown));
    assert_eq!(due(&chat, "another").refusal, Some(Refusal::Unknown));
    let ending = run(&chat).finished.as_ref().unwrap();
    assert_eq!((ending.reason, ending.recommendation), (EndReason::TimeUp, Recommendation::TooLittle));
}

#[test]
fn a_due_moment_means_nothing_in_a_pause() {
    let mut chat = begun("en");
    let id = run(&chat).id.to_string();
    chat.press("Pause").wait(Duration::hours(1));
    assert_eq!(due(&chat, &id).refusal, Some(Refusal::Unknown));
}

#[test]
fn whatever_comes_after_the_time_ends_it_and_says_so() {
    let said = |end: fn(&mut Chat)| {
        let mut chat = begun("en");
        chat.send("It holds a value or nil").wait(Duration::minutes(11));
        end(&mut chat);
        assert_eq!(completed(&chat).2, EndReason::TimeUp);
        assert_eq!(run(&chat).exchanges.len(), 1);
        assert!(chat.notice().contains("Time is up"), "{}", chat.notice());
        assert!(chat.shown().contains("Scorecard"), "{}", chat.shown());
    };
    said(|chat| {
        chat.send("It is an enum, too");
    });
    said(|chat| {
        chat.press("That's all");
    });
    said(|chat| {
        chat.send("/interview");
    });
    said(|chat| {
        chat.flush().send("an answer after a lost session");
    });
}

#[test]
fn two_devices_and_double_taps_count_once_and_nobody_is_stuck() {
    let mut chat = begun("en");
    chat.send("It holds a value or nil.");
    let done = Input::Press(chat.button("That's all").unwrap());
    // Another device has said more since this button was drawn: it means the same question.
    chat.send("It is an enum inside.").when(&done);
    assert_eq!(run(&chat).exchanges[0].share, Some(1.0));
    let first = chat.shown();
    chat.when(&done);
    assert!(chat.facts().is_empty() && chat.last.as_ref().unwrap().outcome == Outcome::Spent);
    assert_eq!(chat.shown(), first, "the same feedback again");
    chat.send("And one thing more");
    assert!(chat.facts().is_empty() && chat.shown().contains("does not count"));
    chat.press("Next").send("By binding it");
    chat.when(&done);
    assert!(chat.facts().is_empty() && run(&chat).messages.len() == 1);
    assert!(chat.shown().contains("How do you read it safely?"));
}

#[test]
fn a_message_to_a_question_that_another_turn_has_dealt_with_does_not_answer_the_next() {
    let mut chat = begun("en");
    let place = chat.place.clone();
    chat.press("Skip").press("Next");
    chat.place = place;
    chat.send("a value or nil");
    assert!(chat.facts().is_empty() && run(&chat).messages.is_empty());
    assert!(chat.shown().contains("send it once more"), "{}", chat.shown());
}

#[test]
fn odd_answers_are_noted_and_never_break_anything() {
    let mut chat = begun("en");
    chat.send("   ");
    assert!(chat.facts().is_empty() && chat.shown().contains("answer in words"));
    chat.when(&Input::Media);
    assert!(chat.facts().is_empty() && chat.shown().contains("I can only read text"));
    chat.send("🙂🙂");
    assert_eq!(chat.happened(), ["MessageAdded"]);
    assert!(chat.shown().contains("I need words"));
    chat.press("That's all");
    assert!(chat.facts().is_empty() && chat.shown().contains("Junior interview"));
    assert!(chat.notice().contains("answer in words"));
    chat.send("<b>a value</b> & <script>nil</script>").press("That's all");
    assert!(chat.shown().contains("&lt;b&gt;"), "{}", chat.shown());
    assert_eq!(run(&chat).exchanges[0].messages.len(), 2);
    chat.press("Next").send("我会用可选绑定来读取它").press("That's all");
    assert!(chat.shown().contains("I understand English and Russian"), "{}", chat.shown());
    // Russian words in an English interview are understood.
    chat.press("Next");
    while run(&chat).current().unwrap().question().as_str() != "i-arc" {
        chat.press("Skip").press("Next");
    }
    chat.send("Он считает ссылки").press("That's all");
    assert_eq!(run(&chat).exchanges.last().unwrap().share, Some(0.5));
}

#[test]
fn an_answer_of_more_than_ten_thousand_characters_is_kept_up_to_there() {
    let mut chat = begun("en");
    let long = "a value or nil, well, ".repeat(600);
    chat.send(&long);
    assert_eq!(run(&chat).messages[0].chars().count(), 10_000);
    assert!(chat.shown().contains("10,000 characters"));
    chat.send("It is an enum");
    assert!(chat.facts().is_empty() && chat.shown().contains("as much as I can take in"));
    chat.press("That's all");
    assert_eq!(run(&chat).exchanges[0].hits.len(), 1);
}

#[test]
fn leaving_is_no_stopping_and_a_lost_session_loses_no_message() {
    let mut chat = begun("en");
    chat.send("It holds a value or nil").send("/cancel");
    assert!(chat.facts().is_empty() && chat.button("Continue the interview").is_some());
    chat.send("A word at home");
    assert!(chat.facts().is_empty() && chat.shown().contains("send it once more"), "{}", chat.shown());
    assert!(chat.shown().contains("Noted") && run(&chat).messages.len() == 1);
    chat.flush().send("It is an enum");
    assert!(chat.shown().contains("Noted, 2 messages"), "{}", chat.shown());
    chat.press("That's all");
    assert_eq!(run(&chat).exchanges[0].share, Some(1.0));
}

#[test]
fn stopping_asks_first_and_scores_what_was_said() {
    let mut chat = begun("en");
    chat.send("It holds a value or nil. It is an enum.").press("Stop");
    assert_snapshot!("stop", chat.shown());
    chat.press("No, go on");
    assert!(chat.facts().is_empty() && chat.shown().contains("Noted"));
    chat.press("Stop").press("Yes");
    assert_eq!(chat.happened(), ["AnswerScored", "InterviewCompleted", "InterviewFinished"]);
    let (share, recommendation, reason) = completed(&chat);
    assert_eq!((share, recommendation, reason), (1.0, Recommendation::TooLittle, EndReason::Stopped));
}

#[test]
fn who_has_begun_to_answer_does_not_skip() {
    let mut chat = begun("en");
    let skip = Input::Press(chat.button("Skip").unwrap());
    chat.send("It holds a value or nil").when(&skip);
    assert!(chat.facts().is_empty() && chat.notice().contains("begun to answer"));
    assert!(chat.button("Skip").is_none());
}

#[test]
fn an_interview_whose_file_has_changed_goes_on_as_it_was_begun() {
    let mut chat = begun("en");
    let old = chat.catalogue.interview(&run(&chat).interview).cloned().unwrap();
    let changed = interviews_with(|text| text.replace("What is an optional?", "What is a maybe?"));
    let scene = Scene { pinned: vec![old.any()], ..Scene::new(&changed, chat.now, 1) };
    let turn =
        take_turn(chat.state.clone(), &chat.place, Some(&crate::support::anna()), &Input::message("an enum"), &scene);
    assert_eq!(turn.facts.len(), 1);
    let seen = take_turn(turn.state.clone(), &turn.place, None, &Input::message("/interview"), &scene);
    assert!(seen.screen.html.plain().contains("What is an optional?"));
    // In neither catalogue nor archive: it ends, and what was answered stays.
    chat.press("Skip").press("Next");
    chat.catalogue = changed;
    chat.send("It counts references");
    assert_eq!(completed(&chat).2, EndReason::Stopped);
    assert!(chat.shown().contains("no longer there") && run(&chat).exchanges.len() == 1, "{}", chat.shown());
    chat.send("/interview").press("Junior interview");
}

#[test]
fn a_choice_among_content_that_has_moved_on_is_made_again() {
    let mut chat = Chat::learner("en").taught(interviews());
    chat.send("/interview").press("Junior interview");
    chat.catalogue = interviews_with(|text| text.replace("ARC", "reference counting"));
    chat.press("Begin");
    assert!(chat.facts().is_empty() && chat.shown().contains("Which interview?"), "{}", chat.shown());
    let mut chat = Chat::learner("en").taught(Catalogue::empty());
    chat.send("/interview");
    assert!(chat.shown().contains("no interviews yet"));
}

#[test]
fn a_second_interview_does_not_begin_while_one_is_open() {
    let mut chat = Chat::learner("en").taught(interviews());
    chat.send("/interview").press("Junior interview");
    let begin = Input::Press(chat.button("Begin").unwrap());
    chat.when(&begin).when(&begin);
    assert!(chat.facts().is_empty() && chat.shown().contains("What is"), "{}", chat.shown());
    assert_eq!(chat.state.path.interviews.number, 1);
}

#[test]
fn weak_topics_are_asked_about_more_often() {
    let mut weak = 0;
    for seed in 0..200 {
        let mut chat = Chat::learner("en").taught(interviews_with(|text| {
            // Twenty questions, half of each topic.
            let more = (0..8).map(|number| {
                let topic = if number % 2 == 0 { "one" } else { "two" };
                format!(
                    "\n### ask: Number {number}? {{#i-n{number} concept={topic}}}\n\n- (1) {{#p-x}} X\n  - match: word\n\n> [!NOTE]\n> A word.\n"
                )
            });
            text + &more.collect::<String>()
        }));
        let json = r#"{"type":"QuizFinished","data":{"course":"demo","lesson":"demo.a","attempt":"6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9","score":0.5,"passed":false,"seconds":1,"day":"2026-03-02","concepts":{"one":{"asked":6,"points":6.0},"two":{"asked":6,"points":0.0}}}}"#;
        let fact: PathFact = serde_json::from_str(json).unwrap();
        chat = chat.given([Fact::from(fact)]);
        chat.seed = seed * 1000;
        chat.send("/interview").press("Junior interview").press("10").press("▶");
        let interview = chat.catalogue.interview(&run(&chat).interview).unwrap();
        let of_two = |ask: &&dialogues::kernel::ids::AskId| interview.ask(ask).unwrap().concept.as_str() == "two";
        weak += run(&chat).asks.iter().filter(of_two).count();
    }
    assert!((380..600).contains(&weak), "{weak} of 600");
}
