//! Order from a seed: the same seed gives the same order in every version of the program, since a stored
//! attempt must look tomorrow as it does today. `SplitMix64` and Fisher–Yates.

/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64(u64);

impl SplitMix64 {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Puts the items into the order that the seed gives.
pub fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut random = SplitMix64(seed);
    for last in (1..items.len()).rev() {
        let other = (random.next() % (last as u64 + 1)) as usize;
        items.swap(last, other);
    }
}

/// So many different indices of the `weights`, ascending; each is drawn as often as its weight says among those that are
/// left. What weighs nothing is drawn last of all.
pub fn draw(weights: &[u32], count: usize, seed: u64) -> Vec<usize> {
    let mut random = SplitMix64(seed);
    let mut left: Vec<(usize, u64)> = weights.iter().map(|weight| u64::from(*weight)).enumerate().collect();
    let mut drawn = Vec::new();
    while drawn.len() < count && !left.is_empty() {
        let all: u64 = left.iter().map(|(_, weight)| weight).sum();
        let mut at = random.next() % all.max(1);
        let hit = left.iter().position(|(_, weight)| {
            let inside = at < *weight;
            at = at.saturating_sub(*weight);
            inside
        });
        drawn.push(left.remove(hit.unwrap_or_default()).0);
    }
    drawn.sort_unstable();
    drawn
}

/// A seed of its own for a part of what one seed orders.
pub fn derive(seed: u64, part: &str) -> u64 {
    part.bytes().fold(SplitMix64(seed).next(), |mixed, byte| SplitMix64(mixed ^ u64::from(byte)).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_order_for_ever() {
        let mut items = [0, 1, 2, 3, 4, 5, 6, 7];
        shuffle(&mut items, 42);
        assert_eq!(items, [3, 1, 6, 2, 4, 0, 7, 5]);
        assert_eq!(derive(42, "q-weak"), 14_284_399_834_581_988_456);
    }

    #[test]
    fn what_weighs_more_is_drawn_more_often_and_nothing_twice() {
        let mut counts = [0; 3];
        for seed in 0..7000 {
            let drawn = draw(&[1, 2, 4], 1, seed);
            counts[drawn[0]] += 1;
            let two = draw(&[1, 2, 4], 2, seed);
            assert!(two[0] < two[1]);
        }
        assert!((850..1150).contains(&counts[0]), "{counts:?}");
        assert!((3800..4200).contains(&counts[2]), "{counts:?}");
        assert_eq!(draw(&[0, 3, 0], 5, 1), [0, 1, 2]);
        assert_eq!(draw(&[], 5, 1), [0; 0]);
    }

    #[test]
    fn every_order_of_three_is_about_as_likely() {
        let mut seen = std::collections::BTreeMap::new();
        for seed in 0..6000 {
            let mut items = [0, 1, 2];
            shuffle(&mut items, seed);
            *seen.entry(items).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|count| (850..1150).contains(count)), "{seen:?}");
    }
}
