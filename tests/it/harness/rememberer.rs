//! A learner in a review session, as the log has it.

use dialogues::kernel::ids::{LessonId, QuestionId, ReviewId};
use dialogues::memory::ItemKind;
use dialogues::questions::Response;
use dialogues::streams::Aggregate;
use dialogues::streams::review::state::Review;

use super::{Learner, MessageView, World};

impl Learner {
    /// Begins a review or goes on with one, once the read models know of all that was learned.
    pub async fn review(&self, world: &World) -> MessageView {
        world.caught_up().await;
        self.send("/review").await
    }

    /// The newest session; none: there was none yet.
    pub async fn session(&self) -> Option<Review> {
        self.newest("ReviewStarted").await.into_iter().fold(None, |review: Option<Review>, event| {
            let fact = Review::decode(&event.event_type, &event.data).unwrap();
            Review::fold(review, ReviewId::from_uuid(event.stream), &fact, event.at)
        })
    }

    /// The item that waits: its index and kind. None: the session has ended.
    pub async fn waiting(&self) -> Option<(usize, ItemKind)> {
        let review = self.session().await?;
        let index = *review.queue.front()?;
        Some((index, review.items[index].item.kind()))
    }

    /// Answers the item that waits: a question rightly or wrongly, a card with "Good" or "Again".
    pub async fn recalls(&self, right: bool) -> MessageView {
        let (index, kind) = self.waiting().await.expect("an item waits");
        if kind != ItemKind::Question {
            self.tap(&format!("r.v:{index}@")).await;
            return self.tap(&format!("r.g:{index}:{}@", if right { 3 } else { 1 })).await;
        }
        let review = self.session().await.unwrap();
        let item = &review.items[index].item;
        let lesson = self.catalogue.lesson(&LessonId::new(item.source())).unwrap();
        let question = lesson.quiz.as_ref().unwrap().question(&QuestionId::new(item.local())).unwrap();
        let response = if right { question.body.right() } else { question.body.wrong() };
        let verdict = match (question.entry(review.seed, &response), &response) {
            (Some(entry), _) => {
                let (tick, submit) = (format!("r.t:{index}:"), format!("r.a:{index}:"));
                self.enter([&tick, &submit], &question.body, &response, &entry).await
            }
            (None, Response::Text(text)) => self.send(text).await,
            (None, _) => panic!("no way to answer {response:?}"),
        };
        assert!(verdict.text.contains(if right { "Right" } else { "Not quite" }), "{}", verdict.text);
        self.tap("r.n").await
    }

    /// Answers all that waits rightly, and returns the end.
    pub async fn recalls_all(&self) -> MessageView {
        while self.waiting().await.is_some() {
            self.recalls(true).await;
        }
        self.screen().await
    }
}
