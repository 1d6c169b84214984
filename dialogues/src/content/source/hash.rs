//! Fingerprints of sources: what a translation was made from, which version of a lesson a learner reads.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::kernel::ids::Revision;

/// Half of a SHA-256's bytes are plenty to tell versions apart; this many are shown, as hex digits.
const BYTES: usize = 6;

/// What a translation's `source` has to be: `sha256sum FILE | cut -c1-12`.
pub(crate) fn of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The version that texts under their names make together, whatever order they come in.
pub(crate) fn revision<'a>(named_texts: impl IntoIterator<Item = (String, &'a str)>) -> Revision {
    let mut named_texts: Vec<(String, &str)> = named_texts.into_iter().collect();
    named_texts.sort_unstable();
    let mut hasher = Sha256::new();
    for (name, text) in &named_texts {
        for part in [name.as_str(), text] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    Revision::new(hex(&hasher.finalize()))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().take(BYTES).fold(String::with_capacity(BYTES * 2), |mut hex, byte| {
        // Writing to a String cannot fail.
        write!(hex, "{byte:02x}").ok();
        hex
    })
}
