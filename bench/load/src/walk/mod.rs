//! What a learner does next: through the welcome, forward and backward through lessons, through quizzes of every kind of
//! question, and, if the walk is a whole one, through reviews and interviews. Knows a screen by what its buttons carry;
//! of its text only what a question asks to be typed. Start at [`choose`].

mod dice;
mod interview;
mod question;
#[cfg(test)]
mod tests;

pub use dice::Dice;

/// What a learner sees.
#[derive(Clone, Copy, Debug)]
pub struct Screen<'a> {
    /// As the bot wrote it: HTML within JSON.
    pub text: &'a str,
    /// What the buttons carry, in their order.
    pub buttons: &'a [&'a str],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Press(String),
    /// Plain letters only: they are put into JSON as they are.
    Write(String),
}

/// What a learner has decided upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub act: Act,
    /// Its turn is stored. The others only look: to the next question, to the result, to the list of lessons. That a
    /// lesson is opened for the first time is stored, too; it is counted as a look.
    pub stores: bool,
}

impl Choice {
    fn stored(data: &str) -> Self {
        Self { act: Act::Press(data.to_owned()), stores: true }
    }

    fn looked(data: &str) -> Self {
        Self { act: Act::Press(data.to_owned()), stores: false }
    }

    fn written(text: &str) -> Self {
        Self { act: Act::Write(text.to_owned()), stores: true }
    }
}

impl<'a> Screen<'a> {
    fn all(&self, verb: &str) -> Vec<&'a str> {
        self.buttons.iter().copied().filter(|data| data.starts_with(verb)).collect()
    }

    /// The first button with the first of these verbs that there is.
    fn first(&self, verbs: &[&str]) -> Option<&'a str> {
        verbs.iter().find_map(|verb| self.buttons.iter().copied().find(|data| data.starts_with(verb)))
    }
}

/// The next act; none where there is nothing to do. `whole`: with reviews and interviews.
pub fn choose(screen: &Screen<'_>, whole: bool, dice: &mut Dice) -> Option<Choice> {
    // The welcome: a level, then a goal.
    let (levels, goals) = (screen.all("o.l:"), screen.all("o.g:"));
    if let Some(data) = dice.one_of(if levels.is_empty() { &goals } else { &levels }) {
        return Some(Choice::stored(data));
    }
    if let Some(answer) = question::answer(screen, dice) {
        return Some(answer);
    }
    // A verdict is only left.
    if let Some(data) = screen.first(&["q.n", "q.e", "r.n"]) {
        return Some(Choice::looked(data));
    }
    // A card is turned, then rated.
    if let Some(data) = dice.one_of(&screen.all("r.v:")).or_else(|| dice.one_of(&screen.all("r.g:"))) {
        return Some(Choice::stored(data));
    }
    if whole && let Some(step) = interview::step(screen, dice) {
        return Some(step);
    }
    lesson(screen, whole, dice)
}

/// Results, lessons, and the ways between them.
fn lesson(screen: &Screen<'_>, whole: bool, dice: &mut Dice) -> Option<Choice> {
    let (opens, retries, screens) = (screen.all("l.o:"), screen.all("q.r:"), screen.all("l.g:"));
    // A result, of a quiz or of an interview: something else for a change, on to the next lesson, or again.
    let is_result = screens.is_empty() && screen.first(&["q.s:", "l.f:"]).is_none();
    if whole
        && is_result
        && screen.first(&["c.l"]).is_none()
        && let Some(home) = screen.first(&["h.h"]).filter(|_| dice.percent(40))
    {
        return Some(Choice::looked(home));
    }
    if !retries.is_empty() && (opens.is_empty() || dice.percent(20)) && dice.percent(70) {
        return dice.one_of(&retries).map(Choice::stored);
    }
    if let Some(data) = dice.one_of(&opens) {
        return Some(Choice::looked(data));
    }
    // A lesson: the way forward comes first, the way back behind it.
    let forward: Vec<&str> = [screen.all("q.s:"), screens, screen.all("l.f:")].concat();
    if let (Some(first), Some(last)) = (forward.first(), forward.last()) {
        return Some(Choice::stored(if dice.percent(80) { first } else { last }));
    }
    // Home, or a list without lessons.
    if whole && screen.first(&["h.c"]).is_some() {
        let review = screen.first(&["r.s"]).filter(|_| dice.percent(40));
        if let Some(data) = review.or_else(|| screen.first(&["i.l"]).filter(|_| dice.percent(30))) {
            return Some(Choice::looked(data));
        }
    }
    screen.first(&["h.c", "c.m:", "c.c:", "c.l", "h.h"]).map(Choice::looked)
}
