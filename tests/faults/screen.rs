//! What a learner makes of the message in front of them: which screen it is, and which buttons lead where. Reads what is
//! shown and nothing else; knows no database and no session.

use dialogues::catalogue::{Catalogue, Lesson, Question};
use dialogues::kernel::ids::{AttemptId, LearnerId, LessonId};
use dialogues::kernel::locale::Locale;
use dialogues::kernel::texts::Texts;
use dialogues::kernel::token::Token;
use emulator::MessageView;

/// A bot's message with its buttons.
#[derive(Clone, Debug)]
pub struct Seen {
    pub message: i64,
    pub text: String,
    pub buttons: Vec<Button>,
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
    Other,
}

impl Seen {
    pub fn of(view: &MessageView) -> Self {
        let buttons = view.buttons().filter_map(|button| {
            let data = button.callback_data()?;
            Some(Button { label: button.text.clone(), data: data.to_owned(), token: data.parse().ok()? })
        });
        Self { message: view.id, text: view.text.clone(), buttons: buttons.collect() }
    }

    pub fn kind(&self) -> Kind {
        let first = self.buttons.first().map(|button| (button.token.dialogue.as_str(), button.token.verb.as_str()));
        match first {
            Some(("o", "l")) => Kind::Level,
            Some(("o", "g")) => Kind::DailyGoal,
            Some(("s", "l")) => Kind::Settings,
            Some(("s", "sl")) => Kind::Languages,
            Some(("s", "sg")) => Kind::Goals,
            Some(("q", "n" | "e")) => self.verdict(),
            Some(("q", "r")) => Kind::Result,
            _ if self.button("q", "a").or(self.button("q", "t")).is_some() => {
                self.numbered().map_or(Kind::Other, |(at, of)| Kind::Question(at - 1, of))
            }
            _ if self.button("s", "m").is_some() => Kind::Home,
            _ if self.text.starts_with('🎉') => Kind::Result,
            Some(("l", "g" | "f") | ("q", "s")) => {
                self.numbered().map_or(Kind::Other, |(at, of)| Kind::Reading(at, of))
            }
            Some(("l", "o") | ("c", "m")) if !self.text.starts_with('🔒') => Kind::Contents,
            _ => Kind::Other,
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

    /// Is it about this lesson? Its title stands in the first line.
    pub fn is_of(&self, lesson: &Lesson) -> bool {
        let first = self.text.lines().next().unwrap_or_default();
        titles(lesson).any(|title| first.starts_with(&format!("{title} · ")))
    }

    /// Does its "continue" lead into this lesson's open quiz?
    pub fn continues_quiz(&self, lesson: &Lesson) -> bool {
        self.continues(lesson, &["home-continue-quiz"])
    }

    /// Does its "continue" lead to this lesson?
    pub fn continues_lesson(&self, lesson: &Lesson) -> bool {
        self.continues(lesson, &["home-begin", "home-continue"])
    }

    /// Says the progress that this lesson is complete?
    pub fn lists_as_complete(&self, lesson: &Lesson) -> bool {
        self.text.lines().any(|line| titles(lesson).any(|title| line.starts_with(&format!("✅ {title}"))))
    }

    /// Which of the learner's attempts at a lesson the question belongs to, from 1.
    pub fn attempt(&self, learner: LearnerId, lesson: &LessonId) -> Option<u32> {
        let step = self.button("q", "a").or(self.button("q", "t"))?.token.step?;
        (1..20).find(|number| step.is_of(AttemptId::of(learner, lesson, *number).as_uuid()))
    }

    /// The press that brings the items nearer to this order: the next one, an undo, or submit.
    pub fn towards(&self, question: &Question, items: &[usize]) -> Option<&Button> {
        let order = self.order(question, items.len());
        let shown = |item: &usize| order.iter().position(|other| other == item);
        let wanted: String = items.iter().map(|item| Some(shown(item)?.to_string())).collect::<Option<_>>()?;
        let taps = (1..=wanted.len()).rev().find_map(|taps| self.button_with("q", "t", &wanted[..taps]));
        let undo = || self.buttons.iter().rfind(|button| button.token.dialogue == "q" && button.token.verb == "t");
        self.button_with("q", "a", &wanted).or(taps).or_else(undo)
    }

    /// The items that are shown under letters, as the author's numbers. In a table these are the right column.
    fn order(&self, question: &Question, count: usize) -> Vec<usize> {
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let shown = self.text.lines().filter_map(|line| {
            let (letter, label) = line.split_once('.')?;
            (letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| squeezed(label))
        });
        let shown: Vec<String> = shown.collect();
        let labels = Locale::supported().iter().map(|locale| {
            let options = &question.text.get(*locale).options;
            let lettered = &options[options.len().saturating_sub(count)..];
            lettered.iter().map(|option| squeezed(&option.label.plain())).collect::<Vec<_>>()
        });
        let number = |label: &String, labels: &[String]| labels.iter().position(|other| other == label);
        let orders = labels.map(|labels| shown.iter().map(|label| number(label, &labels)).collect::<Option<Vec<_>>>());
        orders.flatten().find(|order| order.len() == count).unwrap_or_default()
    }

    /// The question that is asked or judged, as one of these catalogues has it.
    pub fn question<'a>(&self, lesson: &LessonId, catalogues: &'a [std::sync::Arc<Catalogue>]) -> Option<&'a Question> {
        let asked = catalogues.iter().filter_map(|catalogue| catalogue.lesson(lesson)?.quiz.as_ref());
        let asked = asked.flat_map(|quiz| &quiz.questions).flat_map(|question| {
            Locale::supported().iter().map(move |locale| (question, question.text.get(*locale).prompt.plain()))
        });
        // One prompt may be the beginning of another.
        let shown = asked.filter(|(_, prompt)| self.text.contains(prompt.trim()));
        shown.max_by_key(|(_, prompt)| prompt.len()).map(|(question, _)| question)
    }

    /// The first percentage on it: of a result, what was reached.
    pub fn percent(&self) -> Option<usize> {
        let before = self.text.split('%').next()?.trim_end();
        let digits = before.rsplit(|letter: char| !letter.is_ascii_digit()).next()?;
        digits.parse().ok()
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
        let judged = self.text.split("\n\n").nth(1).unwrap_or_default();
        Kind::Verdict { index: at - 1, count, right: judged.starts_with('✅') }
    }

    /// The "2/5" at the end of the first line.
    fn numbered(&self) -> Option<(usize, usize)> {
        let (at, of) = self.text.lines().next()?.rsplit(' ').next()?.split_once('/')?;
        let (at, of) = (at.parse().ok()?, of.parse().ok()?);
        (1..=of).contains(&at).then_some((at, of))
    }
}

/// The title in every language that learners may see it in.
fn titles(lesson: &Lesson) -> impl Iterator<Item = &str> {
    Locale::supported().iter().map(|locale| lesson.title.get(*locale).as_str())
}
