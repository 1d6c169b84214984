//! The fault run: learners with seeded scripts drive the real `academy serve` while things are broken under it; what
//! comes of it is compared with the same scripts without faults, and held against the promises.
//!
//! Start at [`run`] for one run, at [`faults`] for what can be broken, at [`oracle`] for what must hold, at [`intent`] for
//! what learners do. What they learn is content of the run's own, in `content/` beside this file: every kind of question,
//! cards, an interview; a new lesson of the academy changes nothing here. Without arguments, as `cargo test` calls it, every
//! fault strikes once in a small run, and the sample has to have everything in it that [`coverage`] lists.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test prints, and fails by panicking"
)]
#![allow(dead_code, unused_imports, reason = "the harness serves the other tests as well")]

mod calendar;
mod clusters;
mod composing;
mod coverage;
mod entry;
mod faults;
mod forwarder;
mod gathering;
#[path = "../it/harness/mod.rs"]
mod harness;
mod instance;
mod intent;
mod interviewing;
mod leaving;
mod material;
mod memory;
mod oracle;
mod outcome;
mod person;
mod placing;
mod product;
mod pulse;
mod quizzing;
mod random;
mod results;
mod reviewing;
mod run;
mod schedule;
mod screen;
mod script;
mod stage;
mod testimony;

use std::process::ExitCode;

use clap::Parser;

use schedule::Schedule;
use stage::Mode;
use tokio::signal::unix::{SignalKind, signal};

/// Breaks the academy while learners use it, and proves that nothing is lost and nothing is counted twice.
#[derive(Parser)]
#[command(name = "faults")]
pub struct Arguments {
    /// Runs N seeds; without a fault, each seed has one of its own, or several mixed.
    #[arg(long, value_name = "N")]
    seeds: Option<u64>,
    /// The first of the seeds.
    #[arg(long, value_name = "S", default_value_t = 1)]
    from: u64,
    /// Only this seed.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Only this fault, or `mixed`; `none` for the measure itself.
    #[arg(long, value_name = "NAME")]
    fault: Option<String>,
    /// How updates come; else the seed decides.
    #[arg(long)]
    mode: Option<Mode>,
    /// Learners in a run.
    #[arg(long, value_name = "N")]
    learners: Option<usize>,
    /// Runs at once.
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    /// Names the faults.
    #[arg(long)]
    list: bool,
    /// What `cargo test` was asked for: nothing runs unless it is part of the word "faults".
    #[arg(hide = true)]
    filters: Vec<String>,
    /// For the tests of a harness; means nothing here.
    #[arg(long, hide = true)]
    nocapture: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.list {
        for fault in faults::FAULTS {
            println!("{:24} {}", fault.name, fault.does);
        }
        return ExitCode::SUCCESS;
    }
    if !arguments.filters.is_empty() && !arguments.filters.iter().any(|filter| "faults".contains(filter.as_str())) {
        return ExitCode::SUCCESS;
    }
    let schedule = match Schedule::of(&arguments) {
        Ok(schedule) => schedule,
        Err(problem) => {
            eprintln!("error: {problem}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let all_is_well = runtime.block_on(async {
        tokio::select! {
            all_is_well = schedule.work() => all_is_well,
            // What runs is dropped in order, and takes its servers with it.
            () = told_to_stop() => false,
        }
    });
    if all_is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns at SIGINT or SIGTERM.
async fn told_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).unwrap();
    let mut interrupt = signal(SignalKind::interrupt()).unwrap();
    tokio::select! {
        _ = terminate.recv() => println!("stopping: SIGTERM"),
        _ = interrupt.recv() => println!("stopping: SIGINT"),
    }
}
