//! What an answer was worth, point by point, in the learner's own words; and the model answer. Never longer than a
//! message: what does not fit waits behind a button.

use crate::dialogues::links;
use crate::kernel::bar;
use std::ops::Range;

use super::answer::Written;
use super::words::{CODE, Verb};
use super::{claim, view};
use crate::catalogue::{AskText, Interview};
use crate::kernel::markup::{Html, MESSAGE_LIMIT};
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::{Texts, shortened};
use crate::kernel::token::Token;
use crate::rubric::{Outcome, Rubric, quotes};
use crate::scene::Scene;
use crate::streams::interview::run::{Exchange, InterviewRun};
use crate::streams::interview::score::{STRONG, WEAK};

/// Units of a message that are left for a notice above it.
const NOTICE: usize = 250;
const LIMIT: usize = MESSAGE_LIMIT - NOTICE;
/// Characters of a claim that are shown.
const CLAIMED: usize = 90;
/// Places of an answer that are quoted for a point.
const PLACES: usize = 2;

/// The feedback on an exchange, `number` from 0.
pub fn screen(run: &InterviewRun, interview: &Interview, number: usize, scene: &Scene<'_>) -> Option<Screen> {
    let texts = Texts::of(run.locale);
    let exchange = run.exchanges.get(number)?;
    let question = view::asked(interview, exchange)?;
    let text = question.text.get(run.locale);
    let mut head = view::heading(run, interview, Some(&exchange.ask), &texts, scene);
    head.paragraph(&verdict(exchange, &texts));
    // What a follow-up is about to ask is not told before.
    let is_held = is_held(run, exchange);
    let mut body = points(exchange, question.rubric, text, is_held, &texts);
    body.paragraph(&still_open(run, interview, exchange, &texts));
    body.paragraph(&remarks(exchange, question.rubric, &texts));
    if is_held {
        body.paragraph(&texts.html("interview-held", &[]));
    }
    let mut html = head.clone();
    html.paragraph(&text.prompt);
    html.paragraph(&body);
    if html.units() > LIMIT {
        html = head;
        html.paragraph(&body);
    }
    let mut whole = html.clone();
    whole.paragraph(&model(text, &texts));
    let fits = whole.units() <= LIMIT;
    let html = if !is_held && fits { whole } else { html };
    let behind = (!is_held && !fits)
        .then(|| Button::press(texts.plain("interview-model", &[]), Token::new(CODE, Verb::Model).with(number)));
    let open = if is_held { Vec::new() } else { claim::open_points(exchange, &question) };
    let claim = claim::button(number, &open, run, &texts);
    let screen =
        Screen::new(html).row([onward(run, number, &texts)]).row(claim).row(behind).row(before(run, number, &texts));
    Some(Screen { keep: true, ..screen.row([links::home_button(&texts)]) })
}

/// The model answer on a screen of its own.
pub fn model_screen(run: &InterviewRun, interview: &Interview, number: usize, scene: &Scene<'_>) -> Option<Screen> {
    let texts = Texts::of(run.locale);
    let exchange = run.exchanges.get(number).filter(|exchange| !is_held(run, exchange))?;
    let Written { text, .. } = view::asked(interview, exchange)?;
    let text = text.get(run.locale);
    let mut html = view::heading(run, interview, Some(&exchange.ask), &texts, scene);
    html.paragraph(&text.prompt);
    html.paragraph(&model(text, &texts));
    let back = Button::press(texts.plain("back", &[]), Token::new(CODE, Verb::Verdict).with(number));
    Some(Screen::new(html).row([onward(run, number, &texts)]).row([back, links::home_button(&texts)]))
}

/// Is a follow-up to it still to be answered?
fn is_held(run: &InterviewRun, exchange: &Exchange) -> bool {
    run.follow.as_ref().is_some_and(|(ask, _)| *ask == exchange.ask)
}

fn onward(run: &InterviewRun, number: usize, texts: &Texts) -> Button {
    if !run.is_open() && number + 1 < run.exchanges.len() {
        let next = Token::new(CODE, Verb::Verdict).with(number + 1);
        return Button::press(texts.plain("interview-next-answer", &[]), next);
    }
    let key = if run.is_open() { "interview-next" } else { "interview-to-card" };
    Button::press(texts.plain(key, &[]), Token::new(CODE, Verb::Next))
}

/// From a follow-up back to its question, whose model answer may be shown by now.
fn before(run: &InterviewRun, number: usize, texts: &Texts) -> Option<Button> {
    let exchange = run.exchanges.get(number).filter(|exchange| exchange.follow.is_some())?;
    let same = |other: &Exchange| other.follow.is_none() && other.ask == exchange.ask;
    let before = run.exchanges.iter().position(same)?;
    Some(Button::press(texts.plain("interview-first-answer", &[]), Token::new(CODE, Verb::Verdict).with(before)))
}

fn verdict(exchange: &Exchange, texts: &Texts) -> Html {
    let Some(share) = exchange.share else {
        return texts.html("interview-skipped", &[]);
    };
    let key = if share >= STRONG {
        "interview-strong-answer"
    } else if share >= WEAK {
        "interview-fair-answer"
    } else {
        "interview-weak-answer"
    };
    let mut html = texts.html(key, &[("percent", bar::percent(share).into())]);
    if exchange.hinted {
        html.push(&Html::text(" · "));
        html.push(&texts.html("interview-hinted", &[]));
    }
    html
}

