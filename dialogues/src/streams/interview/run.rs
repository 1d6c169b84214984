//! One simulated interview: the fold of its stream. Decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{EndReason, InterviewFact, Recommendation};
use super::score;
use crate::catalogue::Level;
use crate::kernel::ids::{AskId, ConceptId, CourseId, InterviewId, InterviewRunId, PointId, Revision};
use crate::kernel::locale::Locale;
use crate::kernel::token::Step;
use crate::rubric::MAX_ANSWER;
use crate::streams::aggregate::Aggregate;
use crate::streams::pace;
use crate::streams::path::mastery::ConceptScore;
use crate::streams::personal::Personal;

pub use super::exchange::Exchange;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterviewRun {
    pub version: u32,
    pub id: InterviewRunId,
    pub course: CourseId,
    pub interview: InterviewId,
    pub revision: Revision,
    pub level: Level,
    pub topics: Vec<ConceptId>,
    pub minutes: u32,
    pub locale: Locale,
    pub number: u32,
    pub seed: u64,
    pub asks: Vec<AskId>,
    pub started_at: DateTime<Utc>,
    /// While paused, the one that held before.
    pub deadline: DateTime<Utc>,
    pub paused_at: Option<DateTime<Utc>>,
    /// How many of `asks` are dealt with, apart from a follow-up.
    pub asked: usize,
    /// A question that is dealt with, and the follow-up to it that is being asked.
    pub follow: Option<(AskId, AskId)>,
    /// What has been said to the current question.
    pub messages: Vec<String>,
    /// Seconds that were spent on it until the last step.
    pub seconds: u32,
    pub hints: BTreeSet<AskId>,
    pub exchanges: Vec<Exchange>,
    /// The stream's version when the current question was asked, or the interview last paused or resumed.
    pub mark: u32,
    pub last_step_at: DateTime<Utc>,
    pub finished: Option<Ending>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    /// 0..=1.
    pub share: f64,
    pub per_topic: BTreeMap<ConceptId, ConceptScore>,
    pub recommendation: Recommendation,
    pub reason: EndReason,
    pub at: DateTime<Utc>,
}

/// What is being asked: a question, or a follow-up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking<'a> {
    pub ask: &'a AskId,
    pub follow: Option<&'a AskId>,
}

impl Asking<'_> {
    /// The id of what is asked.
    pub fn question(&self) -> &AskId {
        self.follow.unwrap_or(self.ask)
    }
}

impl InterviewRun {
    pub const fn is_open(&self) -> bool {
        self.finished.is_none()
    }

    /// What waits for an answer; none once all is dealt with.
    pub fn current(&self) -> Option<Asking<'_>> {
        if self.finished.is_some() {
            return None;
        }
        match &self.follow {
            Some((ask, follow)) => Some(Asking { ask, follow: Some(follow) }),
            None => self.asks.get(self.asked).map(|ask| Asking { ask, follow: None }),
        }
    }

    /// What a press on the current question was drawn from. Messages and hints do not change it: who writes once more
    /// and then taps a button of the screen before means the same question.
    pub fn step(&self) -> Step {
        Step::of(self.id.as_uuid(), self.mark)
    }

    /// Is the time over? Never while it is paused, or at an end.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.is_open() && self.paused_at.is_none() && now >= self.deadline
    }

    /// Seconds until the deadline, at least 0; in a pause, those that are left after it.
    pub fn seconds_left(&self, now: DateTime<Utc>) -> u32 {
        let now = self.paused_at.unwrap_or(now);
        u32::try_from((self.deadline - now).num_seconds().max(0)).unwrap_or(u32::MAX)
    }

    /// Seconds that the current question has taken by now. A long silence counts as little as elsewhere.
    pub(crate) fn seconds_spent(&self, now: DateTime<Utc>) -> u32 {
        self.seconds.saturating_add(pace::since(Some(self.last_step_at), now))
    }

    /// What has been said to the current question, as one answer: its messages are sentences of their own.
    pub fn answer(&self) -> String {
        self.messages.join("\n")
    }

    /// Characters that the current answer may still have.
    pub(crate) fn room(&self) -> usize {
        let said = self.messages.iter().map(|message| message.chars().count() + 1).sum();
        MAX_ANSWER.saturating_sub(said)
    }

    /// An end that was reached stands on the answers as they are scored now.
    fn sum_up_again(&mut self) {
        let Some(ending) = &mut self.finished else { return };
        let (topics, share, recommendation) = score::sum_up(self.level, &self.exchanges, self.asks.len());
        *ending = Ending { share, per_topic: topics, recommendation, ..ending.clone() };
    }

    /// The current question as it is dealt with when nothing of it was right.
    fn unscored(
        &self,
        ask: &AskId,
        follow: Option<&AskId>,
        concept: &ConceptId,
        missed: &[PointId],
        seconds: u32,
    ) -> Exchange {
        Exchange {
            ask: ask.clone(),
            follow: follow.cloned(),
            concept: concept.clone(),
            messages: self.messages.clone(),
            share: None,
            hits: Vec::new(),
            missed: missed.to_vec(),
            hinted: self.hints.contains(follow.unwrap_or(ask)),
            seconds,
            found: None,
            claims: BTreeMap::new(),
        }
    }

    fn close(&mut self, exchange: Exchange, at: DateTime<Utc>) {
        self.messages.clear();
        self.asked += usize::from(exchange.follow.is_none());
        self.follow = None;
        self.seconds = 0;
        self.last_step_at = at;
        self.mark = self.version;
        self.exchanges.push(exchange);
    }
}

