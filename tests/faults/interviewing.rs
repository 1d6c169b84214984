//! A learner in an interview: says what their script means in several messages, asks for hints, pauses, skips, stops. Pure.

use super::intent::{About, Act, Confirmed, Mind, send, tap};
use super::material::{Ask, LITTLE, Material, remark};
use super::memory::Saying;
use super::product;
use super::quizzing::REWORDED;
use super::screen::{Kind, Seen};
use super::script::{Candidacy, Reply, Says};

const COMMAND: &str = "/interview";
const MINUTES: &str = "10";
/// What stands before a claim on the screen. The buttons that offer one are no part of its text.
const CLAIMED: char = '🙋';

impl Mind {
    pub fn interview(&mut self, candidacy: &Candidacy, seen: &Seen) -> Act {
        let run = product::interview(self.id, candidacy.number);
        let is_begun = self.step.begun > 0;
        match seen.kind() {
            Kind::Asked { noted } if seen.belongs_to(run) => {
                self.step.begun = 1;
                self.asked(candidacy, noted, seen)
            }
            Kind::Paused if seen.belongs_to(run) => tap(seen, seen.button("i", "r")),
            Kind::Stopping if seen.belongs_to(run) => {
                let stops = candidacy.stops_at.is_some() && self.step.ways_tried > 0;
                tap(seen, seen.button("i", if stops { "x" } else { "n" }))
            }
            Kind::Claiming if seen.belongs_to(run) => tap(seen, seen.button("i", "o")),
            Kind::Feedback if is_begun => self.feedback(candidacy, seen),
            // Nothing is open any more: whatever ended it, its scorecard was drawn.
            Kind::Scorecard | Kind::Interviews if is_begun => self.next(),
            Kind::Interviews => tap(seen, seen.button("i", "s")),
            Kind::Setup => {
                let begin = seen.button("i", "b").filter(|begin| begin.token.argument(2) == Some(MINUTES));
                let mut lengths = seen.buttons.iter().filter(|button| button.token.verb == "s");
                let length = lengths.find(|length| length.token.argument(2) == Some(MINUTES));
                tap(seen, begin.or(length))
            }
            Kind::Home => tap(seen, seen.button("i", "l")),
            _ => send(COMMAND),
        }
    }

    fn asked(&mut self, candidacy: &Candidacy, noted: usize, seen: &Seen) -> Act {
        let material = self.material.clone();
        let is_told = material.ask(&seen.text).is_some();
        let Some(ask) = material.ask(&seen.text).or_else(|| self.remembered(&material, seen)) else {
            // What was noted is told without the question; who does not remember it looks again.
            return if noted > 0 {
                send(COMMAND)
            } else {
                Act::Wrong(format!("no interview has this question: {}", seen.text))
            };
        };
        let Some(replies) = candidacy.replies.get(ask.number) else {
            return Act::Wrong(format!("nothing was meant to be said to {}", ask.id));
        };
        let reworded = seen.text.contains(REWORDED);
        if is_told && *self.step.reworded.entry(candidacy.number).or_insert(reworded) != reworded {
            return Act::Wrong(format!("the interview changed its words on the way: {}", seen.text));
        }
        let key = (ask.number as u32 + 1, usize::from(ask.follows));
        if self.step.saying.question != Some(key) {
            self.step.saying = Saying { question: Some(key), ..Saying::default() };
        }
        self.noted(candidacy.number, noted);
        if candidacy.stops_at == Some(ask.number) && !ask.follows && seen.button("i", "q").is_some() {
            self.step.ways_tried = 1;
            return tap(seen, seen.button("i", "q"));
        }
        let reply = &replies[usize::from(ask.follows)];
        self.before(key, reply, seen).unwrap_or_else(|| self.reply(&ask, reply, noted, seen))
    }

