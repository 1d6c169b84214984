//! Telegram's launch data: is it whole, is it Telegram's, is it fresh? Pure; keeps and logs nothing.
//! Source: core.telegram.org/bots/webapps, "Validating data received via the Mini App".
//!
//! [`validate`] needs the bot's token, as the academy has it. [`third_party`] does without.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::platform::mac::hmac_sha256;

pub mod third_party;

/// Bytes that are looked at. Telegram's own are a few hundred.
const LIMIT: usize = 16 * 1024;
/// Desktop clients cache launch data for as long as this.
const MAX_AGE: TimeDelta = TimeDelta::hours(24);
/// Telegram's clock may be ahead of ours.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(1);

/// Launch data that is Telegram's and fresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitData {
    /// The Telegram id of who opened the Mini App.
    pub user: i64,
    pub signed_at: DateTime<Utc>,
    /// Stands for these very data, in whatever order and escaping they come, and whichever of its signatures was checked.
    pub launch: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InitDataError {
    /// It is not what Telegram hands to a Mini App; says what is wrong with it.
    #[error("{0}")]
    Unreadable(&'static str),
    /// It was not signed for this bot.
    #[error("the signature does not match")]
    Unverified,
    /// It was signed more than a day ago.
    #[error("it is older than 24 hours")]
    Expired,
    /// It was signed in the future.
    #[error("it is dated in the future")]
    Early,
}

#[derive(Deserialize)]
struct User {
    id: i64,
}

/// Checks the raw string as the client handed it over, signed with the bot's `token`.
pub fn validate(raw: &str, token: &SecretString, now: DateTime<Utc>) -> Result<InitData, InitDataError> {
    let mut fields = parse(raw)?;
    let hash = fields.remove("hash").ok_or(InitDataError::Unreadable("`hash` is missing"))?;
    let mut given = [0; 32];
    hex::decode_to_slice(&hash, &mut given).map_err(|_| InitDataError::Unreadable("`hash` is not 64 hex digits"))?;
    verify(&fields, given, token)?;
    read(&fields, now)
}

/// What the fields say, once they are known to be Telegram's.
fn read(fields: &BTreeMap<String, String>, now: DateTime<Utc>) -> Result<InitData, InitDataError> {
    let signed_at = fields.get("auth_date").ok_or(InitDataError::Unreadable("`auth_date` is missing"))?;
    let signed_at = instant(signed_at).ok_or(InitDataError::Unreadable("`auth_date` is not a time"))?;
    if signed_at - now > MAX_AHEAD {
        return Err(InitDataError::Early);
    }
    if now - signed_at > MAX_AGE {
        return Err(InitDataError::Expired);
    }
    let user = fields.get("user").ok_or(InitDataError::Unreadable("`user` is missing"))?;
    let user = serde_json::from_str::<User>(user).ok().filter(|user| user.id > 0);
    let user = user.ok_or(InitDataError::Unreadable("`user` does not say who it is"))?;
    let launch = Sha256::digest(lines(fields.iter().filter(|(name, _)| *name != "signature")).as_bytes()).into();
    Ok(InitData { user: user.id, signed_at, launch })
}

/// What is signed: a line for each field.
fn lines<'a>(fields: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let lines: Vec<_> = fields.map(|(name, value)| format!("{name}={value}")).collect();
    lines.join("\n")
}

/// The fields, decoded, sorted bytewise by name.
fn parse(raw: &str) -> Result<BTreeMap<String, String>, InitDataError> {
    if raw.is_empty() {
        return Err(InitDataError::Unreadable("it is empty: the Mini App must be opened from Telegram"));
    }
    if raw.len() > LIMIT {
        return Err(InitDataError::Unreadable("it is too long"));
    }
    let mut fields = BTreeMap::new();
    for pair in raw.split('&') {
        let (name, value) = pair.split_once('=').ok_or(InitDataError::Unreadable("a field has no value"))?;
        let name = decode(name).ok_or(InitDataError::Unreadable("a field's name is not form-urlencoded"))?;
        let value = decode(value).ok_or(InitDataError::Unreadable("a field's value is not form-urlencoded"))?;
        // The signed text joins fields by line feeds: with one inside, two readings would share a signature.
        if name.is_empty() || name.contains(['=', '\n']) || value.contains('\n') {
            return Err(InitDataError::Unreadable("a field holds what no field of Telegram's does"));
        }
        if fields.insert(name, value).is_some() {
            return Err(InitDataError::Unreadable("a field is repeated"));
        }
    }
    Ok(fields)
}

fn verify(fields: &BTreeMap<String, String>, given: [u8; 32], token: &SecretString) -> Result<(), InitDataError> {
    // Anybody can sign with an empty token.
    if token.expose_secret().is_empty() {
        return Err(InitDataError::Unverified);
    }
    let secret = hmac_sha256(b"WebAppData", token.expose_secret().as_bytes());
    let expected = hmac_sha256(&secret, lines(fields.iter()).as_bytes());
    if bool::from(expected.ct_eq(&given)) { Ok(()) } else { Err(InitDataError::Unverified) }
}

/// One part of a form-urlencoded pair; none if an escape is incomplete or the bytes are no UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Unix seconds, digits only.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().and_then(|seconds| DateTime::from_timestamp(seconds, 0))
}

#[cfg(test)]
mod tests;
