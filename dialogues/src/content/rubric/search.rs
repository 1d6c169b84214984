//! Finds a pattern in an answer: all elements of an alternative in one sentence, in any order, not far apart.

use std::ops::Range;

use super::Point;
use super::answer::{Answer, Place};
use super::outcome::Outcome;
use super::pattern::{Alternative, Bound, Line, Pattern, Sought};

/// Other words between two neighbours of an alternative.
const MAX_BETWEEN: usize = 6;
/// The same in what says the opposite of a point. It has to be said in one clause and in the author's order, as who has it
/// right uses the same words.
const MAX_BETWEEN_OF_OPPOSITE: usize = 4;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Right,
    /// It is wrong, so that what is taken back later, or only supposed, is forgiven.
    Claim,
    /// A wrong claim whose words stand in the author's order.
    Opposite,
}

/// What became of a point.
pub(super) struct Found {
    pub outcome: Outcome,
    /// Does it stand in a bare list of keywords, at least in part?
    pub is_listed: bool,
    /// Does the answer say the opposite?
    pub is_contradicted: bool,
}

impl Found {
    const MISSED: Self = Self { outcome: Outcome::Missed, is_listed: false, is_contradicted: false };
}

/// What an answer says of a point. Who says the opposite as well has not said it.
pub(super) fn point(point: &Point, answer: &Answer) -> Found {
    match best(&point.against, answer, Sort::Opposite).outcome {
        Outcome::Hit(ranges) => Found { outcome: Outcome::Denied(ranges), is_listed: false, is_contradicted: true },
        _ => best(&point.patterns, answer, if point.weight < 0 { Sort::Claim } else { Sort::Right }),
    }
}

/// Of the patterns the one that is found best.
fn best(patterns: &[Pattern], answer: &Answer, sort: Sort) -> Found {
    let found = patterns.iter().map(|pattern| all_lines(pattern, answer, sort));
    let best = found.max_by_key(|found| match (&found.outcome, found.is_listed) {
        (Outcome::Missed, _) => 0,
        (Outcome::Swapped(_), _) => 1,
        (Outcome::Denied(_), _) => 2,
        (Outcome::Hit(_), true) => 3,
        (Outcome::Hit(_), false) => 4,
    });
    best.unwrap_or(Found::MISSED)
}

fn all_lines(pattern: &Pattern, answer: &Answer, sort: Sort) -> Found {
    let (mut ranges, mut is_listed, mut worst) = (Vec::new(), false, Rank::Said);
    for line in &pattern.lines {
        let Some(found) = one_alternative(line, answer, sort) else {
            return Found::MISSED;
        };
        ranges.extend(found.ranges);
        is_listed |= found.rank == Rank::Listed;
        worst = worst.min(found.rank);
    }
    ranges.sort_unstable_by_key(|range: &Range<usize>| (range.start, range.end));
    ranges.dedup();
    let outcome = match worst {
        Rank::Swapped => Outcome::Swapped(ranges),
        Rank::Denied => Outcome::Denied(ranges),
        Rank::Listed | Rank::Said => Outcome::Hit(ranges),
    };
    Found { outcome, is_listed, is_contradicted: false }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Of another subject.
    Swapped,
    Denied,
    Listed,
    Said,
}

struct Occurrence {
    ranges: Vec<Range<usize>>,
    rank: Rank,
}

/// The best occurrence of the alternatives, the author's order deciding among equals.
fn one_alternative(line: &Line, answer: &Answer, sort: Sort) -> Option<Occurrence> {
    let mut best: Option<Occurrence> = None;
    for alternative in &line.0 {
        let found = occurrence(alternative, answer, sort);
        if let Some(found) = found.filter(|found| best.as_ref().is_none_or(|best| best.rank < found.rank)) {
            best = Some(found);
        }
        if best.as_ref().is_some_and(|best| best.rank == Rank::Said) {
            break;
        }
    }
    best
}

