//! The window against a model, Lua against the window, and instances with and without a Redis in common.

use std::cell::RefCell;
use std::net::IpAddr;

use futures::future::join_all;
use proptest::prelude::*;
use redis::Connection;
use secrecy::SecretString;

use super::*;
use crate::platform::seal::Seal;

const SECRET: [u8; 32] = [7; 32];
const RATE: Rate = Rate { limit: 10, window: Duration::from_mins(1) };

/// Pauses between calls, most of them far shorter than the window, in microseconds.
fn pauses(window: u64) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(prop_oneof![3 => 0..=window / 4, 1 => 0..=window * 2, 1 => Just(window)], 1..60)
}

/// When the calls come.
fn moments(pauses: &[u64]) -> impl Iterator<Item = u64> {
    pauses.iter().scan(1_700_000_000_000_000, |now, pause| {
        *now += pause;
        Some(*now)
    })
}

fn rate(limit: u32, micros: u64) -> Rate {
    Rate { limit, window: Duration::from_micros(micros) }
}

proptest! {
    #[test]
    fn no_window_holds_more_than_the_limit_and_nobody_is_refused_whom_the_model_would_allow(
        limit in 1_u32..6, pauses in pauses(1_000),
    ) {
        let (rate, mut window, mut allowed) = (rate(limit, 1_000), Window::default(), Vec::<u64>::new());
        for now in moments(&pauses) {
            let within = allowed.iter().filter(|at| **at + 1_000 > now).count() as u32;
            let standing = window.take(rate, now);
            prop_assert_eq!(standing.allowed, within < limit);
            if standing.allowed {
                allowed.push(now);
                prop_assert_eq!(standing.left, limit - within - 1);
            } else {
                prop_assert_eq!(standing.left, 0);
                let then = now + standing.renewed.as_micros() as u64;
                prop_assert!(window.clone().take(rate, then).allowed, "who comes back as told is allowed");
                prop_assert!(!window.clone().take(rate, then - 1).allowed, "and not a moment earlier");
            }
        }
        let crowded = allowed.windows(limit as usize + 1).any(|calls| calls[limit as usize] - calls[0] < 1_000);
        prop_assert!(!crowded, "{:?}", allowed);
    }
}

/// The script with a time of the test's own: seconds and microseconds follow the arguments that it has.
fn told() -> Script {
    let (before, after) = SCRIPT.split_once("redis.call('TIME')").unwrap();
    assert!(!after.contains("'TIME'"));
    Script::new(&format!("{before}{{ ARGV[3], ARGV[4] }}{after}"))
}

fn redis_url() -> SecretString {
    std::env::var("TEST_REDIS_URL").expect("script/test starts a Redis and sets TEST_REDIS_URL").into()
}

fn connection() -> Connection {
    use secrecy::ExposeSecret as _;
    redis::Client::open(redis_url().expose_secret()).unwrap().get_connection().unwrap()
}

fn asked(connection: &mut Connection, key: &str, rate: Rate, now: u64) -> Standing {
    let (allowed, left, renewed): (bool, u32, u64) = told()
        .key(key)
        .arg(rate.limit)
        .arg(rate.micros())
        .arg(now / 1_000_000)
        .arg(now % 1_000_000)
        .invoke(connection)
        .unwrap();
    Standing { allowed, left, renewed: Duration::from_micros(renewed) }
}

fn some_key() -> String {
    format!("academy-test:{:032x}", rand::random::<u128>())
}

#[test]
fn memory_and_redis_decide_the_same_of_the_same_calls() {
    let connection = RefCell::new(connection());
    // Long in real time, so that no key expires beneath the test.
    let window = 60_000_000;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(60));
    let ran = runner.run(&(1_u32..6, pauses(window)), |(limit, pauses)| {
        let (rate, mut memory, key) = (rate(limit, window), Window::default(), some_key());
        for now in moments(&pauses) {
            prop_assert_eq!(asked(&mut connection.borrow_mut(), &key, rate, now), memory.take(rate, now));
        }
        Ok(())
    });
    ran.unwrap();
}

#[test]
fn when_redis_clock_is_set_back_nobody_gets_more_and_nobody_is_kept_out_for_long() {
    let (mut connection, key, rate) = (connection(), some_key(), rate(2, 60_000_000));
    let start = 1_700_000_000_000_000;
    let mut at = |now| asked(&mut connection, &key, rate, now);
    assert!(at(start).allowed && at(start + 1).allowed);
    let refused = at(start - 30_000_000);
    assert!(!refused.allowed && refused.renewed < rate.window, "{refused:?}");
    assert!(!at(start + 59_999_999).allowed && at(start + 60_000_000).allowed);
    assert!(at(start - 3_600_000_000).allowed, "an hour is too long to wait for");
}

