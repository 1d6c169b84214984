//! The scorecard: overall and per topic, strong and weak points, the recommendation, what to learn next, the trend.

use crate::dialogues::links;
use crate::dialogues::progression::{self, Next};
use std::sync::Arc;

use super::claim::rescored;
use super::words::{CODE, Verb};
use super::{setup, topic, view};
use crate::catalogue::{Interview, Lesson};
use crate::kernel::bar;
use crate::kernel::ids::ConceptId;
use crate::kernel::markup::{Html, MESSAGE_LIMIT};
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::{Texts, shortened};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::interview::run::{Ending, Exchange, InterviewRun};
use crate::streams::interview::score::{self, STRONG, WEAK, share_of};
use crate::streams::interview::{EndReason, Recommendation};

/// Points of each kind that are named, and questions to work on.
const NAMED: usize = 4;
const QUESTIONS: usize = 4;
/// Characters of a question, and of what was said to it.
const SHOWN: usize = 80;
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
    html.paragraph(&again_scored(run, &texts, scene));
    html.paragraph(&topics(run, ending, &texts, scene));
    let parts = interview.map(|interview| [strong(run, interview, &texts), to_work_on(run, interview, &texts, scene)]);
    for part in parts.into_iter().flatten() {
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
    let is_last = state.path.interviews.last == Some(run.id);
    let answers = (is_last && !run.exchanges.is_empty() && interview.is_some())
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
    html.line(&texts.html(recommendation_key(ending.recommendation), &[("hire", hire.into())]));
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

/// What the author's newer rubric makes of it, where words were accepted that the learner had claimed. Both stand there.
fn again_scored(run: &InterviewRun, texts: &Texts, scene: &Scene<'_>) -> Html {
    let now = scene.catalogue.interview(&run.interview);
    let Some(rescored) = now.and_then(|now| rescored(run, now)) else { return Html::new() };
    let words = shortened(rescored.accepted.first().map_or("", String::as_str), SHOWN);
    let percent = bar::percent(rescored.share);
    let mut html = texts.html("interview-rescored", &[("percent", percent.into()), ("words", (&words).into())]);
    let hire = bar::percent(score::bar(run.level).hire);
    html.line(&texts.html(recommendation_key(rescored.recommendation), &[("hire", hire.into())]));
    html
}

/// What was said that counts most.
fn strong(run: &InterviewRun, interview: &Interview, texts: &Texts) -> Html {
    let mut strong: Vec<(i8, Html)> = Vec::new();
    for exchange in &run.exchanges {
        let Some(question) = view::asked(interview, exchange) else { continue };
        let told = question.text.get(run.locale).points.iter();
        let points = question.rubric.points().iter().zip(told);
        let hits = points.filter(|(point, _)| point.weight > 0 && exchange.hits.contains(&point.id));
        strong.extend(hits.map(|(point, told)| (-point.weight, told.clone())));
    }
    strong.sort_by_key(|(weight, _)| *weight);
    let mut html = Html::new();
    for (_, told) in strong.iter().take(NAMED) {
        let mut line = Html::text("• ");
        line.push(told);
        html.line(&line);
    }
    headed("interview-strong", &html, texts)
}

/// Topic, question, what is open or was wrong, and what the learner said: the weakest answers first.
fn to_work_on(run: &InterviewRun, interview: &Interview, texts: &Texts, scene: &Scene<'_>) -> Html {
    let mut weak: Vec<&Exchange> =
        run.exchanges.iter().filter(|exchange| exchange.share.unwrap_or_default() < STRONG).collect();
    weak.sort_by(|one, other| one.share.unwrap_or_default().total_cmp(&other.share.unwrap_or_default()));
    let mut html = Html::new();
    for exchange in weak.into_iter().take(QUESTIONS) {
        let Some(question) = view::asked(interview, exchange) else { continue };
        let text = question.text.get(run.locale);
        let mut part = Html::new();
        for (point, told) in question.rubric.points().iter().zip(&text.points) {
            let is_hit = exchange.hits.contains(&point.id);
            if is_hit == (point.weight < 0) {
                let mut line = Html::text(if point.weight < 0 { "⚠️ " } else { "▫️ " });
                line.push(told);
                part.line(&line);
            }
        }
        if part.is_empty() {
            continue;
        }
        let topic = topic::name(&run.course, &exchange.concept, run.locale, scene);
        let asked = text.prompt.plain();
        let asked = shortened(asked.lines().next().unwrap_or_default(), SHOWN);
        let mut head = Html::bold(&Html::text(&topic));
        head.push(&Html::text(&format!(" → {asked}")));
        head.line(&part);
        let said = exchange.answer();
        let said = match exchange.share {
            Some(_) => texts.html("interview-you-said", &[("words", (&shortened(&said, SHOWN)).into())]),
            None => texts.html("interview-you-skipped", &[]),
        };
        head.line(&said);
        html.paragraph(&head);
    }
    headed("interview-weak", &html, texts)
}

fn headed(key: &str, html: &Html, texts: &Texts) -> Html {
    if html.is_empty() {
        return Html::new();
    }
    let mut part = texts.html(key, &[]);
    part.line(html);
    part
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
