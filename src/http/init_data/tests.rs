use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::Sha256;

use super::*;

const TOKEN: &str = "123456789:abcdefghijklmnopqrstuvwxyz_-012345";
const USER: &str = r#"{"id":279058397,"first_name":"Ada & \"Co\"","last_name":"Ловлейс","language_code":"en"}"#;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

fn token() -> SecretString {
    TOKEN.into()
}

/// What Telegram does, composed by other means than the code under test.
fn hash(fields: &[(&str, &str)], token: &str) -> String {
    let mut secret = Hmac::<Sha256>::new_from_slice(b"WebAppData").unwrap();
    secret.update(token.as_bytes());
    let mut sorted: Vec<_> = fields.to_vec();
    sorted.sort_unstable();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.finalize().into_bytes()).unwrap();
    for (number, (name, value)) in sorted.iter().enumerate() {
        mac.update(if number == 0 { b"" } else { b"\n" });
        mac.update(name.as_bytes());
        mac.update(b"=");
        mac.update(value.as_bytes());
    }
    hex::encode(mac.finalize().into_bytes())
}

fn encode(fields: &[(&str, &str)], hash: &str) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).append_pair("hash", hash);
    form.finish()
}

fn signed(fields: &[(&str, &str)]) -> String {
    encode(fields, &hash(fields, TOKEN))
}

fn check(raw: &str) -> Result<InitData, InitDataError> {
    validate(raw, &token(), now())
}

fn aged(seconds: i64) -> String {
    signed(&[("auth_date", &(now().timestamp() - seconds).to_string()), ("user", USER)])
}

fn is_unreadable(result: &Result<InitData, InitDataError>) -> bool {
    matches!(result, Err(InitDataError::Unreadable(_)))
}

#[test]
fn what_telegram_signed_is_accepted() {
    let raw = signed(&[("query_id", "AAHdF6IQ"), ("auth_date", "1780000000"), ("user", USER)]);
    let accepted = check(&raw).unwrap();
    assert_eq!((accepted.user, accepted.signed_at), (279_058_397, now()));
}

#[test]
fn the_same_launch_is_the_same_however_it_is_written() {
    let fields = [("auth_date", "1780000000"), ("query_id", "AAHdF6IQ"), ("user", USER)];
    let launch = |raw: &str| check(raw).unwrap().launch;
    let mut turned = fields;
    turned.reverse();
    let raw = signed(&fields);
    let escaped = raw.replace("AAHdF6IQ", "%41AHdF6IQ");
    assert_eq!(launch(&raw), launch(&signed(&turned)));
    assert_eq!(launch(&raw), launch(&escaped));
    let signature = [("auth_date", "1780000000"), ("query_id", "AAHdF6IQ"), ("signature", "c2ln"), ("user", USER)];
    assert_eq!(launch(&raw), launch(&signed(&signature)));
    let other = [("auth_date", "1780000000"), ("query_id", "AAHdF6IR"), ("user", USER)];
    assert_ne!(launch(&raw), launch(&signed(&other)));
}

#[test]
fn every_field_but_the_hash_is_signed_also_the_third_party_signature() {
    let fields =
        [("auth_date", "1780000000"), ("signature", "c2lnbmF0dXJl-_"), ("start_param", "l_a_b"), ("user", USER)];
    assert!(check(&signed(&fields)).is_ok());
    let without: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != "signature").collect();
    assert_eq!(check(&encode(&fields, &hash(&without, TOKEN))), Err(InitDataError::Unverified));
    assert_eq!(check(&encode(&without, &hash(&fields, TOKEN))), Err(InitDataError::Unverified));
}

#[test]
fn a_changed_field_does_not_verify() {
    let fields = [("auth_date", "1780000000"), ("user", USER)];
    let forged = USER.replace("279058397", "279058398");
    assert_eq!(check(&encode(&[fields[0], ("user", &forged)], &hash(&fields, TOKEN))), Err(InitDataError::Unverified));
    assert_eq!(check(&signed(&fields).replace("1780000000", "1780000001")), Err(InitDataError::Unverified));
}

#[test]
fn another_bots_data_does_not_verify() {
    let fields = [("auth_date", "1780000000"), ("user", USER)];
    assert_eq!(check(&encode(&fields, &hash(&fields, "1:another"))), Err(InitDataError::Unverified));
}

