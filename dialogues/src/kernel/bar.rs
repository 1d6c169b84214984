//! A progress bar of eight cells in plain text.

const CELLS: usize = 8;

/// `▰▰▰▱▱▱▱▱`: full only when all is done, empty only when nothing is.
pub fn draw(done: usize, all: usize) -> String {
    let done = done.min(all);
    let filled = match (done, all) {
        (0, _) | (_, 0) => 0,
        (done, all) if done == all => CELLS,
        (done, all) => (done * CELLS / all).clamp(1, CELLS - 1),
    };
    "▰".repeat(filled) + &"▱".repeat(CELLS - filled)
}

/// Whole percent, rounded.
pub fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_bar_is_full_only_at_the_end_and_never_empty_after_a_start() {
        assert_eq!(draw(0, 100), "▱▱▱▱▱▱▱▱");
        assert_eq!(draw(1, 100), "▰▱▱▱▱▱▱▱");
        assert_eq!(draw(99, 100), "▰▰▰▰▰▰▰▱");
        assert_eq!(draw(100, 100), "▰▰▰▰▰▰▰▰");
        assert_eq!(draw(0, 0), "▱▱▱▱▱▱▱▱");
    }
}
