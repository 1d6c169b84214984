//! What a learner makes of the message in front of them: which screen it is, and which buttons lead where. Reads what is
//! shown and nothing else; knows no database and no session.

use uuid::Uuid;

use super::material::titles;
use super::product::{self, LearnerId, Lesson, LessonId, Locale, MessageView, Texts, Token};

/// Lines of a screen among which its heading is: a notice may stand above it.
const HEAD: usize = 4;

/// A bot's message with its buttons.
#[derive(Clone, Debug)]
pub struct Seen {
    pub message: i64,
    pub text: String,
    pub buttons: Vec<Button>,
    /// Of a question that is a poll, in the order shown; else empty.
    pub options: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Button {
    pub label: String,
    pub data: String,
    pub token: Token,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Level,
    DailyGoal,
    Home,
    /// A screen of a lesson; the number of it and of all.
    Reading(usize, usize),
    /// A question that waits; its number in the attempt, from 0, and how many there are.
    Question(usize, usize),
    Verdict {
        index: usize,
        count: usize,
        right: bool,
    },
    Result,
    Settings,
    Languages,
    Goals,
    Contents,
    /// Which interview?
    Interviews,
    /// What it is to be like.
    Setup,
    /// A question of the interviewer, and how many messages to it are noted.
    Asked {
        noted: usize,
    },
    /// What came of an answer.
    Feedback,
    Paused,
    /// Really to be stopped?
    Stopping,
    /// Which point was made, and where?
    Claiming,
    Scorecard,
    /// One side of a card, or both.
    Front,
    Back,
    /// A question in a review.
    Recall,
    RecallVerdict {
        right: bool,
    },
    /// Why an item is asked.
    Why,
    ReviewEnd,
    NothingToReview,
    TestIntro,
    TestQuestion,
    Other,
}

impl Seen {
    pub fn of(view: &MessageView) -> Self {
        let buttons = view.buttons().filter_map(|button| {
            let data = button.callback_data()?;
            Some(Button { label: button.text.clone(), data: data.to_owned(), token: data.parse().ok()? })
        });
        let text = if view.is_poll {
            // A poll shows no markup: code stands in backticks there.
            format!("{}\n\n{}", view.about, view.text.replace('`', ""))
        } else {
            view.text.clone()
        };
        Self { message: view.id, text, buttons: buttons.collect(), options: view.options.clone() }
    }

    pub fn kind(&self) -> Kind {
        let first = self.buttons.first().map(|button| (button.token.dialogue.as_str(), button.token.verb.as_str()));
        match first {
            _ if !self.options.is_empty() => self.waiting(),
            Some(("o", "l")) => Kind::Level,
            Some(("o", "g")) => Kind::DailyGoal,
            Some(("s", "l")) => Kind::Settings,
            Some(("s", "sl")) => Kind::Languages,
            Some(("s", "sg")) => Kind::Goals,
            Some(("q", "n" | "e")) => self.verdict(),
            Some(("q", "r")) => Kind::Result,
            _ if self.button("s", "m").is_some() => Kind::Home,
            Some(("t", "s" | "r")) => Kind::TestIntro,
            Some(("i", _)) => self.interview(),
            Some(("r", _)) => self.review(),
            _ if self.button("t", "d").is_some() => Kind::TestQuestion,
            _ if self.button("q", "a").or(self.button("q", "t")).is_some() => self.waiting(),
            // It may recommend a lesson first.
            _ if self.button("i", "l").is_some() => Kind::Scorecard,
            _ if self.text.contains('🎉') && self.button("c", "m").is_some() => Kind::Result,
            Some(("l", "g" | "f") | ("q", "s")) => {
                self.numbered().map_or(Kind::Other, |(at, of)| Kind::Reading(at, of))
            }
            Some(("l", "o") | ("c", "m")) if !self.text.starts_with('🔒') => Kind::Contents,
            _ if self.says(&["review-nothing", "review-vacation"]) => Kind::NothingToReview,
            _ if self.says(&["review-went"]) => Kind::ReviewEnd,
            _ => Kind::Other,
        }
    }

    fn waiting(&self) -> Kind {
        self.numbered().map_or(Kind::Other, |(at, of)| Kind::Question(at - 1, of))
    }

    fn interview(&self) -> Kind {
        let has = |verb| self.button("i", verb).is_some();
        match () {
            () if has("x") => Kind::Stopping,
            () if has("b") => Kind::Setup,
            () if has("p") => Kind::Asked { noted: self.noted() },
            () if has("r") => Kind::Paused,
            () if has("l") => Kind::Scorecard,
            () if has("o") && !has("n") => Kind::Claiming,
            () if has("n") || has("v") => Kind::Feedback,
            () if has("t") => Kind::Other,
            () => Kind::Interviews,
        }
    }

    fn review(&self) -> Kind {
        let has = |verb| self.button("r", verb).is_some();
        match () {
            () if has("v") => Kind::Front,
            () if has("g") => Kind::Back,
            () if has("a") || has("t") => Kind::Recall,
            () if has("n") && self.says(&["review-why-title"]) => Kind::Why,
            () if has("n") => Kind::RecallVerdict { right: self.judged_right() },
            () if self.says(&["review-went"]) => Kind::ReviewEnd,
            () => Kind::Other,
        }
    }

