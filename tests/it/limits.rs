//! Quotas across instances: three real processes, whose clocks differ, with one Redis, which dies in the middle.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use futures::future::join_all;
use reqwest::{Client, Response};

use crate::api::Session;
use crate::harness::{Redis, Server, World, faketime, free_port, put_ahead};

const LIMIT: usize = 100;

/// Another instance, which serves the API only, by a clock that is ahead by so much.
async fn another(world: &World, number: usize, ahead: TimeDelta) -> (Server, String) {
    let address = format!("127.0.0.1:{}", free_port());
    let clock = world.folder.path().join(format!("clock-{number}"));
    put_ahead(&clock, ahead).unwrap();
    let library = faketime().expect("libfaketime is installed; script/test gets it");
    let mut variables: BTreeMap<String, String> = world.variables().clone();
    for (name, value) in [
        ("ACADEMY_ROLES", "api".to_owned()),
        ("HTTP_ADDR", address.clone()),
        ("LD_PRELOAD", library.to_string_lossy().into_owned()),
        ("FAKETIME_TIMESTAMP_FILE", clock.to_string_lossy().into_owned()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ] {
        variables.insert(name.to_owned(), value);
    }
    let server = Server::start(&["serve"], &variables);
    server.log("the academy is open").await;
    (server, format!("http://{address}"))
}

/// So many calls at once; how many of them are answered, while all others are told when to come back.
async fn allowed(client: &Client, url: &str, token: &str, calls: usize) -> usize {
    let call = || client.get(format!("{url}/api/v2/users/me")).bearer_auth(token).send();
    let answers: Vec<Response> = join_all((0..calls).map(|_| call())).await.into_iter().map(Result::unwrap).collect();
    let number = |answer: &Response, name: &str| answer.headers()[name].to_str().unwrap().parse::<u64>().unwrap();
    for answer in &answers {
        assert!(answer.headers()["ratelimit"].to_str().unwrap().starts_with("\"calls\";r="), "{answer:?}");
        match answer.status().as_u16() {
            200 => {}
            429 => assert!((1..=60).contains(&number(answer, "retry-after")), "{answer:?}"),
            other => panic!("{other} {answer:?}"),
        }
    }
    answers.iter().filter(|answer| answer.status() == 200).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_instances_allow_what_one_would_and_without_redis_each_no_more_than_that() {
    let mut redis = Redis::start().await.unwrap();
    let mut world = World::empty().await;
    world.set("REDIS_URL", redis.url());
    world.start().await;
    let (second, second_url) = another(&world, 2, TimeDelta::seconds(30)).await;
    let (third, third_url) = another(&world, 3, TimeDelta::seconds(-30)).await;
    let urls = [world.url.as_str(), &second_url, &third_url];
    let learner = world.learner("Anna", "en").welcomed().await;
    let token = Session::open(&world, &learner).await.token;
    let client = Client::new();
    let all = async |calls| join_all(urls.iter().map(|url| allowed(&client, url, &token, calls))).await;

    let started = std::time::Instant::now();
    let first = all(25).await;
    assert_eq!(first, [25, 25, 25], "there is room for all");
    let then = all(25).await;
    assert_eq!(then.iter().sum::<usize>(), LIMIT - 75, "{then:?}");
    assert_eq!(all(10).await, [0, 0, 0]);

    // What each has allowed already counts there without Redis, too.
    redis.kill().await;
    let alone = all(LIMIT).await;
    let each: Vec<usize> = (0..3).map(|number| first[number] + then[number] + alone[number]).collect();
    assert_eq!(each, [LIMIT; 3]);

    // And when it comes back, empty, it changes nothing for them.
    redis.start_again().await.unwrap();
    assert_eq!(all(10).await, [0, 0, 0]);
    assert!(started.elapsed().as_secs() < 60, "all of this lies in one window");
    for url in urls {
        let metrics = client.get(format!("{url}/metrics")).send().await.unwrap().text().await.unwrap();
        for store in ["redis", "memory"] {
            let line = format!("quota_calls_total{{quota=\"calls\",result=\"allowed\",store=\"{store}\"}}");
            assert!(metrics.contains(&line), "{line} in\n{metrics}");
        }
    }
    second.terminate().await;
    third.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_hangs_makes_nobody_wait_and_opens_no_door() {
    let redis = Redis::start().await.unwrap();
    let mut world = World::empty().await;
    world.set("REDIS_URL", redis.url());
    world.start().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let token = Session::open(&world, &learner).await.token;
    let client = Client::new();
    assert_eq!(allowed(&client, &world.url, &token, 60).await, 60);
    redis.run(&["CLIENT", "PAUSE", "30000", "ALL"]).await.unwrap();
    let started = std::time::Instant::now();
    assert_eq!(allowed(&client, &world.url, &token, 60).await, 40);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}
