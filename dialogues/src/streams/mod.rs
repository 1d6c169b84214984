//! What happened to a learner, as streams of facts, and what they fold to. A kind of stream is a folder and a line in the
//! list below; the rest of the academy learns of it from here. [`aggregate`] says what a kind is, [`registry`] what
//! follows from the list.
//!
//! Facts *are* the stored events: a variant's name is its event type, its fields are its data, and changing either needs
//! an upcaster.

pub mod aggregate;
pub mod attempt;
pub mod golden;
pub mod interview;
pub mod learner;
pub mod pace;
pub mod path;
pub mod personal;
mod registry;
pub mod review;
pub mod team;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::kernel::ids::{AttemptId, InterviewRunId, LearnerId, ReviewId, TeamId};
use crate::kernel::token::Step;

pub use aggregate::{Aggregate, Unstorable, Upcaster};
pub use attempt::{Answer, Attempt, AttemptFact, Carried, Outcome, ReportReason};
pub use interview::{EndReason, InterviewFact, InterviewRun, Recommendation};
pub use learner::{Days, FirstZone, Learner, LearnerFact, ProfileChange, Streak};
pub use path::{ConceptScore, Lately, LessonProgress, Path, PathFact, Spent};
pub use personal::{Gone, Personal};
pub use registry::{Snapshot, Source, Stored};
pub use review::{Review, ReviewFact};
pub use team::{Team, TeamFact};

/// A fact of any stream in its place.
pub type Recorded = registry::Recorded<Fact>;

registry::streams! {
    own {
        /// Who the learner is.
        Learner => learner: Learner,
        /// Where they stand in all courses.
        Path => path: Path,
    }
    sessions {
        /// An attempt at a quiz.
        Attempt => attempt: Attempt,
        /// An interview.
        Interview => interview: InterviewRun,
        /// A review session.
        Review => review: Review,
        /// The academy's team. It is everybody's, so nobody's cached session keeps it: every turn that asks folds it.
        Team => team: Team [serde(skip)],
    }
}

impl State {
    /// Seconds of learning on the learner's day, as of now.
    pub fn seconds_today(&self, now: DateTime<Utc>) -> u32 {
        self.path.lately.seconds_on(self.learner.day(now), &self.learner.days)
    }

    /// The learner's stream as of now: what a press about settings was drawn from.
    pub(crate) fn learner_step(&self) -> Step {
        Step::of(Stream::Learner.id(self.id), self.learner.version)
    }

    /// The path's stream as of now: what a press about lessons was drawn from.
    pub fn path_step(&self) -> Step {
        Step::of(Stream::Path.id(self.id), self.path.version)
    }
}

impl Stream {
    /// The academy's one team.
    pub fn team() -> Self {
        Self::Team(TeamId::of_academy())
    }
}

impl Fact {
    /// A fact of the academy's one team.
    pub fn team(fact: TeamFact) -> Self {
        Self::Team(TeamId::of_academy(), fact)
    }
}

/// All streams of a learner whose path is this.
pub fn streams_of(learner: LearnerId, path: &Path) -> Vec<Stream> {
    let lessons = path.lessons.iter();
    let attempts = lessons.flat_map(|(lesson, progress)| {
        (1..=progress.attempts).map(move |number| Stream::Attempt(AttemptId::of(learner, lesson, number)))
    });
    let interviews = (1..=path.interviews.number).map(|number| Stream::Interview(InterviewRunId::of(learner, number)));
    let reviews = (1..=path.reviews).map(|number| Stream::Review(ReviewId::of(learner, number)));
    Stream::OWN.iter().copied().chain(attempts).chain(interviews).chain(reviews).collect()
}

impl From<ProfileChange> for Fact {
    fn from(change: ProfileChange) -> Self {
        Self::Learner(LearnerFact::ProfileUpdated(change))
    }
}