    /// The first button of this kind.
    pub fn button(&self, dialogue: &str, verb: &str) -> Option<&Button> {
        self.buttons.iter().find(|button| button.token.dialogue == dialogue && button.token.verb == verb)
    }

    /// The first button of this kind with this first argument.
    pub fn button_with(&self, dialogue: &str, verb: &str, argument: &str) -> Option<&Button> {
        let mut buttons = self.buttons.iter();
        buttons.find(|button| {
            button.token.dialogue == dialogue && button.token.verb == verb && button.token.argument(0) == Some(argument)
        })
    }

    /// Is it about this lesson? Its title stands in the heading.
    pub fn is_of(&self, lesson: &Lesson) -> bool {
        let heading = self.heading().unwrap_or_default();
        titles(lesson).any(|title| heading.starts_with(&format!("{title} · ")))
    }

    /// Does its "continue" lead into this lesson's open quiz?
    pub fn continues_quiz(&self, lesson: &Lesson) -> bool {
        self.continues(lesson, &["home-continue-quiz"])
    }

    /// Does its "continue" lead to this lesson?
    pub fn continues_lesson(&self, lesson: &Lesson) -> bool {
        self.continues(lesson, &["home-begin", "home-continue"])
    }

    /// Which of the learner's attempts at a lesson the question belongs to, from 1.
    pub fn attempt(&self, learner: LearnerId, lesson: &LessonId) -> Option<u32> {
        (1..20).find(|number| self.belongs_to(product::attempt(learner, lesson, *number)))
    }

    /// Which of the learner's review sessions it belongs to, from 1, and the version of that.
    pub fn session(&self, learner: LearnerId) -> Option<(u32, u64)> {
        let number = (1..100).find(|number| self.belongs_to(product::session(learner, *number)))?;
        let steps = self.buttons.iter().filter(|button| button.token.dialogue == "r").filter_map(Button::step);
        Some((number, steps.map(|(_, version)| version).next()?))
    }

    /// Has it a button that belongs to a step of this stream?
    pub fn belongs_to(&self, stream: Uuid) -> bool {
        self.buttons.iter().any(|button| button.token.step.is_some_and(|step| step.is_of(stream)))
    }

    /// The first percentage on it: of a result, what was reached.
    pub fn percent(&self) -> Option<usize> {
        let before = self.text.split_once('%')?.0.trim_end();
        let digits = before.rsplit(|letter: char| !letter.is_ascii_digit()).next()?;
        digits.parse().ok()
    }

    /// Does it say one of these texts of the interface, up to the first number in it, in any language?
    pub fn says(&self, keys: &[&str]) -> bool {
        let texts = Locale::supported().iter().flat_map(|locale| keys.iter().map(|key| beginning(*locale, key)));
        texts.into_iter().any(|text| !text.is_empty() && self.text.contains(&text))
    }

    fn continues(&self, lesson: &Lesson, keys: &[&str]) -> bool {
        let Some(button) = self.button("h", "c") else { return false };
        Locale::supported().iter().any(|locale| {
            let title = lesson.title.get(*locale);
            keys.iter().any(|key| Texts::of(*locale).plain(key, &[("lesson", title.into())]) == button.label)
        })
    }

    fn verdict(&self) -> Kind {
        let Some((at, count)) = self.numbered() else { return Kind::Other };
        Kind::Verdict { index: at - 1, count, right: self.judged_right() }
    }

    /// The paragraph below the heading.
    fn judged_right(&self) -> bool {
        let heading = self.heading().unwrap_or_default();
        let judged = self.text.split_once(heading).map_or("", |(_, below)| below.trim_start());
        judged.starts_with('✅')
    }

    /// How many messages to a question are noted.
    fn noted(&self) -> usize {
        let says = |count: &usize| {
            let texts = Locale::supported().iter().map(|locale| {
                let html = Texts::of(*locale).html("interview-noted", &[("messages", (*count).into())]);
                html.plain()
            });
            texts.into_iter().any(|text| self.text.contains(text.trim()))
        };
        (1..40).rev().find(says).unwrap_or_default()
    }

    /// The line with "2/5" in it.
    fn heading(&self) -> Option<&str> {
        self.text.lines().take(HEAD).find(|line| line.contains(" · ") && fraction(line).is_some())
    }

    /// The "2/5" of the heading.
    pub fn numbered(&self) -> Option<(usize, usize)> {
        let (at, of) = fraction(self.heading()?)?;
        (1..=of).contains(&at).then_some((at, of))
    }
}

impl Button {
    /// The stream and version that it was drawn from.
    pub fn step(&self) -> Option<(&str, u64)> {
        let (stream, version) = self.data.split_once('@')?.1.split_once('.')?;
        Some((stream, u64::from_str_radix(version, 36).ok()?))
    }
}

/// A text of the interface up to its first number.
fn beginning(locale: Locale, key: &str) -> String {
    const NUMBER: usize = 7_777_777;
    let args = ["forgotten", "percent", "remembered"].map(|name| (name, NUMBER.into()));
    let text = Texts::of(locale).html(key, &args).plain();
    text.split(&NUMBER.to_string()).next().unwrap_or_default().trim().to_owned()
}

fn fraction(line: &str) -> Option<(usize, usize)> {
    line.split(' ').find_map(|word| {
        let (at, of) = word.split_once('/')?;
        Some((at.parse().ok()?, of.parse().ok()?))
    })
}
