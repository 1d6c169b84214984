//! Interviews as the API shows them: the screen of one, and the list of a learner's own. Pure.

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Catalogue, Level};
use dialogues::facts::Recommendation;
use dialogues::ids::{InterviewId, InterviewRunId};
use dialogues::input::Window;
use dialogues::interview::history::Past;
use dialogues::interview::run::InterviewRun;
use dialogues::locale::Locale;
use dialogues::state::State;
use serde::Serialize;
use uuid::Uuid;

use super::envelope::instant;
use super::screens::ScreenView;
use super::windows::Shown;
use crate::app::App;
use crate::conversation::Reply;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InterviewView {
    #[serde(flatten)]
    standing: StandingView,
    finished: bool,
    /// Once it is finished, 0..=1.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recommendation: Option<Recommendation>,
    #[serde(flatten)]
    screen: ScreenView,
}

/// How far an interview is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StandingView {
    interview_id: InterviewRunId,
    title: String,
    level: Level,
    paused: bool,
    /// Of an open one; while paused, what is left after the pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<u32>,
    /// Questions that are dealt with.
    answered: usize,
    questions: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct InterviewsView {
    open: Option<StandingView>,
    /// The latest first, at most 20.
    past: Vec<PastView>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PastView {
    interview_id: InterviewRunId,
    title: String,
    level: Level,
    /// 0..=1.
    share: f64,
    recommendation: Recommendation,
    finished_at: String,
}

impl Shown for InterviewView {
    const UNKNOWN: &str = "You have no such interview.";

    fn window(id: Uuid) -> Window {
        Window::of_interview(InterviewRunId::from_uuid(id), None)
    }

    fn of(reply: &Reply, app: &App) -> Option<Self> {
        let run: &InterviewRun = reply.state.interview.as_ref()?;
        let ending = run.finished.as_ref();
        Some(Self {
            standing: StandingView::of(run, &app.content.current(), app.clock.now()),
            finished: ending.is_some(),
            share: ending.map(|ending| ending.share),
            recommendation: ending.map(|ending| ending.recommendation),
            screen: ScreenView::of(reply, run.version, app.bot_username()),
        })
    }
}

impl StandingView {
    fn of(run: &InterviewRun, catalogue: &Catalogue, now: DateTime<Utc>) -> Self {
        Self {
            interview_id: run.id,
            title: title(catalogue, &run.interview, run.locale),
            level: run.level,
            paused: run.paused_at.is_some(),
            seconds_left: run.is_open().then(|| run.seconds_left(now)),
            answered: run.exchanges.iter().filter(|exchange| exchange.follow.is_none()).count(),
            questions: run.asks.len(),
        }
    }
}

impl InterviewsView {
    /// `state` with the interview that was begun last.
    pub fn of(state: &State, catalogue: &Catalogue, now: DateTime<Utc>) -> Self {
        let open = state.interview.as_ref().filter(|run| run.is_open());
        let past = |past: &Past| PastView {
            interview_id: past.run,
            title: title(catalogue, &past.interview, state.learner.locale),
            level: past.level,
            share: past.share,
            recommendation: past.recommendation,
            finished_at: instant(past.at),
        };
        Self {
            open: open.map(|run| StandingView::of(run, catalogue, now)),
            past: state.path.interviews.past.iter().rev().map(past).collect(),
        }
    }
}

/// Its id where it is not on offer any more.
fn title(catalogue: &Catalogue, id: &InterviewId, locale: Locale) -> String {
    catalogue.interview(id).map_or_else(|| id.to_string(), |interview| interview.title.get(locale).clone())
}
