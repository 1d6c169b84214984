use std::path::Path;

use super::*;
use crate::roles::ALL;

const TOKEN: &str = "123456789:abcdefghijklmnopqrstuvwxyz_-012345";

fn read(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    read_as(variables, Purpose::Command, false)
}

fn read_as(variables: &[(&str, &str)], purpose: Purpose, as_root: bool) -> Result<Settings, ConfigError> {
    let lookup = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    Settings::read(&Table::of(ALL), &lookup, purpose, as_root)
}

fn names(result: Result<Settings, ConfigError>) -> Vec<&'static str> {
    result.map_or_else(|error| error.0.iter().map(|problem| problem.name).collect(), |_| Vec::new())
}

#[test]
fn an_empty_environment_has_every_default() {
    let settings = read(&[("HOME", "/home/ada")]).unwrap();
    assert_eq!(settings.api_url.as_str(), "https://api.telegram.org/");
    assert_eq!(settings.content_dir, Path::new("./content"));
    assert_eq!(settings.data_dir, Path::new("/home/ada/.local/share/academy"));
    assert_eq!(settings.http_addr.to_string(), "127.0.0.1:8080");
    assert_eq!((settings.log.as_str(), settings.log_format), ("info", LogFormat::Pretty));
    assert_eq!(settings.roles.len(), ALL.len());
    assert_eq!(settings.telegram_rate.get(), 30);
    assert_eq!(settings.privacy.grace, chrono::TimeDelta::hours(24));
    assert_eq!(settings.privacy.ledger, Path::new("/home/ada/.local/share/academy/erasures.ledger"));
    assert!(settings.privacy.inactive.is_none());
    assert!(settings.token.is_none() && settings.database_url.is_none() && settings.redis_url.is_none());
    assert!(settings.public_url.is_none() && settings.webhook_secret.is_none());
    assert!(settings.frame_ancestors.is_empty() && settings.llm.is_none() && settings.operators.is_empty());
}

#[test]
fn every_example_of_the_table_is_a_right_value() {
    let table = Table::of(ALL);
    let all: Vec<_> = table.variables().iter().map(|variable| (variable.name, variable.example)).collect();
    let settings = read(&all).unwrap();
    assert_eq!(settings.roles.iter().map(|role| role.name).collect::<Vec<_>>(), ["bot", "worker"]);
    assert_eq!(settings.operators, [123_456_789, 987_654_321]);
    assert_eq!(settings.frame_ancestors, ["https://campus.example.com", "https://*.example.org"]);
}

#[test]
fn secrets_are_sent_without_tls_in_our_own_network_only() {
    for name in ["TELOXIDE_API_URL", "LLM_BASE_URL"] {
        let others = [("LLM_API_KEY", "key"), ("LLM_MODEL", "m"), ("LLM_BASE_URL", "https://llm.example.com")];
        let with = |url: &str| {
            let kept = others.into_iter().filter(|(other, _)| *other != name);
            names(read(&kept.chain([(name, url)]).collect::<Vec<_>>()))
        };
        for url in
            ["http://api.telegram.org", "http://8.8.8.8:8081", "http://[2001:db8::1]/", "http://evil.localhost.com"]
        {
            assert_eq!(with(url), [name], "{url}");
        }
        for url in [
            "https://api.telegram.org",
            "http://127.0.0.1:1",
            "http://[::1]:1",
            "http://bot-api:8081",
            "http://10.0.0.7",
        ] {
            assert!(with(url).is_empty(), "{url}");
        }
    }
}

#[test]
fn an_empty_variable_counts_as_unset_and_white_space_is_trimmed() {
    let settings = read(&[("HTTP_ADDR", ""), ("PUBLIC_URL", "  "), ("TELOXIDE_TOKEN", &format!("{TOKEN}\n"))]).unwrap();
    assert_eq!(settings.http_addr.port(), 8080);
    assert!(settings.public_url.is_none() && settings.token.is_some());
}

