//! The journal: what was there is there again.

use std::io::Write as _;

use serde_json::json;

use super::{config, telegram_with};

#[tokio::test]
async fn a_restart_finds_the_world_as_it_was() {
    let path = std::env::temp_dir().join(format!("playground-{}.jsonl", uuid::Uuid::new_v4()));
    let mut config = config();
    config.journal = Some(path.clone());
    let t = telegram_with(config.clone()).await;
    let learner = t.started().await;
    let keyboard = json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go", "style": "primary"}]]});
    t.ok("sendMessage", json!({"chat_id": learner.id, "text": "x", "reply_markup": keyboard})).await;
    t.ok("sendPoll", json!({"chat_id": learner.id, "question": "?", "options": ["a", "b"]})).await;
    t.ok(
        "setMyCommands",
        json!({"commands": [{"command": "learn", "description": "x"}],
                                 "scope": {"type": "chat", "chat_id": learner.id}}),
    )
    .await;
    t.emulator.group("Study", &[&learner]).unwrap();
    let press = learner.press("Go").await.unwrap();
    let before = (learner.messages().await, learner.page_view().await, t.emulator.pending());
    let snapshot = t.emulator.look(|world| serde_json::to_value(world.snapshot()).unwrap());
    drop(t);
    // A process that dies inside its last write leaves half a line.
    std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"[{\"message\":{\"id\"").unwrap();

    let t = telegram_with(config.clone()).await;
    assert_eq!(t.emulator.look(|world| serde_json::to_value(world.snapshot()).unwrap()), snapshot);
    let learner = t.emulator.known_learner(learner.id).unwrap();
    assert_eq!((learner.messages().await, learner.page_view().await, t.emulator.pending()), before);
    t.ok("answerCallbackQuery", json!({"callback_query_id": press})).await;
    drop(t);

    let mut lines = std::fs::read_to_string(&path).unwrap();
    lines.insert_str(0, "nonsense\n");
    std::fs::write(&path, lines).unwrap();
    let broken = super::Emulator::new(config).err().unwrap().to_string();
    assert!(broken.contains(":1:"), "{broken}");
    std::fs::remove_file(path).unwrap();
}
