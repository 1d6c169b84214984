//! What a run has shown, for people.

use std::fmt;

use serde::Serialize;

use crate::run::{Figures, Load, Waits};

/// Characters of a statement that are printed.
const STATEMENT: usize = 90;

pub fn print(figures: &Figures) {
    let load = match figures.load {
        Load::Closed => "closed loop".to_owned(),
        Load::Rate(rate) => format!("{rate} turns/s"),
    };
    let way = if figures.webhook { "webhook" } else { "polling" };
    println!(
        "{} ({}), {way}, {} learners, {load}, {:.1} s, machine load before {:.2}",
        figures.subject, figures.roles, figures.learners, figures.seconds, figures.machine_load
    );
    println!(
        "  {:.0} turns/s: {} stored and seen ({} of them written, {} keys in the log), {} looks, {} lost",
        figures.turns_per_second, figures.turns, figures.written, figures.keys, figures.looks, figures.lost
    );
    for (name, waits) in [("answer", figures.answers), ("screen", figures.waits)] {
        let Waits { p50, p95, p99, max, .. } = waits;
        println!("  tap to {name}: p50 {p50:.1}  p95 {p95:.1}  p99 {p99:.1}  max {max:.1} ms");
    }
    println!(
        "  CPU seconds per 1,000 turns: bot {:.3}  PostgreSQL {:.3}  Redis {:.3}  generator {:.3}",
        figures.bot, figures.postgres, figures.redis, figures.generator
    );
    println!("  memory of the bot: {:.1} MB resident, {:.1} MB at most", figures.resident_mb, figures.peak_mb);
    println!(
        "  per turn: {:.2} queries, {:.0} bytes of WAL, {:.2} Redis commands, {:.2} calls of the Bot API",
        figures.queries_per_turn, figures.wal_bytes_per_turn, figures.redis_commands_per_turn, figures.calls_per_turn
    );
    for statement in figures.statements.iter().take(8) {
        println!(
            "    {:6.3} calls/turn {:7.1} us/turn {:7.0} B/turn  {}",
            statement.calls as f64 / figures.turns as f64,
            statement.milliseconds * 1e3 / figures.turns as f64,
            statement.wal_bytes as f64 / figures.turns as f64,
            statement.query.trim().chars().take(STATEMENT).collect::<String>()
        );
    }
}

/// A figure that was taken several times.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
    pub min: f64,
    pub median: f64,
    pub max: f64,
}

impl Spread {
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        let (first, last) = (figures.first().copied(), figures.last().copied());
        let middle = figures.len() / 2;
        let median = match (figures.len() % 2, figures.as_slice()) {
            (_, []) => f64::NAN,
            (0, figures) => f64::midpoint(figures[middle - 1], figures[middle]),
            (_, figures) => figures[middle],
        };
        Self { min: first.unwrap_or(f64::NAN), median, max: last.unwrap_or(f64::NAN) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} – {:.3} – {:.3}", self.min, self.median, self.max)
    }
}

/// A figure and what was promised of it. The median decides.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    pub what: String,
    pub figure: Spread,
    pub bound: Option<Bound>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    pub const fn at_most(what: String, figure: Spread, bound: f64) -> Self {
        Self { what, figure, bound: Some(Bound::AtMost(bound)) }
    }

    pub const fn at_least(what: String, figure: Spread, bound: f64) -> Self {
        Self { what, figure, bound: Some(Bound::AtLeast(bound)) }
    }

    /// For the record only.
    pub const fn none(what: String, figure: Spread) -> Self {
        Self { what, figure, bound: None }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.figure)?;
        let (words, bound, met) = match self.bound {
            None => return Ok(()),
            Some(Bound::AtMost(bound)) => ("at most", bound, self.figure.median <= bound),
            Some(Bound::AtLeast(bound)) => ("at least", bound, self.figure.median >= bound),
        };
        write!(f, "  ({words} {bound}: {})", if met { "met" } else { "NOT MET" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_decides_whether_a_target_is_met() {
        let figure = Spread::of([3.0, 1.0, 2.0]);
        assert_eq!(Target::at_most("x".into(), figure, 2.0).to_string(), "x: 1.000 – 2.000 – 3.000  (at most 2: met)");
        assert!(Target::at_least("x".into(), Spread::of([1.0, 2.0]), 1.6).to_string().ends_with("NOT MET)"));
        assert_eq!(Target::none("x".into(), figure).to_string(), "x: 1.000 – 2.000 – 3.000");
    }
}
