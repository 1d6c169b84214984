//! A learner learns: from the welcome to a completed lesson, in both languages, by polling and by webhook.

use crate::harness::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_goes_from_start_to_a_passed_quiz_in_english_by_polling() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    let verdict = learner.answer(false).await;
    assert!(verdict.text.contains("Not quite"), "{}", verdict.text);
    learner.onward().await;
    learner.answers(&[true, true, true, true]).await;
    let result = learner.tap("q.e").await;
    assert!(result.text.contains("quiz passed") && result.text.contains("4 of 5"), "{}", result.text);
    let next = learner.tap("Next lesson: Optionals").await;
    assert!(next.id > result.id, "the result stays in the chat");
    assert!(next.text.contains("Optionals"));
    for (kind, count) in
        [("UserRegistered", 1), ("AnswerSubmitted", 5), ("LessonCompleted", 1), ("AssessmentCompleted", 1)]
    {
        assert_eq!(world.database.events(kind).await, count, "{kind}");
    }
    // Once more where a quarter of an hour began meanwhile: no zone is known.
    assert!((1..=2).contains(&world.database.events("StreakMaintained").await));
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_goes_from_start_to_a_passed_quiz_in_russian_by_webhook() {
    let world = World::webhook().await;
    let learner = world.learner("Иван", "ru").welcomed().await;
    assert!(learner.screen().await.text.contains("Рады видеть вас, Иван"));
    learner.begin_quiz("swift.values-and-types").await;
    learner.answers(&[true, true, false, true, false]).await;
    let result = learner.tap("q.e").await;
    assert!(result.text.contains("Почти: 3 из 5") && result.text.contains("Нужно 4"), "{}", result.text);
    learner.tap("Перерешать 2 вопроса").await;
    learner.answers(&[true, true]).await;
    let result = learner.tap("q.e").await;
    assert!(result.text.contains("тест сдан"), "{}", result.text);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lesson_of_the_course_can_be_read_and_passed_in_order() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let lessons: Vec<_> =
        world.catalogue.courses().iter().flat_map(dialogues::catalogue::Course::lessons).cloned().collect();
    assert!(lessons.len() >= 6);
    for lesson in &lessons {
        learner.begin_quiz(lesson.id.as_str()).await;
        learner.answers(&vec![true; lesson.quiz.as_ref().unwrap().pick]).await;
        let result = learner.tap("q.e").await;
        assert!(result.text.contains("quiz passed"), "{}", result.text);
    }
    let home = learner.send("/start").await;
    assert!(home.text.contains(&format!("{0}/{0}", lessons.len())), "{}", home.text);
    assert_eq!(world.database.events("LessonCompleted").await, lessons.len() as i64);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_quiz_keeps_its_content_through_a_push() {
    let mut world = World::empty().await;
    let content = world.folder.content();
    world.set("CONTENT_DIR", content.to_string_lossy());
    world.start().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answer(true).await;
    world.kill();

    let path = content.join("courses/ios-foundation/01-swift-essentials/01-values-and-types.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let pushed: String =
        text.lines()
            .map(|line| {
                if line.starts_with("### ") { line.replacen(": ", ": PUSHED ", 1) + "\n" } else { format!("{line}\n") }
            })
            .collect();
    std::fs::write(&path, pushed).unwrap();
    world.start().await;
    assert_eq!(world.database.events("LessonRevised").await, 1);

    learner.onward().await;
    learner.answers(&[true, true, true, true]).await;
    let said = world.emulator.calls().iter().any(|call| call.params.to_string().contains("PUSHED"));
    assert!(!said, "the running attempt shows the content that it was begun with");
    learner.tap("q.e").await;
    learner.begin_quiz("swift.values-and-types").await;
    assert!(learner.screen().await.text.contains("PUSHED"), "a new attempt has the new content");
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_taken_without_a_restart_and_a_broken_one_is_not() {
    let mut world = World::empty().await;
    let content = world.folder.content();
    world.set("CONTENT_DIR", content.to_string_lossy());
    world.start().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let path = content.join("courses/ios-foundation/01-swift-essentials/01-values-and-types.md");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("- [x]", "- [ ]", 9)).unwrap();
    world.server().hang_up();
    world.server().log("the content was not taken").await;
    assert!(learner.send("/learn").await.text.contains("Values and types"));
    std::fs::write(&path, text.replacen("title: Values and types", "title: Values, pushed", 1)).unwrap();
    world.server().hang_up();
    world.server().log("the content was read again").await;
    assert!(learner.send("/learn").await.text.contains("Values, pushed"));
    world.check_integrity().await;
}
