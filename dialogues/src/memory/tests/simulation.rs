//! How it works out over a year, with learners who forget as the defaults say.

use std::collections::BTreeSet;

use super::super::{Goal, Settings};
use super::learner::{Day, Learner, Order};
use super::*;

const SEEDS: std::ops::Range<u64> = 0..6;

fn settings(reviews_per_day: u32) -> Settings {
    Settings { new_per_day: reviews_per_day / 4, reviews_per_day, ..Settings::default() }
}

fn average(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn over_a_year_the_wished_retention_is_reached_within_the_cap() {
    println!("cap | reviews a day (most) | new in a year | remembered when asked | known at the end | waiting, most");
    for cap in [20, 50] {
        let mut rows = Vec::new();
        for seed in 0..2 {
            let mut learner = Learner::new(Params::default(), seed, 2500);
            let days: Vec<Day> =
                (0..365).map(|today| learner.study(&Params::default(), &settings(cap), today)).collect();
            let reviews: usize = days.iter().map(|day| day.reviews).sum();
            let remembered: usize = days.iter().map(|day| day.remembered).sum();
            let most = days.iter().map(|day| day.reviews).max().unwrap();
            let waiting = days.iter().map(|day| day.waiting).max().unwrap();
            let new: usize = days.iter().map(|day| day.new).sum();
            assert!(most <= cap as usize);
            rows.push([
                reviews as f64 / 365.0,
                most as f64,
                new as f64,
                remembered as f64 / reviews as f64,
                learner.knows(365),
                f64::from(waiting),
            ]);
        }
        let [reviews, most, new, retention, knows, waiting] =
            [0, 1, 2, 3, 4, 5].map(|at| average(rows.iter().map(|row| row[at])));
        println!(
            "{cap} | {reviews:.1} ({most:.0}) | {new:.0} | {:.1} % | {:.1} % | {waiting:.0}",
            retention * 100.0,
            knows * 100.0
        );
        assert!((0.87..0.94).contains(&retention), "{retention}");
        assert!(knows > 0.9, "{knows}");
    }
}

#[test]
fn after_two_weeks_away_the_wall_is_worked_off_within_the_cap() {
    println!("cap | due on return | days until nothing waits | most reviews a day | remembered when asked, meanwhile");
    for cap in [20, 50] {
        let mut learner = Learner::new(Params::default(), 7, 3000);
        for today in 0..200 {
            learner.study(&Params::default(), &settings(cap), today);
        }
        let back = 214;
        let days: Vec<Day> =
            (back..back + 60).map(|today| learner.study(&Params::default(), &settings(cap), today)).collect();
        let due = days[0].reviews + days[0].waiting as usize;
        let done = days.iter().position(|day| day.waiting == 0).unwrap();
        let most = days.iter().map(|day| day.reviews).max().unwrap();
        let meanwhile = &days[..=done];
        let share = meanwhile.iter().map(|day| day.remembered).sum::<usize>() as f64
            / meanwhile.iter().map(|day| day.reviews).sum::<usize>() as f64;
        println!("{cap} | {due} | {done} | {most} | {:.1} %", share * 100.0);
        assert!(due > cap as usize && most <= cap as usize, "{due} {most}");
        assert!(done <= 30, "{done}");
        assert!(share > 0.75, "{share}");
        assert!(days[..done].iter().all(|day| day.new == 0));
    }
}

#[test]
fn the_queues_order_loses_less_of_a_wall_than_the_oldest_first() {
    // Five months away, then ten reviews a day for a month: whatever the order, not all of it can be saved.
    let cap = 10;
    let wide = Settings { new_per_day: 4, reviews_per_day: 100, ..Settings::default() };
    let narrow = Settings { new_per_day: 0, reviews_per_day: cap, ..wide.clone() };
    let known = |seed, order: Option<Order>| {
        let params = Params::default();
        let mut learner = Learner::new(params.clone(), seed, 400);
        for today in 0..100 {
            learner.study(&params, &wide, today);
        }
        for today in 250..280 {
            match order {
                None => drop(learner.study(&params, &narrow, today)),
                Some(order) => learner.study_by(&params, &narrow, today, cap as usize, order),
            }
        }
        learner.knows(280)
    };
    let orders: [(&str, Option<Order>); 4] = [
        ("as the queue says", None),
        ("the oldest first", Some(|memory, _| (memory.due - day(0)).num_days() as f64)),
        ("the least remembered first", Some(|memory, today| Params::default().recall(memory, today))),
        ("the best remembered first", Some(|memory, today| -Params::default().recall(memory, today))),
    ];
    let shares = orders.map(|(name, order)| {
        let share = average(SEEDS.map(|seed| known(seed, order)));
        println!("{name}: {:.2} % known after a month at ten a day", share * 100.0);
        share
    });
    let [ours, others @ ..] = shares;
    assert!(others.iter().all(|other| ours > *other), "{shares:?}");
}

#[test]
fn learning_for_a_date_pays_on_that_date() {
    let run = |seed, goal: Option<Goal>| {
        let mut learner = Learner::new(Params::default(), seed, 300);
        let settings = Settings { goal, ..settings(30) };
        let mut reviews = 0;
        for today in 0..120 {
            let day = learner.study(&Params::default(), &settings, today);
            reviews += if today >= 90 { day.reviews } else { 0 };
        }
        (learner.knows(120), reviews as f64)
    };
    let goal = Goal { since: day(90), day: day(120), concepts: BTreeSet::new() };
    let [with, without] = [Some(goal), None].map(|goal| {
        let runs: Vec<(f64, f64)> = SEEDS.map(|seed| run(seed, goal.clone())).collect();
        (average(runs.iter().map(|run| run.0)), average(runs.iter().map(|run| run.1)))
    });
    println!(
        "known on the date: {:.1} % ({:.0} reviews in the month before), as ever {:.1} % ({:.0})",
        with.0 * 100.0,
        with.1,
        without.0 * 100.0,
        without.1
    );
    assert!(with.0 > without.0 + 0.01, "{with:?} {without:?}");
}
