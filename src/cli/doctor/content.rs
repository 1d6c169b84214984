//! Can the content folder be read, and can everything be had that the log speaks of: lessons, published revisions, and
//! the questions of open attempts, from the folder or from `content_archive`? What interviews need is in `interviews`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use dialogues::catalogue::{Catalogue, Course, Lesson, Pin};
use dialogues::kernel::ids::{AttemptId, LearnerId, LessonId, QuestionId, Revision};
use dialogues::streams::{self, Aggregate, AttemptFact, InterviewRun, PathFact};
use sqlx::PgPool;
use uuid::Uuid;

use super::interviews::Interviews;
use super::report::Check;
use super::{Found, count};
use crate::course;
use crate::course::{CourseFact, Structure};
use crate::platform::content::ContentError;
use crate::platform::eventstore::StoredEvent;
use crate::platform::eventstore::codec;

pub fn readable(folder: &Path, catalogue: Result<&Catalogue, &ContentError>) -> Check {
    match catalogue {
        Ok(catalogue) => {
            let lessons = catalogue.courses().iter().flat_map(Course::lessons).count();
            Check::well("content", count(lessons as i64, "lesson", "lessons"))
        }
        Err(error) => {
            let advice = format!(
                "No academy starts on it. `academy content check {}` shows each mistake with its place; CONTENT_DIR names \
                 the folder.",
                folder.display()
            );
            Check::finding("content", error.to_string(), advice)
        }
    }
}

type Published = (LessonId, Revision);

/// What the log speaks of. Attempts are followed while their stream is read, and kept only while they matter.
#[derive(Default)]
pub struct Mentioned {
    /// Revisions that can be had.
    reachable: BTreeSet<Published>,
    /// Lessons of learners' paths.
    lessons: BTreeSet<LessonId>,
    /// Revisions that a course's stream says were published.
    published: BTreeSet<Published>,
    /// Questions of open attempts whose revision can be had.
    asked: BTreeMap<Published, BTreeSet<QuestionId>>,
    /// Open attempts whose revision cannot.
    lost: Vec<Attempt>,
    /// The attempt whose stream is being read, while it is open.
    current: Option<Attempt>,
    interviews: Interviews,
}

struct Attempt {
    stream: Uuid,
    learner: LearnerId,
    published: Published,
    number: u32,
    questions: Vec<QuestionId>,
}

impl Mentioned {
    pub async fn new(pool: &PgPool, catalogue: Option<&Catalogue>) -> sqlx::Result<Self> {
        Ok(Self { reachable: reachable(pool, catalogue).await?, ..Self::default() })
    }

    /// Events come stream by stream, each in its order.
    pub fn take(&mut self, event: &StoredEvent) {
        if self.current.as_ref().is_some_and(|attempt| attempt.stream != event.stream) {
            self.stays_open();
        }
        self.interviews.leave(event.stream);
        match event.aggregate_type.as_str() {
            streams::Attempt::TYPE => self.attempted(event),
            InterviewRun::TYPE => {
                if let Some(fact) = codec::fact_of::<InterviewRun>(event) {
                    self.interviews.take(event.stream, fact);
                }
            }
            streams::Path::TYPE => self.learned(event),
            Structure::TYPE => self.published(event),
            _ => {}
        }
    }

    fn attempted(&mut self, event: &StoredEvent) {
        match codec::fact_of::<streams::Attempt>(event) {
            Some(AttemptFact::AssessmentStarted { learner, lesson, revision, number, questions, .. }) => {
                let published = (lesson, revision);
                self.current = Some(Attempt { stream: event.stream, learner, published, number, questions });
            }
            Some(AttemptFact::AssessmentCompleted { .. }) => self.current = None,
            _ => {}
        }
    }

    fn learned(&mut self, event: &StoredEvent) {
        let Some(fact) = codec::fact_of::<streams::Path>(event) else { return };
        self.interviews.learned(&fact);
        if let PathFact::LessonStarted { lesson, .. }
        | PathFact::ProgressUpdated { lesson, .. }
        | PathFact::QuizStarted { lesson, .. }
        | PathFact::QuizFinished { lesson, .. }
        | PathFact::LessonCompleted { lesson, .. }
        | PathFact::LessonTestedOut { lesson, .. } = fact
        {
            self.lessons.insert(lesson);
        }
    }

    fn published(&mut self, event: &StoredEvent) {
        if let Some(
            CourseFact::LessonAdded { lesson, revision, .. } | CourseFact::LessonRevised { lesson, revision, .. },
        ) = codec::fact_of::<Structure>(event)
        {
            self.published.insert((lesson, revision));
        }
    }

    fn stays_open(&mut self) {
        let Some(attempt) = self.current.take() else { return };
        if self.reachable.contains(&attempt.published) {
            self.asked.entry(attempt.published).or_default().extend(attempt.questions);
        } else {
            self.lost.push(attempt);
        }
    }

    /// What cannot be had, once the whole log was read.
    pub async fn checks(&mut self, pool: &PgPool, catalogue: Option<&Catalogue>) -> Found {
        self.stays_open();
        let Some(catalogue) = catalogue else {
            let advice = "Mend what `content` says, then run the doctor again.";
            return Ok(vec![Check::note("content ids", "not looked at, as the content cannot be read", advice)]);
        };
        // What was published while the log was read is in the archive by now.
        self.reachable = reachable(pool, Some(catalogue)).await?;
        let mut checks = Vec::new();
        checks.extend(self.gone_lessons());
        checks.extend(self.gone_revisions());
        checks.extend(self.lost_attempts(pool).await?);
        checks.extend(self.gone_questions(pool, catalogue).await?);
        checks.extend(self.interviews.checks(pool, catalogue).await?);
        if checks.is_empty() {
            checks.push(Check::well("content ids", "all that the log speaks of can be had"));
        }
        Ok(checks)
    }

