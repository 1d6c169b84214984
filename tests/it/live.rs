//! What happens to a learner, as it happens: over real connections, while instances, Redis and clients come and go.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use crate::api::Session;
use crate::harness::{PATIENCE, Redis, Server, World, free_port};

const LESSON: &str = "swift.values-and-types";

/// An event as it came over the wire.
#[derive(Clone, Debug, PartialEq)]
struct Came {
    event: String,
    id: String,
    data: Value,
}

/// A client that comes back by its last id, as one would that is written by our documentation.
struct Follower {
    client: Client,
    token: String,
    stream: Option<Response>,
    text: String,
    last: Option<String>,
    came: Vec<Came>,
    /// The last stream did not end as it should.
    broken: bool,
}

impl Follower {
    fn of(token: &str) -> Self {
        let (client, token) = (Client::new(), token.to_owned());
        Self { client, token, stream: None, text: String::new(), last: None, came: Vec::new(), broken: false }
    }

    /// Opens a stream after what has come already.
    async fn open(&mut self, url: &str) -> StatusCode {
        let asking = self.client.get(format!("{url}/api/v2/events")).bearer_auth(&self.token);
        let asking = self.last.iter().fold(asking, |asking, id| asking.header("Last-Event-ID", id));
        let response = asking.send().await.unwrap();
        let status = response.status();
        self.text.clear();
        self.stream = (status == StatusCode::OK).then_some(response);
        status
    }

    /// Takes the next event in. None: the stream has ended or broken.
    async fn next(&mut self) -> Option<Came> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned)
                };
                let came = field("id").map(|id| Came {
                    event: field("event").unwrap(),
                    id,
                    data: serde_json::from_str(&field("data").unwrap()).unwrap(),
                });
                let rest = rest.to_owned();
                self.text = rest;
                let Some(came) = came else { continue };
                self.last = Some(came.id.clone());
                if came.event != "ready" {
                    self.came.push(came.clone());
                }
                return Some(came);
            }
            let chunk = timeout(PATIENCE, self.stream.as_mut()?.chunk()).await.expect("something comes");
            let bytes = match chunk {
                Ok(Some(bytes)) => bytes,
                ended => {
                    self.broken = ended.is_err();
                    self.stream = None;
                    return None;
                }
            };
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    async fn until(&mut self, event: &str) {
        while let Some(came) = self.next().await {
            if came.event == event {
                return;
            }
        }
        panic!("the stream has ended before {event}: {:#?}", self.came);
    }

    fn count(&self, event: &str) -> usize {
        self.came.iter().filter(|came| came.event == event).count()
    }
}

