//! Quiz polls: a vote counts once, for its own question and its own learner, whatever dies in between.

use emulator::{Faults, MessageView, Refusal};
use serde_json::{Value, json};

use crate::harness::{Learner, World, buttons, redis_url};

const LESSON: &str = "swift.values-and-types";

/// A learner who prefers polls, at a question that is one.
async fn at_a_poll(world: &World) -> Learner {
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.prefers_polls().await;
    learner.begin_quiz(LESSON).await;
    learner.until_poll().await;
    learner
}

/// An update that a vote makes: the emulator lets nobody vote in a poll that is closed or not theirs.
fn vote(from: i64, poll: &str, options: &[usize]) -> Value {
    let user = json!({ "id": from, "is_bot": false, "first_name": "Anna", "language_code": "en" });
    json!({ "poll_answer": {
        "poll_id": poll, "user": user, "option_ids": options, "option_persistent_ids": [],
    } })
}

async fn answers(world: &World) -> i64 {
    world.database.events("AnswerSubmitted").await
}

/// Returns when everything that Telegram had is handled, and what was to be drawn is drawn.
async fn settled(world: &World, learner: &Learner) {
    world.emulator.until(|telegram| telegram.pending() == 0).await;
    // What comes later is drawn later: the chat's screens have one order.
    learner.send("/help").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_is_answered_by_votes_and_a_poll_that_was_answered_is_closed() {
    for world in [World::polling().await, World::webhook().await] {
        let learner = at_a_poll(&world).await;
        let before = answers(&world).await;
        let right_ones =
            "SELECT count(*) FROM event_store WHERE event_type = 'AnswerSubmitted' AND event_data->>'correct' = 'true'";
        let right_before: i64 = world.database.one(right_ones).await;
        let mut voted = 0;
        for right in [true, false, true, false, true] {
            let screen = learner.screen().await;
            let verdict = if screen.is_poll { learner.vote(right).await } else { learner.answer(right).await };
            voted += i64::from(screen.is_poll);
            assert!(verdict.text.contains(if right { "Right" } else { "Not quite" }), "{}", verdict.text);
            learner.next_question().await;
        }
        assert_eq!(answers(&world).await, before + 5);
        assert_eq!(world.database.one(right_ones).await, right_before + 3);
        learner.send("/help").await;
        learner.send("/help").await;
        let closed = "SELECT count(*) FROM polls WHERE voted_at IS NOT NULL AND closed_at IS NOT NULL";
        assert_eq!(world.database.one(closed).await, voted);
        let stopped =
            world.emulator.calls().iter().filter(|call| call.method == "stopPoll" && call.status == 200).count();
        assert_eq!(stopped as i64, voted);
        let refused: Vec<_> = world.emulator.calls().into_iter().filter(|call| call.status == 400).collect();
        let harmless = |text: Option<&str>| text.unwrap_or_default().contains("not modified");
        assert!(refused.iter().all(|call| harmless(call.description.as_deref())), "{refused:#?}");
        world.check_integrity().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_that_comes_twice_counts_once() {
    for world in [World::polling().await, World::webhook().await] {
        let learner = at_a_poll(&world).await;
        world.emulator.set_faults(Faults { deliver_twice: true, ..Faults::default() });
        let (before, poll) = (answers(&world).await, learner.poll_id().await);
        learner.vote(true).await;
        // And once more, under another number.
        world.emulator.push_raw(vote(learner.client.id, &poll, &[0])).unwrap();
        settled(&world, &learner).await;
        assert_eq!(answers(&world).await, before + 1);
        world.check_integrity().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_vote_in_an_old_poll_answers_no_other_question() {
    let world = World::polling().await;
    let learner = at_a_poll(&world).await;
    let old = learner.poll_id().await;
    learner.vote(true).await;
    let before = answers(&world).await;
    learner.next_question().await;
    for (poll, option) in [(old.as_str(), 0), (&old, 1), ("77", 0)] {
        world.emulator.push_raw(vote(learner.client.id, poll, &[option])).unwrap();
    }
    let told = |messages: &[MessageView]| {
        messages.iter().filter(|message| message.from_bot && message.text.contains("earlier step")).count() == 3
    };
    learner.client.wait_for(told).await.unwrap();
    assert_eq!(answers(&world).await, before);
    let question = learner.send("/learn").await;
    let verdict = if question.is_poll { learner.vote(true).await } else { learner.answer(true).await };
    assert!(verdict.text.contains("Right"), "the next question still waits for its own answer: {}", verdict.text);
    assert_eq!(answers(&world).await, before + 1);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_for_somebody_else_and_a_vote_taken_back_is_nothing() {
    let world = World::polling().await;
    let learner = at_a_poll(&world).await;
    let other = world.learner("Boris", "en").welcomed().await;
    let (before, poll) = (answers(&world).await, learner.poll_id().await);
    let seen = other.client.messages().await;
    world.emulator.push_raw(vote(other.client.id, &poll, &[0])).unwrap();
    world.emulator.push_raw(vote(987_654, &poll, &[0])).unwrap();
    world.emulator.push_raw(vote(987_654, "77", &[0])).unwrap();
    world.emulator.push_raw(vote(learner.client.id, &poll, &[])).unwrap();
    let nobodys = json!({ "poll_answer": { "poll_id": poll, "option_ids": [0] } });
    world.emulator.push_raw(nobodys).unwrap();
    world.emulator.until(|telegram| telegram.pending() == 0).await;
    assert_eq!(answers(&world).await, before);
    assert_eq!(other.client.messages().await, seen);
    assert_eq!(world.database.events("UserRegistered").await, 2);
    assert!(learner.vote(true).await.text.contains("Right"), "the poll waits for its learner");
    assert_eq!(world.database.one("SELECT count(*) FROM dead_letters").await, 1, "the vote of nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_counts_after_a_kill_and_without_redis() {
    for (redis, webhook) in [(redis_url(), false), (String::new(), false), (String::new(), true)] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        if webhook {
            world.set("WEBHOOK_SECRET", "a-secret_of-the-test");
        }
        world.start().await;
        let learner = at_a_poll(&world).await;
        let (before, poll) = (answers(&world).await, learner.screen().await.id);
        world.kill();
        learner.cast(true).await;
        world.start().await;
        let verdict = learner.verdict_below(poll).await;
        assert!(verdict.text.contains("Right"), "{}", verdict.text);
        assert_eq!(answers(&world).await, before + 1);
        let next = learner.next_question().await;
        assert!(next.id > verdict.id || !next.is_poll);
        world.check_integrity().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_whose_sending_was_not_answered_is_answered_all_the_same() {
    let world = World::polling().await;
    let learner = at_a_poll(&world).await;
    learner.send("/help").await;
    world.emulator.drop_after_work("sendPoll", 1);
    learner.client.send("/learn").await.unwrap();
    // Telegram has it twice; only the second has a name with us.
    let two = |messages: &[MessageView]| messages.iter().filter(|message| message.is_poll).count() == 2;
    let messages = learner.client.wait_for(two).await.unwrap();
    let first = messages.iter().find(|message| message.is_poll).unwrap().id;
    let before = answers(&world).await;
    let right = learner.right_options().await;
    learner.client.vote(first, &right).await.unwrap();
    assert!(learner.verdict_below(first).await.text.contains("Right"));
    assert_eq!(answers(&world).await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_is_left_without_a_vote_goes_and_does_not_tell_the_answer() {
    let world = World::polling().await;
    let learner = at_a_poll(&world).await;
    let first = learner.screen().await.id;
    let home = learner.tap("🏠").await;
    assert!(!home.is_poll);
    let gone = move |messages: &[MessageView]| messages.iter().all(|message| message.id != first);
    learner.client.wait_for(gone).await.unwrap();
    let again = learner.tap("h.c").await;
    assert!(again.is_poll, "{}", again.text);
    // A word makes a message of the question; its buttons answer it.
    let message = learner.send("what?").await;
    assert!(
        !message.is_poll
            && buttons(&message).iter().any(|(_, data)| data.starts_with("q.a:") || data.starts_with("q.t:"))
    );
    learner.client.wait_for(|messages| !messages.iter().any(|message| message.is_poll)).await.unwrap();
    assert!(learner.answer(true).await.text.contains("Right"));
    assert!(world.emulator.calls().iter().all(|call| call.method != "stopPoll"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_telegram_refuses_is_a_message() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.prefers_polls().await;
    world.emulator.fail_next("sendPoll", 100, &Refusal::bad("POLL_UNSUPPORTED"));
    learner.begin_quiz(LESSON).await;
    for right in [true, false] {
        assert!(!learner.screen().await.is_poll);
        learner.answer(right).await;
        learner.onward().await;
    }
    assert_eq!(answers(&world).await, 2);
    assert_eq!(world.database.one("SELECT count(*) FROM polls").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_setting_may_change_in_the_middle_of_a_quiz() {
    let world = World::polling().await;
    let learner = at_a_poll(&world).await;
    let before = answers(&world).await;
    learner.send("/settings").await;
    learner.tap("s.sp:false").await;
    let question = learner.send("/learn").await;
    assert!(!question.is_poll, "{}", question.text);
    learner.client.wait_for(|messages| !messages.iter().any(|message| message.is_poll)).await.unwrap();
    learner.send("/settings").await;
    learner.tap("s.sp:true").await;
    assert!(learner.send("/learn").await.is_poll);
    assert!(learner.vote(false).await.text.contains("Not quite"));
    assert_eq!(answers(&world).await, before + 1);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_makes_a_message_of_the_question() {
    let world = World::polling().await;
    let learner = at_a_poll(&world).await;
    while !buttons(&learner.screen().await).iter().any(|(_, data)| data.starts_with("q.h")) {
        learner.vote(true).await;
        learner.next_question().await;
        learner.until_poll().await;
    }
    let hinted = learner.tap("q.h").await;
    assert!(!hinted.is_poll && hinted.html.contains("blockquote"), "{}", hinted.html);
    assert!(learner.answer(true).await.text.contains("Right"));
    assert_eq!(world.database.events("HintRevealed").await, 1);
}
