//! `/api/v2/reviews/{id}`: the window of a review session; and what waits for a learner, who may begin one here.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use dialogues::access::Action;
use dialogues::dialogues::review;
use dialogues::dialogues::review::Outlook;
use dialogues::dialogues::review::words::View;
use dialogues::input::{Input, Window};
use dialogues::kernel::ids::ReviewId;
use dialogues::memory::Load;
use dialogues::scene::Scene;
use dialogues::streams::review::state::Review;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::assessment;
use crate::conversation::{Arrival, Reply, look_beside, take_turn};
use crate::http::auth::Own;
use crate::http::envelope::Envelope;
use crate::http::openapi::{About, Tag, example};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::http::windows::{self, ScreenView, WindowView};
use crate::http::{Shared, reading, refusal};

/// Days of the forecast, with today.
const DAYS: u32 = 7;

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/reviews/{id}", Action::Learn, windows::show::<ReviewView>)
        .about(windows::about_show::<ReviewView>(
            "getReview",
            Tag::Reviews,
            "The screen of the own review session",
            &example("review"),
        ))
        .post("/api/v2/reviews/{id}/answers", Action::Learn, windows::answer::<ReviewView>)
        .about(windows::about_answer::<ReviewView>(
            "answerReview",
            Tag::Reviews,
            "Press or write on a review’s screen",
            &example("review"),
        ))
        .get("/api/v2/users/{id}/reviews", Action::ReadProgress, outlook)
        .about(
            About::new("getReviews", Tag::Reviews, "What is due, and what the next days will ask")
                .answers::<ReviewsView>(StatusCode::OK, "What waits for the learner.", &example("reviews")),
        )
        .post("/api/v2/users/{id}/reviews", Action::Learn, begin)
        .about(about_begin())
}

fn about_begin() -> About {
    About::new("beginReview", Tag::Reviews, "Today’s review session")
        .more("Whoever asks twice is in the same session, so it needs no `Idempotency-Key`.")
        .answers::<ReviewView>(StatusCode::CREATED, "The session begins.", &example("review"))
        .answers::<ReviewView>(StatusCode::OK, "It goes on, or nothing is due.", &example("review"))
        .refuses(&[Kind::Leaving])
}

/// What waits today and in the next days, and the session that is open.
async fn outlook(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let app = &api.app;
    let state = reading::whole(app, learner).await?;
    let memories = assessment::remembered(&app.store, learner).await?;
    let catalogue = app.content.current();
    let scene = Scene { memories, ..Scene::new(&catalogue, app.clock.now(), 0) };
    // What is remembered has no fold for a single call: without the read model nobody knows.
    let outlook = review::outlook(&state, &scene, DAYS).ok_or_else(Problem::unavailable)?;

    let reply = match state.path.review {
        Some(review) => look_beside(app, learner, &Window::of_review(review, None)).await?,
        None => None,
    };
    // One of another day is left when the next begins.
    let today = scene.day(&state);
    let reply = reply.filter(|reply| reply.state.review.as_ref().is_some_and(|review| review.day == today));
    let session = reply.and_then(|reply| ReviewView::of(&reply, app)).filter(|session| !session.finished);
    Ok(envelope.of(ReviewsView::of(&outlook, session)))
}

/// Today's session and its screen: 201 if it begins; 200 if it goes on, or if nothing is due. It needs no
/// `Idempotency-Key`: whoever asks twice is in the same session.
async fn begin(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let reply = take_turn(&api.app, Arrival { learner, person: None, key: None }, &Input::Review).await?;
    if let Some(problem) = refusal::problem(&reply, &api.app.content.current()) {
        return Err(problem);
    }
    // What the learner remembers could not be had.
    if reply.shown.dialogue != review::CODE {
        return Err(Problem::unavailable());
    }
    let view = ReviewView::of(&reply, &api.app).ok_or_else(Problem::internal)?;
    let status = if reply.facts.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, envelope.of(view)).into_response())
}

/// A session's screen. Where nothing is due there may be a screen without a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Review)]
struct ReviewView {
    /// Null where there is no session.
    #[schema(value_type = Option<String>, format = "uuid")]
    review_id: Option<ReviewId>,
    finished: bool,
    /// Ratings given.
    reviewed: u32,
    /// Items that are still to be asked, some for a second time.
    left: usize,
    /// On a verdict: was the answer right?
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    correct: Option<bool>,
    #[serde(flatten)]
    screen: ScreenView,
}

/// What waits for the learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Reviews)]
struct ReviewsView {
    /// Items for today, within the learner's cap, with those of the open session.
    due: u32,
    /// Those of them that the learner has not met yet.
    new: u32,
    /// Items that are due besides, and left for another day.
    waiting: u32,
    /// On which something else is asked; null: there is nothing.
    #[schema(value_type = Option<String>, format = "date")]
    next_day: Option<NaiveDate>,
    /// Today first: the least that these days will ask.
    days: Vec<DayView>,
    /// The open one; left out: it is still to be begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    session: Option<ReviewView>,
}

/// What a day asks.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReviewDay)]
struct DayView {
    #[schema(value_type = String, format = "date")]
    day: NaiveDate,
    reviews: u32,
    new: u32,
}

impl WindowView for ReviewView {
    const UNKNOWN: &str = "You have no such review.";

    fn window(id: Uuid) -> Window {
        Window::of_review(ReviewId::from_uuid(id), None)
    }

    fn of(reply: &Reply, app: &App) -> Option<Self> {
        let review: Option<&Review> = reply.state.review.as_ref();
        let view = View::read(&reply.shown.view);
        let last = review.and_then(|review| review.last.as_ref()).filter(|_| view == Some(View::Verdict));
        Some(Self {
            review_id: review.map(|review| review.id),
            finished: review.is_none_or(|review| review.ended) || view == Some(View::End),
            reviewed: review.map_or(0, Review::reviewed),
            left: review.map_or(0, |review| review.queue.len()),
            correct: last.map(|last| last.score >= 1.0),
            screen: ScreenView::of(reply, review.map_or(0, |review| review.version), app),
        })
    }
}

impl ReviewsView {
    fn of(outlook: &Outlook, session: Option<ReviewView>) -> Self {
        let Outlook { due, new, waiting, next, days } = outlook;
        let day = |load: &Load| DayView { day: load.day, reviews: load.reviews, new: load.new };
        let days = days.iter().map(day).collect();
        Self { due: *due, new: *new, waiting: *waiting, next_day: *next, days, session }
    }
}

#[cfg(test)]
mod tests;
