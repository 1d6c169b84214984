//! What a learner sees of an attempt: a question, a verdict, a result. What is special to a kind of question is drawn by
//! the kind.

use crate::catalogue::{Lesson, Question};
use crate::dialogues::question::{Given, Heading, Press, Shown};
use crate::dialogues::{links, progression, standing};
use crate::kernel::bar;
use crate::kernel::markup::Html;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::{Arg, Texts};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::{Attempt, State};

use super::answer::is_hinted;
use super::words::{CODE, Verb};

/// The question that waits for an answer. `entry`: what has been tapped so far.
pub fn question(state: &State, attempt: &Attempt, lesson: &Lesson, entry: &str, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let (number, id) = attempt.current()?;
    let question = lesson.quiz.as_ref()?.question(id)?;
    let hinted = is_hinted(attempt, question);
    let seen = seen(state, attempt, question, &texts);
    let above = heading(state, attempt, lesson, number);
    let press = |press: Press, entry: &str| {
        let token = match press {
            Press::Answer => Token::new(CODE, Verb::Answer).with(entry),
            Press::Hint => Token::new(CODE, Verb::Hint).with_any(Some(entry).filter(|entry| !entry.is_empty())),
            Press::Tick => Token::new(CODE, Verb::Tick).with(entry),
        };
        token.at(attempt.step())
    };
    let (screen, hint) = seen.screen(&above, entry, hinted, press);
    let below: Vec<Button> = hint.into_iter().chain([links::home_button(&texts)]).collect();
    // A poll cannot be changed any more: with its hint, or with ticks, the question is shown by a message.
    let poll = (state.learner.polls && !hinted && entry.is_empty()).then(|| {
        let poll = seen.poll(Token::new(CODE, Verb::Answer).at(attempt.step()))?;
        Some(poll.about(&above.html).row(below.clone()))
    });
    Some(Screen { poll: poll.flatten(), ..screen.row(below) })
}

/// What an answer was worth, and why.
pub fn verdict(state: &State, attempt: &Attempt, lesson: &Lesson, number: usize, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let answer = attempt.answers.get(number)?;
    let question = lesson.quiz.as_ref()?.question(&answer.question)?;
    let given = Given { response: &answer.response, score: answer.score, correct: answer.correct };
    let above = heading(state, attempt, lesson, number);
    let onward = if attempt.finished.is_some() {
        Button::press(texts.plain("quiz-result", &[]), Token::new(CODE, Verb::End))
    } else {
        Button::press(texts.plain("quiz-next", &[]), Token::new(CODE, Verb::Next))
    };
    let reported = attempt.reports.contains(&answer.question).then(|| texts.html("quiz-reported", &[]));
    let screen = seen(state, attempt, question, &texts).verdict(&above, &given, reported.as_slice());
    let report = report_button(attempt, number, &texts);
    Some(screen.row([onward]).row(report.into_iter().chain([links::home_button(&texts)])))
}

/// Something is wrong with it: the button under the verdict on an answer; none once that question is reported.
fn report_button(attempt: &Attempt, number: usize, texts: &Texts) -> Option<Button> {
    let answer = attempt.answers.get(number)?;
    let token = Token::new(CODE, Verb::Report).with(number).at(attempt.step());
    (!attempt.reports.contains(&answer.question)).then(|| Button::press(texts.plain("quiz-report", &[]), token))
}

/// The question as this learner sees it in this attempt.
pub(super) fn seen<'a>(state: &State, attempt: &Attempt, question: &'a Question, texts: &'a Texts) -> Shown<'a> {
    Shown::new(question, attempt.seed, state.learner.locale, texts)
}

/// How the attempt ended and what can follow.
pub fn result(state: &State, attempt: &Attempt, lesson: &Lesson, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let outcome = attempt.finished.unwrap_or(crate::streams::Outcome { score: 0.0, passed: false });
    let right = attempt.carried.questions + attempt.answers.iter().filter(|answer| answer.correct).count() as u32;
    let all = attempt.carried.questions + attempt.questions.len() as u32;
    let need = needed(attempt.pass, all);
    let title = lesson.title.get(locale);
    let score = [
        ("right", Arg::from(right)),
        ("all", all.into()),
        ("need", need.into()),
        ("percent", bar::percent(outcome.score).into()),
    ];
    let key = if outcome.passed {
        "quiz-passed-score"
    } else if right * 2 >= need {
        "quiz-almost"
    } else {
        "quiz-not-yet"
    };
    let score = texts.html(key, &score);
    let drawn = Html::text(&format!("{} ", bar::draw(right as usize, all as usize)));
    let named = [("lesson", title.into())];
    let mut brief = if outcome.passed { texts.html("quiz-passed", &named) } else { Html::new() };
    let mut html = if outcome.passed { brief.clone() } else { Html::bold(&Html::text(title)) };
    brief.paragraph(&score);
    if outcome.passed {
        html.paragraph(&drawn).push(&score);
    } else {
        html.line(&drawn).push(&score);
    }
    html.paragraph(&standing::lines(state, &texts, scene));
    let missed = attempt.missed().count();
    let retry = (missed > 0).then(|| {
        let token = Token::new(CODE, Verb::Retry).with(&lesson.id).at(state.path_step());
        Button::press(texts.plain("quiz-retry", &[("questions", missed.into())]), token)
    });
    let reread = Button::press(texts.plain("quiz-reread", &[]), links::lesson_screen(state, lesson, 1));
    let screen = if outcome.passed {
        Screen::new(html).row([onward(state, lesson, &texts, scene)]).row(retry)
    } else {
        Screen::new(html).row(retry).row([reread])
    };
    let screen = screen.with_room(title, brief, Some((right as usize, all as usize)));
    Screen { keep: true, ..screen.row([links::lessons_around(scene, lesson, &texts), links::home_button(&texts)]) }
}

/// Questions of so many that pass: 4 of 5 at 0.8, whatever a float makes of it.
fn needed(pass: f64, all: u32) -> u32 {
    (pass * f64::from(all) - 1e-9).ceil().max(0.0) as u32
}

/// The lesson that follows, if it may be begun; else whatever comes next.
fn onward(state: &State, lesson: &Lesson, texts: &Texts, scene: &Scene<'_>) -> Button {
    let next = scene.catalogue.next_lesson(&lesson.id).filter(|next| progression::is_open(state, next));
    match next {
        Some(next) => {
            let label = texts.plain("quiz-next-lesson", &[("lesson", next.title.get(state.learner.locale).into())]);
            Button::press(label, links::open_lesson(next))
        }
        None => links::continue_button(state, texts, scene),
    }
}

pub(super) fn heading(state: &State, attempt: &Attempt, lesson: &Lesson, number: usize) -> Heading {
    Heading::new("", lesson.title.get(state.learner.locale), (number + 1, attempt.questions.len()))
}
