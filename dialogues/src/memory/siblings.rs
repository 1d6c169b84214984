//! Keeps siblings apart: two items of one lesson and concept in a row, and the first answers the second.

use std::collections::BTreeMap;

/// Puts items into an order in which no two of one family stand next to each other, nor the first next to `previous`,
/// as far as their numbers allow; otherwise as they came. Stable and without chance.
pub fn apart<T, F: Ord + Copy>(items: Vec<T>, family: impl Fn(&T) -> F, previous: Option<F>) -> Vec<T> {
    let mut sizes = BTreeMap::<F, usize>::new();
    for item in &items {
        *sizes.entry(family(item)).or_default() += 1;
    }
    let mut left = items;
    let mut apart = Vec::with_capacity(left.len());
    let mut previous = previous;
    while !left.is_empty() {
        // A family that fills more than half of what is left has to begin now, or it ends up with itself.
        let most = left.len() / 2;
        let pressing = |of: F| Some(of) != previous && sizes.get(&of).is_some_and(|size| *size > most);
        let next = left
            .iter()
            .position(|item| pressing(family(item)))
            .or_else(|| left.iter().position(|item| Some(family(item)) != previous))
            .unwrap_or(0);
        let item = left.remove(next);
        let of = family(&item);
        if let Some(size) = sizes.get_mut(&of) {
            *size -= 1;
        }
        previous = Some(of);
        apart.push(item);
    }
    apart
}
