//! All that a decision may look at besides the state: the content, the time, a seed.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::ability::Difficulties;
use crate::content::catalogue::{AnyDocument, Catalogue, Document, Interview, Lesson, Pin};
use crate::kernel::ids::{LearnerId, Revision, SessionId};
use crate::kernel::texts::Texts;
use crate::memory::Memories;
use crate::streams::interview::run::InterviewRun;
use crate::streams::team::Appointed;
use crate::streams::{Attempt, State};

#[derive(Clone, Debug)]
pub struct Scene<'a> {
    pub catalogue: &'a Catalogue,
    /// What sessions were begun with, also where the catalogue has it no more.
    pub pinned: Vec<AnyDocument>,
    /// What the learner remembers; only where a turn needs it, and none as well while that cannot be had.
    pub memories: Option<Memories>,
    /// What learners' answers say of the catalogue's questions; nothing where no turn needs it.
    pub difficulties: Difficulties,
    /// The operators whom the configuration names.
    pub appointed: Appointed,
    /// Who those are whom a turn needs by name and who have written to the bot.
    pub people: Vec<Known>,
    /// Where the learner is signed in, what was used last first; nothing where no turn needs it.
    pub devices: Vec<Device>,
    pub now: DateTime<Utc>,
    /// From the wish to be erased until that begins.
    pub grace: TimeDelta,
    /// Differs from turn to turn.
    pub seed: u64,
}

/// Somebody else than the learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub learner: LearnerId,
    pub telegram_id: i64,
    pub name: String,
}

/// An open session with the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub session: SessionId,
    /// As far as it has said what it is; perhaps empty.
    pub name: String,
    pub opened_at: DateTime<Utc>,
    pub used_at: DateTime<Utc>,
}

impl<'a> Scene<'a> {
    /// With the content alone.
    pub fn new(catalogue: &'a Catalogue, now: DateTime<Utc>, seed: u64) -> Self {
        let (difficulties, appointed) = (Difficulties::default(), Appointed::default());
        let (people, devices, grace) = (Vec::new(), Vec::new(), TimeDelta::hours(24));
        Self {
            catalogue,
            pinned: Vec::new(),
            memories: None,
            difficulties,
            appointed,
            people,
            devices,
            now,
            grace,
            seed,
        }
    }

    /// The content that an attempt was begun with. None: neither current nor archived.
    pub(crate) fn lesson_of(&self, attempt: &Attempt) -> Option<&Arc<Lesson>> {
        self.document(&attempt.lesson, &attempt.revision)
    }

    /// The content that an interview was begun with, likewise.
    pub(crate) fn interview_of(&self, run: &InterviewRun) -> Option<&Arc<Interview>> {
        self.document(&run.interview, &run.revision)
    }

    fn document<D: Document>(&self, id: &D::Id, revision: &Revision) -> Option<&Arc<D>> {
        let pin = Pin::to::<D>(id, revision);
        let pinned = self.pinned.iter().find(|document| document.is_at(&pin));
        pinned.or_else(|| self.catalogue.pinned(&pin))?.get()
    }

    /// The learner's local date.
    pub fn day(&self, state: &State) -> NaiveDate {
        state.learner.day(self.now)
    }

    pub fn texts(&self, state: &State) -> Texts {
        Texts::of(state.learner.locale)
    }
}
