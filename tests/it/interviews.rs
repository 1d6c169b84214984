//! Interviews: what a learner says is kept and scored once, whatever dies in between, and the time ends by itself.

use chrono::TimeDelta;
use dialogues::streams::interview::facts::EndReason;
use emulator::MessageView;

use crate::harness::{DONE, Learner, Redis, World, buttons, redis_url};

const JUNIOR: &str = "Junior iOS interview";
const FILES: [&str; 2] = ["junior.md", "junior.ru.md"];

async fn candidate(world: &World) -> Learner {
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_interview(JUNIOR, "en").await;
    learner
}

/// All that the interview's stream has heard.
async fn heard(learner: &Learner) -> Vec<String> {
    let run = learner.interview().await;
    run.exchanges.iter().flat_map(|exchange| &exchange.messages).chain(&run.messages).cloned().collect()
}

/// Says something and returns the button that ends it. Of two instances, the one that was later may have left an older
/// session behind: then the learner is asked to say it once more.
async fn begins_to_answer(learner: &Learner) -> (i64, String) {
    for _ in 0..3 {
        let shown = learner.send("It is like this.").await;
        if let Some((_, done)) = buttons(&shown).into_iter().find(|(_, data)| data.starts_with(DONE)) {
            return (shown.id, done);
        }
    }
    panic!("the answer is not noted, or there is no button to end it: {:#?}", learner.client.messages().await);
}

