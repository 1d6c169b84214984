//! The same without the bot's token: Telegram signs launch data with a key of its own as well, so that whoever knows the
//! bot's id can check them. Source: core.telegram.org/bots/webapps, "Validating data for Third-Party Use".

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ring::signature::{ED25519, UnparsedPublicKey};

use super::{InitData, InitDataError, lines, parse, read};

/// A key that Telegram signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

/// Of the Telegram that everybody uses.
pub const PRODUCTION: PublicKey = PublicKey([
    0xe7, 0xbf, 0x03, 0xa2, 0xfa, 0x46, 0x02, 0xaf, 0x45, 0x80, 0x70, 0x3d, 0x88, 0xdd, 0xa5, 0xbb, 0x59, 0xf3, 0x2e,
    0xd8, 0xb0, 0x2a, 0x56, 0xc1, 0x87, 0xfe, 0x7d, 0x34, 0xca, 0xed, 0x24, 0x2d,
]);
/// Of Telegram's test environment.
pub const TEST: PublicKey = PublicKey([
    0x40, 0x05, 0x50, 0x58, 0xa4, 0xee, 0x38, 0x15, 0x6a, 0x06, 0x56, 0x2e, 0x52, 0xee, 0xce, 0x92, 0xa7, 0x71, 0xbc,
    0xd8, 0x34, 0x6a, 0x8c, 0x46, 0x15, 0xcb, 0x73, 0x76, 0xed, 0xdf, 0x72, 0xec,
]);

/// Checks the raw string as the client handed it over, signed by Telegram for the bot with this id.
pub fn validate(raw: &str, bot: u64, key: PublicKey, now: DateTime<Utc>) -> Result<InitData, InitDataError> {
    let mut fields = parse(raw)?;
    // That one is for whoever has the bot's token, and Telegram's own signature does not cover it.
    fields.remove("hash");
    let signature = fields.remove("signature").ok_or(InitDataError::Unreadable("`signature` is missing"))?;
    let signature = URL_SAFE_NO_PAD.decode(signature.trim_end_matches('='));
    let signature = signature.map_err(|_| InitDataError::Unreadable("`signature` is not base64url"))?;
    let signed = format!("{bot}:WebAppData\n{}", lines(fields.iter()));
    UnparsedPublicKey::new(&ED25519, key.0)
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| InitDataError::Unverified)?;
    read(&fields, now)
}

#[cfg(test)]
mod tests;
