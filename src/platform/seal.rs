//! Sealed values: what lies with others can be neither read nor changed there, nor put under another name.
//! XChaCha20-Poly1305; its nonces are long enough to be drawn by chance for ever.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use secrecy::SecretString;

use super::mac::derived;

/// Bytes of a nonce, which stand before what is sealed.
const NONCE: usize = 24;

/// A key. Clones are the same one; `Debug` shows none.
#[derive(Clone)]
pub struct Seal(Arc<XChaCha20Poly1305>);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// The key that follows from a secret for one use of it. Without a secret it is one that nobody else has.
    pub fn derive(secret: Option<&SecretString>, domain: &[u8]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(&derived(secret, domain).into())))
    }

    /// The value, to be kept under this name only. None: it is too long to be sealed, some gigabytes.
    pub fn close(&self, name: &str, value: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: value, aad: name.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([&nonce, sealed.as_slice()].concat())
    }

    /// What was sealed under this name; none if it was not, or not like this.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        self.0.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: name.as_bytes() }).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: &str) -> Seal {
        Seal::derive(Some(&secret.into()), b"a test")
    }

    #[test]
    fn what_is_sealed_opens_under_its_name_and_key_only() {
        let sealed = seal("one").close("a", b"value").unwrap();
        assert_eq!(seal("one").open("a", &sealed).as_deref(), Some(&b"value"[..]));
        assert!(seal("one").open("b", &sealed).is_none(), "moved under another name");
        assert!(seal("two").open("a", &sealed).is_none(), "by another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(seal("one").open("a", &changed).is_none(), "byte {at}");
        }
        assert!(seal("one").open("a", b"").is_none() && seal("one").open("a", b"{}").is_none());
    }

    #[test]
    fn nothing_shows_what_is_sealed_or_that_it_is_the_same() {
        let [one, two] = [(); 2].map(|()| seal("one").close("a", b"a name").unwrap());
        assert!(one != two && !one.windows(6).any(|bytes| bytes == b"a name"));
    }

    #[test]
    fn without_a_secret_nobody_has_the_key() {
        let sealed = Seal::derive(None, b"a test").close("a", b"value").unwrap();
        let empty = Seal::derive(Some(&"".into()), b"a test");
        assert!(Seal::derive(None, b"a test").open("a", &sealed).is_none() && empty.open("a", &sealed).is_none());
    }
}
