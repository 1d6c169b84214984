//! An objection: "I said this". The learner says by which of their own sentences they made a point that was not found. It
//! is stored, shown as claimed and told to whoever looks after the content; the score stands until the author accepts the
//! words. One claim for a point.

use super::answer::Written;
use super::places::verdict_on;
use super::view;
use super::words::{CODE, Verb, View};
use crate::catalogue::Interview;
use crate::content::language::sentences;
use crate::dialogues::contract::{Decision, Refusal};
use crate::dialogues::links;
use crate::kernel::markup::Html;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::{Texts, shortened};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::interview::run::{Exchange, InterviewRun};
use crate::streams::interview::{InterviewFact, Recommendation, score};
use crate::streams::{Fact, State};

/// Sentences that are offered.
const OFFERED: usize = 8;
/// Characters of a sentence on the screen, and of what is stored.
const SHOWN: usize = 160;
const KEPT: usize = 600;
const WHOLE: &str = "all";

/// The points of an exchange that somebody may claim, by their numbers in the rubric.
pub fn open_points(exchange: &Exchange, question: &Written<'_>) -> Vec<usize> {
    if exchange.share.is_none() || exchange.messages.is_empty() {
        return Vec::new();
    }
    let points = question.rubric.points().iter().enumerate();
    let open = points.filter(|(_, point)| {
        point.weight > 0 && !exchange.hits.contains(&point.id) && !exchange.claims.contains_key(&point.id)
    });
    open.map(|(number, _)| number).collect()
}

/// The button under the feedback on an exchange.
pub fn button(number: usize, open: &[usize], run: &InterviewRun, texts: &Texts) -> Option<Button> {
    let token = Token::new(CODE, Verb::Claim).with(number);
    let token = match open {
        [] => return None,
        [only] => token.with(only),
        _ => token,
    };
    Some(Button::press(texts.plain("interview-claim", &[]), token.at(run.step())))
}

/// A press on "I said this", on a point, or on a sentence.
pub fn decide(state: &State, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let meant = |run: &&InterviewRun| token.step.is_some_and(|step| step.is_of(run.id.as_uuid()));
    let run = state.interview.as_ref().filter(meant).ok_or_else(|| Refusal::Spent(super::places::choosing()))?;
    let interview = scene.interview_of(run).ok_or(Refusal::Gone)?;
    let number = |index: usize| token.argument(index).and_then(|number| number.parse::<usize>().ok());
    let exchange_number = number(0).ok_or(Refusal::Unknown)?;
    let exchange = run.exchanges.get(exchange_number).ok_or(Refusal::Unknown)?;
    let question = view::asked(interview, exchange).ok_or(Refusal::Gone)?;
    let Some(point) = token.argument(1) else {
        return Ok(Decision::go(Place::new(CODE, View::Claim).with(exchange_number)));
    };
    let point_number = point.parse::<usize>().map_err(|_| Refusal::Unknown)?;
    let Some(words) = token.argument(2) else {
        return Ok(Decision::go(Place::new(CODE, View::Claim).with(format!("{exchange_number}.{point_number}"))));
    };
    let texts = Texts::of(run.locale);
    let point = question.rubric.points().get(point_number).ok_or(Refusal::Unknown)?;
    if !open_points(exchange, &question).contains(&point_number) {
        return Ok(Decision::go(verdict_on(exchange_number)).saying(texts.plain("interview-claim-known", &[])));
    }
    let answer = exchange.answer();
    let words = if words == WHOLE {
        shortened(&answer, KEPT)
    } else {
        let said = said(&answer);
        shortened(said.get(number(2).ok_or(Refusal::Unknown)?).ok_or(Refusal::Unknown)?, KEPT)
    };
    let claimed = InterviewFact::PointClaimed {
        interview: run.interview.clone(),
        revision: run.revision.clone(),
        exchange: exchange_number,
        ask: exchange.ask.clone(),
        follow: exchange.follow.clone(),
        point: point.id.clone(),
        words,
    };
    let decision = Decision::go(verdict_on(exchange_number)).because([Fact::Interview(run.id, claimed)]);
    Ok(decision.saying(texts.plain("interview-claim-thanks", &[])))
}

