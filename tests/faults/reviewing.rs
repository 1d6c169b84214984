//! A learner in a review: turns cards and rates them, answers questions, until nothing is left for today. Pure.

use super::entry::{Next, towards};
use super::intent::{About, Act, Confirmed, Mind, send, tap};
use super::memory::Pending;
use super::product::{ItemId, Lesson, Question};
use super::random::Random;
use super::screen::{Kind, Seen};
use super::script::Recall;

const COMMAND: &str = "/review";
/// How the first review of a card may go; "Again" brings it back the same day.
const FIRST: [&str; 4] = ["again", "good", "good", "easy"];
/// The numbers on the buttons, as the log calls them.
const RATINGS: [&str; 4] = ["again", "hard", "good", "easy"];
/// Sessions that a day can have, however often the authors change what is asked.
const MOST_SESSIONS: u32 = 20;

impl Mind {
    pub fn review(&mut self, recall: &Recall, seen: &Seen) -> Act {
        let kind = seen.kind();
        let session = seen.session(self.id);
        if let Some((number, version)) = session {
            self.step.begun = 1;
            self.moved_on(number, version, seen);
        }
        if matches!(kind, Kind::Front | Kind::Back | Kind::Recall) {
            let Some((number, version)) = session else {
                return Act::Wrong(format!("a review belongs to none of the learner's sessions: {}", seen.text));
            };
            if let Some(act) = self.by_the_way(recall, seen) {
                return act;
            }
            return match kind {
                Kind::Front => tap(seen, seen.button("r", "v")),
                Kind::Back => self.rate(recall, seen, number, version),
                _ => self.recall(recall, seen, number, version),
            };
        }
        match kind {
            Kind::RecallVerdict { right } => {
                let is_judged = |pending: &Pending| {
                    let asked = self.material.question(&seen.text);
                    pending.right.is_some() && asked.is_some_and(|asked| pending.item == named(asked))
                };
                if let Some(pending) = self.step.recalling.pending.clone().filter(is_judged) {
                    self.settle(Pending { right: Some(right), ..pending });
                }
                tap(seen, seen.button("r", "n"))
            }
            Kind::Why => tap(seen, seen.button("r", "n")),
            Kind::ReviewEnd => {
                // One that was left, for one because what it asked is asked no more, ends without the answer.
                let is_done = seen.text.contains('🎉');
                if let Some(pending) = self.step.recalling.pending.take().filter(|_| is_done) {
                    self.settle(pending);
                }
                self.step.recalling.ends += 1;
                if self.step.recalling.ends > MOST_SESSIONS {
                    return Act::Wrong("there is always something left to review".to_owned());
                }
                send(COMMAND)
            }
            Kind::NothingToReview => self.next(),
            _ => send(COMMAND),
        }
    }

    /// A look aside, or at the reason why this is asked.
    fn by_the_way(&mut self, recall: &Recall, seen: &Seen) -> Option<Act> {
        let answered: u32 = self.step.recalling.times.values().sum();
        if let Some(aside) = recall.asides.get(&(answered as usize))
            && let Some(act) = self.aside((1, answered as usize), *aside, seen)
        {
            return Some(act);
        }
        if recall.asks_why == Some(answered as usize) && !self.step.recalling.asked_why {
            self.step.recalling.asked_why = true;
            return Some(tap(seen, seen.button("r", "w")));
        }
        None
    }

    fn rate(&mut self, recall: &Recall, seen: &Seen, session: u32, version: u64) -> Act {
        let Some(item) = self.material.item(&seen.text) else {
            return Act::Wrong(format!("no content has this card: {}", seen.text));
        };
        let is_first = !self.step.recalling.times.contains_key(&item);
        let rating = if is_first { *Random::of(recall.chance, &item).pick(&FIRST) } else { "good" };
        let number = RATINGS.iter().position(|known| *known == rating).map_or(0, |at| at + 1).to_string();
        let mut buttons = seen.buttons.iter();
        let button = buttons.find(|button| button.token.verb == "g" && button.token.argument(1) == Some(&number));
        self.answers(Pending { session, version, item, rating: Some(rating), right: None });
        tap(seen, button)
    }

    fn recall(&mut self, recall: &Recall, seen: &Seen, session: u32, version: u64) -> Act {
        let material = self.material.clone();
        let Some(asked) = material.question(&seen.text) else {
            return Act::Wrong(format!("no content has this question: {}", seen.text));
        };
        let item = named(asked);
        let known = self.step.recalling.questions.iter().position(|other| *other == item);
        let number = known.unwrap_or_else(|| {
            self.step.recalling.questions.push(item.clone());
            self.step.recalling.questions.len() - 1
        });
        let hint = seen.button("r", "h").filter(|_| recall.hints.contains(&number));
        if let Some(hint) = hint.filter(|_| self.step.hints.insert((1, number))) {
            return tap(seen, Some(hint));
        }
        let is_first = !self.step.recalling.times.contains_key(&item);
        let right = !is_first || recall.answers[number % recall.answers.len()];
        let next = towards(seen, "r", asked.1, right);
        let key = (session, version);
        if matches!(next, Next::Type(_)) && self.step.typed == Some(key) && !self.knows_where(seen) {
            // Written once more, it might be taken for the answer to the next question.
            return Act::Send { text: COMMAND.to_owned(), about: About::Doubt };
        }
        if matches!(next, Next::Submit(_) | Next::Type(_)) {
            self.step.typed = Some(key).filter(|_| matches!(next, Next::Type(_)));
            self.step.asked = None;
            self.answers(Pending { session, version, item, rating: None, right: Some(right) });
        }
        match next {
            Next::Tap(button) | Next::Submit(button) => tap(seen, Some(button)),
            Next::Type(words) => send(&words),
            Next::Stuck | Next::Vote(_) => {
                Act::Wrong(format!("nothing leads to the answer that is meant: {}", seen.text))
            }
        }
    }

    fn answers(&mut self, pending: Pending) {
        *self.recalled.entry(pending.item.clone()).or_default() += 1;
        self.step.recalling.pending = Some(pending);
    }

    /// The session is at this version: what was answered before has been taken, unless it was only a hint that came between.
    fn moved_on(&mut self, session: u32, version: u64, seen: &Seen) {
        let Some(pending) = self.step.recalling.pending.clone() else { return };
        if session == pending.session && version > pending.version {
            if version == pending.version + 1 && self.is_hinted(&pending, seen) {
                self.step.recalling.pending = None;
            } else {
                self.settle(pending);
            }
        } else if session > pending.session {
            // The session was left, and the answer with it or not.
            self.step.recalling.pending = None;
        }
    }

    /// Is the same question shown, with its hint? One that has come back is shown without.
    fn is_hinted(&self, pending: &Pending, seen: &Seen) -> bool {
        let same = self.material.question(&seen.text).filter(|asked| named(*asked) == pending.item);
        let has_hint = same.is_some_and(|(_, question)| question.text.original.hint.is_some());
        seen.kind() == Kind::Recall && has_hint && seen.button("r", "h").is_none()
    }

    fn settle(&mut self, pending: Pending) {
        let Pending { session, version, item, rating, right } = pending;
        *self.step.recalling.times.entry(item.clone()).or_default() += 1;
        self.step.recalling.pending = None;
        self.confirm(Confirmed::Reviewed { session, version, item, rating, right });
    }
}

/// As events name it.
fn named((lesson, question): (&Lesson, &Question)) -> String {
    ItemId::question(&lesson.id, &question.id).to_string()
}
