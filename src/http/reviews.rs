//! Reviews as the API shows them: a session's screen, and what waits. Pure.

use chrono::NaiveDate;
use dialogues::ids::ReviewId;
use dialogues::input::Window;
use dialogues::memory::Load;
use dialogues::review::{Outlook, Review};
use serde::Serialize;
use uuid::Uuid;

use super::screens::ScreenView;
use super::windows::Shown;
use crate::app::App;
use crate::conversation::Reply;

/// A session's screen. Where nothing is due there may be a screen without a session.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewView {
    review_id: Option<ReviewId>,
    finished: bool,
    /// Ratings given.
    reviewed: u32,
    /// Items that are still to be asked, some for a second time.
    left: usize,
    /// On a verdict: was the answer right?
    #[serde(skip_serializing_if = "Option::is_none")]
    correct: Option<bool>,
    #[serde(flatten)]
    screen: ScreenView,
}

/// What waits for the learner.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewsView {
    /// Items for today, within the learner's cap, with those of the open session.
    due: u32,
    /// Those of them that the learner has not met yet.
    new: u32,
    /// Items that are due besides, and left for another day.
    waiting: u32,
    /// On which something else is asked; null: there is nothing.
    next_day: Option<NaiveDate>,
    /// Today first: the least that these days will ask.
    days: Vec<DayView>,
    /// The open one; null: it is still to be begun.
    session: Option<ReviewView>,
}

#[derive(Clone, Debug, Serialize)]
struct DayView {
    day: NaiveDate,
    reviews: u32,
    new: u32,
}

impl Shown for ReviewView {
    const UNKNOWN: &str = "You have no such review.";

    fn window(id: Uuid) -> Window {
        Window::of_review(ReviewId::from_uuid(id), None)
    }

    fn of(reply: &Reply, app: &App) -> Option<Self> {
        let review: Option<&Review> = reply.state.review.as_ref();
        let is_verdict = reply.shown.view == "verdict";
        let last = review.and_then(|review| review.last.as_ref()).filter(|_| is_verdict);
        Some(Self {
            review_id: review.map(|review| review.id),
            finished: review.is_none_or(|review| review.ended) || reply.shown.view == "end",
            reviewed: review.map_or(0, Review::reviewed),
            left: review.map_or(0, |review| review.queue.len()),
            correct: last.map(|last| last.score >= 1.0),
            screen: ScreenView::of(reply, review.map_or(0, |review| review.version), app.bot_username()),
        })
    }
}

impl ReviewView {
    pub const fn is_finished(&self) -> bool {
        self.finished
    }
}

impl ReviewsView {
    pub fn of(outlook: &Outlook, session: Option<ReviewView>) -> Self {
        let Outlook { due, new, waiting, next, days } = outlook;
        let day = |load: &Load| DayView { day: load.day, reviews: load.reviews, new: load.new };
        let days = days.iter().map(day).collect();
        Self { due: *due, new: *new, waiting: *waiting, next_day: *next, days, session }
    }
}
