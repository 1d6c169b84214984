//! Fitting finds who forgets otherwise, and leaves alone who does not.

use super::super::{LEAST_REVIEWS, Review, Settings, Unfit, fit};
use super::learner::Learner;
use super::*;

/// Half a year of reviews by the defaults' schedule.
fn histories(truth: &Params, seed: u64, days: u64) -> Vec<Vec<Review>> {
    let settings = Settings { new_per_day: 5, reviews_per_day: 100, ..Settings::default() };
    let mut learner = Learner::new(truth.clone(), seed, 1500);
    for today in 0..days {
        learner.study(&Params::default(), &settings, today);
    }
    learner.histories.retain(|history| !history.is_empty());
    learner.histories
}

/// Mean log loss of predictions for reviews that no fit has seen.
fn loss(params: &Params, histories: &[Vec<Review>]) -> f64 {
    let mut losses = Vec::new();
    for history in histories {
        let mut memory: Option<Memory> = None;
        for review in history {
            if let Some(known) = memory.as_ref().filter(|known| known.last_review < review.day) {
                let recall = params.recall(known, review.day).clamp(1e-4, 1.0 - 1e-4);
                losses.push(-(if review.rating == Rating::Again { 1.0 - recall } else { recall }).ln());
            }
            memory = Some(params.review(Retention::default(), memory.as_ref(), review.rating, review.day));
        }
    }
    losses.iter().sum::<f64>() / losses.len() as f64
}

/// Others than the defaults: first stabilities, gain by success, and the shape of forgetting.
fn other(first: f32, gain: f32, decay: f32) -> Params {
    let mut weights = *Params::default().weights();
    weights[..4].iter_mut().for_each(|weight| *weight *= first);
    weights[8] += gain;
    weights[20] = decay;
    Params::of(weights)
}

#[test]
fn who_forgets_otherwise_is_predicted_better_afterwards() {
    println!("learner | reviews | fresh reviews: defaults, fitted, true parameters (log loss)");
    let forgetful = ("forgets fast", other(0.3, -0.8, 0.3));
    let keen = ("forgets slowly", other(4.0, 0.6, 0.1542));
    for (name, truth) in [forgetful, keen] {
        for seed in 0..3 {
            let found = fit(&histories(&truth, seed, 180), &Params::default()).unwrap();
            let fresh = histories(&truth, seed + 100, 180);
            let [before, after, best] = [&Params::default(), &found.params, &truth].map(|params| loss(params, &fresh));
            println!("{name} | {} | {before:.4}, {after:.4}, {best:.4}", found.reviews);
            assert!(found.loss < found.loss_before);
            assert!(after < before, "{after} {before}");
            // It finds a good part of what there is to find.
            assert!(before - after > 0.5 * (before - best), "{before} {after} {best}");
        }
    }
}

#[test]
fn who_forgets_as_the_defaults_say_keeps_them_or_loses_nothing() {
    let mut kept = 0;
    for seed in 0..12 {
        let Ok(found) = fit(&histories(&Params::default(), seed, 120), &Params::default()) else {
            kept += 1;
            continue;
        };
        let fresh = histories(&Params::default(), seed + 100, 180);
        let [before, after] = [&Params::default(), &found.params].map(|params| loss(params, &fresh));
        println!("kept for seed {seed}: fresh reviews {before:.4} by the defaults, {after:.4} fitted");
        assert!(after < before + 0.005, "{after} {before}");
    }
    println!("of 12 learners whom the defaults describe, {kept} keep them");
    assert!(kept >= 8, "{kept}");
}

#[test]
fn a_later_fit_has_to_beat_the_one_before() {
    let truth = other(0.3, -0.8, 0.3);
    let histories = histories(&truth, 1, 180);
    let first = fit(&histories, &Params::default()).unwrap();
    assert!(matches!(fit(&histories, &first.params), Err(Unfit::NoBetter { .. })));
}

#[test]
fn the_same_reviews_give_the_same_parameters() {
    let truth = other(0.3, -0.8, 0.3);
    let histories = histories(&truth, 2, 120);
    assert_eq!(fit(&histories, &Params::default()), fit(&histories, &Params::default()));
}

#[test]
fn too_few_reviews_and_strange_ones_are_refused() {
    let review = |at, rating| Review { day: day(at), rating };
    assert_eq!(fit(&[], &Params::default()), Err(Unfit::TooFew { reviews: 0 }));
    // All on two days: nothing lies before the last fifth.
    let twins: Vec<Vec<Review>> = (0..500).map(|_| vec![review(0, Rating::Good), review(1, Rating::Good)]).collect();
    assert_eq!(fit(&twins[..LEAST_REVIEWS - 1], &Params::default()), Err(Unfit::TooFew { reviews: LEAST_REVIEWS - 1 }));
    assert_eq!(fit(&twins, &Params::default()), Err(Unfit::TooFew { reviews: 500 }));
    // One rating only, always; and reviews of one day only, which predict nothing.
    for rating in Rating::ALL {
        let same: Vec<Vec<Review>> =
            (0..100).map(|item| (0..8).map(|at| review(item + at * 3, rating)).collect()).collect();
        match fit(&same, &Params::default()) {
            Ok(found) => assert!(found.loss < found.loss_before),
            Err(unfit) => assert!(!matches!(unfit, Unfit::TooFew { .. })),
        }
    }
    let crammed = vec![vec![review(0, Rating::Again); 600]; 3];
    assert_eq!(fit(&crammed, &Params::default()), Err(Unfit::TooFew { reviews: 0 }));
}
