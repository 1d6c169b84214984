//! What a learner does not know, what they object to, and how they find back to what an interview came to.

use dialogues::catalogue::{Catalogue, Document, Interview};
use dialogues::dialogues::interview::rescored;
use dialogues::input::Input;
use dialogues::kernel::ids::{InterviewId, PointId};
use dialogues::scene::Scene;
use dialogues::streams::{Fact, InterviewFact, Recommendation};
use dialogues::turn::draw;
use insta::assert_snapshot;

use crate::candidates::{begun, run};
use crate::support::{Chat, interviews_with};

/// The first question was answered in words that the rubric does not know; its follow-up is left out.
fn misheard(language: &str) -> Chat {
    let mut chat = begun(language);
    chat.send("There is something in the box or there is not. I like it.");
    let (done, next, skip, back) = if language == "ru" {
        ("Это всё", "Дальше", "Пропустить", "К основному")
    } else {
        ("That's all", "Next", "Skip", "Back to the main")
    };
    chat.press(done);
    if run(&chat).follow.is_some() {
        chat.press(next).press(skip).press(back);
    }
    chat
}

fn claim(chat: &Chat) -> (PointId, String) {
    let found = chat.facts().into_iter().find_map(|fact| match fact {
        Fact::Interview(_, InterviewFact::PointClaimed { point, words, .. }) => Some((point, words)),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{:?}", chat.happened()))
}

/// The author has accepted the learner's words.
fn accepted() -> Catalogue {
    interviews_with(|text| text.replace("match: value nil |", "match: something box | value nil |"))
}

fn interview(catalogue: &Catalogue) -> &Interview {
    catalogue.interview(&InterviewId::new("interview.demo-junior")).unwrap()
}

#[test]
fn who_says_that_they_do_not_know_is_offered_help_and_nothing_is_noted() {
    for (language, unsure, offered) in [("en", "I don't know", "Take a hint"), ("ru", "не знаю", "Возьмите подсказку")]
    {
        let mut chat = begun(language);
        chat.send(unsure);
        assert!(chat.facts().is_empty() && run(&chat).messages.is_empty());
        assert!(chat.shown().contains(offered), "{}", chat.shown());
        let skip = if language == "ru" { "Пропустить" } else { "Skip" };
        assert!(chat.button("💡").is_some() && chat.button(skip).is_some());
    }
    let mut chat = begun("en");
    chat.send("It holds a value or nil").send("no idea");
    assert!(chat.facts().is_empty() && chat.shown().contains("what you have said counts"), "{}", chat.shown());
    assert_eq!(run(&chat).messages.len(), 1);
}

#[test]
fn a_voice_message_is_told_that_words_are_needed() {
    let mut chat = begun("en");
    chat.when(&Input::Media);
    assert!(chat.facts().is_empty() && chat.shown().contains("a voice message"), "{}", chat.shown());
}

#[test]
fn the_question_is_not_repeated_after_each_part_of_an_answer() {
    let mut chat = begun("en");
    let prompt = "What is an optional?";
    assert!(chat.shown().contains(prompt));
    chat.send("It holds a value");
    assert!(!chat.shown().contains(prompt) && chat.shown().contains("Noted"), "{}", chat.shown());
    chat.send("or nil");
    assert!(!chat.shown().contains(prompt) && chat.button("That's all").is_some(), "{}", chat.shown());
    // Who comes back to it sees what it is about.
    chat.send("/interview");
    assert!(chat.shown().contains(prompt), "{}", chat.shown());
}

#[test]
fn a_point_that_was_not_found_may_be_claimed_once_and_the_score_stays() {
    for language in ["en", "ru"] {
        let mut chat = misheard(language);
        assert_snapshot!(format!("open_{language}"), chat.shown());
        let share = run(&chat).exchanges[0].share;
        chat.press("🙋");
        assert!(chat.facts().is_empty());
        assert_snapshot!(format!("which_point_{language}"), chat.shown());
        chat.press("1");
        assert_snapshot!(format!("which_sentence_{language}"), chat.shown());
        let first = Input::Press(chat.button("1").unwrap());
        chat.when(&first);
        assert_eq!(
            claim(&chat),
            (PointId::new("p-maybe"), "There is something in the box or there is not.".to_owned())
        );
        assert_eq!(run(&chat).exchanges[0].share, share);
        assert_snapshot!(format!("claimed_{language}"), chat.shown());
        chat.when(&first);
        assert!(chat.facts().is_empty(), "once for each point");
    }
}

#[test]
fn the_whole_answer_may_be_the_words() {
    let mut chat = misheard("en");
    chat.press("🙋").press("2").press("📄");
    assert_eq!(
        claim(&chat),
        (PointId::new("p-enum"), "There is something in the box or there is not. I like it.".to_owned())
    );
}

#[test]
fn accepted_words_score_the_log_once_more_and_the_scorecard_shows_both() {
    let mut chat = misheard("en");
    chat.press("🙋").press("1").press("1");
    while run(&chat).is_open() {
        chat.press("Next").press("Skip");
    }
    chat.press("Scorecard");
    let before = run(&chat).clone();
    assert!(!chat.shown().contains("Re-scored"), "{}", chat.shown());
    assert_eq!(rescored(&before, interview(&chat.catalogue)), None, "by its own revision nothing changes");
    let catalogue = accepted();
    let again = rescored(&before, interview(&catalogue)).unwrap();
    assert_eq!(rescored(&before, interview(&catalogue)), Some(again.clone()), "the same log, the same score");
    assert!(again.share > before.finished.as_ref().unwrap().share && again.accepted.len() == 1, "{again:?}");
    assert_eq!(again.recommendation, Recommendation::NotYet);
    let shown = card(&chat, &catalogue);
    assert!(shown.contains("Re-scored after the author accepted your words"), "{shown}");
    assert_eq!(run(&chat), &before, "what was stored stays");
}

/// The scorecard, drawn after the content has moved on.
fn card(chat: &Chat, catalogue: &Catalogue) -> String {
    let pinned = chat.catalogue.interview(&InterviewId::new("interview.demo-junior")).unwrap();
    let scene = Scene { pinned: vec![pinned.clone().any()], ..Scene::new(catalogue, chat.now, chat.seed) };
    draw(&chat.state, &chat.place, &scene).html.plain()
}

#[test]
fn progress_leads_back_to_the_scorecards_of_earlier_interviews() {
    let mut chat = begun("en");
    chat.send("It holds a value or nil. It is an enum.").press("Stop").press("Yes");
    chat.press("Another").press("Junior").press("10").press("▶");
    chat.press("Stop").press("Yes");
    chat.send("/progress");
    assert!(chat.button("🏁 100%").is_some() && chat.button("🏁 0%").is_some(), "{}", chat.shown());
    chat.press("🏁 100%");
    assert!(chat.shown().contains("Scorecard") && chat.shown().contains("100%"), "{}", chat.shown());
    assert!(chat.button("Answer by answer").is_none(), "only the last interview's answers open in the chat");
    chat.send("a word below it");
    assert!(chat.facts().is_empty(), "it is no part of an answer");
    chat.send("/progress").press("🏁 0%");
    assert!(chat.shown().contains("0%") && !chat.shown().contains("100%"), "{}", chat.shown());
}
