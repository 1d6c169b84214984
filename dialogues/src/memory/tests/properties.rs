//! What holds for every history: proptest.

use proptest::prelude::*;

use super::super::{MOST_A_DAY, RECENT, siblings::apart};
use super::*;

fn ratings() -> impl Strategy<Value = Vec<(Rating, u64)>> {
    let rating = prop::sample::select(Rating::ALL.to_vec());
    let elapsed = prop_oneof![0..3u64, 0..60u64, 0..40_000u64];
    prop::collection::vec((rating, elapsed), 1..40)
}

/// Any parameters, also such as no fit would find.
fn params() -> impl Strategy<Value = Params> {
    prop_oneof![
        Just(Params::default()),
        prop::array::uniform21(-1.0..120.0f32).prop_map(Params::of),
        prop::array::uniform21(0.0..1.0f32).prop_map(Params::of),
    ]
}

proptest! {
    #[test]
    fn no_history_leads_out_of_bounds(params in params(), retention in 0.0..1.0f32, reviews in ratings(), seed: u64) {
        let retention = Retention::of(retention);
        let (mut today, mut memory) = (0, None::<Memory>);
        for (count, (rating, elapsed)) in reviews.into_iter().enumerate() {
            today += elapsed;
            let next = params.review(retention, memory.as_ref(), rating, day(today));
            prop_assert!((0.001..=36_500.0).contains(&next.stability), "{next:?}");
            prop_assert!((1.0..=10.0).contains(&next.difficulty), "{next:?}");
            let days = (next.due - next.last_review).num_days();
            prop_assert!((1..=36_500).contains(&days), "{next:?}");
            prop_assert_eq!(next.reps as usize, count + 1);
            prop_assert_eq!(next.recent.len(), RECENT.min(count + 1));
            prop_assert!(next.same_day < MOST_A_DAY || !next.returns_on(day(today)));
            let recall = params.recall(&next, day(today));
            prop_assert!((recall - 1.0).abs() < 1e-6, "{recall}");

            let moved = next.clone().fuzzed(seed);
            prop_assert_eq!(&moved, &next.clone().fuzzed(seed));
            let by = (moved.due - next.due).num_days().abs() as f64;
            prop_assert!(by <= 2.5 + 0.1 * days as f64, "{days} days were moved by {by}");
            prop_assert!((moved.due - moved.last_review).num_days() <= 36_500);
            memory = Some(next);
        }
    }

    #[test]
    fn what_is_longer_ago_is_remembered_less(params in params(), reviews in ratings(), step in 1..500u64) {
        let (mut today, mut memory) = (0, None::<Memory>);
        for (rating, elapsed) in reviews {
            today += elapsed;
            memory = Some(params.review(Retention::default(), memory.as_ref(), rating, day(today)));
        }
        let memory = memory.unwrap();
        let recalls: Vec<f64> = (0..20).map(|at| params.recall(&memory, day(today + at * step))).collect();
        prop_assert!(recalls.is_sorted_by(|sooner, later| sooner >= later), "{recalls:?}");
        prop_assert!(recalls.iter().all(|recall| (0.0..=1.0).contains(recall)), "{recalls:?}");
        prop_assert!(recalls[19] < 1.0 || memory.stability > 1000.0, "{memory:?}");
    }

    #[test]
    fn a_better_rating_is_never_asked_sooner(reviews in ratings(), elapsed in 1..400u64) {
        let params = Params::default();
        let (mut today, mut memory) = (0, None::<Memory>);
        for (rating, elapsed) in reviews {
            today += elapsed;
            memory = Some(params.review(Retention::default(), memory.as_ref(), rating, day(today)));
        }
        let next = |rating| params.review(Retention::default(), memory.as_ref(), rating, day(today + elapsed)).due;
        prop_assert!(Rating::ALL.map(next).is_sorted());
    }

    #[test]
    fn siblings_stand_apart_wherever_that_is_possible(families in prop::collection::vec(0..5usize, 0..40)) {
        let count = families.len();
        let most = (0..5).map(|family| families.iter().filter(|of| **of == family).count()).max().unwrap_or(0);
        let items: Vec<(usize, usize)> = families.into_iter().enumerate().collect();
        let mut found = apart(items.clone(), |(_, family)| *family, None);
        let neighbours = found.windows(2).filter(|pair| pair[0].1 == pair[1].1).count();
        // One family of `most` needs `most - 1` others between its own.
        let unavoidable = (2 * most).saturating_sub(count + 1);
        prop_assert_eq!(neighbours, unavoidable);
        found.sort_unstable();
        prop_assert_eq!(found, items);
    }
}
