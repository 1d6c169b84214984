//! How a learner is doing, in a few lines; home and others show it.

use crate::dialogues::progression;
use crate::kernel::bar;
use crate::kernel::markup::Html;
use crate::kernel::texts::Texts;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::learner::GOALS;

/// Streak, today's minutes against the goal, and the course of the last step.
pub fn lines(state: &State, texts: &Texts, scene: &Scene<'_>) -> Html {
    let streak = state.learner.streak_days(scene.now);
    let minutes = state.seconds_today(scene.now) / 60;
    let goal = state.learner.daily_goal.unwrap_or(GOALS[0]);
    let mut html = texts.html("standing-streak", &[("days", streak.into())]);
    let today = if minutes < goal { "standing-today" } else { "standing-today-reached" };
    html.line(&texts.html(today, &[("minutes", minutes.into()), ("goal", goal.into())]));
    let course = progression::current(state, scene);
    if let Some(course) = course {
        let (done, all) = progression::count(state, course);
        html.line(&texts.html(
            "standing-course",
            &[
                ("course", course.title.get(state.learner.locale).into()),
                ("done", done.into()),
                ("all", all.into()),
                ("bar", (&bar::draw(done, all)).into()),
            ],
        ));
    }
    html
}
