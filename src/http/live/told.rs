//! What clients are told of the facts that are stored: one list, pure. A client learns what happened and where to look;
//! what it looks like then, it asks the API. Nothing here comes from a key, a rubric or somebody's words, and nothing that is
//! sealed in the log is needed: whoever follows what happens has no keys.
//!
//! Types and fields are promises like those of the API: they stay, and `docs/HTTP.md` has a table of them.

use dialogues::streams::{
    Aggregate as _, Attempt, AttemptFact, InterviewFact, InterviewRun, Learner, LearnerFact, Path, PathFact, Review,
    ReviewFact,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::http::envelope::instant;
use crate::platform::eventstore::StoredEvent;
use crate::platform::eventstore::codec::fact_of;
use crate::platform::vault::blank;

/// What is told of an event. `version`, where there is one, is that of the screen that follows from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    pub r#type: &'static str,
    pub timestamp: String,
    pub data: Value,
}

type Said = Option<(&'static str, Value)>;

/// None: it is nothing to clients, or this version cannot read it.
pub fn told(mut event: StoredEvent) -> Option<Told> {
    blank(std::slice::from_mut(&mut event));
    let said = match event.aggregate_type.as_str() {
        Learner::TYPE => of_learner(fact_of::<Learner>(&event)?, &event),
        Path::TYPE => of_path(fact_of::<Path>(&event)?),
        Attempt::TYPE => of_attempt(fact_of::<Attempt>(&event)?, &event),
        InterviewRun::TYPE => of_interview(&fact_of::<InterviewRun>(&event)?, &event),
        Review::TYPE => of_review(&fact_of::<Review>(&event)?, &event),
        _ => None,
    };
    said.map(|(r#type, data)| Told { r#type, timestamp: instant(event.at), data })
}

fn of_learner(fact: LearnerFact, event: &StoredEvent) -> Said {
    match fact {
        LearnerFact::ProfileUpdated(_) => Some(("profile.changed", profile(event))),
        LearnerFact::StreakMaintained { day, days } => Some(("streak.kept", json!({ "day": day, "days": days }))),
        LearnerFact::ProgressShared { group } => Some(("sharing.begun", json!({ "groupId": group }))),
        LearnerFact::ProgressWithdrawn { group } => Some(("sharing.ended", json!({ "groupId": group }))),
        LearnerFact::SessionEnded { session } => Some(("session.ended", json!({ "sessionId": session }))),
        LearnerFact::SessionsEnded { .. } => Some(("sessions.ended", json!({}))),
        LearnerFact::ExportRequested { to } => Some(("export.requested", json!({ "to": to }))),
        LearnerFact::ErasureRequested { due } => Some(("erasure.requested", json!({ "due": instant(due) }))),
        LearnerFact::ErasureWithdrawn { .. } => Some(("erasure.withdrawn", json!({}))),
        // Before there was a session, between us and Telegram, the memory model's own, or the end of the stream.
        LearnerFact::UserRegistered { .. }
        | LearnerFact::ReachabilityChanged { .. }
        | LearnerFact::ParametersFitted { .. }
        | LearnerFact::InactivityNoticed { .. }
        | LearnerFact::LearnerReturned { .. }
        | LearnerFact::ErasureBegun {}
        | LearnerFact::LearnerErased {} => None,
    }
}

/// What stands in a profile, as the log and as the API name it.
const PROFILE: [(&str, &str); 7] = [
    ("dailyGoal", "dailyGoal"),
    ("firstName", "name"),
    ("level", "level"),
    ("locale", "locale"),
    ("polls", "polls"),
    ("review", "review"),
    ("timeZone", "timeZone"),
];

/// Which fields are others now. What they are is asked of the API, as some lie sealed in the log.
fn profile(event: &StoredEvent) -> Value {
    let changed = PROFILE.iter().filter(|(stored, _)| event.data.get(stored).is_some());
    json!({ "changed": changed.map(|(_, name)| *name).collect::<Vec<_>>() })
}

fn of_path(fact: PathFact) -> Said {
    Some(match fact {
        PathFact::CourseEnrolled { course } => ("course.enrolled", json!({ "courseId": course })),
        PathFact::LessonStarted { course, lesson, .. } => {
            ("lesson.started", json!({ "courseId": course, "lessonId": lesson }))
        }
        PathFact::ProgressUpdated { course, lesson, screen, screens, .. } => (
            "lesson.progressed",
            json!({ "courseId": course, "lessonId": lesson, "screen": screen, "screens": screens }),
        ),
        PathFact::QuizStarted { course, lesson, attempt, number } => (
            "attempt.started",
            json!({ "courseId": course, "lessonId": lesson, "attemptId": attempt, "number": number }),
        ),
        PathFact::QuizFinished { course, lesson, attempt, score, passed, .. } => (
            "attempt.finished",
            json!({ "courseId": course, "lessonId": lesson, "attemptId": attempt, "score": score, "passed": passed }),
        ),
        PathFact::LessonCompleted { course, lesson, score, .. } => {
            ("lesson.completed", json!({ "courseId": course, "lessonId": lesson, "score": score }))
        }
        PathFact::LessonTestedOut { course, lesson } => {
            ("lesson.testedOut", json!({ "courseId": course, "lessonId": lesson }))
        }
        PathFact::ReviewBegun { review, number } => ("review.started", json!({ "reviewId": review, "number": number })),
        PathFact::ReviewFinished { review, reviewed, .. } => {
            ("review.finished", json!({ "reviewId": review, "reviewed": reviewed }))
        }
        PathFact::InterviewOpened { course, run, number, .. } => {
            ("interview.started", json!({ "courseId": course, "interviewId": run, "number": number }))
        }
        PathFact::InterviewFinished { course, run, share, recommendation, reason, .. } => (
            "interview.finished",
            json!({
                "courseId": course, "interviewId": run, "share": share, "recommendation": recommendation,
                "reason": reason,
            }),
        ),
        PathFact::InterviewRescored { run, share, recommendation } => {
            ("interview.rescored", json!({ "interviewId": run, "share": share, "recommendation": recommendation }))
        }
        PathFact::PlacementStarted { scope, most, .. } => {
            ("placement.started", json!({ "courseId": scope.course(), "most": most }))
        }
        PathFact::PlacementAnswered { scope, .. } => ("placement.answered", json!({ "courseId": scope.course() })),
        PathFact::PlacementFinished { scope, passed, place } => {
            ("placement.finished", json!({ "courseId": scope.course(), "passed": passed, "lessonId": place }))
        }
        // It comes with what asks for it.
        PathFact::PlacementAsked { .. } => return None,
    })
}

/// Its beginning, and how it went, is told by the path.
fn of_attempt(fact: AttemptFact, event: &StoredEvent) -> Said {
    let StoredEvent { stream, version, .. } = event;
    match fact {
        AttemptFact::AnswerSubmitted { question, score, correct, .. } => Some((
            "attempt.answered",
            json!({ "attemptId": stream, "version": version, "questionId": question, "score": score, "correct": correct }),
        )),
        AttemptFact::HintRevealed { question } => {
            Some(("attempt.hinted", json!({ "attemptId": stream, "version": version, "questionId": question })))
        }
        AttemptFact::QuestionReported { question, .. } => {
            Some(("attempt.reported", json!({ "attemptId": stream, "version": version, "questionId": question })))
        }
        AttemptFact::AssessmentCompleted { .. } => {
            Some(("attempt.ended", json!({ "attemptId": stream, "version": version })))
        }
        AttemptFact::AssessmentStarted { .. } => None,
    }
}

/// What an answer was worth is told at the end, as in the interview itself.
fn of_interview(fact: &InterviewFact, event: &StoredEvent) -> Said {
    let kind = match fact {
        InterviewFact::MessageAdded { .. } => "interview.heard",
        InterviewFact::HintRevealed { .. } => "interview.hinted",
        InterviewFact::AnswerScored { .. } | InterviewFact::QuestionSkipped { .. } => "interview.answered",
        InterviewFact::AnswerReviewed { .. } => "interview.reviewed",
        InterviewFact::PointClaimed { .. } => "interview.claimed",
        InterviewFact::FollowUpAsked { .. } => "interview.asked",
        InterviewFact::InterviewPaused { .. } => "interview.paused",
        InterviewFact::InterviewResumed { .. } => "interview.resumed",
        InterviewFact::InterviewCompleted { .. } => "interview.ended",
        InterviewFact::InterviewStarted { .. } => return None,
    };
    Some((kind, json!({ "interviewId": event.stream, "version": event.version })))
}

fn of_review(fact: &ReviewFact, event: &StoredEvent) -> Said {
    let kind = match fact {
        ReviewFact::ItemRevealed { .. } => "review.revealed",
        ReviewFact::ItemReviewed { .. } => "review.answered",
        ReviewFact::ReviewEnded { .. } => "review.ended",
        ReviewFact::ReviewStarted { .. } => return None,
    };
    Some((kind, json!({ "reviewId": event.stream, "version": event.version })))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path as File;

    use dialogues::streams::golden::{self, Log};
    use dialogues::streams::personal;

    use super::*;
    use crate::platform::eventstore::Cursor;

    fn stored(log: Log) -> impl Iterator<Item = StoredEvent> {
        let learner = log.learner;
        log.events.into_iter().map(move |event| StoredEvent {
            event_id: event.stream,
            stream: event.stream,
            aggregate_type: event.aggregate_type,
            event_type: event.event_type,
            data: event.data,
            version: event.version,
            at: event.at,
            cursor: Cursor::START,
            metadata: json!({ "learner": learner }),
        })
    }

    /// Every kind of event that is stored, and what becomes of it. Read it as a stranger who must not learn a key.
    #[test]
    fn every_stored_event_is_told_as_this_or_not_at_all() {
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for event in golden::logs().flat_map(stored) {
            let name = format!("{} {}", event.aggregate_type, event.event_type);
            let line = told(event).map_or_else(
                || "-".to_owned(),
                |mut told| {
                    told.data.sort_all_objects();
                    format!("{} {}", told.r#type, told.data)
                },
            );
            all.entry(name).or_insert(line);
        }
        let lines: Vec<String> = all.into_iter().map(|(name, line)| format!("{name}: {line}")).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn nothing_of_what_is_sealed_is_told() {
        for event in golden::logs().flat_map(stored) {
            let own = personal(&event.aggregate_type, &event.event_type);
            let texts: Vec<String> =
                own.iter().filter_map(|own| event.data.pointer(own.at)?.as_str().map(str::to_owned)).collect();
            let said = told(event).map(|told| told.data.to_string()).unwrap_or_default();
            assert!(texts.iter().all(|text| text.is_empty() || !said.contains(text.as_str())), "{texts:?} in {said}");
        }
    }

    #[test]
    fn what_is_told_has_a_row_in_the_documentation() {
        let page = std::fs::read_to_string(File::new(env!("CARGO_MANIFEST_DIR")).join("docs/HTTP.md")).unwrap();
        for told in golden::logs().flat_map(stored).filter_map(told) {
            assert!(page.contains(&format!("`{}`", told.r#type)), "{} has no row in docs/HTTP.md", told.r#type);
        }
    }
}