impl Aggregate for InterviewRun {
    const TYPE: &'static str = "interview";
    const PERSONAL: &'static [(&'static str, &'static [Personal])] = &[
        ("AnswerReviewed", &[Personal::map("/said")]),
        ("MessageAdded", &[Personal::text("/text")]),
        ("PointClaimed", &[Personal::text("/words")]),
    ];

    type Id = InterviewRunId;
    type Fact = InterviewFact;

    fn begin(id: InterviewRunId, fact: &InterviewFact, _: DateTime<Utc>) -> Option<Self> {
        let InterviewFact::InterviewStarted {
            course,
            interview,
            revision,
            level,
            topics,
            minutes,
            locale,
            number,
            seed,
            asks,
            started_at,
            deadline,
            ..
        } = fact
        else {
            return None;
        };
        Some(Self {
            version: 1,
            id,
            course: course.clone(),
            interview: interview.clone(),
            revision: revision.clone(),
            level: *level,
            topics: topics.clone(),
            minutes: *minutes,
            locale: *locale,
            number: *number,
            seed: *seed,
            asks: asks.clone(),
            started_at: *started_at,
            deadline: *deadline,
            paused_at: None,
            asked: 0,
            follow: None,
            messages: Vec::new(),
            seconds: 0,
            hints: BTreeSet::new(),
            exchanges: Vec::new(),
            mark: 1,
            last_step_at: *started_at,
            finished: None,
        })
    }

    fn evolve(mut self, fact: &InterviewFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            InterviewFact::InterviewStarted { .. } => {}
            InterviewFact::MessageAdded { text } => {
                self.seconds = self.seconds_spent(at);
                self.last_step_at = at;
                self.messages.push(text.clone());
            }
            InterviewFact::HintRevealed { question } => {
                self.hints.insert(question.clone());
            }
            InterviewFact::QuestionSkipped { ask, follow, concept, missed, seconds, .. } => {
                let skipped = self.unscored(ask, follow.as_ref(), concept, missed, *seconds);
                self.close(skipped, at);
            }
            InterviewFact::AnswerScored { ask, follow, concept, share, hits, missed, seconds, .. } => {
                let unscored = self.unscored(ask, follow.as_ref(), concept, missed, *seconds);
                self.close(Exchange { share: Some(*share), hits: hits.clone(), ..unscored }, at);
            }
            InterviewFact::AnswerReviewed { exchange, share, said, unsaid, .. } => {
                if let Some(exchange) = self.exchanges.get_mut(*exchange) {
                    exchange.correct(*share, said, unsaid);
                }
                self.sum_up_again();
            }
            InterviewFact::PointClaimed { exchange, point, words, .. } => {
                if let Some(exchange) = self.exchanges.get_mut(*exchange) {
                    exchange.claims.entry(point.clone()).or_insert_with(|| words.clone());
                }
            }
            InterviewFact::FollowUpAsked { ask, follow } => {
                self.follow = Some((ask.clone(), follow.clone()));
                self.mark = self.version;
            }
            InterviewFact::InterviewPaused { .. } => {
                self.seconds = self.seconds_spent(at);
                self.paused_at = Some(at);
                self.mark = self.version;
            }
            InterviewFact::InterviewResumed { deadline } => {
                self.deadline = *deadline;
                self.paused_at = None;
                self.last_step_at = at;
                self.mark = self.version;
            }
            InterviewFact::InterviewCompleted { share, per_topic, recommendation, reason } => {
                self.finished = Some(Ending {
                    share: *share,
                    per_topic: per_topic.clone(),
                    recommendation: *recommendation,
                    reason: *reason,
                    at,
                });
                self.follow = None;
                self.paused_at = None;
                self.mark = self.version;
            }
        }
        self
    }

    fn stream(id: InterviewRunId) -> Uuid {
        id.as_uuid()
    }

    fn version(&self) -> u32 {
        self.version
    }
}
