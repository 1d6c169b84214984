//! What the run teaches: content of its own, so that no new lesson can break a run. Here stands all that learners know of
//! it beforehand: which question a screen shows, what is right, what a good candidate says. The only place that reads the
//! catalogue.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::product::{
    AskText, Catalogue, Course, Interview, ItemId, Lesson, LessonId, Locale, Localised, Question, Response, Rubric,
    content,
};

/// An answer that says nothing of what a rubric looks for.
pub const LITTLE: &str = "I have not had to do with that so far.";
const REMARK: &str = " This is my remark ";

/// Where the content is.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/content")
}

#[derive(Clone)]
pub struct Material(Arc<Catalogue>);

/// A question of the interviewer, or a follow-up to it.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// Of the question, from 0: the author's number, by which it is asked.
    pub number: usize,
    pub follows: bool,
    /// Its own.
    pub id: &'a str,
    text: &'a Localised<AskText>,
    rubric: &'a Rubric,
}

impl Material {
    /// The content, which has to be fit for this: what learners take for right and wrong must be so beyond doubt.
    pub fn load() -> anyhow::Result<Self> {
        let material = Self(Arc::new(content::load(&folder())?));
        for (lesson, question) in material.questions() {
            let (right, wrong) = (question.body.right(), question.body.wrong());
            let clear = question.body.grade(&right).score >= 1.0 && question.body.grade(&wrong).score <= 0.0;
            anyhow::ensure!(clear, "{} of {} has no clear answers", question.id, lesson.id);
        }
        for (lesson, question) in material.questions() {
            // Of a poll, only the button of its hint tells which attempt it belongs to.
            let may_be_poll = matches!(question.body.right(), Response::Options(_));
            let tells = !may_be_poll || question.text.original.hint.is_some();
            anyhow::ensure!(tells, "{} of {} may be a poll, and has no hint", question.id, lesson.id);
        }
        for ask in material.asks() {
            let parts = ask.model(usize::MAX);
            let said: Vec<String> = parts.iter().enumerate().map(|(number, part)| remark(part, number)).collect();
            let said = said.join("\n");
            let clear = ask.rubric.score(&said).share >= 1.0 && ask.rubric.score(&remark(LITTLE, 1)).share <= 0.0;
            anyhow::ensure!(clear, "{} has no clear answers", ask.id);
        }
        Ok(material)
    }

    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.0)
    }

    /// In the author's order.
    pub fn lessons(&self) -> impl Iterator<Item = &Arc<Lesson>> {
        self.0.courses().iter().flat_map(Course::lessons)
    }

    pub fn lesson(&self, id: &LessonId) -> Arc<Lesson> {
        Arc::clone(self.0.lesson(id).expect("scripts name lessons of the content"))
    }

    /// The one that there is. It asks its questions in the author's order, since each is harder than the one before.
    pub fn interview(&self) -> &Interview {
        let mut all = self.0.courses().iter().flat_map(|course| &course.interviews);
        all.next().expect("the content has an interview")
    }

    /// The question that a screen asks or judges, with its lesson.
    pub fn question(&self, shown: &str) -> Option<(&Lesson, &Question)> {
        let all = self.questions();
        longest(all.map(|(lesson, question)| (question.text.original.prompt.plain(), (lesson, question))), shown)
    }

    /// The kind of a lesson's question, by its id.
    pub fn kind(&self, lesson: &str, question: &str) -> Option<&'static str> {
        let mut all = self.questions();
        let found = all.find(|(of, asked)| of.id.as_str() == lesson && asked.id.as_str() == question);
        found.map(|(_, question)| question.body.name())
    }

    /// The question of the interview that a screen asks or judges.
    pub fn ask(&self, shown: &str) -> Option<Ask<'_>> {
        longest(self.asks().map(|ask| (ask.text.original.prompt.plain(), ask)), shown)
    }

    /// The question with this number, from 0, or its follow-up.
    pub fn numbered_ask(&self, number: usize, follows: bool) -> Option<Ask<'_>> {
        self.asks().find(|ask| ask.number == number && ask.follows == follows)
    }

    /// What has two sides and is shown with both: a card, or a point that was missed in an interview. As events name it.
    pub fn item(&self, shown: &str) -> Option<String> {
        let cards = self.lessons().flat_map(|lesson| lesson.cards.iter().map(move |card| (lesson, card)));
        let cards = cards.map(|(lesson, card)| {
            (card.text.original.front.plain(), ItemId::card(&lesson.id, card.id.as_str()).to_string())
        });
        let interview = self.interview().id.as_str();
        let points =
            self.asks().filter(|ask| shown.contains(ask.text.original.prompt.plain().trim())).flat_map(|ask| {
                let points = ask.rubric.points().iter().zip(&ask.text.original.points);
                points.map(move |(point, told)| {
                    let item = ItemId::point(interview, ask.id, point.id.as_str());
                    (format!("▫️ {}", told.plain()), item.to_string())
                })
            });
        longest(cards.chain(points), shown)
    }

    fn questions(&self) -> impl Iterator<Item = (&Lesson, &Question)> {
        let lessons = self.lessons();
        lessons.flat_map(|lesson| {
            let questions = lesson.quiz.iter().flat_map(|quiz| &quiz.questions);
            questions.map(move |question| (&**lesson, question))
        })
    }

    fn asks(&self) -> impl Iterator<Item = Ask<'_>> {
        self.interview().asks.iter().enumerate().flat_map(|(number, ask)| {
            let own = Ask { number, follows: false, id: ask.id.as_str(), text: &ask.text, rubric: &ask.rubric };
            let follows = ask.follows.iter().map(move |follow| {
                let (text, rubric) = (&follow.text, &follow.rubric);
                Ask { number, follows: true, id: follow.id.as_str(), text, rubric }
            });
            [own].into_iter().chain(follows)
        })
    }
}

impl Ask<'_> {
    /// What a good candidate says, in so many messages at most, from 1.
    pub fn model(&self, messages: usize) -> Vec<String> {
        let model = self.text.original.model.plain();
        let sentences: Vec<&str> = model.trim().split_inclusive(". ").map(str::trim).collect();
        sentences.chunks(sentences.len().div_ceil(messages)).map(|part| part.join(" ")).collect()
    }
}

/// A part of an answer, made a message that is said only once: so the log can be asked for each.
pub fn remark(part: &str, number: usize) -> String {
    format!("{part}{REMARK}{number}.")
}

/// The part of an answer in a message.
pub fn without_number(message: &str) -> &str {
    message.rsplit_once(REMARK).map_or(message, |(part, _)| part)
}

/// What belongs to the longest of these texts that is shown: one prompt may be the beginning of another. Words that were put
/// in front of it do not matter.
fn longest<T>(texts: impl Iterator<Item = (String, T)>, shown: &str) -> Option<T> {
    let found = texts.filter(|(text, _)| shown.contains(text.trim()));
    found.max_by_key(|(text, _)| text.len()).map(|(_, meant)| meant)
}

/// The title in every language that learners may see it in.
pub fn titles(lesson: &Lesson) -> impl Iterator<Item = &str> {
    Locale::supported().iter().map(|locale| lesson.title.get(*locale).as_str())
}
