//! The content that the log speaks of.

use std::path::Path;

use dialogues::catalogue::Catalogue;
use dialogues::kernel::ids::{LessonId, QuestionId, Revision};

use super::{Academy, learner, only, questions, says};
use crate::cli::doctor::content::readable;
use crate::cli::doctor::examine;
use crate::cli::doctor::report::Level::{Finding, Note, Well};
use crate::contexts::read_models;
use crate::platform::content;
use crate::platform::vault::Vault;

/// The repository's content after a push that touched every lesson.
fn pushed() -> Catalogue {
    let mut files = content::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap().files;
    for file in &mut files {
        file.text = file.text.replacen("\n## ", "\n## Pushed: ", 1);
    }
    Catalogue::compile(&files).catalogue
}

#[test]
fn content_that_cannot_be_read_is_the_finding() {
    let folder = Path::new("/no/such/folder");
    let loaded = content::load(folder);
    let check = readable(folder, loaded.as_ref());
    says(&check, Finding, "content", "/no/such/folder", "academy content check /no/such/folder");
}

#[tokio::test]
async fn without_content_the_rest_is_looked_at_all_the_same() {
    let academy = Academy::open().await;
    let mut connection = academy.db.acquire().await.unwrap();
    let checks = examine(&mut connection, &Vault::for_test(academy.db.clone()), None, &read_models()).await;
    let checks = checks.into_iter().filter(|check| check.name != "transactions").collect();
    says(&only(checks, "no content"), Note, "content ids", "not looked at", "`content`");
}

#[tokio::test]
async fn an_open_attempt_whose_content_is_archived_is_well_and_one_whose_content_nobody_has_is_not() {
    let mut academy = Academy::open().await;
    academy.catalogue = pushed();
    assert!(academy.checks().await.iter().all(|check| check.level == Well), "the archive has what was taught before");

    academy.execute("DELETE FROM content_archive").await;
    let checks: Vec<_> = academy.checks().await.into_iter().filter(|check| check.level != Well).collect();
    assert_eq!(checks.len(), 2, "{checks:#?}");
    says(&checks[0], Finding, "content ids", "published revisions are not in the archive", "from a backup");
    says(&checks[1], Finding, "content ids", "1 open attempt is pinned to content that nobody has", "academy serve");
    assert!(checks[1].details[0].contains("swift.values-and-types at revision"), "{checks:#?}");
}

#[tokio::test]
async fn attempts_that_are_finished_or_left_for_a_newer_one_need_no_content() {
    let academy = Academy::open().await;
    let lesson = academy.catalogue.courses()[0].lessons().next().unwrap();
    let old = Revision::new("0123456789ab");
    academy.append(8, &learner(8, &lesson.id, &old, &questions(lesson), true)).await;
    let left = learner(9, &lesson.id, &old, &questions(lesson), false);
    academy.append(9, &left).await;
    academy.follow().await;
    says(
        &only(academy.checks().await, "a lost attempt"),
        Finding,
        "content ids",
        "1 open attempt",
        "begin the quiz anew",
    );

    let mut newer = left[3].clone();
    let learner = dialogues::kernel::ids::LearnerId::of_telegram(9);
    newer.stream = dialogues::kernel::ids::AttemptId::of(learner, &lesson.id, 2).as_uuid();
    newer.data["number"] = 2.into();
    newer.data["revision"] = lesson.revision.as_str().into();
    academy.append(9, &[newer]).await;
    academy.follow().await;
    assert!(academy.checks().await.iter().all(|check| check.level == Well));
}

#[tokio::test]
async fn lessons_and_questions_that_nobody_has_are_named() {
    let academy = Academy::open().await;
    let lesson = academy.catalogue.courses()[0].lessons().next().unwrap();
    let asked = [QuestionId::new("no-such-question")];
    academy.append(8, &learner(8, &lesson.id, &lesson.revision, &asked, false)).await;
    academy.follow().await;
    let check = only(academy.checks().await, "a question");
    says(&check, Finding, "content ids", "1 piece of open attempts' content cannot be read", "content_archive");
    assert!(check.details[0].contains("question no-such-question"), "{check:#?}");

    let academy = Academy::open().await;
    let gone = LessonId::new("swift.renamed");
    academy.append(8, &learner(8, &gone, &Revision::new("0123456789ab"), &asked, true)).await;
    academy.follow().await;
    let check = only(academy.checks().await, "a lesson");
    says(&check, Finding, "content ids", "1 lesson of learners' paths is in no content", "change it back");
    assert_eq!(check.details, ["swift.renamed"]);
}

#[tokio::test]
async fn an_archive_that_was_tampered_with_is_noticed() {
    let mut academy = Academy::open().await;
    academy.catalogue = pushed();
    academy.execute("UPDATE content_archive SET sources = '[]' WHERE lesson_id = 'swift.values-and-types'").await;
    let check = only(academy.checks().await, "tampering");
    says(&check, Finding, "content ids", "1 piece of open attempts' content", "restore content_archive");
    assert!(check.details[0].contains("no longer compile"), "{check:#?}");
}
