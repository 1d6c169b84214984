//! Patterns, denials, lists, quotes; answers as people write them; and what holds for any text.

use super::{Outcome, Pattern, Point, Rubric, Scored};
use crate::kernel::ids::PointId;

mod answers;
mod lists;
mod matching;
mod negations;
mod opposites;
mod properties;
mod quotes;
mod retractions;
mod shares;
mod subjects;
mod vocabulary;

/// A point of weight 1 or another, with the lines of its pattern.
fn point(id: &str, weight: i8, must: bool, lines: &[&str]) -> Point {
    let pattern = Pattern::parse(lines).unwrap_or_else(|(line, error)| panic!("{:?}: {error:?}", lines[line]));
    Point { id: PointId::new(id), weight, must, patterns: vec![pattern], against: Vec::new() }
}

/// The same point, with a line that says the opposite.
fn against(point: Point, line: &str) -> Point {
    Point { against: vec![Pattern::parse(&[line]).unwrap()], ..point }
}

/// A rubric of one point with one line.
fn one(line: &str) -> Rubric {
    Rubric::new(vec![point("p-one", 1, false, &[line])])
}

/// Does the answer hit the line?
fn hits(line: &str, answer: &str) -> bool {
    one(line).score(answer).points[0].is_hit()
}

fn outcome(line: &str, answer: &str) -> &'static str {
    match one(line).score(answer).points[0] {
        Outcome::Hit(_) => "hit",
        Outcome::Denied(_) => "denied",
        Outcome::Swapped(_) => "swapped",
        Outcome::Missed => "missed",
    }
}

/// The words of the answer that hit the first point.
fn words_hit<'a>(line: &str, answer: &'a str) -> Vec<&'a str> {
    match &one(line).score(answer).points[0] {
        Outcome::Hit(ranges) | Outcome::Denied(ranges) | Outcome::Swapped(ranges) => {
            ranges.iter().map(|range| &answer[range.clone()]).collect()
        }
        Outcome::Missed => Vec::new(),
    }
}

/// Why is a delegate usually weak? In English and in Russian.
fn delegate() -> Rubric {
    let english = Rubric::new(vec![
        point("p-owner", 2, true, &["owner | parent | already holds"]),
        point("p-cycle", 1, false, &["retain/reference cycle | leak"]),
        point("p-speed", -1, false, &["faster | quick"]),
    ]);
    let russian = Rubric::new(vec![
        point("p-owner", 2, true, &["владелец | владеет | уже держит"]),
        point("p-cycle", 1, false, &["цикл ссылок | цикл удержания | утечка"]),
        point("p-speed", -1, false, &["быстрее"]),
    ]);
    english.merged(&russian)
}

/// The share in percent.
fn share(scored: &Scored) -> i64 {
    (scored.share * 100.0).round() as i64
}
