//! What a run has shown, for people.

use crate::run::{Figures, Load};

/// Characters of a statement that are printed.
const STATEMENT: usize = 90;

pub fn print(figures: &Figures) {
    let Figures { waits, .. } = figures;
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
        "  {:.0} turns/s: {} stored and seen ({} keys in the log), {} looks, {} lost",
        figures.turns_per_second, figures.turns, figures.keys, figures.looks, figures.lost
    );
    println!(
        "  tap to screen: p50 {:.1}  p95 {:.1}  p99 {:.1}  max {:.1} ms",
        waits.p50, waits.p95, waits.p99, waits.max
    );
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
