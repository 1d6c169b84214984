//! Can everything be had that learners' interviews are about: the file that an interview was begun with, from the folder
//! or from `content_archive`, and in it the questions that are still to be asked?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dialogues::catalogue::{Catalogue, Interview, Pin};
use dialogues::kernel::ids::{AskId, InterviewId, Revision};
use dialogues::streams::{InterviewFact, PathFact};
use sqlx::PgPool;
use uuid::Uuid;

use super::count;
use super::report::Check;
use crate::course;

type Published = (InterviewId, Revision);

/// What the log speaks of. An interview is followed while its stream is read, and kept only if it stays open.
#[derive(Default)]
pub struct Interviews {
    /// Those that learners have begun.
    named: BTreeSet<InterviewId>,
    /// What open ones ask, and how many there are.
    open: BTreeMap<Published, (i64, BTreeSet<AskId>)>,
    /// The one whose stream is being read, while it is open.
    current: Option<(Uuid, Published, Vec<AskId>)>,
}

impl Interviews {
    /// An event of any other stream is to come.
    pub fn leave(&mut self, stream: Uuid) {
        if self.current.as_ref().is_some_and(|(current, ..)| *current != stream) {
            self.stays_open();
        }
    }

    pub fn take(&mut self, stream: Uuid, fact: InterviewFact) {
        match fact {
            InterviewFact::InterviewStarted { interview, revision, asks, .. } => {
                self.current = Some((stream, (interview, revision), asks));
            }
            InterviewFact::InterviewCompleted { .. } => self.current = None,
            _ => {}
        }
    }

    pub fn learned(&mut self, fact: &PathFact) {
        if let PathFact::InterviewOpened { interview, .. } = fact {
            self.named.insert(interview.clone());
        }
    }

    fn stays_open(&mut self) {
        let Some((_, published, asks)) = self.current.take() else { return };
        let (interviews, all) = self.open.entry(published).or_default();
        *interviews += 1;
        all.extend(asks);
    }

    /// What cannot be had, once the whole log was read.
    pub async fn checks(&mut self, pool: &PgPool, catalogue: &Catalogue) -> sqlx::Result<Vec<Check>> {
        self.stays_open();
        let gone = self.gone(pool, catalogue).await?;
        let lost = self.lost(pool, catalogue).await?;
        Ok(gone.into_iter().chain(lost).collect())
    }

    /// An interview that an author has taken away is in the archive: reviews pass its points over.
    async fn gone(&self, pool: &PgPool, catalogue: &Catalogue) -> sqlx::Result<Option<Check>> {
        let archived: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT lesson_id FROM content_archive").fetch_all(pool).await?;
        let archived: BTreeSet<InterviewId> = archived.into_iter().map(InterviewId::new).collect();
        let is_gone = |id: &&InterviewId| catalogue.interview(id).is_none() && !archived.contains(*id);
        let gone: Vec<String> = self.named.iter().filter(is_gone).map(ToString::to_string).collect();
        let advice = "What learners missed there comes back in no review. If an id was changed in the content, change it \
                      back. If CONTENT_DIR names another academy's folder, mend that.";
        let found = count(gone.len() as i64, "interview of learners' paths is", "interviews of learners' paths are");
        Ok((!gone.is_empty())
            .then(|| Check::finding("content ids", format!("{found} in no content"), advice).naming(gone)))
    }

    async fn lost(&self, pool: &PgPool, catalogue: &Catalogue) -> sqlx::Result<Option<Check>> {
        let mut lost = 0;
        let mut details = Vec::new();
        for (published, (interviews, asks)) in &self.open {
            let found = interview(pool, catalogue, published).await?;
            let lacking = |interview: &Interview| asks.iter().find(|ask| interview.ask(ask).is_none()).cloned();
            let problem = match found.as_deref().map(lacking) {
                None => "nobody has it".to_owned(),
                Some(Some(ask)) => format!("it lacks the question {ask}"),
                Some(None) => continue,
            };
            lost += interviews;
            let (id, revision) = published;
            let number = count(*interviews, "interview", "interviews");
            details.push(format!("{id} at revision {revision}: {number}, {problem}"));
        }
        let advice = "The learner's next step ends them, with what was answered until then. To spare them that, put the rows \
                      of content_archive back, or start `academy serve` once on the content that they were begun with.";
        let found = count(lost, "open interview is", "open interviews are");
        Ok((lost > 0).then(|| {
            Check::finding("content ids", format!("{found} pinned to content that cannot be had"), advice)
                .naming(details)
        }))
    }
}

/// As a turn finds it.
async fn interview(
    pool: &PgPool,
    catalogue: &Catalogue,
    (id, revision): &Published,
) -> sqlx::Result<Option<Arc<Interview>>> {
    if let Some(current) = catalogue.interview(id).filter(|interview| interview.revision == *revision) {
        return Ok(Some(Arc::clone(current)));
    }
    Ok(course::archived(pool, &Pin::to::<Interview>(id, revision)).await?.and_then(|found| found.get().cloned()))
}
