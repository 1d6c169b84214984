//! What a learner does next, from what their screen shows and what they remember of the step that they are at. Pure.
//! Steps that are taken in a quiz are in [`super::quizzing`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dialogues::catalogue::{Catalogue, Lesson};
use dialogues::kernel::ids::{LearnerId, LessonId};
use dialogues::kernel::locale::Locale;
use dialogues::kernel::texts::Texts;

use super::screen::{Button, Kind, Seen};
use super::script::{Aside, Script, Step, Way};

/// What to do now.
#[derive(Clone, Debug)]
pub enum Act {
    Tap {
        message: i64,
        data: String,
    },
    /// The key of the way aside that the text belongs to.
    Send {
        text: String,
        aside: Option<(u32, usize)>,
    },
    OpenMiniApp(chrono_tz::Tz),
    /// Another look: something was understood.
    Again,
    Finished,
    /// What the screen shows cannot follow from what the learner did.
    Wrong(String),
}

/// A verdict that a learner has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    pub lesson: LessonId,
    /// From 1.
    pub attempt: u32,
    /// From 0.
    pub index: usize,
    pub right: bool,
}

/// A learner's memory.
pub struct Mind {
    pub id: LearnerId,
    pub script: Script,
    /// The content as it was and as it is.
    pub catalogues: Vec<Arc<Catalogue>>,
    pub confirmed: Vec<Confirmed>,
    pub at: usize,
    pub step: Memory,
}

/// What is remembered of the present step only.
#[derive(Debug, Default)]
pub struct Memory {
    /// Ways aside that are behind them, by attempt (0: reading) and index.
    pub been_aside: BTreeSet<(u32, usize)>,
    /// The message that a way aside was begun with.
    pub asked: Option<((u32, usize), i64)>,
    pub went_back: bool,
    pub ways_tried: u32,
    pub hints: BTreeSet<(u32, usize)>,
    /// The newest attempt that was seen, from 1.
    pub begun: u32,
    /// The newest attempt whose end is known.
    pub finished: u32,
    /// The answer that was given last: attempt, index, questions in it.
    pub answered: Option<(u32, usize, usize)>,
    /// Whether an attempt asks its questions in the authors' new words.
    pub reworded: BTreeMap<u32, bool>,
}

impl Mind {
    pub fn new(id: LearnerId, script: Script, catalogues: Vec<Arc<Catalogue>>) -> Self {
        Self { id, script, catalogues, confirmed: Vec::new(), at: 0, step: Memory::default() }
    }

    /// `seen`: the newest message with buttons; `older`: those above it, the newest first.
    pub fn decide(&mut self, seen: Option<&Seen>, older: &[Seen]) -> Act {
        let Some(step) = self.script.steps.get(self.at).cloned() else { return Act::Finished };
        let Some(seen) = seen else { return send("/start") };
        match step {
            Step::Welcome { level, goal } => match seen.kind() {
                Kind::Level => tap(seen, seen.button_with("o", "l", level)),
                Kind::DailyGoal => tap(seen, seen.button_with("o", "g", &goal.to_string())),
                Kind::Home => self.next(),
                _ => send("/start"),
            },
            Step::Zone(zone) => Act::OpenMiniApp(zone),
            Step::Language(locale) => self.language(locale, seen),
            Step::Goal(minutes) => self.goal(minutes, seen),
            Step::Aside(aside) => self.aside((0, 0), aside, seen).unwrap_or_else(|| self.next()),
            Step::Read { lesson, way, back_at, until, asides } => {
                let aside = |number| asides.get(&number).copied();
                self.read(&lesson, way, back_at, until, aside, seen)
            }
            Step::Quiz { lesson, attempts } => self.quiz(&lesson, &attempts, seen, older),
        }
    }

    pub fn next(&mut self) -> Act {
        self.at += 1;
        self.step = Memory::default();
        Act::Again
    }

    /// A text was sent for a way aside.
    pub fn asked(&mut self, aside: Option<(u32, usize)>, message: i64) {
        if let Some(key) = aside {
            self.step.asked = Some((key, message));
        }
    }

