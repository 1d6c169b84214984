//! How an answer to a quiz question counts as a review: nobody presses a button for it. Cards are graded by the
//! learner.

use super::schedule::Rating;

/// What is known of an answer once it is graded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answered {
    /// The share of the points, 0..=1.
    pub score: f64,
    pub hint: bool,
    /// How likely the full score is by guessing, 0..=1: 0.5 for a statement, 0.25 for one of four, 0 for typed ones.
    pub guess: f64,
    pub seconds: u32,
    /// What reading and answering should take, see [`expected_seconds`]; 0 if nobody knows.
    pub expected_seconds: u32,
}

/// Below this share of the points it was not remembered.
const REMEMBERED: f64 = 0.6;
/// Who is right this easily by chance was not shown to know it well.
const GUESSABLE: f64 = 0.2;
/// Slower than so many times what was expected is an effort …
const SLOW: u32 = 2;
/// … and slower than so many times is a chat that was left open: it says nothing.
const AWAY: u32 = 10;
/// A reader of technical text takes in about half of the 24 characters a second that adults read of prose (238 words a
/// minute; source: Brysbaert, "How many words do we read per minute?", 2019).
const CHARACTERS_A_SECOND: usize = 12;
const SECONDS_TO_ANSWER: usize = 5;

/// The rating that an answer deserves; the first that fits:
/// - Again: less than 0.6 of the points;
/// - Hard: not all the points, or with a hint, or slow: 2 to 10 times the expected seconds;
/// - Easy: in half of the expected seconds or less, and hardly by guessing: at most 0.2;
/// - Good.
pub fn rating(answered: &Answered) -> Rating {
    let expected = answered.expected_seconds;
    let known = expected > 0;
    let slow =
        known && answered.seconds > expected.saturating_mul(SLOW) && answered.seconds <= expected.saturating_mul(AWAY);
    let quick = known && answered.seconds <= expected / 2;
    // Written so that a score that is no number is no success either.
    let remembered = answered.score >= REMEMBERED;
    let all = answered.score >= 1.0;
    match () {
        () if !remembered => Rating::Again,
        () if !all || answered.hint || slow => Rating::Hard,
        () if quick && answered.guess <= GUESSABLE => Rating::Easy,
        () => Rating::Good,
    }
}

/// Seconds that reading so many characters, options included, and answering should take, from 5.
pub fn expected_seconds(characters: usize) -> u32 {
    u32::try_from(SECONDS_TO_ANSWER + characters / CHARACTERS_A_SECOND).unwrap_or(u32::MAX)
}
