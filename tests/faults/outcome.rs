//! What came of a run, read from its log by a fold of its own: who the learners are, where they stand, and every answer
//! by attempt and index, interview and question, item and repetition; see [`super::results`]. Without times, ids, seconds and
//! the order of the questions, which differ between any two runs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::product::{self, Cursor, EventStore, StoredEvent};
use super::results::{Attempt, Interview, Reviews};

/// Events that are read at a time.
const PAGE: u32 = 1_000;
/// Between two looks at events that are held back.
const HELD: std::time::Duration = std::time::Duration::from_millis(20);

/// An event of the log.
#[expect(clippy::struct_field_names, reason = "the table's columns are called so")]
#[derive(Clone, Debug)]
pub struct Event {
    pub aggregate_id: Uuid,
    pub aggregate_type: String,
    pub event_type: String,
    pub event_data: Value,
    pub event_version: i32,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub position: i64,
}

impl Event {
    fn of(stored: StoredEvent) -> Self {
        Self {
            aggregate_id: stored.stream,
            aggregate_type: stored.aggregate_type,
            event_type: stored.event_type,
            event_data: stored.data,
            event_version: stored.version as i32,
            created_at: stored.at,
            position: stored.cursor.position,
        }
    }
}

/// By Telegram id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome(pub BTreeMap<i64, Learner>);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learner {
    /// Locale, level, goal, polls, zone.
    pub profile: BTreeMap<String, Value>,
    pub enrolled: BTreeSet<String>,
    /// The lesson of the last step.
    pub at: Option<String>,
    pub lessons: BTreeMap<String, Lesson>,
    /// By number.
    pub interviews: BTreeMap<u64, Interview>,
    pub reviews: Reviews,
    /// Of the tests of what they know already: whether they passed.
    pub tests: Vec<bool>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lesson {
    pub screen: u64,
    pub completed: u32,
    pub attempts: BTreeMap<u64, Attempt>,
}

/// The whole log, stream by stream, with what is sealed in it opened. Reading by the cursor stops below the oldest
/// transaction of the server, which may be somebody else's: it is read on until all is there.
pub async fn log(pool: &PgPool) -> sqlx::Result<Vec<Event>> {
    let mut log: Vec<Event> = Vec::new();
    let (store, mut cursor) = (EventStore::for_test(pool.clone()), Cursor::START);
    let all: i64 = sqlx::query_scalar("SELECT count(*) FROM event_store").fetch_one(pool).await?;
    while log.len() < all as usize {
        let page = store.read_after(cursor, PAGE).await?;
        match page.last() {
            Some(last) => cursor = last.cursor,
            None => tokio::time::sleep(HELD).await,
        }
        log.extend(page.into_iter().map(Event::of));
    }
    log.sort_by_key(|event| (event.aggregate_id, event.event_version));
    Ok(log)
}

impl Outcome {
    /// Without who has left, and may have come back as somebody else: see [`super::leaving`].
    pub fn of(log: &[Event], left: i64) -> Self {
        let registered = log.iter().filter(|event| event.event_type == "UserRegistered").filter_map(|event| {
            // Who was erased has no number any more: it reads as none.
            let telegram = event.event_data["telegramId"].as_i64().filter(|telegram| ![0, left].contains(telegram))?;
            Some((event.aggregate_id, (telegram, Learner::default())))
        });
        let mut learners: BTreeMap<Uuid, (i64, Learner)> = registered.collect();
        let owners = owners(log);
        for event in log {
            let owner = owners.get(&event.aggregate_id);
            if let Some((_, learner)) = owner.and_then(|owner| learners.get_mut(owner)) {
                learner.take(event, log);
            }
        }
        Self(learners.into_values().collect())
    }