/// Which point? Then: by which sentence? `detail`: the exchange, and the point behind a full stop.
pub fn screen(run: &InterviewRun, interview: &Interview, detail: &str, scene: &Scene<'_>) -> Option<Screen> {
    let texts = Texts::of(run.locale);
    let (exchange, point) = detail.split_once('.').map_or((detail, None), |(exchange, point)| (exchange, Some(point)));
    let number = exchange.parse::<usize>().ok()?;
    let exchange = run.exchanges.get(number)?;
    let question = view::asked(interview, exchange)?;
    let told = &question.text.get(run.locale).points;
    let mut html = view::heading(run, interview, Some(&exchange.ask), &texts, scene);
    let token = |argument: &dyn std::fmt::Display| Token::new(CODE, Verb::Claim).with(number).with(argument);
    let mut buttons: Vec<Button> = Vec::new();
    let mut rows: Vec<Button> = Vec::new();
    match point {
        None => {
            html.paragraph(&texts.html("interview-claim-which", &[]));
            for (shown, point) in open_points(exchange, &question).into_iter().enumerate() {
                let mut line = Html::text(&format!("{}. ", shown + 1));
                line.push(told.get(point)?);
                html.line(&line);
                buttons.push(Button::press((shown + 1).to_string(), token(&point).at(run.step())));
            }
        }
        Some(point) => {
            let point = point.parse::<usize>().ok()?;
            html.paragraph(told.get(point)?);
            html.paragraph(&texts.html("interview-claim-where", &[]));
            let answer = exchange.answer();
            for (shown, sentence) in said(&answer).into_iter().enumerate() {
                html.line(&Html::text(&format!("{}. {}", shown + 1, shortened(sentence, SHOWN))));
                buttons.push(Button::press((shown + 1).to_string(), token(&point).with(shown).at(run.step())));
            }
            let whole = token(&point).with(WHOLE).at(run.step());
            rows.push(Button::press(texts.plain("interview-claim-whole", &[]), whole));
        }
    }
    let screen = buttons.chunks(4).fold(Screen::new(html), |screen, row| screen.row(row.iter().cloned()));
    let back = Button::press(texts.plain("back", &[]), Token::new(CODE, Verb::Verdict).with(number));
    Some(screen.row(rows).row([back, links::home_button(&texts)]))
}

/// The learner's own sentences, the first ones of a long answer.
fn said(answer: &str) -> Vec<&str> {
    sentences(answer).into_iter().take(OFFERED).map(|range| &answer[range]).collect()
}

/// What an interview comes to by a newer rubric, where that hears words which the learner has claimed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rescored {
    /// 0..=1.
    pub share: f64,
    pub recommendation: Recommendation,
    /// The learner's words that are heard by now.
    pub accepted: Vec<String>,
}

/// The log, scored once more where the author has accepted words. None: no claim is heard by this rubric. What the
/// interview was pinned to, and what was stored of it, stays as it is.
pub fn rescored(run: &InterviewRun, now: &Interview) -> Option<Rescored> {
    let mut accepted = Vec::new();
    let exchanges = run.exchanges.iter().map(|exchange| {
        let mut exchange = exchange.clone();
        let Some(question) = view::asked(now, &exchange).filter(|_| !exchange.claims.is_empty()) else {
            return exchange;
        };
        let scored = question.rubric.score(&exchange.answer());
        let points = question.rubric.points().iter().zip(&scored.points);
        let heard: Vec<_> = points.filter(|(_, outcome)| outcome.is_hit()).map(|(point, _)| &point.id).collect();
        let words: Vec<String> =
            exchange.claims.iter().filter(|(point, _)| heard.contains(point)).map(|(_, words)| words.clone()).collect();
        if !words.is_empty() {
            exchange.share = Some(exchange.share.unwrap_or_default().max(score::rounded(scored.share)));
        }
        accepted.extend(words);
        exchange
    });
    let exchanges: Vec<Exchange> = exchanges.collect();
    let (_, share, recommendation) = score::sum_up(run.level, &exchanges, run.asks.len());
    (!accepted.is_empty()).then_some(Rescored { share, recommendation, accepted })
}
