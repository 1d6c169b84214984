//! `PUT /api/v2/courses/{id}/lessons/{lessonId}/progress`: the learner reads a screen or completes a lesson.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dialogues::catalogue::Lesson;
use dialogues::ids::{CourseId, LessonId};
use dialogues::input::Input;
use serde::Deserialize;

use crate::conversation::{Arrival, take_turn};
use crate::http::auth::{Learner, idempotency_key};
use crate::http::body::JsonBody;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::views::View;
use crate::http::{Shared, refusal};

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// From 1.
    screen: Option<u32>,
    completed: Option<bool>,
}

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path((course, lesson)): Path<(String, String)>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<Body>,
) -> Result<Response, Problem> {
    let catalogue = api.app.content.current();
    let taught = catalogue.lesson(&LessonId::new(lesson)).filter(|taught| taught.course.as_str() == course);
    let taught = taught.ok_or_else(|| Problem::not_found("There is no such lesson in this course."))?;
    let input = input(body, taught)?;
    let key = idempotency_key(&headers, learner, &format!("progress {} {body:?}", taught.id))?;
    if matches!(input, Input::Complete { .. }) {
        api.limits.completions.check(&learner)?;
    }
    let reply = take_turn(&api.app, Arrival { learner, person: None, key: key.as_deref() }, &input).await?;
    if let Some(problem) = refusal::problem(&reply, &catalogue) {
        return Err(problem);
    }
    let view = View { state: &reply.state, catalogue: &catalogue, bot: api.app.bot_username(), now: api.app.clock.now() };
    Ok(envelope.of(view.lesson(taught)))
}

fn input(body: Body, lesson: &Lesson) -> Result<Input, Problem> {
    let (course, id): (CourseId, LessonId) = (lesson.course.clone(), lesson.id.clone());
    let screens = lesson.screens.len() as u32;
    match body {
        Body { screen: Some(screen), completed: None } if (1..=screens).contains(&screen) => {
            Ok(Input::Read { course, lesson: id, screen })
        }
        Body { screen: Some(_), completed: None } => {
            Err(Problem::unreadable(format!("`screen` must be a number from 1 to {screens}.")))
        }
        Body { screen: None, completed: Some(true) } => Ok(Input::Complete { course, lesson: id }),
        _ => Err(Problem::unreadable("The body takes either `screen`, a number, or `completed`, which can only be true.")),
    }
}