    /// A command that surely changes nothing and shows something, for when taps are of no use. None: the screen must
    /// stay, since it leads where nothing else does.
    pub fn way_out(&self) -> Option<&'static str> {
        let in_doubt = self.step.answered.is_some_and(|(_, index, count)| index + 1 == count);
        match self.script.steps.get(self.at) {
            Some(Step::Quiz { .. }) if in_doubt => None,
            Some(Step::Quiz { .. }) if self.step.begun > self.step.finished => Some("/learn"),
            Some(Step::Welcome { .. }) => Some("/start"),
            _ => Some("/cancel"),
        }
    }

    pub fn lesson(&self, id: &LessonId) -> Arc<Lesson> {
        let lesson = self.catalogues.iter().find_map(|catalogue| catalogue.lesson(id));
        Arc::clone(lesson.expect("scripts name lessons of the catalogue"))
    }

    /// None: it is behind them.
    pub fn aside(&mut self, key: (u32, usize), aside: Aside, seen: &Seen) -> Option<Act> {
        if self.step.been_aside.contains(&key) {
            return None;
        }
        let asked = self.step.asked.filter(|(known, _)| *known == key);
        let answered = match aside {
            Aside::Home => seen.kind() == Kind::Home,
            _ => asked.is_some_and(|(_, message)| seen.message > message),
        };
        if answered {
            self.step.been_aside.insert(key);
            return None;
        }
        let text = match aside {
            Aside::Home => {
                // At home the step goes on elsewhere, and does not come by here before it is back.
                self.step.been_aside.insert(key);
                return Some(seen.button("h", "h").map_or_else(|| send("/cancel"), |home| tap(seen, Some(home))));
            }
            Aside::Chatter => "How long does this take?",
            Aside::Help => "/help",
            Aside::Learn => "/learn",
            Aside::Progress => "/progress",
        };
        Some(Act::Send { text: text.to_owned(), aside: Some(key) })
    }

    fn language(&mut self, locale: Locale, seen: &Seen) -> Act {
        match seen.kind() {
            Kind::Settings if seen.text.contains(&Texts::of(locale).plain("language-name", &[])) => self.next(),
            Kind::Settings => tap(seen, seen.button("s", "l")),
            Kind::Languages => tap(seen, seen.button_with("s", "sl", locale.as_str())),
            _ => send("/settings"),
        }
    }

    fn goal(&mut self, minutes: u32, seen: &Seen) -> Act {
        match seen.kind() {
            Kind::Settings if seen.text.contains(&format!(": {minutes} ")) => self.next(),
            Kind::Settings => tap(seen, seen.button("s", "g")),
            Kind::Goals => tap(seen, seen.button_with("s", "sg", &minutes.to_string())),
            _ => send("/settings"),
        }
    }

    fn read(
        &mut self,
        id: &LessonId,
        way: Way,
        back_at: Option<usize>,
        until: usize,
        aside: impl Fn(usize) -> Option<Aside>,
        seen: &Seen,
    ) -> Act {
        let lesson = self.lesson(id);
        let Kind::Reading(number, _) = seen.kind() else {
            return self.reach(&lesson, way, seen);
        };
        if !seen.is_of(&lesson) {
            return self.reach(&lesson, way, seen);
        }
        if let Some(act) = aside(number).and_then(|aside| self.aside((0, number), aside, seen)) {
            return act;
        }
        if back_at == Some(number) && !self.step.went_back {
            self.step.went_back = true;
            return tap(seen, turning_to(seen, number - 1));
        }
        if number >= until {
            return self.next();
        }
        tap(seen, turning_to(seen, number + 1))
    }

    /// The way to a lesson from wherever the learner is.
    pub fn reach(&mut self, lesson: &Lesson, way: Way, seen: &Seen) -> Act {
        if seen.continues_lesson(lesson) {
            return tap(seen, seen.button("h", "c"));
        }
        if let Some(open) = seen.button_with("l", "o", lesson.id.as_str()) {
            return tap(seen, Some(open));
        }
        self.step.ways_tried += 1;
        match (way, seen.kind()) {
            (Way::Contents, Kind::Home) if self.step.ways_tried < 4 => tap(seen, seen.button("c", "l")),
            (Way::Contents | Way::Onward, _) if self.step.ways_tried < 3 => send("/cancel"),
            _ => send(&format!("/start {}", lesson.id.deep_link())),
        }
    }
}

/// The button that turns to another screen of the lesson.
pub fn turning_to(seen: &Seen, number: usize) -> Option<&Button> {
    let number = number.to_string();
    let mut buttons = seen.buttons.iter();
    buttons.find(|button| {
        (button.token.dialogue.as_str(), button.token.verb.as_str()) == ("l", "g")
            && button.token.argument(1) == Some(&number)
    })
}

pub fn send(text: &str) -> Act {
    Act::Send { text: text.to_owned(), aside: None }
}

/// A screen without the button that it ought to have leads nowhere: home is always there.
pub fn tap(seen: &Seen, button: Option<&Button>) -> Act {
    match button {
        Some(button) => Act::Tap { message: seen.message, data: button.data.clone() },
        None => send("/cancel"),
    }
}