    fn gone_lessons(&self) -> Option<Check> {
        let known: BTreeSet<&LessonId> = self.reachable.iter().map(|(lesson, _)| lesson).collect();
        let gone: Vec<&LessonId> = self.lessons.iter().filter(|lesson| !known.contains(lesson)).collect();
        let advice = "Learners have progress there that nothing shows. If an id was changed in the content, change it back: \
                      progress hangs on it. If CONTENT_DIR names another academy's folder, mend that.";
        let found = count(gone.len() as i64, "lesson of learners' paths is", "lessons of learners' paths are");
        let details = gone.iter().map(ToString::to_string);
        (!gone.is_empty())
            .then(|| Check::finding("content ids", format!("{found} in no content"), advice).naming(details))
    }

    fn gone_revisions(&self) -> Option<Check> {
        let gone: Vec<&Published> = self.published.difference(&self.reachable).collect();
        let advice = "Quizzes that were begun with them cannot go on. content_archive has lost rows: put them back from a \
                      backup, or start `academy serve` once on the content of that day.";
        let found = count(gone.len() as i64, "published revision is", "published revisions are");
        let details = gone.iter().map(|published| named(published));
        (!gone.is_empty())
            .then(|| Check::finding("content ids", format!("{found} not in the archive"), advice).naming(details))
    }

    /// An attempt that the learner has left for a newer one matters to nobody.
    async fn lost_attempts(&mut self, pool: &PgPool) -> sqlx::Result<Option<Check>> {
        self.lost.retain(|attempt| !self.reachable.contains(&attempt.published));
        if self.lost.is_empty() {
            return Ok(None);
        }
        let next =
            |attempt: &Attempt| AttemptId::of(attempt.learner, &attempt.published.0, attempt.number + 1).as_uuid();
        let newer: Vec<Uuid> = sqlx::query_scalar(
            "SELECT aggregate_id FROM event_store WHERE aggregate_id = ANY($1) AND event_version = 1",
        )
        .bind(self.lost.iter().map(next).collect::<Vec<_>>())
        .fetch_all(pool)
        .await?;
        let newer: BTreeSet<Uuid> = newer.into_iter().collect();
        self.lost.retain(|attempt| !newer.contains(&next(attempt)));
        let mut by_revision: BTreeMap<&Published, i64> = BTreeMap::new();
        for attempt in &self.lost {
            *by_revision.entry(&attempt.published).or_default() += 1;
        }
        let advice = "These learners begin the quiz anew and lose its answers. To spare them that, put the rows of \
                      content_archive back, or start `academy serve` once on the content that the quizzes were begun with.";
        let found = count(self.lost.len() as i64, "open attempt is", "open attempts are");
        let details: Vec<String> = by_revision
            .iter()
            .map(|(published, attempts)| format!("{}: {}", named(published), count(*attempts, "attempt", "attempts")))
            .collect();
        Ok((!self.lost.is_empty()).then(|| {
            Check::finding("content ids", format!("{found} pinned to content that nobody has"), advice).naming(details)
        }))
    }

    async fn gone_questions(&self, pool: &PgPool, catalogue: &Catalogue) -> sqlx::Result<Option<Check>> {
        let mut gone = Vec::new();
        for (published, questions) in &self.asked {
            let Some(lesson) = lesson(pool, catalogue, published).await? else {
                gone.push(format!("{}: its archived sources no longer compile to it", named(published)));
                continue;
            };
            let quiz = lesson.quiz.as_ref();
            let lacking = questions.iter().filter(|id| quiz.is_none_or(|quiz| quiz.question(id).is_none()));
            gone.extend(lacking.map(|question| format!("{}: question {question}", named(published))));
        }
        let advice = "Learners in these quizzes begin anew. The archive was changed, or this program reads content \
                      differently than the one that archived it: run that one, or restore content_archive from a backup.";
        let found = count(gone.len() as i64, "piece of open attempts' content", "pieces of open attempts' content");
        Ok((!gone.is_empty())
            .then(|| Check::finding("content ids", format!("{found} cannot be read"), advice).naming(gone)))
    }
}

fn named((lesson, revision): &Published) -> String {
    format!("{lesson} at revision {revision}")
}

/// Every revision that the folder or the archive has.
async fn reachable(pool: &PgPool, catalogue: Option<&Catalogue>) -> sqlx::Result<BTreeSet<Published>> {
    let archived: Vec<(String, String)> =
        sqlx::query_as("SELECT lesson_id, revision FROM content_archive").fetch_all(pool).await?;
    let archived = archived.into_iter().map(|(lesson, revision)| (LessonId::new(lesson), Revision::new(revision)));
    let current = catalogue.into_iter().flat_map(Catalogue::courses).flat_map(Course::lessons);
    Ok(archived.chain(current.map(|lesson| (lesson.id.clone(), lesson.revision.clone()))).collect())
}

/// As a turn finds it.
async fn lesson(pool: &PgPool, catalogue: &Catalogue, (id, revision): &Published) -> sqlx::Result<Option<Arc<Lesson>>> {
    if let Some(current) = catalogue.lesson(id).filter(|lesson| lesson.revision == *revision) {
        return Ok(Some(Arc::clone(current)));
    }
    Ok(course::archived(pool, &Pin::to::<Lesson>(id, revision)).await?.and_then(|found| found.get().cloned()))
}
