//! What came of attempts, interviews and reviews: folds of their own over the events of their streams.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::material::without_number;
use super::outcome::Event;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attempt {
    pub questions: usize,
    pub answers: Vec<bool>,
    /// Percent, and whether it passed.
    pub finished: Option<(u32, bool)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interview {
    pub minutes: u64,
    pub exchanges: Vec<Exchange>,
    /// The share in percent, the recommendation and the reason.
    pub finished: Option<(u32, String, String)>,
}

/// A question or follow-up that is dealt with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    pub question: String,
    pub hinted: bool,
    /// What was said to it, without what makes each message another one.
    pub said: BTreeSet<String>,
    /// In percent; none: it was skipped.
    pub share: Option<u32>,
    pub missed: Vec<Value>,
}

/// Answers to each of several questions, which are the same whatever the questions are.
#[derive(Clone, Debug, Default)]
struct Shuffled(BTreeMap<String, Vec<bool>>);

/// How often each item was reviewed, and how it went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reviews {
    /// Of cards and missed points, by their names.
    pub ratings: BTreeMap<String, Vec<String>>,
    /// Of the questions, each by all that was answered to it; which they are, is shuffled.
    questions: Shuffled,
}

impl Attempt {
    pub fn of<'a>(events: impl Iterator<Item = &'a Event>) -> Self {
        let mut attempt = Self::default();
        for event in events {
            let data = &event.event_data;
            match event.event_type.as_str() {
                "AssessmentStarted" => attempt.questions = data["questions"].as_array().map_or(0, Vec::len),
                "AnswerSubmitted" => attempt.answers.push(data["correct"] == true),
                "AssessmentCompleted" => {
                    let percent = (data["score"].as_f64().unwrap_or_default() * 100.0).round() as u32;
                    attempt.finished = Some((percent, data["passed"] == true));
                }
                _ => {}
            }
        }
        attempt
    }
}

impl Interview {
    pub fn of<'a>(events: impl Iterator<Item = &'a Event>) -> Self {
        let mut interview = Self::default();
        let (mut said, mut hints) = (BTreeSet::new(), BTreeSet::new());
        for event in events {
            let data = &event.event_data;
            match event.event_type.as_str() {
                "InterviewStarted" => interview.minutes = data["minutes"].as_u64().unwrap_or_default(),
                "MessageAdded" => drop(said.insert(without_number(&text(&data["text"])).to_owned())),
                "HintRevealed" => drop(hints.insert(text(&data["question"]))),
                "AnswerScored" | "QuestionSkipped" => {
                    let question = text(data.get("follow").unwrap_or(&data["ask"]));
                    interview.exchanges.push(Exchange {
                        hinted: hints.contains(&question),
                        question,
                        said: std::mem::take(&mut said),
                        share: data["share"].as_f64().map(percent),
                        missed: data["missed"].as_array().cloned().unwrap_or_default(),
                    });
                }
                "InterviewCompleted" => {
                    let share = percent(data["share"].as_f64().unwrap_or_default());
                    interview.finished = Some((share, text(&data["recommendation"]), text(&data["reason"])));
                }
                _ => {}
            }
        }
        interview
    }

    /// Where its time ran out, what was dealt with until then.
    pub fn fits(&self, wanted: &Self) -> bool {
        let is_cut = self.finished.as_ref().is_some_and(|(.., reason)| reason == "timeUp");
        if !is_cut {
            return self == wanted;
        }
        // What was being said to the last question was scored as far as it went.
        let whole = self.exchanges.len().saturating_sub(1);
        wanted.exchanges.len() >= self.exchanges.len() && self.exchanges[..whole] == wanted.exchanges[..whole]
    }
}

impl Reviews {
    pub fn take(&mut self, event: &Event) {
        if event.event_type != "ItemReviewed" {
            return;
        }
        let (data, item) = (&event.event_data, text(&event.event_data["item"]));
        match data["score"].as_f64() {
            None => self.ratings.entry(item).or_default().push(text(&data["rating"])),
            Some(score) => self.questions.0.entry(item).or_default().push(score >= 1.0),
        }
    }

    /// Where days have passed, more may have come back, and other things in other sessions; but what the learner meant
    /// to do with a card, they did.
    pub fn fits(&self, wanted: &Self) -> bool {
        let cards = wanted.ratings.iter().filter(|(item, _)| item.starts_with("c:"));
        cards.into_iter().all(|(item, ratings)| self.ratings.get(item).is_some_and(|found| found.starts_with(ratings)))
    }
}

impl PartialEq for Shuffled {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |shuffled: &Self| {
            let mut answers: Vec<_> = shuffled.0.values().cloned().collect();
            answers.sort();
            answers
        };
        sorted(self) == sorted(other)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}