/// What was said, with the learner's words; then what was missing, unless that is yet to be asked.
fn points(exchange: &Exchange, rubric: &Rubric, text: &AskText, is_held: bool, texts: &Texts) -> Html {
    let answer = exchange.answer();
    let outcomes = rubric.score(&answer).points;
    let mut said = Html::new();
    let (mut missing, mut open) = (Html::new(), 0_usize);
    for ((point, outcome), told) in rubric.points().iter().zip(&outcomes).zip(&text.points) {
        let is_hit = exchange.hits.contains(&point.id);
        let mut line = Html::new();
        if is_hit {
            line.push_text(if point.weight > 0 { "✅ " } else { "⚠️ " });
            line.push(told);
            let found = exchange.found.as_ref().and_then(|found| found.get(&point.id));
            if let Some(words) = found {
                line.push(&in_words("interview-quote", words, texts));
            } else if let Outcome::Hit(ranges) = outcome {
                line.push(&quoted("interview-quote", &answer, ranges, texts));
            }
            said.line(&line);
        } else if point.weight > 0 {
            open += 1;
            line.push_text(if point.must { "❗ " } else { "▫️ " });
            line.push(told);
            match outcome {
                Outcome::Denied(ranges) => {
                    line.push(&quoted("interview-denied", &answer, ranges, texts));
                }
                Outcome::Swapped(ranges) => {
                    line.push(&quoted("interview-swapped", &answer, ranges, texts));
                }
                _ => {}
            }
            if let Some(words) = exchange.claims.get(&point.id) {
                line.push(&in_words("interview-claimed", &shortened(words, CLAIMED), texts));
            }
            missing.line(&line);
        }
    }
    let mut html = Html::new();
    if !said.is_empty() {
        let mut part = texts.html("interview-said", &[]);
        part.line(&said);
        html.paragraph(&part);
    }
    if is_held && open > 0 {
        html.paragraph(&texts.html("interview-open-held", &[("points", open.into())]));
    } else if open > 0 {
        let mut part = texts.html("interview-open", &[("points", open.into())]);
        part.line(&missing);
        html.paragraph(&part);
    }
    html
}

/// After a follow-up: what is open of the question before it, which could not be said while the follow-up waited.
fn still_open(run: &InterviewRun, interview: &Interview, exchange: &Exchange, texts: &Texts) -> Html {
    let mut html = Html::new();
    let before = |other: &&Exchange| other.follow.is_none() && other.ask == exchange.ask && other.share.is_some();
    let before = exchange.follow.as_ref().and_then(|_| run.exchanges.iter().find(before));
    let Some((before, question)) = before.and_then(|before| Some((before, view::asked(interview, before)?))) else {
        return html;
    };
    let told = question.text.get(run.locale).points.iter();
    for (point, told) in question.rubric.points().iter().zip(told) {
        if point.weight > 0 && !before.hits.contains(&point.id) {
            let mut line = Html::text(if point.must { "❗ " } else { "▫️ " });
            line.push(told);
            html.line(&line);
        }
    }
    if html.is_empty() {
        return html;
    }
    let mut part = texts.html("interview-open-before", &[]);
    part.line(&html);
    part
}

/// The words for a point: all of them where they stand near each other, else the first two places.
fn quoted(key: &str, answer: &str, ranges: &[Range<usize>], texts: &Texts) -> Html {
    let words: Vec<String> = quotes(answer, ranges).into_iter().take(PLACES).collect();
    in_words(key, &words.join(" … "), texts)
}

fn in_words(key: &str, words: &str, texts: &Texts) -> Html {
    if words.is_empty() {
        return Html::new();
    }
    let mut html = Html::text("\n");
    html.push(&texts.html(key, &[("words", words.into())]));
    html
}

/// What else there is to say of an answer that could have scored more.
fn remarks(exchange: &Exchange, rubric: &Rubric, texts: &Texts) -> Html {
    let answer = exchange.answer();
    let mut html = Html::new();
    if exchange.share.is_some() && rubric.score(&answer).is_list {
        html.line(&texts.html("interview-list", &[]));
    }
    if exchange.found.is_some() {
        html.line(&texts.html("interview-second-look", &[]));
    }
    if exchange.hits.is_empty() && is_foreign(&answer) {
        html.line(&texts.html("interview-foreign", &[]));
    }
    html
}

/// Is it written in letters that no rubric is written in?
fn is_foreign(answer: &str) -> bool {
    let letters = answer.chars().filter(|char| char.is_alphabetic());
    let (mut known, mut all) = (0, 0);
    for letter in letters {
        all += 1;
        known += usize::from(letter.is_ascii() || ('\u{400}'..='\u{4ff}').contains(&letter));
    }
    all > 0 && known * 2 < all
}

fn model(text: &AskText, texts: &Texts) -> Html {
    let mut html = texts.html("interview-model-heading", &[]);
    html.line(&text.model);
    Html::quote(&html)
}
