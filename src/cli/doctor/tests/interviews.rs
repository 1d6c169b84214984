//! Interviews and review sessions in the log, and the content that they hang on.

use crate::platform::eventstore::codec;
use chrono::TimeDelta;
use dialogues::kernel::ids::{InterviewRunId, LearnerId, Revision};
use dialogues::kernel::locale::Locale;
use dialogues::streams::{EndReason, InterviewFact, PathFact, Recommendation};
use dialogues::streams::{InterviewRun, Path};

use super::{Academy, at, only, says};
use crate::cli::doctor::report::Level::{Finding, Well};
use crate::platform::eventstore::NewEvent;

/// A learner with an interview, open or at its end, pinned to a revision or to the present one.
fn interviewed(academy: &Academy, learner: i64, revision: Option<&str>, ended: bool) -> Vec<NewEvent> {
    let interview = &academy.catalogue.courses()[0].interviews[0];
    let learner = LearnerId::of_telegram(learner);
    let run = InterviewRunId::of(learner, 1);
    let (course, id) = (interview.course.clone(), interview.id.clone());
    let opened = PathFact::InterviewOpened { course: course.clone(), interview: id.clone(), run, number: 1 };
    let started = InterviewFact::InterviewStarted {
        learner,
        course,
        interview: id,
        revision: revision.map_or_else(|| interview.revision.clone(), Revision::new),
        level: interview.level,
        topics: interview.concepts.clone(),
        minutes: 10,
        locale: Locale::default(),
        number: 1,
        seed: 1,
        asks: vec![interview.asks[0].id.clone()],
        started_at: at(),
        deadline: at() + TimeDelta::minutes(10),
    };
    let completed = InterviewFact::InterviewCompleted {
        share: 0.0,
        per_topic: std::collections::BTreeMap::default(),
        recommendation: Recommendation::TooLittle,
        reason: EndReason::Stopped,
    };
    let mut events = vec![
        codec::encode_as::<Path>(learner, &opened, 1).unwrap(),
        codec::encode_as::<InterviewRun>(run, &started, 1).unwrap(),
    ];
    if ended {
        events.push(codec::encode_as::<InterviewRun>(run, &completed, 2).unwrap());
    }
    events
}

#[tokio::test]
async fn an_open_interview_needs_the_content_that_it_was_begun_with_and_one_at_its_end_does_not() {
    let academy = Academy::open().await;
    academy.append(8, &interviewed(&academy, 8, None, false)).await;
    academy.append(9, &interviewed(&academy, 9, Some("0123456789ab"), true)).await;
    academy.follow().await;
    assert!(academy.checks().await.iter().all(|check| check.level == Well));

    academy.append(10, &interviewed(&academy, 10, Some("0123456789ab"), false)).await;
    academy.follow().await;
    let check = only(academy.checks().await, "a lost interview");
    says(&check, Finding, "content ids", "1 open interview is pinned to content that cannot be had", "content_archive");
    assert!(check.details[0].ends_with("at revision 0123456789ab: 1 interview, nobody has it"), "{check:#?}");
}

#[tokio::test]
async fn a_question_that_the_interview_lacks_is_named() {
    let academy = Academy::open().await;
    let mut events = interviewed(&academy, 8, None, false);
    events[1].data["asks"] = serde_json::json!(["i-no-such"]);
    academy.append(8, &events).await;
    academy.follow().await;
    let check = only(academy.checks().await, "a question");
    says(&check, Finding, "content ids", "1 open interview", "with what was answered until then");
    assert!(check.details[0].contains("it lacks the question i-no-such"), "{check:#?}");
}

#[tokio::test]
async fn an_interview_in_no_content_and_no_archive_is_named_and_an_archived_one_is_well() {
    let academy = Academy::open().await;
    let mut events = interviewed(&academy, 8, None, true);
    events[0].data["interview"] = "interview.renamed".into();
    academy.append(8, &events).await;
    academy.follow().await;
    let check = only(academy.checks().await, "an interview");
    says(&check, Finding, "content ids", "1 interview of learners' paths is in no content", "change it back");
    assert_eq!(check.details, ["interview.renamed"]);
    academy
        .execute(
            "INSERT INTO content_archive SELECT (jsonb_populate_record(row, '{\"lesson_id\": \"interview.renamed\"}')).*
             FROM content_archive row LIMIT 1",
        )
        .await;
    assert!(academy.checks().await.iter().all(|check| check.level == Well));
}

#[tokio::test]
async fn gaps_and_unreadable_events_of_interviews_and_reviews_are_found() {
    let academy = Academy::open().await;
    academy.append(8, &interviewed(&academy, 8, None, true)).await;
    academy.follow().await;
    let gap = academy.after("DELETE FROM event_store WHERE event_type = 'InterviewStarted'").await;
    says(&gap, Finding, "log", "1 stream is not gapless", "backup");
    assert!(gap.details[0].starts_with("interview "), "{gap:#?}");
    let blank = "UPDATE event_store SET event_data = '{}' WHERE event_type = 'InterviewCompleted'";
    let unreadable = academy.after(blank).await;
    says(&unreadable, Finding, "log", "1 event is unreadable", "academy replay");
    assert!(unreadable.details[0].contains("InterviewCompleted of interview"), "{unreadable:#?}");
    let nobodys = "UPDATE event_store SET aggregate_type = 'review' WHERE event_type = 'InterviewCompleted'";
    let unreadable = academy.after(nobodys).await;
    assert!(unreadable.details[0].contains("InterviewCompleted of review"), "{unreadable:#?}");
}
