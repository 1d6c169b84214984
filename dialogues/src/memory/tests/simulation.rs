//! How it works out over a year, with learners who forget as the defaults say.

use std::collections::BTreeSet;

use super::super::{Entry, Goal, Settings};
use super::learner::{Day, Learner};
use super::*;

const SEEDS: std::ops::Range<u64> = 0..5;

fn settings(reviews_per_day: u32) -> Settings {
    Settings { new_per_day: 5, reviews_per_day, ..Settings::default() }
}

fn average(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn over_a_year_the_wished_retention_is_reached_within_the_cap() {
    println!("cap a day | reviews a day (most) | new items in a year | remembered when asked | known at the end | waiting, most");
    for cap in [20, 50] {
        let mut rows = Vec::new();
        for seed in SEEDS {
            let mut learner = Learner::new(Params::default(), seed, 1000);
            let days: Vec<Day> = (0..365).map(|today| learner.study(&Params::default(), &settings(cap), today)).collect();
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
        let [reviews, most, new, retention, knows, waiting] = [0, 1, 2, 3, 4, 5].map(|at| average(rows.iter().map(|row| row[at])));
        println!("{cap} | {reviews:.1} ({most:.0}) | {new:.0} | {:.1} % | {:.1} % | {waiting:.0}", retention * 100.0, knows * 100.0);
        assert!((0.87..0.94).contains(&retention), "{retention}");
        assert!(knows > 0.9, "{knows}");
    }
}

#[test]
fn after_two_weeks_away_the_wall_is_worked_off_within_the_cap() {
    println!("cap | due on return | days until nothing waits | most reviews a day | remembered when asked, meanwhile");
    for cap in [20, 50] {
        let mut learner = Learner::new(Params::default(), 7, 2000);
        for today in 0..200 {
            learner.study(&Params::default(), &settings(cap), today);
        }
        let back = 214;
        let days: Vec<Day> = (back..back + 60).map(|today| learner.study(&Params::default(), &settings(cap), today)).collect();
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

/// By the day on which they were due: what most programs do.
fn oldest_first(entries: &mut Vec<Entry>, cards: &[Card]) {
    by(entries, cards, |memory| (memory.due - day(0)).num_days() as f64);
}

fn by(entries: &mut Vec<Entry>, cards: &[Card], key: impl Fn(&Memory) -> f64) {
    let of = |entry: &Entry| {
        let card = cards.iter().find(|card| card.id == entry.id).unwrap();
        card.memory.as_ref().map_or(f64::MAX, &key)
    };
    entries.sort_by(|one, other| of(one).total_cmp(&of(other)));
}

#[test]
fn the_queues_order_loses_less_of_a_wall_than_the_oldest_first() {
    // A backlog of half a year, ten reviews a day for a month: whatever the order, not all of it can be saved.
    let cap = 10;
    let wide = Settings { new_per_day: 0, reviews_per_day: u32::MAX, ..Settings::default() };
    let narrow = Settings { reviews_per_day: cap, ..wide.clone() };
    let run = |seed, order: Option<fn(&mut Vec<Entry>, &[Card])>| {
        let mut learner = Learner::new(Params::default(), seed, 600);
        for today in 0..100 {
            learner.study(&Params::default(), &Settings { new_per_day: 6, ..wide.clone() }, today);
        }
        for today in 250..280 {
            match order {
                None => learner.study(&Params::default(), &narrow, today),
                Some(order) => learner.study_in(&Params::default(), &wide, today, |entries, cards| {
                    order(entries, cards);
                    entries.truncate(cap as usize);
                }),
            };
        }
        learner.knows(280)
    };
    let ours = average(SEEDS.map(|seed| run(seed, None)));
    let oldest = average(SEEDS.map(|seed| run(seed, Some(oldest_first))));
    let lowest = average(SEEDS.map(|seed| {
        run(seed, Some(|entries, cards| {
            let params = Params::default();
            by(entries, cards, |memory| params.recall(memory, day(265)));
        }))
    }));
    println!("known after a month at ten a day of a wall: {:.1} %; oldest first {:.1} %; lowest recall first {:.1} %",
        ours * 100.0, oldest * 100.0, lowest * 100.0);
    assert!(ours > oldest, "{ours} {oldest}");
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
    println!("known on the date: {:.1} % ({:.0} reviews in the month before), as ever {:.1} % ({:.0})",
        with.0 * 100.0, with.1, without.0 * 100.0, without.1);
    assert!(with.0 > without.0 + 0.01, "{with:?} {without:?}");
}
