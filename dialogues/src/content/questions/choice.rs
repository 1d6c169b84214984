//! What questions with options have in common: ticking and drawing them. No kind itself; how options are written is in
//! [`super::written`].

use super::answer::Response;
use super::entry::{Asked, Ballot, Choice, Form, Votable, letter, line};
use crate::kernel::markup::Html;
use crate::kernel::seed;
use crate::kernel::texts::Texts;

/// The order of so many options.
pub(super) fn order(count: usize, seed: Option<u64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    if let Some(seed) = seed {
        seed::shuffle(&mut order, seed);
    }
    order
}

/// One tap answers.
pub(super) fn ask_one(asked: &Asked<'_>) -> Form {
    let choices = asked.order.iter().enumerate();
    let row = choices.map(|(shown, option)| {
        Choice::answer(name(asked, shown), (1u32 << option).to_string()).saying(full(asked, shown))
    });
    Form { html: listed(asked), brief: Html::new(), rows: vec![row.collect()], entry: "0".to_owned() }
}

/// Options are ticked, then submitted; the entry is the set of ticked ones.
pub(super) fn ask_many(asked: &Asked<'_>, entry: &str) -> Form {
    let ticked: u32 = entry.parse().unwrap_or(0);
    let ticks = asked.order.iter().enumerate().map(|(shown, option)| {
        let is_ticked = ticked & (1 << option) != 0;
        let mark = if is_ticked { "☑" } else { "▢" };
        let tick = Choice::tap(format!("{mark} {}", name(asked, shown)), (ticked ^ (1 << option)).to_string());
        Choice { pressed: Some(is_ticked), ..tick.saying(full(asked, shown)) }
    });
    let submit = Choice::answer(asked.texts.plain("quiz-submit", &[]), ticked.to_string());
    let brief = asked.texts.html("quiz-choose-many", &[]);
    let mut html = listed(asked);
    html.paragraph(&brief);
    Form { html, brief, rows: vec![ticks.collect(), vec![submit]], entry: ticked.to_string() }
}

/// The options as those of a poll.
pub(super) fn ballot(asked: &Asked<'_>, right: &[usize], many: bool) -> Option<Ballot> {
    let words = words(asked);
    let options = asked.order.iter().enumerate().map(|(shown, option)| {
        let label = label(asked, words.as_ref(), shown)?;
        Some(Votable { label, entry: 1u32.checked_shl(*option as u32)?, right: right.contains(option) })
    });
    Some(Ballot { options: options.collect::<Option<_>>()?, many })
}

/// The options that an entry names, as a set of bits.
pub(super) fn entered(entry: &str) -> Option<Response> {
    let bits: u32 = entry.parse().ok()?;
    Some(Response::Options((0..32).filter(|option| bits & (1 << option) != 0).collect()))
}

pub(super) fn entry(response: &Response) -> Option<String> {
    let Response::Options(chosen) = response else { return None };
    let bits = chosen.iter().filter(|option| **option < 32).fold(0u32, |bits, option| bits | 1 << option);
    Some(bits.to_string())
}

/// Existing options, ascending, at least one, and one only where one is asked for?
pub(super) fn well_formed(response: &Response, count: usize, many: bool) -> bool {
    let Response::Options(chosen) = response else { return false };
    chosen.is_sorted_by(|a, b| a < b) && chosen.last().is_some_and(|last| *last < count) && (chosen.len() == 1 || many)
}

/// The chosen options; none for another kind of answer.
pub(super) fn chosen(response: &Response) -> &[usize] {
    match response {
        Response::Options(chosen) => chosen,
        _ => &[],
    }
}

/// Every option, marked as right or as wrongly chosen, with the reason of those.
pub(super) fn explain(asked: &Asked<'_>, response: &Response, right: &[usize], many: bool) -> Html {
    let chosen = chosen(response);
    let words = words(asked);
    let mut list = Html::new();
    for (shown, option) in asked.order.iter().enumerate() {
        let (is_right, is_chosen) = (right.contains(option), chosen.contains(option));
        let mut text = Html::text(match (is_right, is_chosen) {
            (true, _) => "✅ ",
            (false, true) => "❌ ",
            (false, false) if asked.lettered => "",
            (false, false) => "○ ",
        });
        let Some(label) = label(asked, words.as_ref(), shown) else { continue };
        text.push(&label);
        if is_right && !is_chosen && many {
            text.push(&Html::text(" · ")).push(&Html::italic(&asked.texts.html("quiz-missed", &[])));
        }
        let reason = asked.option(*option).map(|option| &option.reason);
        if let Some(reason) = reason.filter(|reason| (is_right || is_chosen) && !reason.is_empty()) {
            text.line(&Html::quote(reason));
        }
        list.line(&line(if words.is_some() { String::new() } else { asked.letter_at(shown) }.as_str(), &text));
    }
    list
}

/// The options line by line; nothing where the buttons say it all.
fn listed(asked: &Asked<'_>) -> Html {
    let mut list = Html::new();
    if words(asked).is_some() {
        return list;
    }
    for (shown, option) in asked.order.iter().enumerate() {
        if let Some(option) = asked.option(*option) {
            list.line(&line(&letter(shown), &option.label));
        }
    }
    list
}

/// What stands on the button of a position.
fn name(asked: &Asked<'_>, shown: usize) -> String {
    words(asked).and_then(|words| words.get(shown).cloned()).unwrap_or_else(|| letter(shown))
}

fn label(asked: &Asked<'_>, words: Option<&[String; 2]>, shown: usize) -> Option<Html> {
    match words {
        Some(words) => words.get(shown).map(|word| Html::text(word)),
        None => asked.option(*asked.order.get(shown)?).map(|option| option.label.clone()),
    }
}

/// All that the button of a position stands for.
fn full(asked: &Asked<'_>, shown: usize) -> Option<Html> {
    label(asked, words(asked).as_ref(), shown)
}

/// True and false are words on the buttons; options of an author are letters.
fn words(asked: &Asked<'_>) -> Option<[String; 2]> {
    asked.text.options.is_empty().then(|| true_and_false(asked.texts))
}

fn true_and_false(texts: &Texts) -> [String; 2] {
    [texts.plain("quiz-true", &[]), texts.plain("quiz-false", &[])]
}
