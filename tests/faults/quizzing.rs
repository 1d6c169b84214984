//! A learner in a quiz: answers as their script says, knows which attempt they are in, and finds back to it. Pure.

use super::coverage::VOTE;
use super::entry::{Next, is_typed, towards};
use super::intent::{About, Act, Confirmed, Mind, send, tap, turning_to};
use super::product::{Lesson, LessonId};
use super::screen::{Kind, Seen};
use super::script::{Aside, Attempt, Way};

/// What authors put in front of a question when they reword it, see the fault `content-push`.
pub const REWORDED: &str = "Reworded. ";

impl Mind {
    pub fn quiz(&mut self, id: &LessonId, attempts: &[Attempt], seen: &Seen, older: &[Seen]) -> Act {
        let lesson = self.lesson(id);
        match seen.kind() {
            Kind::Question(index, count) if seen.is_of(&lesson) => self.question(&lesson, attempts, seen, index, count),
            Kind::Verdict { index, count, right } if seen.is_of(&lesson) => {
                self.told(&lesson, index, count, right);
                tap(seen, seen.buttons.first())
            }
            Kind::Result if is_about(seen, &lesson) => {
                if self.in_doubt() && !is_result_of(self.step.begun, attempts, seen) {
                    return ask();
                }
                if self.in_doubt() {
                    self.step.finished = self.step.begun;
                }
                if self.step.begun > self.step.finished {
                    send("/learn")
                } else {
                    self.onward(&lesson, attempts, seen, older)
                }
            }
            Kind::Reading(number, count) if seen.is_of(&lesson) => {
                if self.in_doubt() {
                    return ask();
                }
                if self.step.begun > 0 && self.step.begun == self.step.finished {
                    return self.onward(&lesson, attempts, seen, older);
                }
                if number < count { tap(seen, turning_to(seen, number + 1)) } else { tap(seen, seen.button("q", "s")) }
            }
            Kind::Home => self.at_home(&lesson, attempts, seen, older),
            _ if self.in_doubt() => ask(),
            _ if seen.continues_quiz(&lesson) => tap(seen, seen.button("h", "c")),
            _ if self.step.begun > self.step.finished => send("/learn"),
            _ => send("/cancel"),
        }
    }

    fn question(&mut self, lesson: &Lesson, attempts: &[Attempt], seen: &Seen, index: usize, count: usize) -> Act {
        let Some(number) = seen.attempt(self.id, &lesson.id) else {
            return Act::Wrong(format!("a question of {} belongs to none of the learner's attempts", lesson.id));
        };
        if number > self.step.begun && self.step.begun > 0 {
            self.step.finished = number - 1;
        }
        self.step.begun = self.step.begun.max(number);
        let planned = attempts.get(number as usize - 1).filter(|plan| plan.answers.len() == count);
        let Some(plan) = planned else {
            return Act::Wrong(format!("attempt {number} of {} with {count} questions was never meant", lesson.id));
        };
        if number < self.step.begun {
            return send("/learn");
        }
        let reworded = seen.text.contains(REWORDED);
        if *self.step.reworded.entry(number).or_insert(reworded) != reworded {
            return Act::Wrong(format!(
                "attempt {number} of {} changed its words on the way: {}",
                lesson.id, seen.text
            ));
        }
        let material = self.material.clone();
        let Some((_, question)) = material.question(&seen.text).filter(|(of, _)| of.id == lesson.id) else {
            return Act::Wrong(format!("no content has this question: {}", seen.text));
        };
        let aside = plan.asides.get(&index).map(|aside| match aside {
            // Whatever is written to a question that waits for words, is the answer.
            Aside::Chatter if is_typed(question) => Aside::Help,
            other => *other,
        });
        if let Some(act) = aside.and_then(|aside| self.aside((number, index), aside, seen)) {
            return act;
        }
        let hint = seen.button("q", "h").filter(|_| plan.hints.contains(&index));
        if let Some(hint) = hint.filter(|_| self.step.hints.insert((number, index))) {
            return tap(seen, Some(hint));
        }
        let next = towards(seen, "q", question, plan.answers[index]);
        if matches!(next, Next::Submit(_) | Next::Type(_) | Next::Vote(_)) {
            let key = (number, index as u64);
            let once = matches!(next, Next::Type(_) | Next::Vote(_));
            if self.step.typed == Some(key) && once {
                // Written once more, it might be taken for the answer to the next question; and a vote stands.
                return ask();
            }
            self.step.typed = Some(key).filter(|_| once);
            self.step.voted = matches!(next, Next::Vote(_)).then_some((number, index));
            // An earlier question may be drawn late: it was answered, and the answer to a later one counts.
            self.step.answered = self.step.answered.max(Some((number, index, count)));
            // What was asked before says nothing about this answer.
            self.step.asked = None;
        }
        match next {
            Next::Tap(button) | Next::Submit(button) => tap(seen, Some(button)),
            Next::Type(words) => send(&words),
            Next::Vote(options) => Act::Vote { message: seen.message, options },
            Next::Stuck => Act::Wrong(format!("nothing leads to the answer that is meant: {}", seen.text)),
        }
    }