fn occurrence(alternative: &Alternative, answer: &Answer, sort: Sort) -> Option<Occurrence> {
    let mut places = Vec::new();
    let own = alternative.elements.iter().enumerate().filter(|(number, _)| alternative.named_by != Some(*number));
    // Where nothing is set against it, the subject is a word like the others.
    let subject = alternative.said_of.iter().filter(|_| alternative.bound == Bound::Free);
    let is_opposite = sort == Sort::Opposite;
    let affirmed = if alternative.is_negated && is_opposite {
        alternative.affirmed + subject.clone().count()
            - usize::from(alternative.named_by.is_some_and(|at| at < alternative.affirmed))
    } else {
        0
    };
    let mut count = 0;
    for element in subject.chain(own.map(|(_, element)| element)) {
        let before = places.len();
        for sought in element {
            let found = match sought {
                Sought::Word(wanted) => answer.words_like(wanted),
                Sought::Code(tokens) => answer.code_like(tokens),
            };
            let is_fit = |place: &Place| {
                !(sort != Sort::Right && place.is_forgiven)
                    && !(is_opposite && (place.is_meant || place.is_denied && count < affirmed))
            };
            places.extend(found.into_iter().filter(is_fit).map(|place| (count, place)));
        }
        if places.len() == before {
            return None;
        }
        count += 1;
    }
    places.sort_by_key(|(number, place)| (place.range.start, place.range.end, *number));
    places.dedup();
    let negated = alternative.is_negated;
    let is_of_it = |place: &Place| match alternative.bound {
        Bound::Free => true,
        Bound::Named(subject) => place.said.of == Some(subject) && (place.said.is_near || !is_opposite),
        Bound::Unless(subject) => !place.said.is_near || place.said.of.is_none_or(|of| of == subject),
    };
    let is_of_another = |place: &Place| match alternative.bound {
        Bound::Free => false,
        Bound::Named(subject) | Bound::Unless(subject) => {
            place.said.is_near && place.said.of.is_some_and(|of| of != subject)
        }
    };
    let search = |rank: Rank, is_fit: &dyn Fn(&Place) -> bool| {
        let fitting: Vec<&(usize, Place)> = places.iter().filter(|(_, place)| is_fit(place)).collect();
        let ranges = together(&fitting, count, negated, is_opposite)?;
        Some(Occurrence { ranges, rank })
    };
    search(Rank::Said, &|place| is_of_it(place) && (negated || !place.is_denied) && !place.is_listed)
        // What is only named claims nothing.
        .or_else(|| {
            if is_opposite {
                None
            } else {
                search(Rank::Listed, &|place| is_of_it(place) && (negated || !place.is_denied))
            }
        })
        // Who affirms what should have been denied has not said it.
        .or_else(|| if negated { None } else { search(Rank::Denied, &is_of_it) })
        .or_else(|| search(Rank::Swapped, &|place| is_of_another(place) && (negated || !place.is_denied)))
}

/// Elements found so far, as bits, and how they were found last.
#[derive(Clone)]
struct Partial {
    found: u32,
    ranges: Vec<Range<usize>>,
    end: usize,
    after: usize,
}

/// All `count` elements in one sentence, none further from its neighbour than allowed; with `negated`, at least one of
/// them denied; `ordered`, in the author's order, in one clause and closer. Places are sorted by their beginning.
fn together(places: &[&(usize, Place)], count: usize, negated: bool, ordered: bool) -> Option<Vec<Range<usize>>> {
    let denial = 1 << count;
    let all = if negated { (denial << 1) - 1 } else { denial - 1 };
    let max_between = if ordered { MAX_BETWEEN_OF_OPPOSITE } else { MAX_BETWEEN };
    let mut partials: Vec<Partial> = Vec::new();
    let mut within = usize::MAX;
    for (number, place) in places {
        let part = if ordered { place.clause } else { place.sentence };
        if part != within {
            partials.clear();
            within = part;
        }
        let bits = (1 << number) | if negated && place.is_denied { denial } else { 0 };
        partials.retain(|partial| place.before.saturating_sub(partial.after) <= max_between);
        let first = (1 << number) - 1;
        let near = partials.iter().filter(|partial| {
            partial.end <= place.range.start
                && partial.found & (1 << number) == 0
                && (!ordered || partial.found & (denial - 1) == first)
        });
        let mut grown: Vec<Partial> = near
            .map(|partial| {
                let ranges = partial.ranges.iter().cloned().chain([place.range.clone()]).collect();
                Partial { found: partial.found | bits, ranges, end: place.range.end, after: place.after }
            })
            .collect();
        if !ordered || *number == 0 {
            let ranges = vec![place.range.clone()];
            grown.push(Partial { found: bits, ranges, end: place.range.end, after: place.after });
        }
        for new in grown {
            if new.found == all {
                return Some(new.ranges);
            }
            // Of two that found the same, the later one reaches further.
            partials.retain(|partial| partial.found != new.found);
            partials.push(new);
        }
    }
    None
}
