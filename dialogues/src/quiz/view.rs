//! What a learner sees of an attempt: a question, a verdict, a result. Options keep one order through all three.

use crate::catalogue::{Lesson, Question};
use crate::courses::{self, percent};
use crate::markup::Html;
use crate::questions::Response;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::seed;
use crate::state::{Answer, Attempt, State};
use crate::texts::Texts;
use crate::token::Token;
use crate::{bar, home, lesson};

use super::CODE;

/// The question that waits for an answer. `selected`: options ticked so far, as a set of bits.
pub fn question(state: &State, attempt: &Attempt, lesson: &Lesson, selected: u32, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let (number, id) = attempt.current()?;
    let question = lesson.quiz.as_ref()?.question(id)?;
    let text = question.text.get(state.learner.locale);
    let mut html = heading(state, attempt, lesson, number);
    html.paragraph(&text.prompt);
    let options = Options::of(question, attempt, state, &texts);
    if options.words.is_none() {
        html.paragraph(&options.list(|_, label| label.clone()));
    }
    if question.body.takes_many() {
        html.paragraph(&texts.html("quiz-choose-many", &[]));
    }
    let hinted = attempt.hints.contains(id);
    if let Some(hint) = text.hint.as_ref().filter(|_| hinted) {
        let mut quoted = texts.html("quiz-hint-heading", &[]);
        quoted.line(hint);
        html.paragraph(&Html::quote(&quoted));
    }
    let mut screen = Screen::new(html);
    if question.body.takes_many() {
        let ticks = options.order.iter().enumerate().map(|(shown, option)| {
            let label = format!("{} {}", if selected & (1 << option) == 0 { "▢" } else { "☑" }, options.name(shown));
            Button::press(label, Token::new(CODE, "t").with(selected ^ (1 << option)).at(attempt.step()))
        });
        let submit =
            Button::press(texts.plain("quiz-submit", &[]), Token::new(CODE, "a").with(selected).at(attempt.step()));
        screen = screen.row(ticks).row([submit]);
    } else {
        screen = screen.row(options.order.iter().enumerate().map(|(shown, option)| {
            Button::press(options.name(shown), Token::new(CODE, "a").with(1u32 << option).at(attempt.step()))
        }));
    }
    let hint = (text.hint.is_some() && !hinted)
        .then(|| Button::press(texts.plain("quiz-hint", &[]), Token::new(CODE, "h").with(selected).at(attempt.step())));
    Some(screen.row(hint.into_iter().chain([home::button(&texts)])))
}

/// What an answer was worth, and why: the reason of what was chosen and of what is right.
pub fn verdict(state: &State, attempt: &Attempt, lesson: &Lesson, number: usize, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let answer = attempt.answers.get(number)?;
    let question = lesson.quiz.as_ref()?.question(&answer.question)?;
    let text = question.text.get(state.learner.locale);
    let mut html = heading(state, attempt, lesson, number);
    html.paragraph(&texts.html(verdict_key(answer), &[]));
    html.paragraph(&text.prompt);
    let Response::Options(chosen) = &answer.response;
    let right = question.body.correct();
    let options = Options::of(question, attempt, state, &texts);
    html.paragraph(&options.list(|option, label| {
        let (is_right, is_chosen) = (right.contains(&option), chosen.contains(&option));
        let mut line = Html::text(match (is_right, is_chosen) {
            (true, _) => "✅ ",
            (false, true) => "❌ ",
            (false, false) => "",
        });
        line.push(label);
        if is_right && !is_chosen && question.body.takes_many() {
            line.push(&Html::text(" · ")).push(&Html::italic(&texts.html("quiz-missed", &[])));
        }
        let reason = text.options.get(option).map(|option| &option.reason);
        if let Some(reason) = reason.filter(|reason| (is_right || is_chosen) && !reason.is_empty()) {
            line.line(&Html::quote(reason));
        }
        line
    }));
    if let Some(explanation) = &text.explanation {
        html.paragraph(&Html::quote(explanation));
    }
    let onward = if attempt.finished.is_some() {
        Button::press(texts.plain("quiz-result", &[]), Token::new(CODE, "e"))
    } else {
        Button::press(texts.plain("quiz-next", &[]), Token::new(CODE, "n"))
    };
    Some(Screen::new(html).row([onward]).row([home::button(&texts)]))
}

