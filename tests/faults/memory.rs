//! What a learner remembers of the step that they are at. Gone with it.

use std::collections::{BTreeMap, BTreeSet};

use super::intent::About;

#[derive(Debug, Default)]
pub struct Memory {
    /// Ways aside that are behind them, by attempt (0: reading) and index.
    pub been_aside: BTreeSet<(u32, usize)>,
    /// The message that a way aside was begun with, or the question where they stand.
    pub asked: Option<(About, i64)>,
    pub went_back: bool,
    pub ways_tried: u32,
    pub hints: BTreeSet<(u32, usize)>,
    /// The newest attempt that was seen, from 1. Elsewhere: whether it was begun at all.
    pub begun: u32,
    /// The newest attempt whose end is known.
    pub finished: u32,
    /// The answer that was given last: attempt, index, questions in it.
    pub answered: Option<(u32, usize, usize)>,
    /// The question whose answer was written or voted and not yet judged, by attempt or session, and index or version.
    pub typed: Option<(u32, u64)>,
    /// The question of a quiz that was answered last, if by a vote: attempt, index.
    pub voted: Option<(u32, usize)>,
    /// Whether an attempt or interview asks in the authors' new words.
    pub reworded: BTreeMap<u32, bool>,
    pub recalling: Recalling,
    pub saying: Saying,
    /// Questions of an interview at which they have paused.
    pub paused: BTreeSet<(u32, usize)>,
}

/// In a review.
#[derive(Debug, Default)]
pub struct Recalling {
    /// How often each item was answered.
    pub times: BTreeMap<String, u32>,
    /// Questions in the order in which they came.
    pub questions: Vec<String>,
    /// The answer that was given last, until it is known what came of it.
    pub pending: Option<Pending>,
    pub asked_why: bool,
    pub ends: u32,
}

/// An answer in a review, at a version of a session.
#[derive(Clone, Debug)]
pub struct Pending {
    pub session: u32,
    pub version: u64,
    pub item: String,
    /// Of a card.
    pub rating: Option<&'static str>,
    /// Of a question.
    pub right: Option<bool>,
}

/// In an interview: what was said to the question that is asked.
#[derive(Debug, Default)]
pub struct Saying {
    /// Which that is: its number, and whether it is a follow-up.
    pub question: Option<(u32, usize)>,
    /// Parts of the answer that are noted.
    pub parts: usize,
    /// Messages that were noted when the last one was sent; none: nothing is under way.
    pub noted_before: Option<usize>,
    /// Telegram's id of the last one.
    pub last: Option<i64>,
    /// All that was sent.
    pub sent: Vec<String>,
}
