//! The scorecard: overall and per topic, strong and weak points, the recommendation, what to learn next, the trend.

use crate::dialogues::links;
use crate::dialogues::progression::{self, Next};
use std::sync::Arc;

use super::words::{CODE, Verb};
use super::{setup, topic, view};
use crate::catalogue::{Interview, Lesson};
use crate::kernel::bar;
use crate::kernel::ids::ConceptId;
use crate::kernel::markup::{Html, MESSAGE_LIMIT};
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::interview::run::{Ending, InterviewRun};
use crate::streams::interview::score::{self, STRONG, WEAK, share_of};
use crate::streams::interview::{EndReason, Recommendation};

/// Points of each kind that are named.
const NAMED: usize = 4;
/// Lessons that are recommended.
const LESSONS: usize = 3;
/// Units that are left for a notice above.
const NOTICE: usize = 250;

/// `interview`: none where its content is lost; the figures stand all the same.
pub fn screen(
    state: &State,
    run: &InterviewRun,
    ending: &Ending,
    interview: Option<&Interview>,
    scene: &Scene<'_>,
) -> Screen {
    let texts = Texts::of(run.locale);
    let title = interview.map_or_else(String::new, |interview| interview.title.get(run.locale).clone());
    let mut html = texts.html("interview-card", &[("interview", (&title).into())]);
    html.line(&texts.html(reason_key(ending.reason), &[]));
    html.paragraph(&overall(state, run, ending, &texts));
    html.paragraph(&topics(run, ending, &texts, scene));
    for part in interview.map(|interview| points(run, interview, &texts)).into_iter().flatten() {
        let mut longer = html.clone();
        longer.paragraph(&part);
        if longer.units() <= MESSAGE_LIMIT - NOTICE {
            html = longer;
        }
    }
    let next = lessons(state, run, ending, scene);
    if !next.is_empty() {
        html.paragraph(&texts.html("interview-learn", &[]));
    }
    let screen = next.into_iter().fold(Screen::new(html), |screen, lesson| {
        let title = format!("📖 {}", lesson.title.get(run.locale));
        screen.row([Button::press(title, links::open_lesson(lesson))])
    });
    let answers = (!run.exchanges.is_empty() && interview.is_some())
        .then(|| Button::press(texts.plain("interview-answers", &[]), Token::new(CODE, Verb::Verdict).with(0)));
    let again = Button::press(texts.plain("interview-again", &[]), links::interviews());
    Screen { keep: true, ..screen.row(answers).row([again, links::home_button(&texts)]) }
}

const fn reason_key(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Done => "interview-over-done",
        EndReason::TimeUp => "interview-over-time",
        EndReason::Stopped => "interview-over-stopped",
    }
}

/// The share against the level's bar, what an interviewer would say, and how it was before.
fn overall(state: &State, run: &InterviewRun, ending: &Ending, texts: &Texts) -> Html {
    let share = bar::percent(ending.share);
    let hire = bar::percent(score::bar(run.level).hire);
    let drawn = bar::draw(share as usize, 100);
    let mut html =
        texts.html("interview-share", &[("bar", (&drawn).into()), ("percent", share.into()), ("hire", hire.into())]);
    html.line(&texts.html("interview-dealt", &[("dealt", run.asked.into()), ("all", run.asks.len().into())]));
    html.line(&texts.html(recommendation_key(ending.recommendation), &[]));
    let past = || state.path.interviews.shares(run.level);
    if past().count() > 1 {
        let shares = setup::trend(past(), texts);
        html.line(&texts.html("interview-trend", &[("shares", (&shares).into())]));
    }
    html
}

const fn recommendation_key(recommendation: Recommendation) -> &'static str {
    match recommendation {
        Recommendation::Hire => "interview-hire",
        Recommendation::Lean => "interview-lean",
        Recommendation::NotYet => "interview-not-yet",
        Recommendation::TooLittle => "interview-too-little",
    }
}

fn topics(run: &InterviewRun, ending: &Ending, texts: &Texts, scene: &Scene<'_>) -> Html {
    let mut html = Html::new();
    for (topic, score) in &ending.per_topic {
        let share = share_of(score);
        let mark = if share >= STRONG {
            "🟢"
        } else if share >= WEAK {
            "🟡"
        } else {
            "🔴"
        };
        let name = topic::name(&run.course, topic, run.locale, scene);
        let share = texts.plain("percent", &[("percent", bar::percent(share).into())]);
        html.line(&Html::text(&format!("{mark} {name} · {share}")));
    }
    html
}

/// What was said that counts most, then what was wrong or missing.
fn points(run: &InterviewRun, interview: &Interview, texts: &Texts) -> [Html; 2] {
    let mut strong: Vec<(i8, Html)> = Vec::new();
    let mut weak: Vec<(i8, Html)> = Vec::new();
    for exchange in &run.exchanges {
        let Some(question) = view::asked(interview, exchange) else { continue };
        let told = question.text.get(run.locale).points.iter();
        for (point, told) in question.rubric.points().iter().zip(told) {
            let is_hit = exchange.hits.contains(&point.id);
            if is_hit && point.weight > 0 {
                strong.push((-point.weight, told.clone()));
            } else if is_hit {
                weak.push((i8::MIN, told.clone()));
            } else if exchange.missed.contains(&point.id) {
                // A must-point outweighs all others.
                let extra = if point.must { 10 } else { 0 };
                weak.push((-point.weight - extra, told.clone()));
            }
        }
    }
    [("interview-strong", strong), ("interview-weak", weak)].map(|(key, mut points)| {
        points.sort_by_key(|(weight, _)| *weight);
        let mut html = Html::new();
        for (_, told) in points.iter().take(NAMED) {
            let mut line = Html::text("• ");
            line.push(told);
            html.line(&line);
        }
        if html.is_empty() {
            return html;
        }
        let mut part = texts.html(key, &[]);
        part.line(&html);
        part
    })
}

/// Lessons about the weak topics, the weakest first; rather those that are not complete. Each may be opened: where one is
/// locked, the way to it begins. Where no lesson is about them, what comes next anyway.
fn lessons<'a>(state: &State, run: &InterviewRun, ending: &Ending, scene: &'a Scene<'_>) -> Vec<&'a Arc<Lesson>> {
    let Some(course) = scene.catalogue.course(&run.course) else { return Vec::new() };
    let mut weak: Vec<(&ConceptId, f64)> =
        ending.per_topic.iter().map(|(topic, score)| (topic, share_of(score))).collect();
    weak.retain(|(_, share)| *share < STRONG);
    weak.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let mut found: Vec<&Arc<Lesson>> = Vec::new();
    for (topic, _) in weak {
        let about = || course.lessons().filter(|lesson| lesson.concepts.contains(topic));
        let best = about().find(|lesson| !state.path.completed(&lesson.id)).or_else(|| about().next());
        let best = best.and_then(|lesson| progression::way_to(state, lesson, scene.catalogue));
        found.extend(best.filter(|lesson| found.iter().all(|other| other.id != lesson.id)));
    }
    if found.is_empty() {
        let next = match progression::next(state, scene.catalogue) {
            Next::Quiz(lesson) | Next::Lesson(lesson) => scene.catalogue.lesson(&lesson.id),
            Next::AllDone => None,
        };
        found.extend(next);
    }
    found.truncate(LESSONS);
    found
}
