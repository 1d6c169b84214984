//! A monkey at the chat: whatever is pressed, sent or shown to the bot, there is a way on, every press is answered, and no
//! call is refused. `MONKEY_STEPS` and `MONKEY_SEED` run it longer and elsewhere.

use std::time::Duration;

use emulator::MessageView;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::harness::{Learner, World, buttons};

const PATIENCE: Duration = Duration::from_mins(1);
const STEPS: usize = 300;
/// Among others what a learner might say, and what nobody would.
const WORDS: [&str; 22] = [
    "/start",
    "/learn",
    "/progress",
    "/settings",
    "/review",
    "/interview",
    "/help",
    "/start l_nothing",
    "/nonsense",
    "42",
    "let x = 1",
    "optionals",
    "что такое замыкание?",
    "не знаю",
    "delete my data",
    "<b>&amp;",
    "\u{202e}abc",
    "\u{200b}",
    "It holds a value or nil, and the compiler makes me check.",
    "👍",
    "25 December",
    "21:40",
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_there_is_a_way_on_and_no_call_is_refused() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let steps = number("MONKEY_STEPS").map_or(STEPS, |steps| steps as usize);
    let mut random = StdRng::seed_from_u64(number("MONKEY_SEED").unwrap_or(1));
    let mut world = World::empty().await;
    world.set("TELEGRAM_RATE", "100000");
    world.start().await;
    let learners = [world.learner("Anna", "en").welcomed().await, world.learner("Борис", "ru").welcomed().await];
    learners[1].prefers_polls().await;
    let mut last = String::new();
    for step in 0..steps {
        let learner = learners.choose(&mut random).unwrap();
        let done = act(&world, learner, step, &mut random).await;
        let quiet = world.emulator.until(|telegram| telegram.pending() == 0 && telegram.unanswered().0.is_empty());
        assert!(timeout(PATIENCE, quiet).await.is_ok(), "step {step}, {done} after {last}: it is not answered");
        let chat = learner.client.latest(12);
        let ways = chat.iter().filter(|message| message.from_bot && !buttons(message).is_empty()).count();
        assert!(ways > 0, "step {step}, {done} after {last}: a dead end\n{chat:#?}");
        if step % 100 == 99 || step + 1 == steps {
            check(&world, step);
        }
        last = done;
    }
    assert_eq!(world.emulator.unanswered().1, [0_i64; 0], "presses that were never answered");
    world.check_integrity().await;
}

/// No call was refused among the latest.
fn check(world: &World, step: usize) {
    let refused = |call: &emulator::Call| call.status >= 400;
    let refused: Vec<_> = world.emulator.calls().into_iter().filter(refused).collect();
    assert!(refused.is_empty(), "up to step {step}, {} calls: {:#?}", refused.len(), &refused[..refused.len().min(3)]);
}

/// Does something, and says what.
async fn act(world: &World, learner: &Learner, step: usize, random: &mut StdRng) -> String {
    let chat = learner.client.latest(40);
    let newest = chat.iter().rev().find(|message| message.from_bot && !buttons(message).is_empty());
    match random.random_range(0..100) {
        0..60 => match newest {
            Some(message) => press(learner, message, random).await,
            None => send(learner, "/start").await,
        },
        60..70 => {
            let pressable: Vec<&MessageView> = chat.iter().filter(|message| !buttons(message).is_empty()).collect();
            match pressable.choose(random) {
                Some(message) => press(learner, message, random).await,
                None => send(learner, "/start").await,
            }
        }
        70..76 => match chat.iter().rev().find(|message| message.is_poll) {
            // Perhaps it is closed, or was voted in.
            Some(poll) => {
                format!("vote: {:?}", learner.client.vote(poll.id, &[random.random_range(0..2)]).await.is_ok())
            }
            None => send(learner, "/learn").await,
        },
        76..92 => send(learner, WORDS.choose(random).unwrap()).await,
        _ => raw(world, learner, step, random),
    }
}

async fn press(learner: &Learner, message: &MessageView, random: &mut StdRng) -> String {
    let buttons = buttons(message);
    let (label, data) = buttons.choose(random).unwrap();
    // A keyboard may go between the look and the press.
    let done = learner.client.press_message(message.id, data).await.is_ok();
    format!("press {label:?} ({data}): {done}")
}

async fn send(learner: &Learner, text: &str) -> String {
    learner.client.send(text).await.unwrap();
    format!("send {text:?}")
}

/// What the emulator's learners cannot do: other kinds of messages, edits, places that move, Telegram's own words.
fn raw(world: &World, learner: &Learner, step: usize, random: &mut StdRng) -> String {
    let contents = [
        json!({ "dice": { "emoji": "🎲", "value": 3 } }),
        json!({ "hologram": {} }),
        json!({ "sticker": { "broken": true } }),
        json!({ "text": "at nine", "entities": [{ "type": "date_time", "offset": 3, "length": 4 }] }),
        json!({ "location": { "latitude": 1.0, "longitude": 2.0, "live_period": 900 } }),
        json!({ "chat_owner_left": {} }),
        json!({ "text": "x".repeat(4_096) }),
    ];
    let content: &Value = contents.choose(random).unwrap();
    let mut message = json!({
        "message_id": 1_000_000 + step, "date": 1_700_000_000,
        "chat": { "id": learner.client.id, "type": "private", "first_name": "Anna" },
        "from": { "id": learner.client.id, "is_bot": false, "first_name": "Anna", "language_code": "en" },
    });
    message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
    let kind = if random.random_bool(0.3) { "edited_message" } else { "message" };
    world.emulator.push_raw(json!({ kind: message })).unwrap();
    format!("{kind} {content}")
}
