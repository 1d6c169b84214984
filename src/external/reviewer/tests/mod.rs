//! The reviewer against a service of the same protocol on this machine: well-behaved, broken, and one that believes
//! whatever an answer says.

mod bounds;
mod injections;
mod outages;
mod protocol;
mod quiet;
mod service;

use chrono::DateTime;
use dialogues::kernel::ids::{LearnerId, PointId};
use dialogues::rubric::{Pattern, Point, Rubric};

use super::{Limits, Reviewed, Reviewer, Task, Unreviewed};
use crate::platform::clock::Clock;
use service::Service;

const QUESTION: &str = "Why is a delegate usually weak?";

/// Of the points p-owner and p-cycle the scorer finds the first: 2 of 5.
const HALF: &str = "The owner already holds it. Nothing would ever be freed otherwise, and it may turn into nil.";

fn point(id: &str, weight: i8, must: bool, lines: &[&str]) -> Point {
    let patterns = lines.iter().map(|line| Pattern::parse(&[line]).unwrap()).collect();
    Point { id: PointId::new(id), weight, must, patterns, against: Vec::new() }
}

/// p-owner 2, must; p-cycle 2; p-nil 1; p-speed -1. In English and Russian.
fn rubric() -> Rubric {
    Rubric::new(vec![
        point("p-owner", 2, true, &["owner | parent", "владелец | владеет"]),
        point("p-cycle", 2, false, &["retain/reference cycle | leak", "цикл ссылок | утечка"]),
        point("p-nil", 1, false, &["becomes nil", "становится nil"]),
        point("p-speed", -1, false, &["faster | quick", "быстрее"]),
    ])
}

fn texts() -> Vec<String> {
    let texts = ["The owner already holds it", "Two strong ones are a cycle", "It becomes nil", "Weak is faster"];
    texts.map(str::to_owned).to_vec()
}

fn ada() -> LearnerId {
    LearnerId::of_telegram(1)
}

fn task<'a>(rubric: &'a Rubric, answer: &'a str) -> Task<'a> {
    Task::new(ada(), QUESTION, rubric, texts(), answer).unwrap()
}

fn clock() -> Clock {
    Clock::fixed(DateTime::from_timestamp(1_780_000_000, 0).unwrap())
}

/// One with the usual limits.
fn reviewer(service: &Service) -> Reviewer {
    Reviewer::with(&service.llm(), clock(), Limits::default())
}

async fn reviewed(service: &Service, answer: &str) -> Option<Reviewed> {
    reviewer(service).review(task(&rubric(), answer)).await.ok()
}