/// Waits for a message of the bot that says this.
async fn said(learner: &Learner, words: &str) -> MessageView {
    let says = |message: &&MessageView| message.from_bot && message.text.contains(words);
    let messages = learner.client.wait_for(|messages| messages.iter().any(|message| says(&message))).await.unwrap();
    messages.into_iter().rev().find(|message| says(&message)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_interview_is_held_in_the_chat() {
    for world in [World::polling().await, World::webhook().await] {
        let learner = candidate(&world).await;
        let question = learner.screen().await;
        assert!(question.text.contains("Nice to meet you") && question.text.contains("⏳ 10 min"), "{}", question.text);
        let model = learner.model_answer().await;
        let hinted = buttons(&question).iter().any(|(_, data)| data.starts_with("i.h@"));
        if hinted {
            assert!(learner.tap("i.h@").await.text.contains("💡 Hint"));
        }
        // Faster than anybody answers.
        let parts: Vec<&str> = model.split_inclusive(". ").collect();
        for part in &parts {
            learner.client.send(part).await.unwrap();
        }
        world.settled().await;
        assert_eq!(heard(&learner).await, parts.iter().map(|part| part.trim()).collect::<Vec<_>>());
        // The screen of the last one; those before it may still come, or be skipped.
        let noted = if parts.len() == 1 { "Noted.".to_owned() } else { format!("Noted, {} messages", parts.len()) };
        said(&learner, &noted).await;
        let verdict = learner.tap(DONE).await;
        assert!(verdict.text.contains("A strong answer") && verdict.text.contains("What I heard"), "{}", verdict.text);
        assert_eq!(verdict.text.contains("with a hint"), hinted);

        // Every question has a follow-up for what a model answer says.
        assert!(learner.interview().await.follow.is_some());
        let follow_up = learner.tap("i.n").await;
        assert!(follow_up.id > verdict.id && follow_up.text.contains("One more thing"), "{}", follow_up.text);
        let skipped = learner.tap("i.k@").await;
        assert!(skipped.text.contains("Skipped") && skipped.text.contains("A good answer"), "{}", skipped.text);

        learner.tap("i.n").await;
        assert!(learner.tap("i.p@").await.text.contains("is paused"));
        let lost = learner.send("An answer in the pause").await;
        assert!(lost.text.contains("does not count"), "{}", lost.text);
        learner.tap("i.r@").await;
        let card = learner.finishes_interview().await;
        assert!(card.text.contains("Scorecard") && card.text.contains("Recommendation"), "{}", card.text);
        assert!(!heard(&learner).await.iter().any(|text| text.contains("in the pause")));
        for (kind, count) in
            [("InterviewStarted", 1), ("InterviewCompleted", 1), ("InterviewFinished", 1), ("QuestionSkipped", 1)]
        {
            assert_eq!(world.database.events(kind).await, count, "{kind}");
        }
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_a_message_and_its_end_loses_nothing_and_counts_nothing_twice() {
    for (redis, webhook) in [(redis_url(), false), (String::new(), false), (redis_url(), true), (String::new(), true)] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        if webhook {
            world.set("WEBHOOK_SECRET", "a-secret_of-the-test");
        }
        world.start().await;
        let learner = candidate(&world).await;
        learner.send("This was said before.").await;
        let (message, data) = learner.find(DONE).await;
        // Stored, and neither shown nor confirmed.
        let hold = world.emulator.hold("sendMessage");
        learner.client.send("This was said as it died.").await.unwrap();
        hold.reached(1).await;
        world.kill();
        hold.release();
        learner.client.send("This was said to nobody.").await.unwrap();
        world.start().await;
        said(&learner, "Noted, 3 messages").await;
        world.settled().await;
        let all = ["This was said before.", "This was said as it died.", "This was said to nobody."];
        assert_eq!(heard(&learner).await, all);
        // The button of before still means this question.
        world.kill();
        learner.client.press_message(message, &data).await.unwrap();
        world.start().await;
        said(&learner, "Needs work: 0%").await;
        let run = learner.interview().await;
        assert_eq!((run.exchanges.len(), run.exchanges[0].messages.len()), (1, 3));
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_again_under_another_update_counts_once() {
    for redis in [redis_url(), String::new()] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        world.start().await;
        let learner = candidate(&world).await;
        world.emulator.resend_next(1);
        learner.client.send("This was said once.").await.unwrap();
        world.settled().await;
        for _ in 0..2 {
            learner.client.send("And this was said twice.").await.unwrap();
        }
        world.settled().await;
        let all = ["This was said once.", "And this was said twice.", "And this was said twice."];
        assert_eq!(heard(&learner).await, all, "words are known by their message, not by what they say");
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_flushed_or_gone_loses_no_message() {
    let mut redis = Redis::start().await.unwrap();
    let mut world = World::empty().await;
    world.set("REDIS_URL", redis.url());
    world.start().await;
    let learner = candidate(&world).await;
    learner.send("One.").await;
    redis.run(&["FLUSHALL"]).await.unwrap();
    let noted = learner.send("Two.").await;
    assert!(noted.text.contains("Noted, 2 messages"), "{}", noted.text);
    redis.run(&["FLUSHALL"]).await.unwrap();
    learner.tap(DONE).await;
    learner.tap("i.n").await;
    learner.send("Three.").await;
    redis.kill().await;
    let noted = learner.send("Four.").await;
    assert!(noted.text.contains("Noted, 2 messages"), "{}", noted.text);
    learner.tap(DONE).await;
    assert_eq!(heard(&learner).await, ["One.", "Two.", "Three.", "Four."]);
    assert_eq!(learner.interview().await.exchanges.len(), 2);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_ends_by_itself_also_when_the_academy_was_dead_and_once() {
    for redis in [redis_url(), String::new()] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        world.own_clock().expect("libfaketime is installed; script/test gets it");
        world.start().await;
        let learner = candidate(&world).await;
        learner.send("It was said in time.").await;
        world.ahead(TimeDelta::minutes(9));
        assert!(learner.send("It was said a minute before.").await.text.contains("⏳ 1 min"));
        world.settled().await;
        world.kill();
        world.ahead(TimeDelta::minutes(12));
        world.start().await;
        let card = said(&learner, "Scorecard").await;
        assert!(card.text.contains("The time was up"), "{}", card.text);
        world.settled().await;
        let run = learner.interview().await;
        assert_eq!(run.finished.as_ref().map(|ending| ending.reason), Some(EndReason::TimeUp));
        assert_eq!(run.exchanges[0].messages.len(), 2, "what was said until then counts");
        // Once more dead, and nothing counts again; what comes late is no answer. A process that dies before it has noted
        // that a screen was shown leaves it to be drawn once more.
        world.kill();
        world.start().await;
        let before = learner.client.messages().await.len();
        let late = learner.send("It was said too late.").await;
        assert!(!late.text.contains("Noted"), "{}", late.text);
        let messages = learner.client.messages().await;
        let is_card = |message: &&MessageView| message.from_bot && message.text.contains("Scorecard");
        assert!((1..=2).contains(&messages[..before].iter().filter(is_card).count()));
        assert_eq!((heard(&learner).await.len(), world.database.events("InterviewCompleted").await), (2, 1));
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_ends_under_a_running_academy_and_a_pause_moves_it() {
    for webhook in [false, true] {
        let mut world = World::empty().await;
        world.own_clock().expect("libfaketime is installed; script/test gets it");
        if webhook {
            world.set("WEBHOOK_SECRET", "a-secret_of-the-test");
        }
        world.start().await;
        let learner = candidate(&world).await;
        learner.tap("i.p@").await;
        world.ahead(TimeDelta::days(3));
        assert!(learner.send("Is it over?").await.text.contains("does not count"));
        let resumed = learner.tap("i.r@").await;
        assert!(resumed.text.contains("⏳ 10 min"), "{}", resumed.text);
        learner.send("It goes on.").await;
        let screens = learner.client.messages().await.len();
        world.ahead(TimeDelta::days(3) + TimeDelta::minutes(10));
        let card = said(&learner, "Scorecard").await;
        assert!(card.text.contains("Time is up"), "{}", card.text);
        // Below, since nobody has touched anything.
        assert_eq!(learner.client.messages().await.len(), screens + 1);
        assert_eq!(world.database.events("InterviewCompleted").await, 1);
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_at_the_same_moment_end_an_answer_once() {
    for world in [World::polling().await, World::webhook().await] {
        let learner = candidate(&world).await;
        for answer in ["One thing that I know.", "Another thing that I know."] {
            learner.send(answer).await;
            let (message, data) = learner.find(DONE).await;
            let before = learner.interview().await.exchanges.len();
            learner.client.press_message(message, &data).await.unwrap();
            learner.client.press_message(message, &data).await.unwrap();
            world.settled().await;
            assert_eq!(learner.interview().await.exchanges.len(), before + 1);
            // Both have led to the same feedback.
            learner.tap("i.n").await;
        }
        assert_eq!(world.database.events("AnswerScored").await, 2);
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_beside_the_end_of_its_answer_is_a_part_of_it_or_its_learner_is_told() {
    let world = World::polling().await;
    let learner = candidate(&world).await;
    for round in 0..4 {
        let before = learner.interview().await;
        if !before.is_open() {
            break;
        }
        let (message, data) = begins_to_answer(&learner).await;
        world.settled().await;
        // Now either instance may take an update, and both may take the same.
        let second = world.second().await;
        let late = format!("Round {round}, the second.");
        if round % 2 == 0 {
            learner.client.press_message(message, &data).await.unwrap();
            learner.client.send(&late).await.unwrap();
        } else {
            learner.client.send(&late).await.unwrap();
            learner.client.press_message(message, &data).await.unwrap();
        }
        world.settled().await;
        let run = learner.interview().await;
        let Some(scored) = run.exchanges.get(before.exchanges.len()) else {
            panic!("the end of the answer was not taken: {run:#?}, {:#?}", learner.client.messages().await);
        };
        let times = heard(&learner).await.iter().filter(|text| **text == late).count();
        if scored.messages.contains(&late) {
            assert_eq!(times, 1);
        } else if run.messages.contains(&late) {
            panic!("an answer to one question is none to the next: {run:?}");
        } else {
            assert_eq!(times, 0);
            // Below what was pressed: an earlier round's words do not count.
            let told = |shown: &MessageView| {
                let says = shown.text.contains("does not count") || shown.text.contains("once more");
                shown.from_bot && shown.id > message && says
            };
            let is_told = |messages: &[MessageView]| messages.iter().any(told);
            learner.client.wait_for(is_told).await.unwrap();
        }
        second.kill();
        learner.send("/interview").await;
    }
    assert!(world.database.events("AnswerScored").await >= 3);
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_answers_are_taken_as_they_are() {
    let world = World::webhook().await;
    let learner = candidate(&world).await;
    let wordless = learner.send("🙂🙂🙂").await;
    assert!(wordless.text.contains("I need words"), "{}", wordless.text);
    let (message, data) = learner.find(DONE).await;
    learner.client.press_message(message, &data).await.unwrap();
    learner.told("answer in words").await;
    learner.client.voice().await.unwrap();
    said(&learner, "ge or a picture does not count").await;

    // Ten thousand characters, which Telegram delivers in pieces, and some more.
    let long = "Some <b>rain</b> & \"a cloud\" </i> <script>x</script>. ".repeat(300);
    let pieces: Vec<String> =
        long.chars().collect::<Vec<_>>().chunks(4096).map(|piece| piece.iter().collect()).collect();
    for piece in &pieces {
        learner.client.send(piece).await.unwrap();
    }
    world.settled().await;
    // What is too much for the third is said there, and the last one finds no room.
    said(&learner, "as much as I can take in").await;
    let characters: usize = heard(&learner).await.iter().map(|text| text.chars().count() + 1).sum();
    assert!((9_900..=10_001).contains(&characters), "{characters}");
    let verdict = learner.tap(DONE).await;
    assert!(verdict.text.chars().count() <= 4096 && verdict.text.contains("Needs work: 0%"), "{}", verdict.text);
    learner.tap("i.n").await;

    // Markup that is a quote of itself; and Russian, which every rubric knows.
    let learner = world.learner("Иван", "ru").welcomed().await;
    learner.begin_interview("Собеседование на Junior iOS", "ru").await;
    let answer = learner.model_answer().await;
    let learner_en = candidate(&world).await;
    let same = |run: &dialogues::streams::interview::run::InterviewRun| run.current().unwrap().question().clone();
    let wanted = same(&learner.interview().await);
    while learner_en.interview().await.is_open() && same(&learner_en.interview().await) != wanted {
        learner_en.tap("i.k@").await;
        learner_en.tap("i.n").await;
    }
    if learner_en.interview().await.is_open() {
        learner_en.says(&answer).await;
        let run = learner_en.interview().await;
        assert!(run.exchanges.last().unwrap().share.unwrap() >= 0.9, "{run:?}");
    }
    let marked = format!("<b>{answer}</b> <a href=\"x\">&amp;");
    learner.client.send(&marked).await.unwrap();
    said(&learner, "✍").await;
    learner.tap(DONE).await;
    let run = learner.interview().await;
    assert_eq!(run.exchanges[0].messages, [marked]);
    assert!(run.exchanges[0].share.unwrap() >= 0.9, "{run:?}");
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_whose_file_the_author_removes_goes_on_to_its_end() {
    let mut world = World::empty().await;
    let content = world.folder.content();
    world.set("CONTENT_DIR", content.to_string_lossy());
    world.start().await;
    let learner = candidate(&world).await;
    learner.send("Something was said.").await;
    for file in FILES {
        std::fs::remove_file(content.join("courses/ios-foundation/interviews").join(file)).unwrap();
    }
    world.server().hang_up();
    world.server().log("the content was read again").await;
    let noted = learner.send("And something more.").await;
    assert!(noted.text.contains("Noted, 2 messages"), "{}", noted.text);
    // From the log and the archive alone.
    world.set("REDIS_URL", "");
    world.settled().await;
    world.kill();
    world.start().await;
    learner.tap(DONE).await;
    learner.tap("i.n").await;
    let card = learner.finishes_interview().await;
    assert!(card.text.contains("Scorecard") && card.text.contains("All questions were asked"), "{}", card.text);
    let choice = learner.send("/interview").await;
    assert!(!choice.buttons().any(|button| button.text.contains(JUNIOR)), "{}", choice.text);
    world.check_health().await;
}
