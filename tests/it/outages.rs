//! Things break: the process is killed, Redis is flushed, the database goes away. What was answered stays answered.

use emulator::{MessageView, Refusal};

use crate::harness::{Learner, Postgres, Redis, Server, World, redis_url};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_in_a_quiz_the_next_press_goes_on_at_the_same_question() {
    for redis in [redis_url(), String::new()] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        world.start().await;
        let learner = world.learner("Anna", "en").welcomed().await;
        learner.begin_quiz("swift.values-and-types").await;
        learner.answer(true).await;
        let question = learner.onward().await;
        assert!(question.text.contains("2/5"), "{}", question.text);
        world.kill();
        world.start().await;
        let typed = learner.types().await;
        let verdict = learner.answer(true).await;
        assert!(verdict.text.contains("2/5") && verdict.text.contains("Right"), "{}", verdict.text);
        assert_eq!(verdict.id == question.id, !typed, "the same message goes on, unless a message came below it");
        learner.onward().await;
        learner.answers(&[true, true, true]).await;
        assert_eq!(world.database.events("LessonCompleted").await, 1);
        world.check_integrity().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn presses_while_the_academy_is_dead_are_answered_when_it_is_back() {
    for webhook in [false, true] {
        let mut world = if webhook { World::webhook().await } else { World::polling().await };
        let learner = world.learner("Anna", "en").welcomed().await;
        world.kill();
        learner.client.send("/help").await.unwrap();
        world.start().await;
        learner
            .client
            .wait_for(|messages| {
                messages.last().is_some_and(|message| message.from_bot && message.text.contains("/settings"))
            })
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_was_stored_but_not_shown_is_drawn_at_the_next_start() {
    let mut world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let hold = world.emulator.hold("editMessageText");
    let (message, data) = learner.find("h.c").await;
    learner.client.press_message(message, &data).await.unwrap();
    hold.reached(1).await;
    // The turn is stored and confirmed, its screen hangs, and the process dies.
    world.emulator.until(|telegram| telegram.pending() == 0).await;
    world.kill();
    hold.release();
    world.start().await;
    learner
        .client
        .wait_for(|messages| messages.last().is_some_and(|message| message.text.contains("Values and types")))
        .await
        .unwrap();
    assert_eq!(world.database.events("LessonStarted").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_that_was_stored_but_not_answered_is_answered_after_a_kill() {
    for (webhook, redis) in [(false, redis_url()), (false, String::new()), (true, redis_url())] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        if webhook {
            world.set("WEBHOOK_SECRET", "a-secret_of-the-test");
        }
        world.start().await;
        let learner = world.learner("Anna", "en").welcomed().await;
        let answers = learner.client.wait_for_answers(2).await.unwrap().len();
        let hold = world.emulator.hold("answerCallbackQuery");
        let (message, data) = learner.find("h.c").await;
        let press = learner.client.press_message(message, &data).await.unwrap();
        hold.reached(1).await;
        assert_eq!(world.database.events("LessonStarted").await, 1);
        world.kill();
        hold.release();
        world.start().await;
        let answered = learner.client.wait_for_answers(answers + 1).await.unwrap();
        assert!(answered.iter().any(|answer| answer.callback_query_id == press), "{answered:?}");
        assert_eq!(world.database.events("LessonStarted").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flushed_redis_loses_nothing() {
    let mut redis = Redis::start().await.unwrap();
    let mut world = World::empty().await;
    world.set("REDIS_URL", redis.url());
    world.start().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answer(true).await;
    learner.onward().await;
    redis.run(&["FLUSHALL"]).await.unwrap();
    learner.answer(true).await;
    learner.onward().await;
    // And now it is gone for good.
    redis.kill().await;
    learner.answers(&[true, true, true]).await;
    assert_eq!(world.database.events("AnswerSubmitted").await, 5);
    let ready = reqwest::get(format!("{}/readyz", world.url)).await.unwrap();
    assert_eq!(ready.status().as_u16(), 503);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_while_the_database_is_away_is_answered_and_counts_when_it_is_back() {
    for webhook in [false, true] {
        let world = if webhook { World::webhook().await } else { World::polling().await };
        let learner = world.learner("Anna", "en").welcomed().await;
        learner.begin_quiz("swift.values-and-types").await;
        let (message, data) = learner.find("q.h").await;
        world.database.shut().await;
        learner.client.press_message(message, &data).await.unwrap();
        learner.told("Your tap is saved").await;
        let ready = reqwest::get(format!("{}/readyz", world.url)).await.unwrap();
        assert_eq!(ready.status().as_u16(), 503);
        assert_eq!(reqwest::get(format!("{}/healthz", world.url)).await.unwrap().status().as_u16(), 200);
        world.database.open().await;
        let hinted =
            |messages: &[MessageView]| messages.last().is_some_and(|message| message.text.contains("💡 Hint\n"));
        learner.client.wait_for(hinted).await.unwrap();
        assert_eq!(world.database.events("HintRevealed").await, 1);
        world.check_integrity().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_crashes_comes_back_with_every_answer_that_was_confirmed() {
    let mut postgres = Postgres::start(&[]);
    let mut world = World::on(&postgres.url("postgres")).await;
    world.start().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answer(true).await;
    learner.onward().await;
    let (message, data) = learner.find("q.h").await;
    postgres.stop("immediate");
    learner.client.press_message(message, &data).await.unwrap();
    learner.told("Your tap is saved").await;
    postgres.bring_up();
    let hinted = |messages: &[MessageView]| messages.last().is_some_and(|message| message.text.contains("💡 Hint\n"));
    learner.client.wait_for(hinted).await.unwrap();
    learner.answers(&[true, true, true, true]).await;
    assert_eq!(world.database.events("AnswerSubmitted").await, 5);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_is_obeyed_within_ten_seconds_also_when_the_database_is_away() {
    let mut world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let (message, data) = learner.find("h.c").await;
    world.database.shut().await;
    learner.client.press_message(message, &data).await.unwrap();
    learner.told("Your tap is saved").await;
    let (code, took) = world.server.take().unwrap().terminate().await;
    assert_eq!(code, 0);
    assert!(took.as_secs() < 10, "{took:?}");
    world.database.open().await;
    world.start().await;
    let begun =
        |messages: &[MessageView]| messages.last().is_some_and(|message| message.text.contains("Values and types"));
    learner.client.wait_for(begun).await.unwrap();
    assert_eq!(world.database.events("LessonStarted").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn telegram_in_trouble_at_the_start_keeps_nobody_waiting_for_ever() {
    let mut world = World::empty().await;
    let learner = world.learner("Anna", "en");
    learner.client.send("/start").await.unwrap();
    let hold = world.emulator.hold("getMe");
    let server = Server::start(&["serve"], world.variables());
    hold.reached(1).await;
    world.emulator.fail_next("deleteWebhook", 1, &Refusal::flood(1));
    hold.release();
    server.log("the academy is open").await;
    world.server = Some(server);
    learner.client.wait_for(|messages| messages.iter().any(|message| message.from_bot)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_finishes_what_has_begun_and_exits_with_zero() {
    for webhook in [false, true] {
        let mut world = if webhook { World::webhook().await } else { World::polling().await };
        let learner = world.learner("Anna", "en").welcomed().await;
        learner.client.send("/help").await.unwrap();
        let (code, took) = world.server.take().unwrap().terminate().await;
        assert_eq!(code, 0);
        assert!(took.as_secs() < 10, "{took:?}");
        // What it had taken is answered; what it had not is there for the next one.
        world.start().await;
        learner
            .client
            .wait_for(|messages| messages.iter().any(|message| message.from_bot && message.text.contains("/settings")))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_on_one_database_count_a_press_once() {
    let world = World::webhook().await;
    let second = world.second().await;
    // The second instance has taken the webhook over; the first still answers the API and follows the log.
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answers(&[true, true, true, true, true]).await;
    assert_eq!(world.database.events("LessonCompleted").await, 1);
    world.check_integrity().await;
    second.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pollers_are_told_of_each_other_and_lose_nothing() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let second = world.second().await;
    // Either may take an update, sometimes both; what they draw may come in any order, but a message is always answered.
    for _ in 0..8 {
        let screen = learner.send("/learn").await;
        assert!(screen.text.contains("Values and types"), "{}", screen.text);
        learner.tap("l.").await;
    }
    let complaint = "somebody else takes this bot's updates";
    tokio::select! {
        _ = world.server().log(complaint) => {}
        _ = second.log(complaint) => {}
    }
    assert_eq!(world.database.events("LessonStarted").await, 1);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_edited_in_redis_opens_nothing_and_shows_nothing() {
    let world = World::polling().await;
    let [anna, bo] = [world.learner("Annabelle", "en").welcomed().await, world.learner("Bo", "en").welcomed().await];
    anna.begin_quiz("swift.values-and-types").await;
    let client = redis::Client::open(world.variables()["REDIS_URL"].as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let bot = world.token.split(':').next().unwrap();
    let key = |learner: &Learner| format!("academy:{bot}:session:{}", learner.id());
    let value: Vec<u8> = redis::cmd("GET").arg(key(&anna)).query_async(&mut connection).await.unwrap();
    assert!(value.len() > 100 && !value.windows(9).any(|bytes| bytes == b"Annabelle"), "names cannot be read there");
    // Another learner's session, one of one's own making, and one that was touched: each is a miss.
    let mut touched: Vec<u8> = redis::cmd("GET").arg(key(&bo)).query_async(&mut connection).await.unwrap();
    *touched.last_mut().unwrap() ^= 1;
    for forged in [value, b"{\"shape\":1}".to_vec(), touched] {
        redis::cmd("SET").arg(key(&bo)).arg(forged).query_async::<()>(&mut connection).await.unwrap();
        let screen = bo.send("/progress").await;
        assert!(!screen.text.contains("Annabelle"), "{}", screen.text);
        assert_eq!(world.database.events("AnswerSubmitted").await, 0);
    }
    world.server().log("is not sealed as ours are").await;
    world.check_integrity().await;
}
