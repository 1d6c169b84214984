//! Spaced review: what was learned and missed comes back in its time, and every rating counts once.

use chrono::TimeDelta;
use dialogues::memory::ItemKind;
use emulator::Faults;

use crate::harness::{Learner, Redis, World, buttons, redis_url};

const LESSON: &str = "swift.values-and-types";

/// Somebody who has passed a lesson.
async fn graduate(world: &World) -> Learner {
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz(LESSON).await;
    let questions = learner.questions().await;
    learner.answers(&vec![true; questions]).await;
    assert_eq!(world.database.events("LessonCompleted").await, 1);
    learner
}

async fn reviewed(world: &World) -> i64 {
    world.database.events("ItemReviewed").await
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_come_the_same_day_and_questions_come_back_and_grade_themselves() {
    for webhook in [false, true] {
        let mut world = World::empty().await;
        world.own_clock().expect("libfaketime is installed; script/test gets it");
        if webhook {
            world.set("WEBHOOK_SECRET", "a-secret_of-the-test");
        }
        world.start().await;
        let learner = graduate(&world).await;
        learner.review(&world).await;
        let (_, kind) = learner.waiting().await.unwrap();
        assert_eq!(kind, ItemKind::Card);
        let why = learner.tap("r.w").await;
        assert!(why.text.contains("It is new"), "{}", why.text);
        learner.tap("r.n").await;
        let back = learner.tap("r.v:").await;
        let ratings: Vec<_> = buttons(&back).into_iter().filter(|(_, data)| data.starts_with("r.g:")).collect();
        assert_eq!(ratings.len(), 4);
        learner.tap(&ratings[2].1).await;
        let cards = learner.session().await.unwrap().items.len();
        let end = learner.recalls_all().await;
        assert!(end.text.contains(&format!("Review done: {cards} answers")), "{}", end.text);
        assert!(learner.review(&world).await.text.contains("Nothing to review now"));

        world.ahead(TimeDelta::days(40));
        learner.review(&world).await;
        let why = learner.tap("r.w").await;
        assert!(why.text.contains("The chance that you still remember it"), "{}", why.text);
        learner.tap("r.n").await;
        let review = learner.session().await.unwrap();
        let questions = review.items.iter().filter(|picked| picked.item.kind() == ItemKind::Question).count();
        assert!(questions > 0 && questions < review.items.len(), "{:?}", review.items);
        // What is forgotten comes once more.
        learner.recalls(false).await;
        let end = learner.recalls_all().await;
        assert!(end.text.contains("forgotten: 1"), "{}", end.text);
        assert_eq!(learner.session().await.unwrap().reviewed() as usize, review.items.len() + 1);
        assert_eq!(world.database.events("ReviewEnded").await, 2);
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_on_after_a_kill_and_a_rating_that_comes_twice_counts_once() {
    for (redis, webhook) in [(redis_url(), false), (String::new(), false), (redis_url(), true)] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        if webhook {
            world.set("WEBHOOK_SECRET", "a-secret_of-the-test");
        }
        world.start().await;
        let learner = graduate(&world).await;
        learner.review(&world).await;
        learner.recalls(true).await;
        learner.tap("r.v:").await;
        let (message, data) = learner.find("r.g:").await;
        // Rated while it is dead; then twice by Telegram, then twice by the thumb.
        world.settled().await;
        world.kill();
        learner.client.press_message(message, &data).await.unwrap();
        world.start().await;
        world.settled().await;
        assert_eq!(reviewed(&world).await, 2);
        learner.send("/review").await;
        world.emulator.set_faults(Faults { deliver_twice: true, ..Faults::default() });
        learner.recalls(true).await;
        world.settled().await;
        assert_eq!(reviewed(&world).await, 3);
        world.emulator.set_faults(Faults::default());
        learner.tap("r.v:").await;
        let (message, data) = learner.find("r.g:").await;
        learner.client.press_message(message, &data).await.unwrap();
        learner.client.press_message(message, &data).await.unwrap();
        world.settled().await;
        assert_eq!(reviewed(&world).await, 4);
        learner.send("/review").await;
        learner.recalls_all().await;
        assert_eq!((world.database.events("ReviewStarted").await, world.database.events("ReviewEnded").await), (1, 1));
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_flushed_or_gone_loses_no_rating() {
    let mut redis = Redis::start().await.unwrap();
    let mut world = World::empty().await;
    world.set("REDIS_URL", redis.url());
    world.start().await;
    let learner = graduate(&world).await;
    learner.review(&world).await;
    learner.recalls(true).await;
    redis.run(&["FLUSHALL"]).await.unwrap();
    learner.recalls(true).await;
    redis.kill().await;
    learner.recalls(true).await;
    let end = learner.recalls_all().await;
    assert!(end.text.contains("Review done"), "{}", end.text);
    assert_eq!(world.database.events("ReviewStarted").await, 1);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_interview_has_missed_comes_back_as_cards() {
    let world = World::with_own_clock().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_interview("Junior iOS interview", "en").await;
    while learner.interview().await.is_open() {
        learner.tap("i.k@").await;
        learner.tap("i.n").await;
    }
    let missed: usize = learner.interview().await.exchanges.iter().map(|exchange| exchange.missed.len()).sum();
    world.ahead(TimeDelta::days(3));
    let card = learner.review(&world).await;
    assert!(card.text.contains("you left out one thought here"), "{}", card.text);
    let review = learner.session().await.unwrap();
    assert!(review.items.iter().all(|picked| picked.item.kind() == ItemKind::Point));
    assert!(review.items.len() > 3 && review.items.len() <= missed, "{} of {missed}", review.items.len());
    let end = learner.recalls_all().await;
    assert!(end.text.contains("Review done"), "{}", end.text);
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_due_on_a_vacation_and_all_is_due_after_it() {
    let world = World::with_own_clock().await;
    let learner = graduate(&world).await;
    learner.send("/settings").await;
    learner.tap("r.pm").await;
    learner.tap("r.pv").await;
    learner.tap("r.sv:14@").await;
    for days in [0, 5] {
        world.ahead(TimeDelta::days(days));
        let screen = learner.review(&world).await;
        assert!(screen.text.contains("on vacation"), "{}", screen.text);
    }
    assert_eq!(world.database.events("ReviewStarted").await, 0);
    world.ahead(TimeDelta::days(20));
    learner.review(&world).await;
    let end = learner.recalls_all().await;
    assert!(end.text.contains("Review done"), "{}", end.text);
    world.check_health().await;
}
