//! How far two columns of scores agree.

/// Of nothing it is 0.
pub fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    sum / f64::from(count.max(1))
}

pub fn mean_absolute_error(pairs: &[(f64, f64)]) -> f64 {
    mean(pairs.iter().map(|(a, b)| (a - b).abs()))
}

/// Spearman's: Pearson's correlation of the ranks, equal values sharing the mean of theirs, -1..=1.
pub fn rank_correlation(pairs: &[(f64, f64)]) -> f64 {
    let first = ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let second = ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let (a, b) = (mean(first.iter().copied()), mean(second.iter().copied()));
    let product: f64 = first.iter().zip(&second).map(|(x, y)| (x - a) * (y - b)).sum();
    let spread = |ranks: &[f64], mean: f64| ranks.iter().map(|rank| (rank - mean).powi(2)).sum::<f64>().sqrt();
    product / (spread(&first, a) * spread(&second, b))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let smaller = values.iter().filter(|other| other.total_cmp(value).is_lt()).count();
        let equal = values.iter().filter(|other| other.total_cmp(value).is_eq()).count();
        smaller as f64 + f64::midpoint(equal as f64, 1.0)
    };
    values.iter().map(rank).collect()
}

#[test]
fn ranks_agree_disagree_or_share_a_place() {
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(close(rank_correlation(&[(0.1, 0.3), (0.2, 0.31), (0.9, 0.8)]), 1.0));
    assert!(close(rank_correlation(&[(0.1, 0.9), (0.2, 0.5), (0.9, 0.1)]), -1.0));
    assert!(ranks(&[0.5, 0.1, 0.5]).iter().zip([2.5, 1.0, 2.5]).all(|(rank, right)| close(*rank, right)));
    assert!(close(mean_absolute_error(&[(0.5, 0.7), (1.0, 0.6)]), 0.3));
}
