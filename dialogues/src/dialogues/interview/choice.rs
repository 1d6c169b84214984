//! What has been chosen of an interview before it begins. It travels in the buttons.

use std::sync::Arc;

use super::words::{CODE, Verb};
use crate::catalogue::Interview;
use crate::kernel::ids::ConceptId;
use crate::kernel::locale::Locale;
use crate::kernel::seed;
use crate::kernel::token::Token;
use crate::scene::Scene;

/// Minutes that an interview may take.
pub const LENGTHS: [u32; 3] = [10, 20, 40];
/// Minutes that a question takes, with its follow-up and the feedback.
const MINUTES_PER_QUESTION: u32 = 4;

/// What has been chosen so far.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    pub interview: &'a Arc<Interview>,
    /// Bits of the topics in [`topics`]' order; 0: all.
    pub topics: u64,
    pub minutes: u32,
    pub locale: Locale,
}

impl<'a> Choice<'a> {
    pub fn token(&self, verb: Verb) -> Token {
        let token = Token::new(CODE, verb).with(format!("{:x}", key(self.interview)));
        token.with(format!("{:x}", self.topics)).with(self.minutes).with(self.locale)
    }

    pub fn read(arguments: &[&str], scene: &'a Scene<'_>) -> Option<Self> {
        let [wanted, topics, minutes, locale] = arguments else { return None };
        let wanted = u32::from_str_radix(wanted, 16).ok()?;
        let interview = all(scene).find(|interview| key(interview) == wanted)?;
        let topics = u64::from_str_radix(topics, 16).ok()?;
        let minutes = minutes.parse().ok().filter(|minutes| LENGTHS.contains(minutes))?;
        Some(Self { interview, topics, minutes, locale: Locale::of_tag(locale)? })
    }

    pub fn of(token: &Token, scene: &'a Scene<'_>) -> Option<Self> {
        Self::read(&token.arguments.iter().map(String::as_str).collect::<Vec<_>>(), scene)
    }

    pub fn has(&self, topic: usize) -> bool {
        self.topics & bit(topic) != 0
    }

    /// What will be asked about.
    pub fn concepts(&self) -> Vec<ConceptId> {
        let all = topics(self.interview).into_iter().enumerate();
        all.filter(|(number, _)| self.topics == 0 || self.has(*number)).map(|(_, topic)| topic.clone()).collect()
    }
}

/// All published interviews.
pub fn all<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = &'a Arc<Interview>> {
    scene.catalogue.courses().iter().flat_map(|course| &course.interviews)
}

/// How many questions an interview of this length asks, if it has as many.
pub fn count(choice: &Choice<'_>) -> usize {
    let concepts = choice.concepts();
    let there = choice.interview.asks.iter().filter(|ask| concepts.contains(&ask.concept)).count();
    let fit = (choice.minutes + MINUTES_PER_QUESTION / 2) / MINUTES_PER_QUESTION;
    there.min(fit as usize)
}

/// The interview's concepts that it has questions about, in the author's order.
pub fn topics(interview: &Interview) -> Vec<&ConceptId> {
    let asked = |topic: &&ConceptId| interview.asks.iter().any(|ask| ask.concept == **topic);
    interview.concepts.iter().filter(asked).collect()
}

pub fn bit(topic: usize) -> u64 {
    u32::try_from(topic).ok().and_then(|topic| 1u64.checked_shl(topic)).unwrap_or_default()
}

/// Names an interview at its revision within a button: its id alone would take most of the room.
fn key(interview: &Interview) -> u32 {
    seed::derive(0, &format!("{}@{}", interview.id, interview.revision)) as u32
}
