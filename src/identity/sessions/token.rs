//! Session tokens: `acs_`, 30 characters of chance, `_` and a checksum. They mean nothing: what one opens stands in the
//! table, under its hash. The prefix lets scanners for leaked secrets know one, and the checksum lets us know a typo without
//! a look-up. Pure, but for the chance.

use rand::Rng as _;
use rand::distr::Alphanumeric;
use sha2::{Digest, Sha256};

const PREFIX: &str = "acs_";
/// 178 bits.
const CHANCE: usize = 30;
/// As many as 32 bits take.
const CHECK: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What is stored of a token. Nobody gets from it to the token, and it needs no key: 178 bits cannot be tried out.
pub type Hash = [u8; 32];

/// A token. `Debug` does not show it.
pub struct Token(String);

impl Token {
    pub fn random() -> Self {
        let chance: String = rand::rng().sample_iter(Alphanumeric).take(CHANCE).map(char::from).collect();
        Self(format!("{PREFIX}{chance}_{}", checksum(&chance)))
    }

    /// None: it is none of ours, or there is a typo in it.
    pub fn read(text: &str) -> Option<Self> {
        let (chance, check) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let fits = chance.len() == CHANCE && chance.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (fits && check == checksum(chance)).then(|| Self(text.to_owned()))
    }

    /// For its owner, who is told once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> Hash {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

/// CRC-32 in digits of base 62.
fn checksum(chance: &str) -> String {
    let mut rest = crc32fast::hash(chance.as_bytes());
    let mut digits = [b'0'; CHECK];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[rest as usize % DIGITS.len()];
        rest /= DIGITS.len() as u32;
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_says_that_it_is_one_and_is_read_again() {
        let token = Token::random();
        assert!(token.expose().starts_with("acs_") && token.expose().len() == 41, "{}", token.expose());
        assert_eq!(Token::read(token.expose()).unwrap().hash(), token.hash());
        assert_ne!(Token::random().hash(), token.hash());
        assert_eq!(format!("{token:?}"), "Token");
    }

    /// For whoever writes a pattern for a scanner.
    #[test]
    fn the_checksum_is_crc_32_in_base_62() {
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
        let digits = "3jZRME";
        assert_eq!(checksum("123456789"), digits);
        let value = digits
            .bytes()
            .fold(0, |value: u64, digit| value * 62 + DIGITS.iter().position(|known| *known == digit).unwrap() as u64);
        assert_eq!(value, 0xcbf4_3926);
    }

    #[test]
    fn what_was_a_token_before_or_never_was_is_none() {
        let good = Token::random().expose().to_owned();
        let signed = "Cy2sUYxPS1KashovnB2qyAAAAABqGJBvr1m6b2eGqJp9p3nq1zY4b0q9xT6yS9c5Kpy7rZ1yuX0";
        let longer = format!("{good}0");
        let padded = format!(" {good}");
        for none in
            ["", "acs_", "acs__", signed, &longer, &padded, &good[..40], &good.to_lowercase().replace("acs", "ACS")]
        {
            assert!(Token::read(none).is_none(), "{none}");
        }
    }

    proptest! {
        #[test]
        fn every_changed_character_is_noticed(at in 0..41_usize, other in "[0-9A-Za-z_]") {
            let good = Token::random().expose().to_owned();
            let mut changed = good.clone();
            changed.replace_range(at..=at, &other);
            prop_assert_eq!(Token::read(&changed).is_some(), changed == good);
        }

        #[test]
        fn nothing_makes_it_panic(text in any::<String>()) {
            prop_assert!(Token::read(&text).is_none());
        }
    }
}
