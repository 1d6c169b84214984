//! Days, streaks and minutes, worked out once more from the log: the clock of the academy may have jumped, and still every
//! step must lie on its own learner's local day. A calculation of its own, which knows nothing of the product's fold.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use sqlx::PgPool;
use uuid::Uuid;

use super::outcome::{Event, owners};
use super::product::LEARNING_PROGRESS;

/// No step counts for more seconds. Source: the README of the API, "capped at 300 seconds".
const CAP: i64 = 300;

#[derive(Default)]
struct Diary {
    zone: Option<Tz>,
    zone_since: Option<DateTime<Utc>>,
    /// Days in a row, and the last of them.
    streak: Option<(NaiveDate, u64)>,
    /// When the streak was last told of a step.
    told_at: Option<DateTime<Utc>>,
    /// The last step on the path, and in each attempt and review.
    path_step: Option<DateTime<Utc>>,
    asked_steps: BTreeMap<Uuid, DateTime<Utc>>,
    interviews: BTreeMap<Uuid, Talk>,
    /// What the items of each review session took.
    reviews: BTreeMap<Uuid, i64>,
    /// The streak before the last answer in an interview, and when it was told of a step.
    streak_before: (Option<(NaiveDate, u64)>, Option<DateTime<Utc>>),
    /// A step whose streak is to be told in the same turn.
    due: Option<(DateTime<Utc>, NaiveDate, u64)>,
    seconds: BTreeMap<NaiveDate, i64>,
}

/// The time of an interview.
#[derive(Default)]
struct Talk {
    /// None: it is paused.
    step: Option<DateTime<Utc>>,
    /// Of the question that is asked.
    seconds: i64,
    /// Of all that were dealt with.
    sum: i64,
}

/// What does not follow, in words.
pub async fn check(log: &[Event], pool: &PgPool) -> sqlx::Result<Vec<String>> {
    let owners = owners(log);
    let mut events: Vec<_> = log.iter().collect();
    events.sort_by_key(|event| event.position);
    let mut diaries: BTreeMap<Uuid, Diary> = BTreeMap::new();
    let mut broken = Vec::new();
    for event in events {
        if let Some(learner) = owners.get(&event.aggregate_id) {
            let wrong = diaries.entry(*learner).or_default().take(event);
            broken
                .extend(wrong.map(|wrong| format!("{} {} of {learner}: {wrong}", event.event_type, event.created_at)));
        }
    }
    broken.extend(diaries.iter().filter_map(|(learner, diary)| {
        diary.due.map(|(at, day, days)| format!("the {days}. day in a row, {day}, of {learner} is not told at {at}"))
    }));
    let statement =
        LEARNING_PROGRESS.statement("SELECT user_id, day, sum(seconds)::int FROM model.daily_activity GROUP BY 1, 2");
    let told: Vec<(Uuid, NaiveDate, i32)> = sqlx::query_as(statement).fetch_all(pool).await?;
    let told: BTreeMap<_, _> = told
        .into_iter()
        .map(|(learner, day, seconds)| ((learner, day), i64::from(seconds)))
        .filter(|told| told.1 > 0)
        .collect();
    let erased: BTreeSet<Uuid> =
        log.iter().filter(|event| event.event_type == "LearnerErased").map(|event| event.aggregate_id).collect();
    let worked_out: BTreeMap<_, _> = diaries
        .iter()
        .filter(|(learner, _)| !erased.contains(*learner))
        .flat_map(|(learner, diary)| diary.seconds.iter().map(|(day, seconds)| ((*learner, *day), *seconds)))
        // No second is told by no row.
        .filter(|(_, seconds)| *seconds > 0)
        .collect();
    if told != worked_out {
        broken.push(format!("the minutes of the days are {told:?}; the log makes {worked_out:?}"));
    }
    Ok(broken)
}

impl Diary {
    fn take(&mut self, event: &Event) -> Option<String> {
        let (data, at) = (&event.event_data, event.created_at);
        let today = day_in(self.zone.unwrap_or(Tz::UTC), at);
        let overdue = self.due.filter(|(due, ..)| *due != at);
        if let Some((due, day, days)) = overdue {
            self.due = None;
            return Some(format!("the {days}. day in a row, {day}, was to be told at {due}"));
        }
        // A streak is ahead of the day where the clock has gone back.
        let day = if event.event_type == "StreakMaintained" { self.due.map_or(today, |due| due.1) } else { today };
        let wrong_day = data["day"].as_str().filter(|told| **told != day.to_string());
        if let Some(told) = wrong_day {
            return Some(format!("lies on {told}, and the learner's day is {day}"));
        }
        match event.event_type.as_str() {
            "UserRegistered" | "ProfileUpdated" => {
                if let Some(zone) = data["timeZone"].as_str().and_then(|zone| zone.parse().ok()) {
                    (self.zone, self.zone_since) = (Some(zone), Some(at));
                    let there = self.told_at.map(|told_at| day_in(zone, told_at));
                    self.streak = self.streak.map(|(last, days)| (there.map_or(last, |day| last.max(day)), days));
                }
                None
            }
            "StreakMaintained" => {
                let told = data["days"].as_u64().unwrap_or_default();
                let due = self.due.take();
                due.is_none_or(|(_, _, days)| days != told)
                    .then(|| format!("{told} days in a row, and it should be {due:?}"))
            }
            "LessonStarted" | "PlacementAsked" | "PlacementStarted" | "QuizStarted" => {
                self.path_step = Some(at);
                None
            }
            "PlacementAnswered" | "ProgressUpdated" => {
                let since = self.path_step.replace(at);
                self.steps_on(today, at);
                self.spend(today, event, since)
            }
            "QuizFinished" => {
                self.path_step = Some(at);
                *self.seconds.entry(today).or_default() += data["seconds"].as_i64().unwrap_or_default();
                None
            }
            "AssessmentStarted" | "ReviewStarted" => {
                self.asked_steps.insert(event.aggregate_id, at);
                None
            }
            "AnswerSubmitted" => {
                let since = self.asked_steps.insert(event.aggregate_id, at);
                self.steps_on(today, at);
                counted(event, since)
            }
            "ItemReviewed" => {
                let since = self.asked_steps.insert(event.aggregate_id, at);
                *self.reviews.entry(event.aggregate_id).or_default() += data["seconds"].as_i64().unwrap_or_default();
                self.steps_on(today, at);
                counted(event, since)
            }
            "ReviewFinished" => {
                self.path_step = Some(at);
                let session = data["review"].as_str().and_then(|id| id.parse().ok());
                let sum = session.and_then(|id: Uuid| self.reviews.get(&id).copied()).unwrap_or_default();
                self.sums_up(today, event, sum)
            }
            "InterviewFinished" => {
                let run = data["run"].as_str().and_then(|id| id.parse().ok());
                let sum = run.and_then(|id: Uuid| self.interviews.get(&id)).map_or(0, |talk| talk.sum);
                self.sums_up(today, event, sum)
            }
            _ => self.talks(today, event),
        }
    }