    /// Where they differ, in words; empty where they do not. `jumping`: days have passed, and with them the time of
    /// interviews, and what is due.
    pub fn differences(&self, expected: &Self, jumping: bool) -> Vec<String> {
        let learners: BTreeSet<_> = self.0.keys().chain(expected.0.keys()).collect();
        let same = |id: &i64| match (self.0.get(id), expected.0.get(id)) {
            (Some(found), Some(wanted)) if jumping => found.fits(wanted),
            (found, wanted) => found == wanted,
        };
        let differing = learners.into_iter().filter(|id| !same(id));
        differing
            .map(|id| {
                let (found, wanted) = (self.0.get(id), expected.0.get(id));
                format!("learner {id} ended elsewhere than without faults:\n  found  {found:?}\n  wanted {wanted:?}")
            })
            .collect()
    }
}

/// Whose streams they are: a learner's own, their path (by the ids that the product derives), their attempts, interviews and
/// review sessions.
pub fn owners(log: &[Event]) -> BTreeMap<Uuid, Uuid> {
    let mut owners = BTreeMap::new();
    for registered in log.iter().filter(|event| event.event_type == "UserRegistered") {
        let learner = registered.aggregate_id;
        owners.insert(learner, learner);
        owners.insert(product::path(learner), learner);
    }
    let begun = log.iter().filter(|event| {
        ["AssessmentStarted", "InterviewStarted", "ReviewStarted"].contains(&event.event_type.as_str())
    });
    for event in begun {
        if let Some(learner) = event.event_data["learner"].as_str().and_then(|id| id.parse().ok()) {
            owners.insert(event.aggregate_id, learner);
        }
    }
    owners
}

impl Learner {
    fn take(&mut self, event: &Event, log: &[Event]) {
        let data = &event.event_data;
        let lesson = data["lesson"].as_str().unwrap_or_default().to_owned();
        match event.event_type.as_str() {
            "UserRegistered" | "ProfileUpdated" => {
                let fields = ["locale", "level", "dailyGoal", "polls", "timeZone"];
                for field in fields {
                    if let Some(value) = data.get(field) {
                        self.profile.insert(field.to_owned(), value.clone());
                    }
                }
            }
            "CourseEnrolled" => drop(self.enrolled.insert(data["course"].as_str().unwrap_or_default().to_owned())),
            "LessonStarted" => {
                let begun = self.lessons.entry(lesson.clone()).or_default();
                begun.screen = begun.screen.max(1);
                self.at = Some(lesson);
            }
            "ProgressUpdated" => {
                self.lessons.entry(lesson.clone()).or_default().screen = data["screen"].as_u64().unwrap_or_default();
                self.at = Some(lesson);
            }
            "QuizStarted" | "QuizFinished" => self.at = Some(lesson),
            "LessonCompleted" => self.lessons.entry(lesson).or_default().completed += 1,
            "AssessmentStarted" => {
                let attempt = Attempt::of(log.iter().filter(|other| other.aggregate_id == event.aggregate_id));
                let number = data["number"].as_u64().unwrap_or_default();
                self.lessons.entry(lesson).or_default().attempts.insert(number, attempt);
            }
            "InterviewStarted" => {
                let interview = Interview::of(log.iter().filter(|other| other.aggregate_id == event.aggregate_id));
                self.interviews.insert(data["number"].as_u64().unwrap_or_default(), interview);
            }
            "PlacementFinished" => self.tests.push(data["passed"] == true),
            _ => self.reviews.take(event),
        }
    }

    /// As far as it must be the same where days have passed.
    fn fits(&self, wanted: &Self) -> bool {
        let without =
            |learner: &Self| Self { interviews: BTreeMap::new(), reviews: Reviews::default(), ..learner.clone() };
        let interviews = self.interviews.iter().map(|(number, found)| (found, wanted.interviews.get(number)));
        without(self) == without(wanted)
            && self.interviews.len() == wanted.interviews.len()
            && interviews.into_iter().all(|(found, wanted)| wanted.is_some_and(|wanted| found.fits(wanted)))
            && self.reviews.fits(&wanted.reviews)
    }
}