#[test]
fn with_an_empty_token_nothing_verifies() {
    let fields = [("auth_date", "1780000000"), ("user", USER)];
    let raw = encode(&fields, &hash(&fields, ""));
    assert_eq!(validate(&raw, &SecretString::default(), now()), Err(InitDataError::Unverified));
}

#[test]
fn a_missing_or_misshapen_hash_is_unreadable() {
    assert!(is_unreadable(&check("auth_date=1780000000&user=%7B%7D")));
    assert!(is_unreadable(&check(&encode(&[("auth_date", "1780000000")], "abc"))));
    assert!(is_unreadable(&check(&encode(&[("auth_date", "1780000000")], &"g".repeat(64)))));
}

#[test]
fn keys_that_repeat_after_decoding_are_refused() {
    let raw = signed(&[("auth_date", "1780000000"), ("user", USER)]);
    assert_eq!(check(&format!("{raw}&us%65r=%7B%7D")), Err(InitDataError::Unreadable("a field is repeated")));
    assert!(is_unreadable(&check(&format!("{raw}&hash={}", "0".repeat(64)))));
}

#[test]
fn malformed_pairs_are_refused() {
    for raw in
        ["", "user", "&", "=1", "a=1&&b=2", "a=%", "a=%4", "a=%zz", "a=%+1", "a=%ff", "%e4=1", "a=1&b", "a%3Db=c"]
    {
        assert!(is_unreadable(&check(raw)), "{raw}");
    }
    assert!(is_unreadable(&check(&"a".repeat(LIMIT + 1))));
}

/// `a=1` and `b=2` sign the same text as a lone `a` that holds a line feed and `b=2`.
#[test]
fn fields_cannot_be_folded_into_one_another() {
    let fields = [("auth_date", "1780000000"), ("chat_type", "private"), ("user", USER)];
    let folded = [("auth_date", "1780000000"), ("chat_type", &format!("private\nuser={USER}"))];
    assert_eq!(hash(&fields, TOKEN), hash(&folded, TOKEN));
    assert!(is_unreadable(&check(&signed(&folded))));
}

#[test]
fn it_is_good_for_a_day_and_not_before_its_time() {
    assert!(check(&aged(24 * 3600)).is_ok());
    assert_eq!(check(&aged(24 * 3600 + 1)), Err(InitDataError::Expired));
    assert!(check(&aged(-60)).is_ok());
    assert_eq!(check(&aged(-61)), Err(InitDataError::Early));
}

#[test]
fn a_forged_one_says_nothing_about_its_age() {
    let fields = [("auth_date", "1"), ("user", USER)];
    assert_eq!(check(&encode(&fields, &hash(&fields, "1:another"))), Err(InitDataError::Unverified));
}

#[test]
fn signed_fields_must_still_say_who_and_when() {
    for auth_date in ["", "soon", "-1", "+1780000000", "17800000000000000000000", "9223372036854775807"] {
        assert!(is_unreadable(&check(&signed(&[("auth_date", auth_date), ("user", USER)]))), "{auth_date}");
    }
    for user in ["", "{}", "[]", "null", r#"{"id":0}"#, r#"{"id":-5}"#, r#"{"id":"1"}"#, r#"{"id":1,"id":2}"#] {
        assert!(is_unreadable(&check(&signed(&[("auth_date", "1780000000"), ("user", user)]))), "{user}");
    }
    assert!(is_unreadable(&check(&signed(&[("user", USER)]))));
    assert!(is_unreadable(&check(&signed(&[("auth_date", "1780000000")]))));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(raw in any::<String>()) {
        prop_assert!(check(&raw).is_err());
    }

    #[test]
    fn nothing_form_like_makes_it_panic(raw in "[a-z%=&+0-9A-F]{0,80}") {
        prop_assert!(check(&raw).is_err());
    }

    #[test]
    fn every_changed_byte_is_noticed(at in any::<prop::sample::Index>(), byte in b'!'..=b'~') {
        let raw = signed(&[("auth_date", "1780000000"), ("query_id", "AAHdF6IQ"), ("user", USER)]);
        let mut bytes = raw.clone().into_bytes();
        let at = at.index(bytes.len());
        // Hex digits in either case are the same digit.
        prop_assume!(!bytes[at].eq_ignore_ascii_case(&byte));
        bytes[at] = byte;
        prop_assert!(check(&String::from_utf8(bytes).unwrap()).is_err());
    }
}
