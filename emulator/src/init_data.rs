//! Signs the `initData` that Telegram hands a Mini App, and builds the address that carries it.
//!
//! `hash` verifies with the bot's token exactly as real initData does. `signature` only looks right: the real one is
//! made with Telegram's own Ed25519 key, which nobody else has. Source: "Validating data received via the Mini App".

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::{Sha256, Sha512};
use url::form_urlencoded;

use super::state::{
    Problem,
    learners::{Learner, Theme},
};
use super::wire;

/// Fields of an initData, signed: `key=value&…` in form encoding, ending in `signature` and `hash`.
pub fn sign(token: &str, fields: &[(&str, String)]) -> String {
    let mut fields: Vec<(&str, String)> = fields.to_vec();
    let unsigned = check_string(&fields);
    fields.push(("signature", URL_SAFE_NO_PAD.encode(look_alike(token, &unsigned))));
    let secret = mac(b"WebAppData", token.as_bytes());
    let hash = hex::encode(mac(&secret, check_string(&fields).as_bytes()));
    fields.push(("hash", hash));
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(fields);
    out.finish()
}

fn check_string(fields: &[(&str, String)]) -> String {
    let mut lines: Vec<String> = fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length, so this never is an error.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// 64 bytes, the length of an Ed25519 signature.
fn look_alike(token: &str, message: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(token.as_bytes()) else {
        return Vec::new();
    };
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The initData of a learner who opens a Mini App now.
pub fn of_learner(token: &str, learner: &Learner, now: i64, query_id: Option<String>) -> String {
    let user = json!({
        "id": learner.id,
        "first_name": learner.first_name,
        "last_name": learner.last_name.as_deref().unwrap_or(""),
        "username": learner.username.as_deref().unwrap_or(""),
        "language_code": learner.language_code,
        "allows_write_to_pm": true,
    });
    let mut fields: Vec<(&str, String)> = Vec::new();
    if let Some(query_id) = query_id {
        fields.push(("query_id", query_id));
    }
    fields.push(("user", user.to_string()));
    fields.push(("chat_instance", wire::chat_instance(learner.id)));
    fields.push(("auth_date", now.to_string()));
    sign(token, &fields)
}

/// The Mini App's address with everything a client puts behind it.
pub fn launch_url(url: &str, init_data: &str, theme: Theme) -> Result<String, Problem> {
    let parsed = url::Url::parse(url).map_err(|_| Problem::Invalid(format!("{url:?} is no URL")))?;
    if !super::bot_api::is_web_address(&parsed) {
        return Err(Problem::Invalid("a Mini App is opened over https, or over http on this machine".into()));
    }
    let mut fragment = form_urlencoded::Serializer::new(String::new());
    fragment.append_pair("tgWebAppData", init_data);
    fragment.append_pair("tgWebAppVersion", "9.1");
    fragment.append_pair("tgWebAppPlatform", "web");
    fragment.append_pair("tgWebAppThemeParams", &theme_params(theme).to_string());
    // The client library decodes "+" in no version: blanks are to be %20.
    let fragment = fragment.finish().replace('+', "%20");
    let joint = match parsed.fragment() {
        None => '#',
        Some(own) if own.contains('?') => '&',
        Some(_) => '?',
    };
    Ok(format!("{url}{joint}{fragment}"))
}

fn theme_params(theme: Theme) -> serde_json::Value {
    match theme {
        Theme::Dark => json!({
            "accent_text_color": "#6ab2f2", "bg_color": "#17212b", "button_color": "#5288c1",
            "button_text_color": "#ffffff", "destructive_text_color": "#ec3942", "header_bg_color": "#17212b",
            "hint_color": "#708499", "link_color": "#6ab3f3", "secondary_bg_color": "#232e3c",
            "section_bg_color": "#17212b", "section_header_text_color": "#6ab3f3",
            "subtitle_text_color": "#708499", "text_color": "#f5f5f5",
        }),
        Theme::Light => json!({
            "accent_text_color": "#168acd", "bg_color": "#ffffff", "button_color": "#40a7e3",
            "button_text_color": "#ffffff", "destructive_text_color": "#d14e4e", "header_bg_color": "#ffffff",
            "hint_color": "#999999", "link_color": "#168acd", "secondary_bg_color": "#f1f1f1",
            "section_bg_color": "#ffffff", "section_header_text_color": "#168acd",
            "subtitle_text_color": "#999999", "text_color": "#000000",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_verifies_as_telegram_describes_it() {
        let signed = sign("1:token", &[("user", r#"{"id":1}"#.into()), ("auth_date", "7".into())]);
        let mut fields: Vec<(String, String)> = form_urlencoded::parse(signed.as_bytes()).into_owned().collect();
        let hash = fields.pop().unwrap();
        assert_eq!(hash.0, "hash");
        let mut lines: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
        lines.sort();
        assert!(lines[1].starts_with("signature="), "the signature is under the hash too");
        let secret = mac(b"WebAppData", b"1:token");
        assert_eq!(hash.1, hex::encode(mac(&secret, lines.join("\n").as_bytes())));
    }

    #[test]
    fn a_fragment_of_its_own_is_kept() {
        let url = launch_url("http://127.0.0.1:8080/app#/home", "a=b c", Theme::Dark).unwrap();
        assert!(url.starts_with("http://127.0.0.1:8080/app#/home?tgWebAppData=a%3Db%20c&tgWebAppVersion=9.1&"));
        assert!(launch_url("http://example.org/", "", Theme::Light).is_err());
    }
}
