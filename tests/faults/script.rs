//! What a learner means to do: a welcome, lessons, quizzes with right and wrong answers, reviews, interviews, a placement,
//! and ways aside. Says nothing of how it is done; that follows from what the screen shows, see [`super::intent`]. Scripts are
//! written in [`super::composing`].

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::product::{LessonId, Locale};

/// How much there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub learners: usize,
    /// Lessons that a learner takes to the end, at most.
    pub lessons: usize,
}

#[derive(Clone, Debug)]
pub struct Script {
    pub language: &'static str,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub enum Step {
    Welcome {
        level: &'static str,
        goal: u32,
    },
    /// Opens the Mini App on a device in this time zone.
    Zone(Tz),
    Language(Locale),
    Goal(u32),
    /// Has questions come as quiz polls, or no more.
    Polls(bool),
    Aside(Aside),
    Read {
        lesson: LessonId,
        way: Way,
        /// Goes back one screen once, at this one.
        back_at: Option<usize>,
        /// Stops at this screen.
        until: usize,
        asides: BTreeMap<usize, Aside>,
    },
    Quiz {
        lesson: LessonId,
        attempts: Vec<Attempt>,
    },
    /// Takes the test of the whole course: knows everything, or nothing.
    Placement {
        knows: bool,
    },
    Review(Recall),
    Interview(Candidacy),
}

/// How a lesson is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Link,
    Contents,
    Onward,
}

/// A look at something that records nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    Chatter,
    /// Writes in a group that the bot is in.
    Group,
    Help,
    Home,
    Learn,
    Progress,
}

/// One pass through a quiz: by the index of a question, since which question that is, is shuffled.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub answers: Vec<bool>,
    pub hints: BTreeSet<usize>,
    pub asides: BTreeMap<usize, Aside>,
}

/// Reviews until nothing is left for today. What comes back is remembered the second time.
#[derive(Clone, Debug)]
pub struct Recall {
    /// Decides how well a card is remembered the first time, by its id.
    pub chance: u64,
    /// Questions, in the order in which they come: which those are, is shuffled.
    pub answers: Vec<bool>,
    pub hints: BTreeSet<usize>,
    /// Before this answer, counted from 0.
    pub asides: BTreeMap<usize, Aside>,
    /// Asks before this answer why it is asked.
    pub asks_why: Option<usize>,
}

/// An interview of ten minutes, which asks all that there is.
#[derive(Clone, Debug)]
pub struct Candidacy {
    /// Of the learner's interviews, from 1.
    pub number: u32,
    /// To each question, and to a follow-up if one is asked.
    pub replies: Vec<[Reply; 2]>,
    /// Stops when this question, from 0, is asked.
    pub stops_at: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub says: Says,
    pub hint: bool,
    pub pause: bool,
    /// To what was not found in it: "I said this".
    pub objects: bool,
    pub aside: Option<Aside>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// The model answer, in so many messages at most.
    Model(usize),
    /// Nothing that is looked for, in so many messages.
    Little(usize),
    /// Skips it.
    Nothing,
}

impl Script {
    /// Presses and messages that it cannot be done without.
    pub fn least_turns(&self) -> usize {
        let least = |step: &Step| match step {
            Step::Welcome { .. } => 3,
            Step::Zone(_) | Step::Aside(Aside::Group) => 0,
            Step::Language(_) | Step::Goal(_) | Step::Polls(_) | Step::Aside(_) | Step::Review(_) => 1,
            Step::Read { until, back_at, asides, .. } => {
                let looks = asides.values().filter(|aside| **aside != Aside::Group).count();
                until + 2 * usize::from(back_at.is_some()) + looks
            }
            Step::Quiz { attempts, .. } => attempts.iter().map(|attempt| 2 * attempt.answers.len() + 1).sum(),
            // Eight answers place somebody at the earliest, and to skip a question takes two presses.
            Step::Placement { .. } => 8,
            Step::Interview(candidacy) => 3 + 2 * candidacy.stops_at.unwrap_or(candidacy.replies.len()),
        };
        self.steps.iter().map(least).sum()
    }
}