    /// A verdict on the answer that was given last.
    fn told(&mut self, lesson: &Lesson, index: usize, count: usize, right: bool) {
        let Some((attempt, _, _)) = self.step.answered.filter(|(_, given, of)| (*given, *of) == (index, count)) else {
            return;
        };
        if self.step.voted == Some((attempt, index)) {
            self.besides.insert(VOTE);
        }
        self.confirm(Confirmed::Verdict { lesson: lesson.id.clone(), attempt, index, right });
    }

    /// Home tells what is next, and so what has become of an answer whose verdict was not seen: if it is an answer to a
    /// question that came after that. An older one may have been drawn before the answer was taken.
    fn at_home(&mut self, lesson: &Lesson, attempts: &[Attempt], seen: &Seen, older: &[Seen]) -> Act {
        if (self.in_doubt() || self.step.typed.is_some()) && !self.knows_where(seen) {
            return ask();
        }
        self.step.typed = None;
        if seen.continues_quiz(lesson) {
            self.step.asked = None;
            return tap(seen, seen.button("h", "c"));
        }
        if self.in_doubt() {
            self.step.finished = self.step.begun;
        }
        match (self.step.begun, self.step.finished) {
            (0, _) => self.reach(lesson, Way::Link, seen),
            (begun, finished) if begun > finished => send("/learn"),
            _ => self.onward(lesson, attempts, seen, older),
        }
    }

    /// An attempt has ended: the next one, or the next step.
    fn onward(&mut self, lesson: &Lesson, attempts: &[Attempt], seen: &Seen, older: &[Seen]) -> Act {
        if self.step.finished as usize >= attempts.len() {
            return self.next();
        }
        let retry = [seen]
            .into_iter()
            .chain(older)
            .find_map(|seen| Some((seen, seen.button_with("q", "r", lesson.id.as_str())?)));
        match retry {
            Some((seen, retry)) => tap(seen, Some(retry)),
            None => self.scroll_up(lesson, seen),
        }
    }

    /// An older message still says "See the result": that leads to where the attempt stands, whatever is shown now.
    fn scroll_up(&mut self, lesson: &Lesson, seen: &Seen) -> Act {
        self.step.ways_tried += 1;
        if self.step.ways_tried > 8 {
            return Act::Wrong(format!("there is no way back to the quiz of {}", lesson.id));
        }
        Act::Tap { message: seen.message, data: "q.e".to_owned() }
    }

    /// Was the last answer of an attempt given, and what came of it not seen?
    fn in_doubt(&self) -> bool {
        let last = self.step.answered.filter(|(_, index, count)| index + 1 == *count);
        last.is_some_and(|(attempt, ..)| attempt == self.step.begun && self.step.finished < attempt)
    }
}

/// Where do I stand? "Continue" would lead to the next lesson if the last answer has arrived meanwhile.
fn ask() -> Act {
    Act::Send { text: "/cancel".to_owned(), about: About::Doubt }
}

/// Is it the result of this attempt, and surely not that of the one before?
fn is_result_of(number: u32, attempts: &[Attempt], seen: &Seen) -> bool {
    let percent = |number: u32| {
        let missed = attempts[number as usize - 1].answers.iter().filter(|right| !**right).count();
        let all = attempts[0].answers.len();
        // Rounded, as it is shown.
        ((all - missed) * 200 + all) / (2 * all)
    };
    let before = (number > 1).then(|| percent(number - 1));
    seen.percent() == Some(percent(number)) && before != Some(percent(number))
}

fn is_about(seen: &Seen, lesson: &Lesson) -> bool {
    super::material::titles(lesson).any(|title| seen.text.contains(title))
}