/// How the attempt ended and what can follow.
pub fn result(state: &State, attempt: &Attempt, lesson: &Lesson, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let outcome = attempt.finished.unwrap_or(crate::state::Outcome { score: 0.0, passed: false });
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
            ("percent", percent(outcome.score).into()),
            ("pass", percent(attempt.pass).into()),
            ("bar", (&bar::draw(right as usize, all as usize)).into()),
        ],
    ));
    html.paragraph(&home::standing(state, &texts, scene));
    let missed = attempt.missed().count();
    let retry = (missed > 0).then(|| {
        let token = Token::new(CODE, "r").with(&lesson.id).at(state.path_step());
        Button::press(texts.plain("quiz-retry", &[("questions", missed.into())]), token)
    });
    let reread = Button::press(texts.plain("quiz-reread", &[]), lesson::reread_token(state, lesson));
    let screen = if outcome.passed {
        Screen::new(html).row([onward(state, lesson, &texts, scene)]).row(retry)
    } else {
        Screen::new(html).row(retry).row([reread])
    };
    Screen { keep: true, ..screen.row([courses::around(scene, lesson, &texts), home::button(&texts)]) }
}

fn onward(state: &State, lesson: &Lesson, texts: &Texts, scene: &Scene<'_>) -> Button {
    let next = scene.catalogue.next_lesson(&lesson.id).filter(|next| !state.path.completed(&next.id));
    match next {
        Some(next) => {
            let label = texts.plain("quiz-next-lesson", &[("lesson", next.title.get(state.learner.locale).into())]);
            Button::press(label, lesson::open_token(next))
        }
        None => home::continue_button(state, texts, scene),
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

fn heading(state: &State, attempt: &Attempt, lesson: &Lesson, number: usize) -> Html {
    let (number, count) = (number + 1, attempt.questions.len());
    Html::italic(&Html::text(&format!(
        "{} · {} {number}/{count}",
        lesson.title.get(state.learner.locale),
        bar::draw(number, count)
    )))
}

/// The options of a question in the order in which this attempt shows them.
struct Options {
    /// The author's numbers.
    order: Vec<usize>,
    labels: Vec<Html>,
    /// True and false are words on the buttons; all else are letters.
    words: Option<[String; 2]>,
}

impl Options {
    fn of(question: &Question, attempt: &Attempt, state: &State, texts: &Texts) -> Self {
        let options = &question.text.get(state.learner.locale).options;
        let mut order: Vec<usize> = (0..question.body.option_count()).collect();
        if options.is_empty() {
            let words = [texts.plain("quiz-true", &[]), texts.plain("quiz-false", &[])];
            let labels = words.iter().map(|word| Html::text(word)).collect();
            return Self { order, labels, words: Some(words) };
        }
        if question.shuffle {
            seed::shuffle(&mut order, seed::derive(attempt.seed, question.id.as_str()));
        }
        Self { order, labels: options.iter().map(|option| option.label.clone()).collect(), words: None }
    }

    /// The name of the option that is shown at a position: what stands on its button.
    fn name(&self, shown: usize) -> String {
        match &self.words {
            Some(words) => words.get(shown).cloned().unwrap_or_default(),
            None => char::from(b'A' + shown as u8).to_string(),
        }
    }

    /// The options line by line, each drawn from its number and label.
    fn list(&self, draw: impl Fn(usize, &Html) -> Html) -> Html {
        let mut list = Html::new();
        for (shown, option) in self.order.iter().enumerate() {
            let Some(label) = self.labels.get(*option) else { continue };
            let mut line = Html::new();
            if self.words.is_none() {
                line.push(&Html::bold(&Html::text(&format!("{}.", self.name(shown)))));
                line.push(&Html::text(" "));
            }
            line.push(&draw(*option, label));
            list.line(&line);
        }
        list
    }
}
