use chrono::DateTime;
use dialogues::catalogue::Catalogue;

use super::*;
use crate::platform::database::testing::{TestDatabase, database};

async fn app() -> (App, TestDatabase) {
    let db = database().await;
    (App::for_test(db.clone(), Catalogue::empty(), DateTime::UNIX_EPOCH), db)
}

fn votes(token: &str) -> Votes {
    Votes { token: token.parse().unwrap(), entries: vec![2, 1, 4] }
}

fn token(text: &str) -> Vote {
    Vote::Answer(text.parse().unwrap())
}

fn anna() -> LearnerId {
    LearnerId::of_telegram(1)
}

fn boris() -> LearnerId {
    LearnerId::of_telegram(2)
}

#[tokio::test]
async fn a_vote_is_the_press_of_its_poll_also_long_after() {
    let (app, _db) = app().await;
    let id = announced(&app, anna(), &votes("q.a@1.5")).await.unwrap();
    named(&app, id, "500", 7).await.unwrap();
    let other = announced(&app, anna(), &votes("q.a@1.6")).await.unwrap();
    named(&app, other, "501", 9).await.unwrap();
    assert_eq!(voted(&app, anna(), "500", &[0, 2]).await.unwrap(), token("q.a:6@1.5"));
    closed(&app, id).await.unwrap();
    assert_eq!(voted(&app, anna(), "500", &[1]).await.unwrap(), token("q.a:1@1.5"));
    assert_eq!(voted(&app, anna(), "500", &[3]).await.unwrap(), Vote::Unknown, "no such option");
    let open = open(&app, anna()).await.unwrap();
    assert_eq!(open, [Open { id: other, message: 9, token: "q.a@1.6".to_owned(), voted: false }]);
}

#[tokio::test]
async fn a_forwarded_poll_is_answered_by_nobody_else() {
    let (app, _db) = app().await;
    let id = announced(&app, anna(), &votes("q.a@1.5")).await.unwrap();
    named(&app, id, "500", 7).await.unwrap();
    assert_eq!(voted(&app, boris(), "500", &[0]).await.unwrap(), Vote::Elsewhere);
    assert!(!open(&app, anna()).await.unwrap()[0].voted);
    voted(&app, anna(), "500", &[0]).await.unwrap();
    assert!(open(&app, anna()).await.unwrap()[0].voted);
}

#[tokio::test]
async fn a_vote_that_is_faster_than_the_polls_name_waits_for_it() {
    let (app, _db) = app().await;
    let orphan = announced(&app, anna(), &votes("q.a@1.4")).await.unwrap();
    let id = announced(&app, anna(), &votes("q.a@1.5")).await.unwrap();
    let vote = tokio::spawn({
        let app = app.clone();
        async move { voted(&app, anna(), "500", &[0]).await.unwrap() }
    });
    tokio::task::yield_now().await;
    named(&app, id, "500", 7).await.unwrap();
    assert_eq!(vote.await.unwrap(), token("q.a:2@1.5"));
    assert_ne!(orphan, id);
}

#[tokio::test]
async fn a_poll_whose_sender_died_is_known_if_it_can_be_no_other() {
    let (app, _db) = app().await;
    announced(&app, anna(), &votes("q.a@1.5")).await.unwrap();
    announced(&app, anna(), &votes("q.a@1.5")).await.unwrap();
    assert_eq!(voted(&app, anna(), "500", &[0]).await.unwrap(), token("q.a:2@1.5"));
    assert_eq!(voted(&app, boris(), "500", &[0]).await.unwrap(), Vote::Unknown);
    announced(&app, anna(), &votes("q.a@1.6")).await.unwrap();
    assert_eq!(voted(&app, anna(), "500", &[0]).await.unwrap(), Vote::Unknown, "it may be either");
}

#[tokio::test]
async fn old_polls_are_forgotten_and_those_that_were_not_sent() {
    let (app, _db) = app().await;
    let id = announced(&app, anna(), &votes("q.a@1.5")).await.unwrap();
    named(&app, id, "500", 7).await.unwrap();
    let refused = announced(&app, anna(), &votes("q.a@1.6")).await.unwrap();
    withdrawn(&app, refused).await.unwrap();
    assert_eq!(purge(app.pool(), app.clock.now()).await.unwrap(), 0);
    assert_eq!(purge(app.pool(), app.clock.now() + TimeDelta::seconds(1)).await.unwrap(), 1);
    assert_eq!(voted(&app, anna(), "500", &[0]).await.unwrap(), Vote::Unknown);
}
