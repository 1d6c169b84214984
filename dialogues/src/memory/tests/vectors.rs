//! Agreement with the reference implementations, on the vectors that their tests publish.

use super::*;

/// Stability, difficulty and interval after each review; a review per rating, so many days after the one before.
fn run(params: &Params, retention: f32, reviews: &[(Rating, u64)]) -> Vec<(f32, f32, u32)> {
    let retention = Retention::of(retention);
    let mut today = 0;
    let mut memory: Option<Memory> = None;
    let step = |(rating, after): &(Rating, u64)| {
        today += after;
        let next = params.review(retention, memory.as_ref(), *rating, day(today));
        memory = Some(next.clone());
        assert_eq!((next.due - next.last_review).num_days(), i64::from(params.interval(next.stability, retention)));
        (next.stability, next.difficulty, params.interval(next.stability, retention))
    };
    reviews.iter().map(step).collect()
}

fn assert_close(found: f32, expected: f32, tolerance: f32) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

use Rating::{Again, Easy, Good, Hard};

#[test]
fn intervals_are_those_of_ts_fsrs() {
    // ts-fsrs, FSRS-6.test.ts, `ivl_history`. It asks new and forgotten cards again within the day: its 0 stands there.
    let published = [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21];
    let ratings = [Good, Good, Good, Good, Good, Good, Again, Again, Good, Good, Good, Good, Good];
    let elapsed = std::iter::once(0).chain(published);
    let reviews: Vec<_> = ratings.into_iter().zip(elapsed).collect();
    let found = run(&Params::default(), 0.9, &reviews);
    for ((_, _, days), expected) in found.into_iter().zip(published).filter(|(_, expected)| *expected > 0) {
        assert_eq!(days, expected as u32);
    }
}

#[test]
fn memory_states_are_those_of_fsrs_rs_and_ts_fsrs() {
    let reviews = [(Again, 0), (Good, 0), (Good, 1), (Good, 3), (Good, 8), (Good, 21)];
    // fsrs-rs, inference.rs, `test_memory_state`; ts-fsrs, FSRS-6.test.ts, `memory state`.
    let (stability, difficulty, _) = run(&Params::default(), 0.9, &reviews)[5];
    assert_close(stability, 53.62691, 1e-4);
    assert_close(difficulty, 6.357_486_7, 1e-4);
    // The same without the short-term formula.
    let mut weights = *Params::default().weights();
    weights[17..20].fill(0.0);
    let (stability, difficulty, _) = run(&Params::of(weights), 0.9, &reviews)[5];
    assert_close(stability, 53.335_106, 1e-4);
    assert_close(difficulty, 6.357_486_7, 1e-4);
}

#[test]
fn first_ratings_are_those_of_ts_fsrs() {
    // ts-fsrs, FSRS-6.test.ts, `first repeat`.
    let expected = [(0.212, 6.4133), (1.2931, 5.112_170_7), (2.3065, 2.118_104), (8.2956, 1.0)];
    for (rating, (stability, difficulty)) in Rating::ALL.into_iter().zip(expected) {
        let (found, hard, _) = run(&Params::default(), 0.9, &[(rating, 0)])[0];
        assert_close(found, stability, 1e-5);
        assert_close(hard, difficulty, 1e-5);
    }
}

#[test]
fn intervals_per_retention_are_those_of_fsrs_rs() {
    // fsrs-rs, inference.rs, `test_next_interval`, within the retentions that can be wished for.
    let params = Params::default();
    assert_eq!([0.7, 0.8, 0.9].map(|share| params.interval(1.0, Retention::of(share))), [9, 3, 1]);
    assert_eq!(params.interval(121.01552, Retention::of(0.9)), 121);
}

#[test]
fn recall_is_that_of_fsrs_rs() {
    // fsrs-rs, model.rs, `test_power_forgetting_curve`.
    let expected = [1.0, 0.940_344_3, 0.925_378_6, 0.918_522_9, 0.9, 0.826_135_9];
    for (elapsed, (stability, expected)) in [1.0, 2.0, 3.0, 4.0, 4.0, 2.0].into_iter().zip(expected).enumerate() {
        let found = Params::default().recall_after(stability, elapsed as u32);
        assert_close(found as f32, expected, 1e-5);
    }
    // fsrs-rs, inference.rs, `test_current_retrievability`.
    let mut weights = *Params::default().weights();
    weights[20] = 0.2;
    let flat = Params::of(weights);
    for (elapsed, expected) in [1.0, 0.9, 0.840_289_35, 0.798_500_1].into_iter().enumerate() {
        assert_close(flat.recall_after(1.0, elapsed as u32) as f32, expected, 1e-5);
    }
}

/// Good, Hard and forgotten, early, late and twice a day; states worked out with py-fsrs 6.3.2 without learning steps.
#[test]
fn a_mixed_history_is_that_of_py_fsrs() {
    let ratings = [Good, Hard, Again, Good, Easy, Good, Again, Hard, Good, Easy];
    let elapsed = [0, 2, 3, 1, 4, 30, 90, 0, 2, 7];
    let reviews: Vec<_> = ratings.into_iter().zip(elapsed).collect();
    let defaults = [
        (2.3065, 2.118_104, 2),
        (7.51332, 4.752_858, 8),
        (1.106_094, 8.260_529, 1),
        (2.598_545, 8.247_496, 3),
        (10.846_188, 7.64712, 11),
        (35.787_23, 7.634_701, 36),
        (2.757_966, 9.207_771, 3),
        (2.757_966, 9.45931, 3),
        (4.281_797, 9.445_079, 4),
        (11.621_776, 9.244_878, 12),
    ];
    // The parameters of py-fsrs's `test_custom_scheduler_args`.
    let other = Params::of([
        0.1456, 0.4186, 1.1104, 4.1315, 5.2417, 1.3098, 0.8975, 0.001, 1.5674, 0.0567, 0.9661, 2.0275, 0.1592, 0.2446,
        1.5071, 0.2272, 2.8755, 1.234, 0.56789, 0.1437, 0.2,
    ]);
    let others = [
        (1.1104, 1.0, 2),
        (2.980_626, 1.850_968, 5),
        (0.859_771, 3.428_136, 2),
        (4.442_189, 3.380_073, 8),
        (44.515_82, 2.672_565, 80),
        (150.461_73, 2.625_257, 272),
        (4.644_139, 4.047_378, 8),
        (4.644_139, 4.591_711, 8),
        (11.239_215, 4.542_484, 20),
        (71.6263, 3.949_616, 129),
    ];
    for (params, retention, expected) in [(Params::default(), 0.9, defaults), (other, 0.85, others)] {
        for (found, expected) in run(&params, retention, &reviews).into_iter().zip(expected) {
            assert_close(found.0, expected.0, expected.0 * 1e-5);
            assert_close(found.1, expected.1, 1e-5);
            assert_eq!(found.2, expected.2);
        }
    }
}
