//! What a learner does next, from what their screen shows and what they remember of the step that they are at. Pure.
//! What is done in a quiz stands in [`super::quizzing`], in a review in [`super::reviewing`], in an interview in
//! [`super::interviewing`], in a test of what is known already in [`super::placing`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::material::Material;
use super::memory::Memory;
use super::product::{LearnerId, Lesson, LessonId, Locale, Texts};
use super::screen::{Button, Kind, Seen};
use super::script::{Aside, Script, Step, Way};

/// What to do now.
#[derive(Clone, Debug)]
pub enum Act {
    Tap {
        message: i64,
        data: String,
    },
    Send {
        text: String,
        about: About,
    },
    /// Votes in the poll of a message.
    Vote {
        message: i64,
        options: Vec<usize>,
    },
    OpenMiniApp(chrono_tz::Tz),
    /// Writes in the group where they are with the bot.
    WriteInGroup,
    /// Another look: something was understood.
    Again,
    Finished,
    /// What the screen shows cannot follow from what the learner did.
    Wrong(String),
}

/// What a text is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// To get on.
    Way,
    /// A way aside, by attempt (0: reading) and index.
    Aside(u32, usize),
    /// Where do I stand? It may be that the last answer has arrived.
    Doubt,
    /// A part of an answer in an interview.
    Answer,
}

/// Something that a learner has seen, and that therefore must be in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The verdict on an answer in a quiz; the attempt from 1, the index from 0.
    Verdict { lesson: LessonId, attempt: u32, index: usize, right: bool },
    /// What follows a review of an item that was asked at a version of a session. The rating of a card, or whether the
    /// answer to a question was right.
    Reviewed { session: u32, version: u64, item: String, rating: Option<&'static str>, right: Option<bool> },
    /// A message to an interview, from 1, was noted.
    Noted { interview: u32, text: String },
    /// The feedback on a question or follow-up: its percentage; none: it was skipped.
    Feedback { interview: u32, ask: String, percent: Option<usize> },
    /// An objection to the feedback on a question or follow-up stands under it.
    Claimed { interview: u32, ask: String },
}

/// A learner's mind.
pub struct Mind {
    pub id: LearnerId,
    pub script: Script,
    pub material: Material,
    pub confirmed: Vec<Confirmed>,
    /// Everything that was said in interviews; no text is said twice.
    pub said: Vec<String>,
    /// How often an answer was given to each item of their reviews.
    pub recalled: BTreeMap<String, u32>,
    /// What they have done that is no fact of its own, as [`super::coverage`] calls it.
    pub besides: BTreeSet<&'static str>,
    pub at: usize,
    /// Of the present step only.
    pub step: Memory,
}

impl Mind {
    pub fn new(id: LearnerId, script: Script, material: Material) -> Self {
        let (confirmed, said, recalled) = (Vec::new(), Vec::new(), BTreeMap::new());
        let besides = BTreeSet::new();
        Self { id, script, material, confirmed, said, recalled, besides, at: 0, step: Memory::default() }
    }

    /// `seen`: the newest message with buttons; `older`: those above it, the newest first.
    pub fn decide(&mut self, seen: Option<&Seen>, older: &[Seen]) -> Act {
        let Some(step) = self.script.steps.get(self.at).cloned() else { return Act::Finished };
        let Some(seen) = seen else { return send("/start") };
        match step {
            Step::Welcome { level, goal } => match seen.kind() {
                Kind::Level => tap(seen, seen.button_with("o", "l", level)),
                Kind::DailyGoal => tap(seen, seen.button_with("o", "g", &goal.to_string())),
                Kind::Home | Kind::TestIntro => self.next(),
                _ => send("/start"),
            },
            Step::Zone(zone) => Act::OpenMiniApp(zone),
            Step::Language(locale) => self.language(locale, seen),
            Step::Goal(minutes) => self.goal(minutes, seen),
            Step::Polls(wanted) => self.polls(wanted, seen),
            Step::Aside(aside) => self.aside((0, 0), aside, seen).unwrap_or_else(|| self.next()),
            Step::Read { lesson, way, back_at, until, asides } => {
                let aside = |number| asides.get(&number).copied();
                self.read(&lesson, way, back_at, until, aside, seen)
            }
            Step::Quiz { lesson, attempts } => self.quiz(&lesson, &attempts, seen, older),
            Step::Placement { knows } => self.placement(knows, seen),
            Step::Review(recall) => self.review(&recall, seen),
            Step::Interview(candidacy) => self.interview(&candidacy, seen),
        }
    }

    pub fn next(&mut self) -> Act {
        self.at += 1;
        self.step = Memory::default();
        Act::Again
    }

    /// A text was sent.
    pub fn sent(&mut self, about: About, text: &str, message: i64) {
        match about {
            About::Way => {}
            About::Answer => {
                self.said.push(text.to_owned());
                self.step.saying.sent.push(text.to_owned());
                self.step.saying.last = Some(message);
            }
            About::Aside(..) | About::Doubt => self.step.asked = Some((about, message)),
        }
    }

    pub fn confirm(&mut self, confirmed: Confirmed) {
        if !self.confirmed.contains(&confirmed) {
            self.confirmed.push(confirmed);
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

    /// Is the screen what followed the question where they stand?
    pub fn knows_where(&self, seen: &Seen) -> bool {
        self.step.asked.is_some_and(|(about, asked)| about == About::Doubt && seen.message > asked)
    }

    pub fn lesson(&self, id: &LessonId) -> Arc<Lesson> {
        self.material.lesson(id)
    }

    /// None: it is behind them.
    pub fn aside(&mut self, key: (u32, usize), aside: Aside, seen: &Seen) -> Option<Act> {
        if self.step.been_aside.contains(&key) {
            return None;
        }
        let about = About::Aside(key.0, key.1);
        let asked = self.step.asked.filter(|(known, _)| *known == about);
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
            Aside::Group => {
                // What is said there is not answered here.
                self.step.been_aside.insert(key);
                return Some(Act::WriteInGroup);
            }
            Aside::Chatter => "How long does this take?",
            Aside::Help => "/help",
            Aside::Learn => "/learn",
            Aside::Progress => "/progress",
        };
        Some(Act::Send { text: text.to_owned(), about })
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

    /// The switch offers what is not so.
    fn polls(&mut self, wanted: bool, seen: &Seen) -> Act {
        match seen.kind() {
            Kind::Settings if seen.button_with("s", "sp", &(!wanted).to_string()).is_some() => self.next(),
            Kind::Settings => tap(seen, seen.button_with("s", "sp", &wanted.to_string())),
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
    Act::Send { text: text.to_owned(), about: About::Way }
}

/// A screen without the button that it ought to have leads nowhere: home is always there.
pub fn tap(seen: &Seen, button: Option<&Button>) -> Act {
    match button {
        Some(button) => Act::Tap { message: seen.message, data: button.data.clone() },
        None => send("/cancel"),
    }
}
