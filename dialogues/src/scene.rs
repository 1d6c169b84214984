//! All that a decision may look at besides the state: the content, the time, a seed.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::ability::Difficulties;
use crate::catalogue::{Catalogue, Interview, Lesson};
use crate::kernel::texts::Texts;
use crate::memory::Memories;
use crate::streams::interview::run::InterviewRun;
use crate::streams::{Attempt, State};

#[derive(Clone, Debug)]
pub struct Scene<'a> {
    pub catalogue: &'a Catalogue,
    /// The lesson that the attempt in the state is pinned to, where it is not the catalogue's own.
    pub pinned: Option<Arc<Lesson>>,
    /// The same of the interview in the state.
    pub pinned_interview: Option<Arc<Interview>>,
    /// What the learner remembers; only where the input [needs it](crate::dialogues::review::wants_memories), and none as well while
    /// that cannot be had.
    pub memories: Option<Memories>,
    /// What learners' answers say of the catalogue's questions; only placement looks at it.
    pub difficulties: Difficulties,
    pub now: DateTime<Utc>,
    /// Differs from turn to turn.
    pub seed: u64,
}

impl<'a> Scene<'a> {
    /// With the content alone.
    pub fn new(catalogue: &'a Catalogue, now: DateTime<Utc>, seed: u64) -> Self {
        let difficulties = Difficulties::default();
        Self { catalogue, pinned: None, pinned_interview: None, memories: None, difficulties, now, seed }
    }

    /// The content that an attempt was begun with. None: neither current nor archived.
    pub(crate) fn lesson_of(&self, attempt: &Attempt) -> Option<&Arc<Lesson>> {
        let matches = |lesson: &&Arc<Lesson>| lesson.id == attempt.lesson && lesson.revision == attempt.revision;
        self.catalogue.lesson(&attempt.lesson).filter(matches).or_else(|| self.pinned.as_ref().filter(matches))
    }

    /// The content that an interview was begun with, likewise.
    pub(crate) fn interview_of(&self, run: &InterviewRun) -> Option<&Arc<Interview>> {
        let matches = |known: &&Arc<Interview>| known.id == run.interview && known.revision == run.revision;
        let current = self.catalogue.interview(&run.interview).filter(matches);
        current.or_else(|| self.pinned_interview.as_ref().filter(matches))
    }

    /// The learner's local date.
    pub fn day(&self, state: &State) -> NaiveDate {
        state.learner.day(self.now)
    }

    pub fn texts(&self, state: &State) -> Texts {
        Texts::of(state.learner.locale)
    }
}
