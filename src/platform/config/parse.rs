//! One value at a time: a text becomes a value, or nothing if it is not what the table expects.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;

use chrono::{Months, TimeDelta};
use ipnet::IpNet;
use redis::IntoConnectionInfo;
use secrecy::SecretString;
use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::LogFormat;
use crate::platform::network::{Proxies, is_loopback, is_near};
use crate::platform::vault::kek::Ring;
use crate::role::Role;

/// An address of a server that secrets are sent to: without TLS only where nobody listens on the way.
pub(super) fn service_url(text: &str) -> Option<Url> {
    http_url(text).filter(|url| url.scheme() == "https" || url.host().is_some_and(|host| is_near(&host)))
}

fn http_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.has_host();
    (plain && matches!(url.scheme(), "http" | "https")).then_some(url)
}

/// Our own address in the world: Telegram opens Mini Apps and calls webhooks over https only. Without it the
/// playground serves a browser on this machine.
pub(super) fn public_url(text: &str) -> Option<Url> {
    let url = http_url(text)?;
    (url.scheme() == "https" || is_loopback(&url.host()?)).then_some(url)
}

/// Minutes, hours or days; none of them is none.
pub(super) fn grace(text: &str) -> Option<TimeDelta> {
    if text == "0" {
        return Some(TimeDelta::zero());
    }
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    let grace = match unit {
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        _ => None,
    };
    grace.filter(|grace| *grace <= TimeDelta::days(30))
}

pub(super) fn days(text: &str) -> Option<TimeDelta> {
    text.parse().ok().filter(|days| (1..=3650).contains(days)).map(TimeDelta::days)
}

pub(super) fn months(text: &str) -> Option<Months> {
    text.parse().ok().filter(|months| (1..=120).contains(months)).map(Months::new)
}

pub(super) fn bot_token(text: &str) -> Option<SecretString> {
    let (id, secret) = text.split_once(':')?;
    let right = !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && secret.len() >= 30
        && secret.bytes().all(is_url_safe);
    right.then(|| text.into())
}

pub(super) fn telegram_ids(text: &str) -> Option<Vec<i64>> {
    list(text, |id| id.parse().ok().filter(|id| *id > 0))
}

pub(super) fn webhook_secret(text: &str) -> Option<SecretString> {
    let right = (1..=256).contains(&text.len()) && text.bytes().all(is_url_safe);
    right.then(|| text.into())
}

fn is_url_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// It goes into a header as it is.
pub(super) fn llm_key(text: &str) -> Option<SecretString> {
    let right = (1..=512).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    right.then(|| text.into())
}

pub(super) fn llm_model(text: &str) -> Option<String> {
    let right = (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    right.then(|| text.to_owned())
}

pub(super) fn database_url(text: &str) -> Option<SecretString> {
    let scheme = text.starts_with("postgres://") || text.starts_with("postgresql://");
    (scheme && PgConnectOptions::from_str(text).is_ok()).then(|| text.into())
}

/// Public keys of age. `script/backup` reads them as well.
pub(super) fn backup_recipients(text: &str) -> Option<Vec<String>> {
    list(text, |key| {
        let body = key.strip_prefix("age1")?;
        (body.len() == 58 && body.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
            .then(|| key.to_owned())
    })
}

pub(super) fn redis_url(text: &str) -> Option<SecretString> {
    text.into_connection_info().ok().map(|_| text.into())
}

pub(super) fn log_filter(text: &str) -> Option<String> {
    // A word that is neither a level nor a module path would silently filter everything out, so that a mistyped
    // "inof" must not pass for a target.
    let levels = ["error", "warn", "info", "debug", "trace", "off"];
    let known = text.split(',').map(str::trim).all(|directive| {
        directive.contains(['=', ':', '[']) || levels.iter().any(|level| level.eq_ignore_ascii_case(directive))
    });
    (known && EnvFilter::try_new(text).is_ok()).then(|| text.to_owned())
}

pub(super) fn log_format(text: &str) -> Option<LogFormat> {
    match text {
        "json" => Some(LogFormat::Json),
        "pretty" => Some(LogFormat::Pretty),
        _ => None,
    }
}

/// Some of `all`, each once.
pub(super) fn roles(text: &str, all: &'static [&'static Role]) -> Option<Vec<&'static Role>> {
    let named: Vec<&Role> = list(text, |name| all.iter().copied().find(|role| role.name == name))?;
    Some(all.iter().copied().filter(|role| named.iter().any(|named| named.name == role.name)).collect())
}

/// Sends per second. Telegram's paid broadcasts end at 1000; a Bot API server without limits bears more.
pub(super) fn rate(text: &str) -> Option<NonZeroU32> {
    text.parse().ok().filter(|rate: &NonZeroU32| rate.get() <= 100_000)
}

pub(super) fn origins(text: &str) -> Option<Vec<String>> {
    list(text, |origin| {
        let host_and_port = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))?;
        let (host, port) = match host_and_port.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host_and_port, None),
        };
        // These go into a header as they are, so nothing may end the list or start another directive.
        let host_is_right =
            host.strip_prefix("*.").unwrap_or(host).split('.').all(|label| {
                !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
        let port_is_right = port.is_none_or(|port| port == "*" || port.parse::<u16>().is_ok());
        (host_is_right && port_is_right).then(|| origin.to_owned())
    })
}

/// Addresses and networks. All of the world is no proxy of ours: anybody could say where they are.
pub(super) fn proxies(text: &str) -> Option<Proxies> {
    let networks: Vec<IpNet> = list(text, |item| {
        let network = item.parse::<IpAddr>().map(IpNet::from).or_else(|_| item.parse()).ok()?;
        // Bits behind the network's length are a slip: which of both is meant?
        (network.prefix_len() > 0 && network == network.trunc()).then_some(network)
    })?;
    Some(Proxies::new(&networks))
}

fn list<T, L: FromIterator<T>>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<L> {
    text.split(',').map(|item| parse(item.trim())).collect()
}

/// Key-encryption keys, a line each.
pub(super) fn kek(text: &str) -> Option<SecretString> {
    Ring::parse(text, "KEK").ok().map(|_| SecretString::from(text))
}
