//! How a learner answers a question, of a quiz or of a review: which kind it is follows from its buttons. One tap answers
//! (`single`, `true`), several are ticked and submitted (`multiple`), items are tapped one after the other (`order`,
//! `match`), or the answer is written (`fill`, `output`, `text`, `write`).

use super::{Choice, Dice, Screen};

/// The content of the load run says what to write: `Type <code>…</code>`. See `bench/load/content`.
const SAYS: &str = "Type <code>";
const SAID: &str = "</code>";
/// What a learner writes who is wrong.
const WRONG: &str = "something else altogether";
/// The entry of nothing ticked, and of "I don't know".
const NOTHING: &str = "0";

/// A button of a question: the tapped entry that it carries, and the whole.
struct Tap<'a> {
    entry: &'a str,
    data: &'a str,
}

/// The answer, or the next tap on the way to it; none where nothing is asked.
pub fn answer(screen: &Screen<'_>, dice: &mut Dice) -> Option<Choice> {
    let answers = taps(screen, &["q.a:", "r.a:"]);
    let ticks = taps(screen, &["q.t:", "r.t:"]);
    if answers.is_empty() && ticks.is_empty() {
        return None;
    }
    if let Some(hint) = screen.first(&["q.h", "r.h"]).filter(|_| dice.percent(5)) {
        return Some(Choice::stored(hint));
    }
    match (answers.as_slice(), ticks.as_slice()) {
        // Undo is what carries less than the others.
        ([], _) => {
            let longest = ticks.iter().map(|tap| tap.entry.len()).max();
            pick(ticks.iter().filter(|tap| Some(tap.entry.len()) == longest), dice).map(Choice::looked)
        }
        ([unknown], []) if unknown.entry == NOTHING => Some(write(screen, unknown.data, dice)),
        // A set of ticks: another one, as long as there are few.
        ([submit], [_, _, ..]) => {
            let ticked = |tap: &Tap<'_>| tap.entry.parse::<u32>().map_or(0, u32::count_ones);
            let more = ticks.iter().filter(|tap| ticked(tap) > ticked(submit));
            match pick(more, dice).filter(|_| ticked(submit) == 0 || ticked(submit) < 2 && dice.percent(80)) {
                Some(tick) => Some(Choice::looked(tick)),
                None => Some(Choice::stored(submit.data)),
            }
        }
        _ => pick(answers.iter(), dice).map(Choice::stored),
    }
}

fn write(screen: &Screen<'_>, unknown: &str, dice: &mut Dice) -> Choice {
    let said = screen.text.split_once(SAYS).and_then(|(_, rest)| rest.split_once(SAID)).map(|(said, _)| said);
    match said {
        Some(said) if dice.percent(80) => Choice::written(said),
        Some(_) if dice.percent(50) => Choice::written(WRONG),
        _ => Choice::stored(unknown),
    }
}

/// The buttons with these verbs. A review's carry the item before the entry.
fn taps<'a>(screen: &Screen<'a>, verbs: &[&str]) -> Vec<Tap<'a>> {
    let of = |data: &'a str| {
        verbs.iter().any(|verb| data.starts_with(verb)).then(|| {
            let call = data.split('@').next().unwrap_or_default();
            Tap { entry: call.rsplit(':').next().unwrap_or_default(), data }
        })
    };
    screen.buttons.iter().copied().filter_map(of).collect()
}

fn pick<'a, 'b: 'a>(taps: impl Iterator<Item = &'a Tap<'b>>, dice: &mut Dice) -> Option<&'b str> {
    dice.one_of(&taps.map(|tap| tap.data).collect::<Vec<_>>())
}
