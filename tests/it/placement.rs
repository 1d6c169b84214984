//! Placement: a short test finds where a learner begins; it can be left, and every answer counts once.

use dialogues::catalogue::Question;
use dialogues::kernel::ids::{LessonId, QuestionId};
use serde_json::Value;

use crate::harness::{Learner, World, redis_url};

/// Somebody who does not just begin is offered the test at the end of the welcome.
async fn offered(world: &World, name: &str) -> Learner {
    let learner = world.learner(name, "en");
    learner.send("/start").await;
    learner.tap("o.l:middle").await;
    learner.tap("o.g:10").await;
    learner.find("t.s:").await;
    learner
}

/// The question that is asked, with the seed that it is shown by.
async fn asked(world: &World, learner: &Learner) -> (Question, u64) {
    let newest = async |kind: &'static str| -> Value {
        sqlx::query_scalar(
            "SELECT event_data FROM event_store WHERE event_type = $1 AND metadata->>'learner' = $2
             ORDER BY position DESC LIMIT 1",
        )
        .bind(kind)
        .bind(learner.id().to_string())
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
    };
    let (started, asked) = (newest("PlacementStarted").await, newest("PlacementAsked").await);
    let text = |field: &str| asked[field].as_str().unwrap().to_owned();
    let lesson = world.catalogue.lesson(&LessonId::new(text("lesson"))).unwrap();
    let question = lesson.quiz.as_ref().unwrap().question(&QuestionId::new(text("question"))).unwrap();
    (question.clone(), started["seed"].as_u64().unwrap())
}

async fn answers(world: &World, learner: &Learner) {
    let (question, seed) = asked(world, learner).await;
    let response = question.body.right();
    let entry = question.entry(seed, &response).expect("only questions with buttons are asked");
    learner.enter(["t.t:", "t.a:"], &question.body, &response, &entry).await;
}

async fn count(world: &World, learner: &Learner, kind: &str) -> i64 {
    let count =
        sqlx::query_scalar("SELECT count(*) FROM event_store WHERE event_type = $1 AND metadata->>'learner' = $2");
    count.bind(kind).bind(learner.id().to_string()).fetch_one(&world.database.pool).await.unwrap()
}

/// To the end of the test.
async fn knows(world: &World, learner: &Learner, everything: bool) {
    while count(world, learner, "PlacementFinished").await == 0 {
        if everything {
            answers(world, learner).await;
        } else {
            learner.tap("t.d@").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_everything_and_who_knows_nothing_are_placed_differently() {
    for world in [World::polling().await, World::webhook().await] {
        let mut places = Vec::new();
        for everything in [true, false] {
            let learner = offered(&world, if everything { "Anna" } else { "Boris" }).await;
            let question = learner.tap("t.s:").await;
            assert!(!question.text.contains("Right"), "{}", question.text);
            knows(&world, &learner, everything).await;
            let asked = count(&world, &learner, "PlacementAnswered").await;
            assert!((8..=15).contains(&asked), "{asked} questions");
            places.push(count(&world, &learner, "LessonTestedOut").await);
            // Nobody is stuck behind it, and nothing was completed by it.
            learner.tap("h.h").await;
            assert_eq!(count(&world, &learner, "LessonCompleted").await, 0);
        }
        assert!(places[0] >= 5, "{places:?}");
        assert_eq!(places[1], 0);
        world.check_health().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_was_left_goes_on_at_the_same_question_after_a_kill() {
    for redis in [redis_url(), String::new()] {
        let mut world = World::empty().await;
        world.set("REDIS_URL", redis);
        world.start().await;
        let learner = offered(&world, "Anna").await;
        learner.tap("t.s:").await;
        for _ in 0..3 {
            answers(&world, &learner).await;
        }
        let (question, _) = asked(&world, &learner).await;
        let (message, data) = learner.find("t.d@").await;
        learner.tap("h.h").await;
        world.settled().await;
        world.kill();
        world.start().await;
        learner.send("/start").await;
        learner.tap("t.r:").await;
        assert_eq!(asked(&world, &learner).await.0.id, question.id);
        assert_eq!(count(&world, &learner, "PlacementAnswered").await, 3);
        // Twice by the thumb.
        let (shown, same) = learner.find("t.d@").await;
        assert_eq!(same, data, "nothing has happened meanwhile");
        for message in [shown, shown, message] {
            let _ = learner.client.press_message(message, &data).await;
        }
        world.settled().await;
        assert_eq!(count(&world, &learner, "PlacementAnswered").await, 4);
        learner.send("/start").await;
        learner.tap("t.r:").await;
        knows(&world, &learner, true).await;
        assert!(count(&world, &learner, "LessonTestedOut").await >= 3);
        assert_eq!(count(&world, &learner, "PlacementStarted").await, 1);
        world.check_health().await;
    }
}
