//! The ids of events: places in the log, sealed for one learner. Nobody sees from them how much others do, nor in which
//! order two of them stand. The same event has the same id for its learner, wherever and whenever it is sent.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use dialogues::kernel::ids::LearnerId;

use crate::app::App;
use crate::platform::eventstore::Cursor;
use crate::platform::mac::hmac_sha256;

const NONCE: usize = 24;
/// Bytes of a place: two numbers of eight.
const PLACE: usize = 16;

/// Clones are the same one; `Debug` shows no key.
#[derive(Clone)]
pub struct Ids(Arc<Keys>);

struct Keys {
    cipher: XChaCha20Poly1305,
    /// By which nonces follow from what is sealed.
    nonces: [u8; 32],
}

impl Ids {
    /// By the academy's own key.
    pub async fn of(app: &App) -> sqlx::Result<Self> {
        Ok(Self::by(app.store.vault().cursor_key().await?))
    }

    pub(super) fn by(key: [u8; 32]) -> Self {
        let cipher = XChaCha20Poly1305::new(&hmac_sha256(&key, b"places").into());
        Self(Arc::new(Keys { cipher, nonces: hmac_sha256(&key, b"nonces") }))
    }

    /// None: it cannot be sealed, which never is.
    pub fn seal(&self, learner: LearnerId, place: Cursor) -> Option<String> {
        let plain = [place.tx.to_be_bytes(), place.position.to_be_bytes()].concat();
        let learner = learner.as_uuid();
        // A nonce that comes again comes with the same words, for the same learner: that is all it tells.
        let tag = hmac_sha256(&self.0.nonces, &[learner.as_bytes(), plain.as_slice()].concat());
        let nonce = *tag.first_chunk::<NONCE>()?;
        let payload = Payload { msg: &plain, aad: learner.as_bytes() };
        let sealed = self.0.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(URL_SAFE_NO_PAD.encode([&nonce, sealed.as_slice()].concat()))
    }

    /// None: it is no id of ours, or another learner's.
    pub fn open(&self, learner: LearnerId, id: &str) -> Option<Cursor> {
        let sealed = URL_SAFE_NO_PAD.decode(id).ok()?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let learner = learner.as_uuid();
        let payload = Payload { msg: sealed, aad: learner.as_bytes() };
        let plain = self.0.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
        let plain: [u8; PLACE] = plain.try_into().ok()?;
        let [tx, position] = [plain.first_chunk::<8>()?, plain.last_chunk::<8>()?];
        Some(Cursor { tx: u64::from_be_bytes(*tx), position: i64::from_be_bytes(*position) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(tx: u64, position: i64) -> Cursor {
        Cursor { tx, position }
    }

    #[test]
    fn an_id_is_the_same_each_time_and_opens_for_its_learner_only() {
        let (ids, ada, bo) = (Ids::by([7; 32]), LearnerId::of_telegram(1), LearnerId::of_telegram(2));
        let id = ids.seal(ada, at(812, 7)).unwrap();
        assert_eq!(ids.seal(ada, at(812, 7)).unwrap(), id);
        assert_eq!(ids.open(ada, &id), Some(at(812, 7)));
        assert_eq!(ids.open(bo, &id), None);
        assert_eq!(Ids::by([8; 32]).open(ada, &id), None);
        assert_ne!(ids.seal(bo, at(812, 7)).unwrap(), id);
    }

    #[test]
    fn nobody_sees_the_order_of_ids_or_how_far_apart_they_are() {
        let (ids, ada) = (Ids::by([7; 32]), LearnerId::of_telegram(1));
        let mut sealed: Vec<String> = (0..64).map(|tx| ids.seal(ada, at(tx, 1)).unwrap()).collect();
        assert!(!sealed.is_sorted(), "an order shows");
        assert!(sealed.iter().all(|id| id.len() == sealed[0].len() && id.len() < 80));
        sealed.sort();
        sealed.dedup_by(|a, b| a[..6] == b[..6]);
        assert_eq!(sealed.len(), 64, "a common beginning shows");
    }

    #[test]
    fn what_was_changed_or_is_none_does_not_open() {
        let (ids, ada) = (Ids::by([7; 32]), LearnerId::of_telegram(1));
        let id = ids.seal(ada, at(1, 1)).unwrap();
        for at in 0..id.len() {
            let mut changed = id.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'Q' } else { b'A' };
            assert_eq!(ids.open(ada, std::str::from_utf8(&changed).unwrap()), None, "{at}");
        }
        for none in ["", "0", "812-7", "é", &"A".repeat(75), &"A".repeat(10_000)] {
            assert_eq!(ids.open(ada, none), None);
        }
    }
}