#[test]
fn a_lower_limit_holds_at_once() {
    let (mut connection, key, start) = (connection(), some_key(), 1_700_000_000_000_000);
    for second in 0..5 {
        assert!(asked(&mut connection, &key, rate(5, 60_000_000), start + second * 1_000_000).allowed);
    }
    let refused = asked(&mut connection, &key, rate(2, 60_000_000), start + 5_000_000);
    assert_eq!((refused.allowed, refused.left, refused.renewed), (false, 0, Duration::from_secs(58)));
}

/// A process with this Redis.
async fn instance(namespace: &str) -> Quota {
    let cache = Cache::redis(&redis_url(), namespace, Seal::derive(None, b"a test")).await.unwrap();
    Quota::new("calls", RATE, cache, SECRET)
}

async fn allowed(quota: &Quota, caller: &[u8], calls: usize) -> usize {
    let standings = join_all((0..calls).map(|_| quota.take(caller))).await;
    standings.iter().filter(|standing| standing.allowed).count()
}

#[tokio::test]
async fn instances_with_a_redis_in_common_allow_no_more_together_than_one() {
    let namespace = some_key();
    let instances = [instance(&namespace).await, instance(&namespace).await, instance(&namespace).await];
    let counts = join_all(instances.iter().map(|quota| allowed(quota, b"ada", 8))).await;
    assert_eq!(counts.iter().sum::<usize>(), 10, "{counts:?}");
    for quota in &instances {
        let refused = quota.take(b"ada").await;
        assert!(!refused.allowed && refused.left == 0 && refused.renewed <= RATE.window, "{refused:?}");
    }
    assert_eq!(allowed(&instances[0], b"bo", 12).await, 10, "others have their own");
}

#[tokio::test]
async fn a_flushed_redis_gives_nobody_more_than_the_limit_at_one_instance() {
    let namespace = some_key();
    let quota = instance(&namespace).await;
    assert_eq!(allowed(&quota, b"ada", 7).await, 7);
    let mut connection = connection();
    let keys: Vec<String> = redis::cmd("KEYS").arg(format!("{namespace}:*")).query(&mut connection).unwrap();
    redis::cmd("DEL").arg(&keys).exec(&mut connection).unwrap();
    assert_eq!(allowed(&quota, b"ada", 7).await, 3);
}

#[tokio::test]
async fn what_lies_in_redis_names_nobody_and_does_not_stay() {
    let namespace = some_key();
    let quota = instance(&namespace).await;
    let address: IpAddr = "203.0.113.7".parse().unwrap();
    quota.take(address.to_string()).await;
    let mut connection = connection();
    let keys: Vec<String> = redis::cmd("KEYS").arg(format!("{namespace}:*")).query(&mut connection).unwrap();
    let [key] = keys.as_slice() else { panic!("{keys:?}") };
    assert!(key.starts_with(&format!("{namespace}:quota:calls:")), "{key}");
    assert!(!key.contains("203.0.113.7") && !key.contains(&hex::encode("203.0.113.7")), "{key}");
    let lives: i64 = redis::cmd("PTTL").arg(key).query(&mut connection).unwrap();
    assert!((1..=120_000).contains(&lives), "{lives}");
    let other = Quota::new("calls", RATE, Cache::memory(), [8; 32]);
    assert_ne!(other.named(b"ada"), quota.named(b"ada"), "only who has the secret finds the name");
}

#[tokio::test]
async fn without_redis_the_limit_holds_all_the_same() {
    let quota = Quota::new("calls", RATE, Cache::memory(), SECRET);
    assert_eq!(allowed(&quota, b"ada", 30).await, 10);
    assert_eq!(allowed(&quota, b"bo", 30).await, 10);
}

#[tokio::test]
async fn a_redis_that_refuses_the_script_is_as_good_as_none() {
    let namespace = some_key();
    let quota = instance(&namespace).await;
    let key = format!("{namespace}:quota:calls:{}", quota.named(b"ada"));
    redis::cmd("SET").arg(&key).arg("no list").arg("EX").arg(60).exec(&mut connection()).unwrap();
    assert_eq!(allowed(&quota, b"ada", 30).await, 10);
}

#[tokio::test]
async fn strangers_do_not_fill_the_memory_and_push_out_nobody_who_goes_on_calling() {
    let quota = Quota::remembering(100, "strangers", RATE, Cache::memory(), SECRET);
    for number in 0..1_000_u32 {
        quota.take(number.to_be_bytes()).await;
        if number % 50 == 0 {
            quota.take(b"a pest").await;
        }
    }
    quota.held.run_pending_tasks();
    assert!(quota.held.entry_count() <= 100, "{}", quota.held.entry_count());
    assert!(!quota.take(b"a pest").await.allowed);
}
