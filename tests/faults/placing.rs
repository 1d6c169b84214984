//! A learner in the test of what is known already: knows everything, or nothing. Pure.

use super::entry::{Next, towards};
use super::intent::{Act, Mind, send, tap};
use super::screen::{Kind, Seen};

const COMMAND: &str = "/placement";

impl Mind {
    pub fn placement(&mut self, knows: bool, seen: &Seen) -> Act {
        match seen.kind() {
            Kind::TestQuestion => {
                self.step.begun = 1;
                if knows { self.knows(seen) } else { tap(seen, seen.button("t", "d")) }
            }
            Kind::TestIntro => match seen.button("t", "r") {
                Some(resume) => tap(seen, Some(resume)),
                // It is over if it can be begun again.
                None if self.step.begun > 0 => self.next(),
                None => tap(seen, seen.button("t", "s")),
            },
            _ => send(COMMAND),
        }
    }

    fn knows(&self, seen: &Seen) -> Act {
        let Some((_, question)) = self.material.question(&seen.text) else {
            return Act::Wrong(format!("no content has this question: {}", seen.text));
        };
        match towards(seen, "t", question, true) {
            Next::Tap(button) | Next::Submit(button) => tap(seen, Some(button)),
            Next::Stuck | Next::Type(_) | Next::Vote(_) => {
                Act::Wrong(format!("a test asks what no button answers: {}", seen.text))
            }
        }
    }
}