    /// The question that was answered last, if it is the one with the number in the heading.
    fn remembered<'a>(&self, material: &'a Material, seen: &Seen) -> Option<Ask<'a>> {
        let (number, follows) = self.step.saying.question?;
        let is_it = seen.numbered().is_some_and(|(at, _)| at == number as usize);
        is_it.then(|| material.numbered_ask(number as usize - 1, follows > 0)).flatten()
    }

    /// A way aside, a hint, a pause.
    fn before(&mut self, key: (u32, usize), reply: &Reply, seen: &Seen) -> Option<Act> {
        if let Some(act) = reply.aside.and_then(|aside| self.aside(key, aside, seen)) {
            return Some(act);
        }
        let hint = seen.button("i", "h").filter(|_| reply.hint);
        if let Some(hint) = hint.filter(|_| self.step.hints.insert(key)) {
            return Some(tap(seen, Some(hint)));
        }
        (reply.pause && self.step.paused.insert(key)).then(|| tap(seen, seen.button("i", "p")))
    }

    /// The next part of the answer, or its end.
    fn reply(&mut self, ask: &Ask<'_>, reply: &Reply, noted: usize, seen: &Seen) -> Act {
        let parts = match reply.says {
            // Where something is noted by mistake, the question is not told, and there is nothing to skip it by.
            Says::Nothing if seen.button("i", "k").is_none() => return send(COMMAND),
            Says::Nothing => return tap(seen, seen.button("i", "k")),
            Says::Model(messages) => ask.model(messages),
            Says::Little(messages) => vec![LITTLE.to_owned(); messages],
        };
        let saying = &mut self.step.saying;
        if let Some(before) = saying.noted_before {
            if noted > before {
                saying.parts += 1;
                saying.noted_before = None;
            } else if self.knows_where(seen) {
                // It was not taken for an answer, and that was said.
                self.step.saying.noted_before = None;
            } else {
                return Act::Send { text: COMMAND.to_owned(), about: About::Doubt };
            }
        }
        // A screen may know of less than was noted before, after a Redis that was away: then it is said again.
        self.step.saying.parts = self.step.saying.parts.min(noted);
        let Some(part) = parts.get(self.step.saying.parts) else { return tap(seen, seen.button("i", "d")) };
        self.step.saying.noted_before = Some(noted);
        self.step.asked = None;
        Act::Send { text: remark(part, self.said.len() + 1), about: About::Answer }
    }

    /// All that was sent is noted; where some was not, nobody can tell which.
    fn noted(&mut self, interview: u32, noted: usize) {
        if noted == self.step.saying.sent.len() {
            for text in self.step.saying.sent.clone() {
                self.confirm(Confirmed::Noted { interview, text });
            }
        }
    }

    fn feedback(&mut self, candidacy: &Candidacy, seen: &Seen) -> Act {
        let material = self.material.clone();
        let asked = material.ask(&seen.text);
        let current =
            |ask: &Ask<'_>| self.step.saying.question == Some((ask.number as u32 + 1, usize::from(ask.follows)));
        if let Some(ask) = asked.filter(current) {
            let was_skipped = seen.says(&["interview-skipped"]);
            let percent = seen.percent().filter(|_| !was_skipped);
            if was_skipped || percent.is_some() {
                let (interview, id) = (candidacy.number, ask.id.to_owned());
                self.confirm(Confirmed::Feedback { interview, ask: id.clone(), percent });
                let is_claimed = seen.text.contains(CLAIMED);
                if is_claimed {
                    self.confirm(Confirmed::Claimed { interview, ask: id });
                }
                let reply = candidacy.replies.get(ask.number).map(|replies| &replies[usize::from(ask.follows)]);
                let objects = reply.is_some_and(|reply| reply.objects) && !is_claimed;
                if let Some(claim) = seen.button("i", "o").filter(|_| objects) {
                    return tap(seen, Some(claim));
                }
            }
        }
        tap(seen, seen.button("i", "n").or(seen.buttons.first()))
    }
}
