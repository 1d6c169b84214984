//! What a learner sees of an attempt: a question, a verdict, a result. What is special to a kind of question is drawn by
//! the kind.

use crate::catalogue::{Lesson, Question};
use crate::dialogues::question::{Given, Press, Shown};
use crate::dialogues::{links, standing};
use crate::kernel::bar;
use crate::kernel::markup::Html;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
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
    let (screen, hint) = seen.screen(above.clone(), entry, hinted, press);
    let below: Vec<Button> = hint.into_iter().chain([links::home_button(&texts)]).collect();
    // A poll cannot be changed any more: with its hint, or with ticks, the question is shown by a message.
    let poll = (state.learner.polls && !hinted && entry.is_empty()).then(|| {
        let poll = seen.poll(Token::new(CODE, Verb::Answer).at(attempt.step()))?;
        Some(poll.about(&above).row(below.clone()))
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
    let mut html = seen(state, attempt, question, &texts).verdict(above, &given);
    let onward = if attempt.finished.is_some() {
        Button::press(texts.plain("quiz-result", &[]), Token::new(CODE, Verb::End))
    } else {
        Button::press(texts.plain("quiz-next", &[]), Token::new(CODE, Verb::Next))
    };
    if attempt.reports.contains(&answer.question) {
        html.paragraph(&texts.html("quiz-reported", &[]));
    }
    let report = report_button(attempt, number, &texts);
    Some(Screen::new(html).row([onward]).row(report.into_iter().chain([links::home_button(&texts)])))
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
    let mut html = texts.html(
        if outcome.passed { "quiz-passed" } else { "quiz-failed" },
        &[("lesson", lesson.title.get(locale).into())],
    );
    html.paragraph(&texts.html(
        "quiz-score",
        &[
            ("right", right.into()),
            ("all", all.into()),
            ("percent", bar::percent(outcome.score).into()),
            ("pass", bar::percent(attempt.pass).into()),
            ("bar", (&bar::draw(right as usize, all as usize)).into()),
        ],
    ));
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
    Screen { keep: true, ..screen.row([links::lessons_around(scene, lesson, &texts), links::home_button(&texts)]) }
}

fn onward(state: &State, lesson: &Lesson, texts: &Texts, scene: &Scene<'_>) -> Button {
    let next = scene.catalogue.next_lesson(&lesson.id).filter(|next| !state.path.done(&next.id));
    match next {
        Some(next) => {
            let label = texts.plain("quiz-next-lesson", &[("lesson", next.title.get(state.learner.locale).into())]);
            Button::press(label, links::open_lesson(next))
        }
        None => links::continue_button(state, texts, scene),
    }
}

pub(super) fn heading(state: &State, attempt: &Attempt, lesson: &Lesson, number: usize) -> Html {
    let (number, count) = (number + 1, attempt.questions.len());
    Html::italic(&Html::text(&format!(
        "{} · {} {number}/{count}",
        lesson.title.get(state.learner.locale),
        bar::draw(number, count)
    )))
}
