//! Session tokens of the API: who, until when, and a seal. Nothing is stored, so nothing can be revoked, so
//! they are short-lived. The key follows from the bot's token: a new token ends all sessions.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use dialogues::kernel::ids::LearnerId;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::platform::mac::hmac_sha256;

const LIFETIME: TimeDelta = TimeDelta::hours(1);
/// Keeps this use of the bot's token apart from every other; changing it ends all sessions.
const DOMAIN: &[u8] = b"academy api session v1";

const ID: usize = 16;
const EXPIRY: usize = 8;
const BODY: usize = ID + EXPIRY;
const WHOLE: usize = BODY + 32;

/// Seals and opens tokens. `Debug` shows no key.
#[derive(Clone)]
pub struct SessionKey([u8; 32]);

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey")
    }
}

/// A fresh token and when it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// None of ours, or changed.
    #[error("the session token is not valid")]
    Invalid,
    #[error("the session has expired")]
    Expired,
}

impl SessionKey {
    /// The key that follows from the bot's token.
    ///
    /// An empty token's would be everybody's, so that one yields a key which nobody knows.
    pub fn derive(bot_token: &SecretString) -> Self {
        match bot_token.expose_secret() {
            "" => Self(rand::random()),
            token => Self(hmac_sha256(DOMAIN, token.as_bytes())),
        }
    }

    /// A token of one hour.
    pub fn issue(&self, learner: LearnerId, now: DateTime<Utc>) -> Issued {
        let expires_at = now + LIFETIME;
        let mut whole = [0; WHOLE];
        whole[..ID].copy_from_slice(learner.as_uuid().as_bytes());
        whole[ID..BODY].copy_from_slice(&expires_at.timestamp().to_be_bytes());
        let seal = hmac_sha256(&self.0, &whole[..BODY]);
        whole[BODY..].copy_from_slice(&seal);
        Issued { token: URL_SAFE_NO_PAD.encode(whole), expires_at }
    }

    /// Whose token it is.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<LearnerId, TokenError> {
        let whole =
            URL_SAFE_NO_PAD.decode(token).ok().filter(|whole| whole.len() == WHOLE).ok_or(TokenError::Invalid)?;
        let (body, seal) = whole.split_at(BODY);
        if !bool::from(hmac_sha256(&self.0, body).ct_eq(seal)) {
            return Err(TokenError::Invalid);
        }
        let (id, expiry) = body.split_at(ID);
        let expiry = expiry.try_into().map(i64::from_be_bytes).map_err(|_| TokenError::Invalid)?;
        if now.timestamp() >= expiry {
            return Err(TokenError::Expired);
        }
        Uuid::from_slice(id).map(LearnerId::from_uuid).map_err(|_| TokenError::Invalid)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> SessionKey {
        SessionKey::derive(&"123456789:secret".into())
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap()
    }

    #[test]
    fn a_token_names_its_learner_for_an_hour() {
        let learner = LearnerId::of_telegram(7);
        let Issued { token, expires_at } = key().issue(learner, now());
        assert_eq!(expires_at, now() + TimeDelta::hours(1));
        assert_eq!(key().verify(&token, now()), Ok(learner));
        assert_eq!(key().verify(&token, expires_at - TimeDelta::seconds(1)), Ok(learner));
        assert_eq!(key().verify(&token, expires_at), Err(TokenError::Expired));
    }

    #[test]
    fn another_bots_token_is_not_valid() {
        let other = SessionKey::derive(&"987654321:secret".into());
        let issued = other.issue(LearnerId::of_telegram(7), now());
        assert_eq!(key().verify(&issued.token, now()), Err(TokenError::Invalid));
    }

    #[test]
    fn launch_data_and_sessions_have_different_keys() {
        let token = "123456789:secret";
        assert_ne!(key().0, hmac_sha256(b"WebAppData", token.as_bytes()));
    }

    #[test]
    fn nobody_knows_the_key_of_an_empty_token() {
        let key = || SessionKey::derive(&SecretString::default());
        let token = key().issue(LearnerId::of_telegram(7), now()).token;
        assert_eq!(key().verify(&token, now()), Err(TokenError::Invalid));
    }

    #[test]
    fn the_key_does_not_show() {
        assert_eq!(format!("{:?}", key()), "SessionKey");
    }

    proptest! {
        #[test]
        fn nothing_but_the_whole_token_is_valid(text in any::<String>()) {
            prop_assert_eq!(key().verify(&text, now()), Err(TokenError::Invalid));
        }

        #[test]
        fn every_changed_bit_is_noticed(at in 0..WHOLE, bit in 0..8_u32) {
            let issued = key().issue(LearnerId::of_telegram(7), now());
            let mut whole = URL_SAFE_NO_PAD.decode(&issued.token).unwrap();
            whole[at] ^= 1 << bit;
            prop_assert_eq!(key().verify(&URL_SAFE_NO_PAD.encode(whole), now()), Err(TokenError::Invalid));
        }
    }
}
