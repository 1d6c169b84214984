//! Roles as operators meet them: on the command line, in the bot, and when a process dies in between.

use crate::harness::World;

/// Changes of roles in the event log, and their lines in the audit log.
async fn changes(world: &World) -> (i64, i64) {
    let events = world.database.one("SELECT count(*) FROM event_store WHERE aggregate_type = 'team'").await;
    (events, world.database.one("SELECT count(*) FROM audit_log").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_gives_and_takes_roles_and_says_what_is_wrong() {
    let world = World::polling().await;
    let (code, output) = world.command(&["admin", "list"]).await;
    assert_eq!((code, output.contains("Nobody has a role")), (0, true), "{output}");
    let anna = world.learner("Anna", "en").welcomed().await;
    let (telegram, learner) = (anna.client.id.to_string(), anna.id().to_string());

    for (arguments, code, said) in [
        (&["grant", &telegram, "king"][..], 1, "there is no role \"king\"; there are operator, author and mentor"),
        (&["grant", &telegram, "author"], 1, "an author needs courses"),
        (&["grant", &telegram, "mentor", "Весна"], 1, "a mentor needs a group"),
        (&["grant", "1", "operator"], 1, "has written to the bot yet"),
        (&["grant", "Anna", "operator"], 1, "names nobody"),
        (&["grant", &telegram], 2, "required"),
        (&["revoke", &telegram, "operator"], 0, "is not operator. Nothing was changed"),
        (&["grant", &telegram, "operator"], 0, "is operator now"),
        (&["grant", &learner, "operator"], 0, "is operator already. Nothing was changed"),
        (&["grant", &learner, "author", "ios-*"], 0, "is author ios-* now"),
        (&["revoke", &telegram, "operator"], 1, "The last operator stays"),
        (&["revoke", &telegram, "author", "ios-*"], 0, "is author ios-* no more"),
    ] {
        let (found, output) = world.command(&[&["admin"], arguments].concat()).await;
        assert!(found == code && output.contains(said), "{arguments:?}: {found}\n{output}");
    }
    assert_eq!(changes(&world).await, (3, 3));
    let (code, output) = world.command(&["admin", "list", "--format", "json"]).await;
    let list: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!((code, list.as_array().unwrap().len()), (0, 1), "{output}");
    assert_eq!(
        (&list[0]["telegramId"], &list[0]["role"], &list[0]["by"]),
        (&anna.client.id.into(), &"operator".into(), &"cli".into())
    );
    // The bot that runs knows of it at once.
    assert!(anna.send("/team").await.text.contains("The team"));
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_of_the_configuration_makes_another_in_the_bot() {
    let mut world = World::empty().await;
    world.set("ACADEMY_OPERATORS", "@ada");
    let (code, output) = world.command(&["serve"]).await;
    assert!(code == 2 && output.contains("ACADEMY_OPERATORS") && output.contains("Telegram ids"), "{output}");
    let (anna, bob) = (world.learner("Anna", "en"), world.learner("Bob", "en"));
    world.set("ACADEMY_OPERATORS", format!("{}, 999999999", anna.client.id));
    world.start().await;
    let (anna, bob) = (anna.welcomed().await, bob.welcomed().await);
    let unknown = bob.send("/nonsense").await.text;
    assert_eq!(bob.send("/team").await.text, unknown, "for others there is no such command");

    anna.send("/team").await;
    anna.tap("Give somebody").await;
    anna.send(&bob.client.id.to_string()).await;
    let granted = anna.tap("➕ Operator").await;
    assert!(granted.text.contains("Bob") && granted.text.contains("given by Anna"), "{}", granted.text);
    assert!(bob.send("/team").await.text.contains("The team"));

    // Bob takes his own role off again: he is not the last.
    bob.tap("Bob").await;
    bob.tap("Take away: operator").await;
    bob.tap("Yes").await;
    assert_eq!(bob.send("/team").await.text, unknown);
    let (code, output) = world.command(&["admin", "revoke", &anna.client.id.to_string(), "operator"]).await;
    assert!(code == 1 && output.contains("ACADEMY_OPERATORS names this operator"), "{output}");
    assert_eq!(changes(&world).await, (2, 2));
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_that_revoke_the_last_two_operators_one_succeeds() {
    let world = World::polling().await;
    let (anna, bob) = (world.learner("Anna", "en").welcomed().await, world.learner("Bob", "en").welcomed().await);
    let ids = [anna.client.id.to_string(), bob.client.id.to_string()];
    for id in &ids {
        let (code, output) = world.command(&["admin", "grant", id, "operator"]).await;
        assert_eq!(code, 0, "{output}");
    }
    let revoke = |id: usize| ["admin", "revoke", &ids[id], "operator"];
    let (one, other) = (revoke(0), revoke(1));
    let outcomes = tokio::join!(world.command(&one), world.command(&other));
    let mut codes = [outcomes.0.0, outcomes.1.0];
    codes.sort_unstable();
    assert_eq!(codes, [0, 1], "{outcomes:?}");
    assert!([&outcomes.0.1, &outcomes.1.1].iter().any(|output| output.contains("The last operator stays")));
    assert_eq!(changes(&world).await, (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_between_a_role_and_its_audit_line_has_stored_neither() {
    let mut world = World::empty().await;
    let (anna, bob) = (world.learner("Anna", "en"), world.learner("Bob", "en"));
    world.set("ACADEMY_OPERATORS", anna.client.id.to_string());
    world.start().await;
    let (anna, bob) = (anna.welcomed().await, bob.welcomed().await);
    anna.send("/team").await;
    anna.tap("Give somebody").await;
    anna.send(&bob.client.id.to_string()).await;

    // Nobody gets at the audit log, so that the process stands between the two when it dies.
    let mut held = world.database.pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE").execute(&mut *held).await.unwrap();
    let (message, data) = anna.find("➕ Operator").await;
    anna.client.press_message(message, &data).await.unwrap();
    // On another connection: within a transaction the server keeps what it once said of the others.
    let waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                   AND query LIKE '%audit_log%'";
    world.database.until(waiting).await;
    world.kill();
    held.rollback().await.unwrap();
    assert_eq!(changes(&world).await, (0, 0), "both or none");

    // The press comes again, and counts once.
    world.start().await;
    world.settled().await;
    assert!(bob.send("/team").await.text.contains("The team"));
    assert_eq!(changes(&world).await, (1, 1));
    world.check_health().await;
}
