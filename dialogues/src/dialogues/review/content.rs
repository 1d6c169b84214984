//! What the items of a session show, as the authors have it today.

use crate::catalogue::{AskText, Card, Interview, Lesson, Localised, Question};
use crate::kernel::ids::{ConceptId, InterviewId, LessonId, QuestionId};
use crate::memory::{ItemId, ItemKind};
use crate::scene::Scene;
use crate::streams::review::{Picked, Review};

/// What an item shows.
#[derive(Clone, Copy)]
pub enum Content<'a> {
    Card(&'a Lesson, &'a Card),
    Question(&'a Lesson, &'a Question),
    Point(Missed<'a>),
}

/// What an answer in an interview has missed.
#[derive(Clone, Copy)]
pub struct Missed<'a> {
    pub interview: &'a Interview,
    /// The question that a follow-up belongs to.
    pub above: Option<&'a Localised<AskText>>,
    pub text: &'a Localised<AskText>,
    /// The point's place among those of the question.
    pub point: usize,
}

/// The item that waits, by its index. What the authors have taken away or changed meanwhile is passed over.
pub fn current<'a>(review: &Review, scene: &'a Scene<'_>) -> Option<(usize, Content<'a>)> {
    review.queue.iter().find_map(|index| Some((*index, content(review.items.get(*index)?, scene)?)))
}

pub fn content<'a>(picked: &Picked, scene: &'a Scene<'_>) -> Option<Content<'a>> {
    let lesson = || scene.catalogue.lesson(&LessonId::new(picked.item.source()));
    match picked.item.kind() {
        ItemKind::Card => {
            let lesson = lesson()?;
            let card = lesson.cards.iter().find(|card| card.id.as_str() == picked.item.local())?;
            Some(Content::Card(lesson, card))
        }
        ItemKind::Question => {
            let lesson = lesson()?;
            let same = picked.revision.as_ref() == Some(&lesson.revision);
            let question = lesson.quiz.as_ref()?.question(&QuestionId::new(picked.item.local()))?;
            same.then_some(Content::Question(lesson, question))
        }
        ItemKind::Point => {
            let interview = scene.catalogue.interview(&InterviewId::new(picked.item.source()))?;
            points(interview).find(|(id, ..)| *id == picked.item).map(|(_, _, missed)| Content::Point(missed))
        }
    }
}

/// All points of an interview that an answer may miss, each with its concept.
pub fn points(interview: &Interview) -> impl Iterator<Item = (ItemId, &ConceptId, Missed<'_>)> {
    let asked = interview.asks.iter().flat_map(|ask| {
        let follows = ask.follows.iter().map(|follow| (&follow.id, Some(&ask.text), &follow.text, &follow.rubric));
        let own = [(&ask.id, None, &ask.text, &ask.rubric)];
        own.into_iter().chain(follows).map(|asked| (&ask.concept, asked))
    });
    asked.flat_map(move |(concept, (id, above, text, rubric))| {
        let right = rubric.points().iter().enumerate().filter(|(_, point)| point.weight > 0);
        right.map(move |(number, point)| {
            let item = ItemId::point(interview.id.as_str(), id.as_str(), point.id.as_str());
            (item, concept, Missed { interview, above, text, point: number })
        })
    })
}
