//! The keys: are those there that everything is wrapped by, and is anything of a person's own still in clear?

use super::report::Check;
use super::{Found, count};
use crate::platform::vault::{Vault, VaultError};

/// `in_clear`: events that were stored before there were keys.
pub async fn keys(vault: &Vault, in_clear: i64) -> Found {
    let mut checks = Vec::new();
    match vault.look().await {
        Err(VaultError::Database(error)) => return Err(error),
        Err(VaultError::Kek(error)) => {
            let advice = "Nobody can learn until the right key is there; the doctor has looked at what it could read. Nothing \
                          was changed.";
            checks.push(Check::finding("vault", error.to_string(), advice));
        }
        Ok(0) => {}
        Ok(older) => {
            let found = count(older, "key is", "keys are");
            let advice = "`academy keys rotate` wraps them by the first one; then the older ones may go.";
            checks.push(Check::note("vault", format!("{found} wrapped by an older key-encryption key"), advice));
        }
    }
    if in_clear > 0 {
        let found = count(in_clear, "event holds", "events hold");
        let advice = "`academy keys seal` seals them, beside an academy at work. Backups that were made before keep them in clear.";
        checks.push(Check::note("vault", format!("{found} names or answers in clear"), advice));
    }
    if checks.is_empty() {
        checks.push(Check::well("vault", "what is a person's own is sealed, and its keys are there"));
    }
    Ok(checks)
}
