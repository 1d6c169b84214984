use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::*;

const BOT: u64 = 123_456_789;
const USER: &str = r#"{"id":279058397,"first_name":"Ada & \"Co\"","last_name":"Ловлейс"}"#;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

/// A Telegram of the tests' own.
fn telegram() -> (Ed25519KeyPair, PublicKey) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let public = PublicKey(pair.public_key().as_ref().try_into().unwrap());
    (pair, public)
}

/// What Telegram does, composed by other means than the code under test.
fn signed(fields: &[(&str, &str)], bot: u64) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let mut text = format!("{bot}:WebAppData");
    for (name, value) in sorted {
        text = [&text, "\n", name, "=", value].concat();
    }
    let signature = URL_SAFE_NO_PAD.encode(telegram().0.sign(text.as_bytes()));
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).append_pair("signature", &signature).append_pair("hash", &"0".repeat(64));
    form.finish()
}

fn good() -> String {
    signed(&[("query_id", "AAHdF6IQ"), ("user", USER), ("auth_date", "1780000000")], BOT)
}

fn check(raw: &str) -> Result<InitData, InitDataError> {
    validate(raw, BOT, telegram().1, now())
}

#[test]
fn what_telegram_signed_for_the_bot_is_accepted_without_its_token() {
    let accepted = check(&good()).unwrap();
    assert_eq!((accepted.user, accepted.signed_at), (279_058_397, now()));
    let padded = good().replace("&hash=", "%3D%3D&hash=");
    assert!(check(&padded).is_ok(), "padding is left out or not");
}

#[test]
fn what_was_signed_for_another_bot_or_by_another_key_is_not() {
    let others = signed(&[("user", USER), ("auth_date", "1780000000")], BOT + 1);
    assert_eq!(check(&others), Err(InitDataError::Unverified));
    for key in [PRODUCTION, TEST, PublicKey([0; 32])] {
        assert_eq!(validate(&good(), BOT, key, now()), Err(InitDataError::Unverified));
    }
}

#[test]
fn it_ages_like_launch_data_that_the_token_has_verified() {
    let aged = |seconds: i64| {
        let auth_date = (now().timestamp() - seconds).to_string();
        check(&signed(&[("user", USER), ("auth_date", &auth_date)], BOT)).map(|_| ())
    };
    assert_eq!(aged(24 * 3600), Ok(()));
    assert_eq!(aged(24 * 3600 + 1), Err(InitDataError::Expired));
    assert_eq!(aged(-61), Err(InitDataError::Early));
}

#[test]
fn a_signature_that_is_missing_or_none_is_unreadable_or_unverified() {
    let without = good().split('&').filter(|pair| !pair.starts_with("signature=")).collect::<Vec<_>>().join("&");
    assert_eq!(check(&without), Err(InitDataError::Unreadable("`signature` is missing")));
    assert_eq!(
        check(&format!("{without}&signature=%21")),
        Err(InitDataError::Unreadable("`signature` is not base64url"))
    );
    assert_eq!(check(&format!("{without}&signature=AAAA")), Err(InitDataError::Unverified));
}

/// The two are on core.telegram.org/bots/webapps, in these digits.
#[test]
fn the_keys_are_telegrams() {
    let digits = |key: PublicKey| hex::encode(key.0);
    assert_eq!(digits(PRODUCTION), "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d");
    assert_eq!(digits(TEST), "40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec");
}

proptest! {
    #[test]
    fn every_changed_field_is_noticed(at in any::<prop::sample::Index>(), byte in b'!'..=b'~') {
        let raw = good();
        // The hash is somebody else's to check.
        let end = raw.find("&hash=").unwrap();
        let mut bytes = raw.clone().into_bytes();
        let at = at.index(end);
        prop_assume!(!bytes[at].eq_ignore_ascii_case(&byte));
        bytes[at] = byte;
        prop_assert!(check(&String::from_utf8(bytes).unwrap()).is_err());
    }

    #[test]
    fn nothing_makes_it_panic(raw in any::<String>()) {
        prop_assert!(check(&raw).is_err());
    }
}
