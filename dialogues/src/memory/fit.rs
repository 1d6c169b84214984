//! A learner's own parameters, from their own reviews, and only if they predict better. The search is `fsrs`'s
//! optimiser: gradient descent on log loss, held near the defaults, in one thread and with a seed of its own, so that
//! the same reviews give the same parameters. Whether its finding is kept is decided here, on reviews that it has not
//! seen. It reads one environment variable, `FSRS_NO_OUTLIER`, which nobody sets.

use chrono::NaiveDate;
use fsrs::{ComputeParametersInput, FSRSItem, FSRSReview, compute_parameters};

use super::params::{Params, Retention};
use super::schedule::{Memory, Rating, Review};

/// So many reviews that can be predicted, a day or more after the one before, are needed. Below, the defaults of ten
/// thousand people know more of a learner than their own reviews do.
pub const LEAST_REVIEWS: usize = 400;

/// The latest of them, a fifth, are held out: of each five.
const HELD_OUT: usize = 5;
/// By this much the log loss on them has to sink at least, in nats a review; and by one standard error of the
/// difference, so that luck is not taken for knowledge.
const MARGIN: f64 = 0.002;
/// No prediction is surer, so that one surprise does not outweigh all the rest.
const SUREST: f64 = 0.0001;

/// Parameters that predict a learner's reviews better than those before.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub params: Params,
    pub reviews: usize,
    /// Mean log loss on the held-out reviews, nats: of the new parameters …
    pub loss: f64,
    /// … and of the better of the current ones and the defaults.
    pub loss_before: f64,
}

/// Why there are no new parameters. No error: it is what mostly happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unfit {
    /// Fewer than [`LEAST_REVIEWS`], or too few before the last fifth.
    TooFew { reviews: usize },
    /// The optimiser found nothing in them.
    NothingFound,
    /// What was found does not predict the held-out reviews better by the margin.
    NoBetter { loss: f64, loss_before: f64 },
}

/// Fits parameters to all reviews of a learner, one history for each item, its oldest review first. Below two seconds
/// for 5,000 reviews.
pub fn fit(histories: &[Vec<Review>], current: &Params) -> Result<Fit, Unfit> {
    let mut samples: Vec<Sample> = histories.iter().enumerate().flat_map(|(item, of)| Sample::of(item, of)).collect();
    samples.sort_by_key(|sample| (sample.day, sample.item, sample.review));
    let reviews = samples.len();
    if reviews < LEAST_REVIEWS {
        return Err(Unfit::TooFew { reviews });
    }
    // A day is not torn apart: the past must not learn from its own evening.
    let Some(from) = samples.get(reviews - reviews / HELD_OUT).map(|sample| sample.day) else {
        return Err(Unfit::TooFew { reviews });
    };
    samples.retain(|sample| sample.day < from);
    if samples.len() < reviews / 2 {
        return Err(Unfit::TooFew { reviews });
    }

    let params = search(histories, &samples).ok_or(Unfit::NothingFound)?;
    let losses = held_out_losses(histories, &params, from);
    let rivals = [current, &Params::default()].map(|rival| held_out_losses(histories, rival, from));
    let [of_current, of_defaults] = rivals;
    let before = if mean(&of_defaults) < mean(&of_current) { of_defaults } else { of_current };
    let gains: Vec<f64> = before.iter().zip(&losses).map(|(before, after)| before - after).collect();
    let (loss, loss_before) = (mean(&losses), mean(&before));
    // So written that what is no number is no gain.
    if mean(&gains) > MARGIN.max(standard_error(&gains)) {
        Ok(Fit { params, reviews, loss, loss_before })
    } else {
        Err(Unfit::NoBetter { loss, loss_before })
    }
}

/// A review whose outcome can be predicted from those before it.
struct Sample {
    item: usize,
    review: usize,
    day: NaiveDate,
}

impl Sample {
    fn of(item: usize, history: &[Review]) -> impl Iterator<Item = Self> {
        let days = history.iter().map(|review| review.day);
        let pairs = days.clone().zip(days.skip(1)).enumerate();
        pairs.filter(|(_, (before, day))| day > before).map(move |(at, (_, day))| Self { item, review: at + 1, day })
    }
}

fn search(histories: &[Vec<Review>], samples: &[Sample]) -> Option<Params> {
    let found = compute_parameters(ComputeParametersInput {
        train_set: samples.iter().map(|sample| history_until(&histories[sample.item], sample.review)).collect(),
        card_ids: Some(samples.iter().map(|sample| sample.item as i64).collect()),
        ..ComputeParametersInput::default()
    });
    let weights: [f32; 21] = found.ok()?.try_into().ok()?;
    Some(Params::of(weights))
}

fn history_until(history: &[Review], last: usize) -> FSRSItem {
    let mut previous = None;
    let reviews = history.iter().take(last + 1).map(|review| {
        let days = previous.replace(review.day).map_or(0, |before| (review.day - before).num_days().max(0));
        FSRSReview { rating: review.rating as u32, delta_t: days as u32 }
    });
    FSRSItem { reviews: reviews.collect() }
}

/// The log loss of each held-out review, in nats, in the order of the histories.
fn held_out_losses(histories: &[Vec<Review>], params: &Params, from: NaiveDate) -> Vec<f64> {
    let mut losses = Vec::new();
    for history in histories {
        let mut memory: Option<Memory> = None;
        for review in history {
            if let Some(known) = memory.as_ref().filter(|known| review.day > known.last_review && review.day >= from) {
                let recall = params.recall(known, review.day).clamp(SUREST, 1.0 - SUREST);
                losses.push(-(if review.rating == Rating::Again { 1.0 - recall } else { recall }).ln());
            }
            memory = Some(params.review(Retention::default(), memory.as_ref(), review.rating, review.day));
        }
    }
    losses
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

fn standard_error(of: &[f64]) -> f64 {
    let mean = mean(of);
    let variance = of.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (of.len() as f64 - 1.0);
    (variance / of.len() as f64).sqrt()
}
