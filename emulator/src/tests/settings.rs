//! Commands, names, descriptions, the menu button.

use serde_json::json;

use super::telegram;

#[tokio::test]
async fn commands_are_checked_and_resolved_by_scope_and_language() {
    let t = telegram().await;
    let learner = t.emulator.learner("Аня", "ru-RU");
    learner.send("/start").await.unwrap();
    let set = |fields: serde_json::Value| t.ok("setMyCommands", fields);
    let command = |text: &str| json!([{"command": "learn", "description": text}]);
    set(json!({"commands": command("default")})).await;
    set(json!({"commands": command("private"), "scope": {"type": "all_private_chats"}})).await;
    set(json!({"commands": command("личные"), "scope": {"type": "all_private_chats"}, "language_code": "ru"})).await;
    let seen = || t.emulator.look(|world| world.commands_for(learner.id, learner.id)[0].description.clone());
    assert_eq!(seen(), "личные");
    let scope = json!({"type": "all_private_chats"});
    t.ok("deleteMyCommands", json!({"scope": scope, "language_code": "ru"})).await;
    assert_eq!(seen(), "private");
    t.ok("deleteMyCommands", json!({"scope": scope})).await;
    assert_eq!(seen(), "default");
    set(json!({"commands": command("hers"), "scope": {"type": "chat", "chat_id": learner.id}})).await;
    assert_eq!(seen(), "hers");
    assert_eq!(t.ok("getMyCommands", json!({})).await, command("default"));
    assert_eq!(t.ok("getMyCommands", json!({"language_code": "ru"})).await, json!([]));
    for (commands, why) in [
        (json!([{"command": "Learn", "description": "x"}]), "BOT_COMMAND_INVALID"),
        (json!([{"command": "l".repeat(33), "description": "x"}]), "BOT_COMMAND_INVALID"),
        (json!([{"command": "learn", "description": ""}]), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (json!([{"command": "learn", "description": "x".repeat(257)}]), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (json!(vec![json!({"command": "learn", "description": "x"}); 101]), "BOT_COMMANDS_TOO_MUCH"),
    ] {
        assert_eq!(t.refused("setMyCommands", json!({"commands": commands}), 400).await, format!("Bad Request: {why}"));
    }
    assert_eq!(
        t.refused("setMyCommands", json!({"commands": [], "language_code": "rus"}), 400).await,
        "Bad Request: invalid language code specified"
    );
}

#[tokio::test]
async fn names_and_descriptions_fall_back_and_have_limits() {
    let t = telegram().await;
    t.ok("setMyDescription", json!({"description": "en"})).await;
    t.ok("setMyDescription", json!({"description": "ru", "language_code": "ru"})).await;
    assert_eq!(t.ok("getMyDescription", json!({"language_code": "ru"})).await["description"], "ru");
    assert_eq!(t.ok("getMyDescription", json!({"language_code": "de"})).await["description"], "en");
    t.refused("setMyDescription", json!({"description": "x".repeat(513)}), 400).await;
    t.refused("setMyShortDescription", json!({"short_description": "x".repeat(121)}), 400).await;
    t.refused("setMyName", json!({"name": "x".repeat(65)}), 400).await;
    assert_eq!(t.ok("getMyShortDescription", json!({})).await["short_description"], "");
}

#[tokio::test]
async fn the_menu_button_is_the_chats_own_or_the_bots() {
    let t = telegram().await;
    let learner = t.started().await;
    let app = |url: &str| json!({"type": "web_app", "text": "Open", "web_app": {"url": url}});
    assert_eq!(t.ok("getChatMenuButton", json!({})).await, json!({"type": "default"}));
    t.ok("setChatMenuButton", json!({"menu_button": {"type": "commands"}})).await;
    assert_eq!(t.ok("getChatMenuButton", json!({"chat_id": learner.id})).await["type"], "commands");
    t.ok("setChatMenuButton", json!({"chat_id": learner.id, "menu_button": app("http://localhost:1/")})).await;
    assert_eq!(t.ok("getChatMenuButton", json!({"chat_id": learner.id})).await, app("http://localhost:1/"));
    t.refused("setChatMenuButton", json!({"menu_button": app("http://swift.org")}), 400).await;
    t.refused("setChatMenuButton", json!({"chat_id": 1, "menu_button": app("https://swift.org")}), 400).await;
}