#[test]
fn all_wrong_values_are_reported_in_one_message() {
    let error = read(&[("HTTP_ADDR", "8080"), ("LOG_FORMAT", "xml"), ("TELEGRAM_RATE", "0")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "3 environment variables need your attention:\n\n  \
         HTTP_ADDR\n    given:    \"8080\"\n    expected: an IP address and a port\n    \
         example:  HTTP_ADDR=0.0.0.0:8080\n\n  \
         LOG_FORMAT\n    given:    \"xml\"\n    expected: pretty or json\n    example:  LOG_FORMAT=json\n\n  \
         TELEGRAM_RATE\n    given:    \"0\"\n    expected: a whole number from 1 to 100000\n    \
         example:  TELEGRAM_RATE=30"
    );
}

#[test]
fn wrong_values_of_each_variable_are_found() {
    for (name, value) in [
        ("ACADEMY_OPERATORS", "@ada"),
        ("ACADEMY_OPERATORS", "7,,8"),
        ("ACADEMY_OPERATORS", "-100123"),
        ("ACADEMY_ROLES", "bot,cook"),
        ("ACADEMY_ROLES", ","),
        ("DATABASE_URL", "mysql://localhost/academy"),
        ("DATABASE_URL", "localhost"),
        ("FRAME_ANCESTORS", "https://a.example.com/path"),
        ("FRAME_ANCESTORS", "https://a.example.com; script-src *"),
        ("FRAME_ANCESTORS", "*"),
        ("ERASURE_GRACE", "1"),
        ("ERASURE_GRACE", "h"),
        ("ERASURE_GRACE", "-1h"),
        ("ERASURE_GRACE", "31d"),
        ("ERASURE_GRACE", "1й"),
        ("HTTP_ADDR", "localhost"),
        ("LOG", "inof"),
        ("LOG", "academy=loud"),
        ("PUBLIC_URL", "http://academy.example.com"),
        ("PUBLIC_URL", "https://user:password@academy.example.com"),
        ("PUBLIC_URL", "academy.example.com"),
        ("REDIS_URL", "http://localhost"),
        ("RETENTION_DEAD_LETTERS", "0"),
        ("RETENTION_INACTIVE", "0"),
        ("RETENTION_INACTIVE", "soon"),
        ("TELEGRAM_RATE", "100001"),
        ("TELOXIDE_API_URL", "api.telegram.org"),
        ("TELOXIDE_TOKEN", "123456789"),
        ("TELOXIDE_TOKEN", "123456789:too-short"),
        ("TELOXIDE_TOKEN", "12x456789:abcdefghijklmnopqrstuvwxyz_-012345"),
        ("TELOXIDE_TOKEN", "123456789:abcdefghijklmnopqrstuvwxyz/-012345"),
        ("TRUSTED_PROXIES", "proxy.example.com"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("TRUSTED_PROXIES", "127.0.0.1,,10.0.0.0/8"),
        ("TRUSTED_PROXIES", "0.0.0.0/0"),
        ("TRUSTED_PROXIES", "::/0"),
    ] {
        assert_eq!(names(read(&[(name, value)])), [name], "{name}={value}");
    }
    let address = ("PUBLIC_URL", "https://academy.example.com");
    for value in ["with space", "umläut", &"x".repeat(257)] {
        assert_eq!(names(read(&[address, ("WEBHOOK_SECRET", value)])), ["WEBHOOK_SECRET"], "{value}");
    }
}

#[test]
fn nobody_is_a_proxy_of_ours_but_this_machine_and_whom_the_operator_names() {
    let trusts = |variables: &[(&str, &str)], address: &str| {
        read(variables).unwrap().trusted_proxies.has(address.parse().unwrap())
    };
    for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
        assert!(trusts(&[], address), "{address}");
    }
    for address in ["10.0.0.2", "192.168.1.1", "172.17.0.1", "169.254.1.1", "fd00::1", "fe80::1", "203.0.113.7"] {
        assert!(!trusts(&[], address), "{address}");
    }
    let named = [("TRUSTED_PROXIES", "10.1.2.0/24, 192.0.2.7,fd00:1::/64")];
    for address in ["10.1.2.200", "::ffff:10.1.2.3", "192.0.2.7", "fd00:1::9"] {
        assert!(trusts(&named, address), "{address}");
    }
    for address in ["10.1.3.1", "192.0.2.8", "fd00:2::1", "127.0.0.1"] {
        assert!(!trusts(&named, address), "{address}");
    }
}

#[test]
fn http_is_public_enough_on_this_machine_only() {
    for value in ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:1/", "https://a.example.com:8443/academy"]
    {
        assert!(read(&[("PUBLIC_URL", value)]).unwrap().public_url.is_some(), "{value}");
    }
}

#[test]
fn a_webhook_secret_without_an_address_is_a_mistake() {
    assert_eq!(names(read(&[("WEBHOOK_SECRET", "secret")])), ["WEBHOOK_SECRET"]);
    // One mistake, one problem: the secret itself is right.
    assert_eq!(names(read(&[("WEBHOOK_SECRET", "secret"), ("PUBLIC_URL", "nonsense")])), ["PUBLIC_URL"]);
}

#[test]
fn a_reviewer_is_set_up_whole_or_not_at_all() {
    let all = [("LLM_API_KEY", "key"), ("LLM_BASE_URL", "http://localhost:11434/v1"), ("LLM_MODEL", "qwen3:8b")];
    let llm = read(&all).unwrap().llm.unwrap();
    assert_eq!((llm.base_url.as_str(), llm.model.as_str()), ("http://localhost:11434/v1", "qwen3:8b"));
    for number in 0..3 {
        let mut two = all.to_vec();
        let (missing, _) = two.remove(number);
        assert_eq!(names(read(&two)), [missing]);
        let others: Vec<_> = two.iter().map(|(name, _)| *name).collect();
        assert_eq!(names(read(&[all[number]])), others);
    }
    // An empty one counts as unset.
    assert!(read(&[("LLM_API_KEY", ""), ("LLM_MODEL", " ")]).unwrap().llm.is_none());
    let (long_key, long_model) = ("k".repeat(513), "m".repeat(201));
    for (number, value) in [(0, "two words"), (0, "ключ"), (0, &long_key), (1, "api.openai.com"), (2, &long_model)]
    {
        let mut wrong = all;
        wrong[number].1 = value;
        assert_eq!(names(read(&wrong)), [all[number].0], "{value}");
    }
}

#[test]
fn what_the_roles_require_is_missed_together_with_the_rest_and_only_by_who_plays_them() {
    let missed = |variables: &[(&str, &str)], purpose| names(read_as(variables, purpose, false));
    let wrong = ("LOG_FORMAT", "xml");
    assert_eq!(missed(&[wrong], Purpose::Serving), ["LOG_FORMAT", "TELOXIDE_TOKEN"]);
    assert_eq!(missed(&[wrong, ("ACADEMY_ROLES", "worker")], Purpose::Serving), ["LOG_FORMAT"]);
    assert_eq!(missed(&[wrong], Purpose::Command), ["LOG_FORMAT"]);
    assert_eq!(missed(&[("TELOXIDE_TOKEN", "wrong")], Purpose::Serving), ["TELOXIDE_TOKEN"]);
}

#[test]
fn a_role_that_is_named_twice_is_played_once() {
    let settings = read(&[("ACADEMY_ROLES", "worker, api,worker")]).unwrap();
    assert_eq!(settings.roles.iter().map(|role| role.name).collect::<Vec<_>>(), ["api", "worker"]);
}

#[test]
fn the_data_folder_follows_the_user() {
    let folder = |variables: &[(&str, &str)], as_root| read_as(variables, Purpose::Command, as_root).unwrap().data_dir;
    let home = ("HOME", "/home/ada");
    assert_eq!(folder(&[home], true), Path::new("/var/lib/academy"));
    assert_eq!(folder(&[home, ("XDG_DATA_HOME", "/data")], false), Path::new("/data/academy"));
    assert_eq!(folder(&[home, ("XDG_DATA_HOME", "data")], false), Path::new("/home/ada/.local/share/academy"));
    assert_eq!(folder(&[], false), Path::new(".academy"));
    assert_eq!(folder(&[home, ("ACADEMY_DATA_DIR", "/srv/a")], true), Path::new("/srv/a"));
}

#[test]
fn secrets_show_neither_in_debug_nor_in_messages() {
    let right = read(&[
        ("DATABASE_URL", "postgres://academy:hush-database@localhost/academy"),
        ("LLM_API_KEY", "hush-key"),
        ("LLM_BASE_URL", "https://llm.example.com/v1"),
        ("LLM_MODEL", "model"),
        ("PUBLIC_URL", "https://academy.example.com"),
        ("REDIS_URL", "redis://:hush-redis@localhost"),
        ("TELOXIDE_TOKEN", "123456789:hush-token-hush-token-hush-token"),
        ("WEBHOOK_SECRET", "hush-webhook"),
    ]);
    assert!(!format!("{:?}", right.unwrap()).contains("hush"));

    let wrong = read(&[
        ("DATABASE_URL", "mysql://academy:hush@localhost/academy"),
        ("LLM_API_KEY", "hush hush"),
        ("LLM_BASE_URL", "https://user:hush@localhost"),
        ("LLM_MODEL", "model"),
        ("REDIS_URL", "http://:hush@localhost"),
        ("TELOXIDE_API_URL", "https://user:hush@localhost"),
        ("TELOXIDE_TOKEN", "hush"),
        ("WEBHOOK_SECRET", "hush hush"),
    ])
    .unwrap_err();
    assert_eq!(wrong.0.len(), 7);
    assert!(!format!("{wrong} {wrong:?}").contains("hush"), "{wrong}");
}

#[test]
fn the_table_is_in_alphabetical_order_and_shown_whole() {
    let table = Table::of(ALL);
    assert!(table.variables().is_sorted_by_key(|variable| variable.name));
    let help = table.help();
    let is_shown = |variable: &Variable<'_>| help.contains(variable.name) && help.contains(variable.help);
    assert!(table.variables().iter().all(is_shown), "{help}");
}
