//! Polls and quizzes: votes, closing, and the updates that follow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Problem, Record, World, messages::Body};
use crate::{entities::FormattedText, wire};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PollKind {
    Quiz,
    #[default]
    Regular,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the Bot API")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Poll {
    pub id: String,
    pub chat: i64,
    pub message: i64,
    pub kind: PollKind,
    pub question: FormattedText,
    pub options: Vec<FormattedText>,
    /// Options chosen, by learner. A vote taken back is no entry.
    pub votes: BTreeMap<i64, Vec<usize>>,
    pub anonymous: bool,
    pub allows_multiple: bool,
    pub allows_revoting: bool,
    pub correct: Vec<usize>,
    pub explanation: Option<FormattedText>,
    #[serde(default)]
    pub description: Option<FormattedText>,
    pub open_period: Option<i64>,
    pub close_date: Option<i64>,
    pub closed: bool,
}

impl Poll {
    pub fn votes_for(&self, option: usize) -> usize {
        self.votes.values().filter(|chosen| chosen.contains(&option)).count()
    }
}

impl World {
    /// Puts a poll in place or replaces it, and tells the page to look again.
    pub fn put_poll(&mut self, poll: Poll) {
        self.store(Record::Poll(Box::new(poll.clone())));
        self.announce(json!({"type": "poll", "chatId": poll.chat, "messageId": poll.message}));
        self.polls.insert(poll.id.clone(), poll);
    }

    pub fn vote(&mut self, from: i64, chat: i64, message: i64, options: &[usize]) -> Result<(), Problem> {
        self.may_write(from, chat)?;
        self.close_expired_polls();
        let poll = match self.messages.get(&(chat, message)).map(|m| &m.body) {
            Some(Body::Poll(id)) => self.polls.get(id).cloned(),
            _ => None,
        };
        let Some(mut poll) = poll else {
            return Err(Problem::Unknown(format!("there is no poll in message {message}")));
        };
        let refuse = |why: &str| Err(Problem::Conflict(why.to_owned()));
        if poll.closed {
            return refuse("the poll is closed");
        }
        if poll.votes.contains_key(&from) && !poll.allows_revoting {
            return refuse("this learner has voted, and the vote stands");
        }
        let mut chosen = options.to_vec();
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.iter().any(|option| *option >= poll.options.len()) {
            return Err(Problem::Invalid("optionIds names an option that the poll does not have".into()));
        }
        if chosen.len() > 1 && !poll.allows_multiple {
            return Err(Problem::Invalid("the poll takes one option".into()));
        }
        if chosen.is_empty() {
            if poll.votes.remove(&from).is_none() {
                return Err(Problem::Invalid("optionIds is empty, and there is no vote to take back".into()));
            }
        } else {
            poll.votes.insert(from, chosen.clone());
        }
        self.put_poll(poll.clone());
        let learner = wire::user(self.learner(from)?);
        let drawn = wire::poll(self, &poll);
        self.enqueue("poll", Some(chat), &drawn);
        if !poll.anonymous {
            let persistent: Vec<String> = chosen.iter().map(|option| wire::option_id(*option)).collect();
            let payload = json!({
                "poll_id": poll.id,
                "user": learner,
                "option_ids": chosen,
                "option_persistent_ids": persistent,
            });
            self.enqueue("poll_answer", Some(chat), &payload);
        }
        Ok(())
    }

    /// Closes a poll and lets the bot know.
    pub fn close_poll(&mut self, mut poll: Poll) -> Poll {
        poll.closed = true;
        self.put_poll(poll.clone());
        let drawn = wire::poll(self, &poll);
        self.enqueue("poll", Some(poll.chat), &drawn);
        poll
    }

    pub fn has_timed_polls(&self) -> bool {
        self.polls.values().any(|poll| !poll.closed && poll.close_date.is_some())
    }

    /// Closes what its `close_date` has passed.
    pub fn close_expired_polls(&mut self) {
        let now = self.now();
        let expired: Vec<Poll> = self
            .polls
            .values()
            .filter(|poll| !poll.closed && poll.close_date.is_some_and(|at| at <= now))
            .cloned()
            .collect();
        for poll in expired {
            self.close_poll(poll);
        }
    }
}