    /// What happens in an interview. A skipped question is no step.
    fn talks(&mut self, today: NaiveDate, event: &Event) -> Option<String> {
        let at = event.created_at;
        let talk = self.interviews.entry(event.aggregate_id).or_default();
        let spent = talk.seconds + talk.step.map_or(0, |step| (at - step).num_seconds().clamp(0, CAP));
        match event.event_type.as_str() {
            "InterviewStarted" | "InterviewResumed" => talk.step = Some(at),
            "MessageAdded" => (talk.seconds, talk.step) = (spent, Some(at)),
            "InterviewPaused" => (talk.seconds, talk.step) = (spent, None),
            "AnswerScored" | "QuestionSkipped" => {
                let told = event.event_data["seconds"].as_i64().unwrap_or_default();
                (talk.seconds, talk.step, talk.sum) = (0, Some(at), talk.sum + told);
                if event.event_type == "AnswerScored" {
                    self.streak_before = (self.streak, self.told_at);
                    self.steps_on(today, at);
                }
                return (told != spent).then(|| format!("counts {told} seconds, and {spent} were spent on it"));
            }
            // What is scored because the interview ends here is no step.
            "InterviewCompleted" if event.event_data["reason"] != "done" && self.due.is_some() => {
                ((self.streak, self.told_at), self.due) = (self.streak_before, None);
            }
            _ => {}
        }
        None
    }

    /// The seconds of a whole, which count on the day of its end.
    fn sums_up(&mut self, today: NaiveDate, event: &Event, sum: i64) -> Option<String> {
        let told = event.event_data["seconds"].as_i64().unwrap_or_default();
        *self.seconds.entry(today).or_default() += told;
        (told != sum).then(|| format!("counts {told} seconds, and its parts have {sum}"))
    }

    /// The first step of a day goes on with the streak of the day before, or begins another. As long as no zone is known, the
    /// first step in a quarter of an hour is told, too.
    fn steps_on(&mut self, today: NaiveDate, at: DateTime<Utc>) {
        let quarter = |at: DateTime<Utc>| at.timestamp().div_euclid(900);
        let (day, days) = match self.streak {
            Some((last, days)) if last >= today => {
                if self.zone.is_some() || self.told_at.is_some_and(|told_at| quarter(told_at) >= quarter(at)) {
                    return;
                }
                (last, days)
            }
            Some((last, days)) if self.goes_on(last, today, at) => (today, days + 1),
            _ => (today, 1),
        };
        self.told_at = self.told_at.max(Some(at));
        self.streak = Some((day, days));
        self.due = Some((at, day, days));
    }

    /// No day is missing, or one that a change of zones within two days or an unknown zone explains.
    fn goes_on(&self, last: NaiveDate, today: NaiveDate, at: DateTime<Utc>) -> bool {
        match (today - last).num_days() {
            1 => true,
            2 if self.zone_since.is_some_and(|since| at - since <= TimeDelta::days(2)) => true,
            2 if self.zone.is_none() => {
                let told_at = self.told_at.unwrap_or(at);
                TZ_VARIANTS.iter().any(|zone| (day_in(*zone, at) - day_in(*zone, told_at)).num_days() <= 1)
            }
            _ => false,
        }
    }

    fn spend(&mut self, today: NaiveDate, event: &Event, since: Option<DateTime<Utc>>) -> Option<String> {
        *self.seconds.entry(today).or_default() += event.event_data["seconds"].as_i64().unwrap_or_default();
        counted(event, since)
    }
}

/// The date of four hours ago by the clock on the wall.
fn day_in(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    (at.with_timezone(&zone).naive_local() - TimeDelta::hours(4)).date()
}

/// Are the seconds those since the step before, as much of them as counts?
fn counted(event: &Event, since: Option<DateTime<Utc>>) -> Option<String> {
    let told = event.event_data["seconds"].as_i64().unwrap_or_default();
    let passed = since.map_or(0, |since| (event.created_at - since).num_seconds()).clamp(0, CAP);
    (told != passed).then(|| format!("counts {told} seconds, and {passed} have passed since {since:?}"))
}