/// An instance that serves the API only.
async fn api_beside(world: &World) -> (Server, String) {
    let port = free_port();
    let mut variables = world.variables().clone();
    variables.insert("ACADEMY_ROLES".into(), "api".into());
    variables.insert("HTTP_ADDR".into(), format!("127.0.0.1:{port}"));
    let server = Server::start(&["serve"], &variables);
    server.log("the academy is open").await;
    (server, format!("http://127.0.0.1:{port}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_own_event_comes_once_and_in_order_though_the_instance_is_killed() {
    let world = World::polling().await;
    let (first, url) = api_beside(&world).await;
    let (second, other) = api_beside(&world).await;
    let anna = world.learner("Anna", "en").welcomed().await;
    let boris = world.learner("Boris", "ru").welcomed().await;
    let token = Session::open(&world, &anna).await.token;
    let mut follower = Follower::of(&token);
    assert_eq!(follower.open(&url).await, StatusCode::OK);
    follower.until("ready").await;
    let begin = follower.last.clone();

    // The chat is on another instance: what happens there is found by looking.
    anna.begin_quiz(LESSON).await;
    anna.answer(true).await;
    boris.begin_quiz(LESSON).await;
    boris.answer(true).await;
    follower.until("attempt.answered").await;
    first.kill();
    while follower.next().await.is_some() {}
    anna.onward().await;
    anna.answers(&[true, false]).await;
    assert_eq!(follower.open(&other).await, StatusCode::OK);
    anna.answers(&[true, true]).await;
    follower.until("attempt.finished").await;

    assert_eq!(follower.count("attempt.started"), 1);
    assert_eq!(follower.count("attempt.answered"), anna.answered().await);
    let mut ids: Vec<_> = follower.came.iter().map(|came| &came.id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "none came twice");
    let answered = follower.came.iter().filter(|came| came.event == "attempt.answered");
    let right: Vec<bool> = answered.map(|came| came.data["data"]["correct"].as_bool().unwrap()).collect();
    assert_eq!(right, [true, true, false, true, true], "in their order");

    // Who was away all the time is told the same.
    let mut late = Follower { last: begin, ..Follower::of(&token) };
    assert_eq!(late.open(&other).await, StatusCode::OK);
    late.until("attempt.finished").await;
    assert_eq!(late.came, follower.came);
    assert_eq!(second.terminate().await.0, 0);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_out_on_one_instance_hears_no_more_on_another() {
    let world = World::polling().await;
    let (second, other) = api_beside(&world).await;
    let anna = world.learner("Anna", "en").welcomed().await;
    let token = Session::open(&world, &anna).await.token;
    let mut follower = Follower::of(&token);
    assert_eq!(follower.open(&other).await, StatusCode::OK);
    follower.until("ready").await;
    let (code, output) = world.command(&["sessions", "end", &anna.id().to_string()]).await;
    assert_eq!(code, 0, "{output}");
    assert_eq!(follower.next().await, None);
    assert_eq!(follower.open(&other).await, StatusCode::UNAUTHORIZED);
    assert_eq!(second.terminate().await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_go_on_while_redis_is_away() {
    let mut redis = Redis::start().await.unwrap();
    let server_url = std::env::var("TEST_DATABASE_URL").unwrap();
    let mut world = World::between(&server_url, &redis.url(), |_| ()).await;
    world.start().await;
    let anna = world.learner("Anna", "en").welcomed().await;
    let token = Session::open(&world, &anna).await.token;
    let mut follower = Follower::of(&token);
    assert_eq!(follower.open(&world.url).await, StatusCode::OK);
    follower.until("ready").await;
    redis.kill().await;
    anna.begin_quiz(LESSON).await;
    follower.until("attempt.started").await;
    redis.start_again().await.unwrap();
    anna.answer(true).await;
    follower.until("attempt.answered").await;
    assert_eq!((follower.count("attempt.started"), follower.count("attempt.answered")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_with_many_open_streams_breaks_none_of_them_off() {
    const LEARNERS: usize = 30;
    const EACH: usize = 10;
    let world = World::polling().await;
    let (server, url) = api_beside(&world).await;
    let mut followers = Vec::new();
    for number in 0..LEARNERS {
        let learner = world.learner(&format!("Anna {number}"), "en").welcomed().await;
        let token = Session::open(&world, &learner).await.token;
        for _ in 0..EACH {
            let mut follower = Follower::of(&token);
            assert_eq!(follower.open(&url).await, StatusCode::OK);
            follower.until("ready").await;
            followers.push(follower);
        }
    }
    // One more of theirs is refused; there is room for whoever asks something else.
    let mut more = Follower::of(&followers[0].token);
    assert_eq!(more.open(&url).await, StatusCode::TOO_MANY_REQUESTS);
    let metrics = reqwest::get(format!("{url}/metrics")).await.unwrap().text().await.unwrap();
    assert!(metrics.contains(&format!("event_streams_open {}\n", LEARNERS * EACH)), "{metrics}");
    let (code, took) = server.terminate().await;
    assert_eq!(code, 0);
    assert!(took < Duration::from_secs(10), "{took:?}");
    for follower in &mut followers {
        while follower.next().await.is_some() {}
        assert!(!follower.broken, "it was broken off");
    }
}
