//! What a learner sees of an attempt: a question, a verdict, a result. What is special to a kind of question is drawn by
//! the kind.

use crate::catalogue::{Lesson, Question};
use crate::dialogues::links;
use crate::dialogues::standing;
use crate::kernel::bar;
use crate::kernel::markup::Html;
use crate::kernel::poll::Poll;
use crate::kernel::screen::{Button, Entry, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::questions::{Act, Asked, TEXT_LIMIT};
use crate::scene::Scene;
use crate::streams::{Answer, Attempt, State};

use super::{CODE, report};

/// The question that waits for an answer. `entry`: what has been tapped so far.
pub fn question(state: &State, attempt: &Attempt, lesson: &Lesson, entry: &str, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let (number, id) = attempt.current()?;
    let question = lesson.quiz.as_ref()?.question(id)?;
    let asked = asked(state, attempt, question, &texts);
    let mut html = heading(state, attempt, lesson, number);
    html.paragraph(&asked.text.prompt);
    let form = question.body.ask(&asked, entry);
    html.paragraph(&form.html);
    let hinted = attempt.hints.contains(id);
    if let Some(hint) = asked.text.hint.as_ref().filter(|_| hinted) {
        let mut quoted = texts.html("quiz-hint-heading", &[]);
        quoted.line(hint);
        html.paragraph(&Html::quote(&quoted));
    }
    let words = question.body.is_typed().then_some(Entry { limit: TEXT_LIMIT });
    let screen = Screen { entry: words, ..Screen::new(html) };
    let screen = form.rows.iter().fold(screen, |screen, row| {
        screen.row(row.iter().map(|choice| {
            let verb = match choice.act {
                Act::Answer => "a",
                Act::Tap => "t",
            };
            Button::press(choice.label.as_str(), Token::new(CODE, verb).with(&choice.entry).at(attempt.step()))
        }))
    });
    let hint = (asked.text.hint.is_some() && !hinted).then(|| {
        let token = Token::new(CODE, "h");
        let token = if form.entry.is_empty() { token } else { token.with(&form.entry) };
        Button::press(texts.plain("quiz-hint", &[]), token.at(attempt.step()))
    });
    let below: Vec<Button> = hint.into_iter().chain([links::home_button(&texts)]).collect();
    // A poll cannot be changed any more: with its hint, or with ticks, the question is shown by a message.
    let poll = (state.learner.polls && !hinted && entry.is_empty()).then(|| {
        let poll = poll(question, &asked, Token::new(CODE, "a").at(attempt.step()))?;
        Some(poll.about(&heading(state, attempt, lesson, number)).row(below.clone()))
    });
    Some(Screen { poll: poll.flatten(), ..screen.row(below) })
}

/// The question as a quiz poll, if it fits: with the author's explanation or, where there is none, the right options'
/// reasons.
fn poll(question: &Question, asked: &Asked<'_>, token: Token) -> Option<Poll> {
    let ballot = question.body.ballot(asked)?;
    let reasons = || {
        let mut reasons = Html::new();
        for option in question.body.correct() {
            reasons.line(&asked.text.options.get(option).map_or_else(Html::new, |option| option.reason.clone()));
        }
        reasons
    };
    let why = asked.text.explanation.clone().unwrap_or_else(reasons);
    Poll::of(&asked.text.prompt, &ballot, &why, token)
}

/// What an answer was worth, and why: the reason of what was chosen and of what is right.
pub fn verdict(state: &State, attempt: &Attempt, lesson: &Lesson, number: usize, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let answer = attempt.answers.get(number)?;
    let question = lesson.quiz.as_ref()?.question(&answer.question)?;
    let asked = asked(state, attempt, question, &texts);
    let mut html = heading(state, attempt, lesson, number);
    html.paragraph(&texts.html(verdict_key(answer), &[]));
    html.paragraph(&asked.text.prompt);
    html.paragraph(&question.body.explain(&asked, &answer.response));
    if let Some(explanation) = &asked.text.explanation {
        let mut quoted = question.body.explanation_heading(&texts);
        quoted.line(explanation);
        html.paragraph(&Html::quote(&quoted));
    }
    let onward = if attempt.finished.is_some() {
        Button::press(texts.plain("quiz-result", &[]), Token::new(CODE, "e"))
    } else {
        Button::press(texts.plain("quiz-next", &[]), Token::new(CODE, "n"))
    };
    if attempt.reports.contains(&answer.question) {
        html.paragraph(&texts.html("quiz-reported", &[]));
    }
    let report = report::button(attempt, number, &texts);
    Some(Screen::new(html).row([onward]).row(report.into_iter().chain([links::home_button(&texts)])))
}

/// The question as this learner sees it in this attempt.
pub(super) fn asked<'a>(state: &State, attempt: &Attempt, question: &'a Question, texts: &'a Texts) -> Asked<'a> {
    Asked { text: question.text.get(state.learner.locale), texts, order: question.order(attempt.seed) }
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
        let token = Token::new(CODE, "r").with(&lesson.id).at(state.path_step());
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

const fn verdict_key(answer: &Answer) -> &'static str {
    if answer.correct {
        "quiz-right"
    } else if answer.score > 0.0 {
        "quiz-partly"
    } else {
        "quiz-wrong"
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
