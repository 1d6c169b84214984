//! Drawing: a screen becomes calls of the Bot API, repeated until it is shown or can never be.

use std::time::Duration;

use dialogues::input::Input;
use dialogues::kernel::screen::{Button, Target as Press};
use metrics::{counter, histogram};
use serde::Deserialize;
use teloxide::payloads::{
    EditMessageReplyMarkup, EditMessageText, EditMessageTextSetters, SendMessage, SendMessageSetters,
};
use teloxide::types::{
    ChatId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode, ReplyMarkup,
    WebAppInfo,
};
use tokio::time::sleep;
use tracing::{debug, error, info, warn};
use url::Url;

use super::lane::{Draw, Target};
use super::{Api, Outbox, poll};
use crate::conversation::{self, Arrival, Live};
use crate::platform::telemetry::{metric, who};
use crate::telegram::call::CallError;

/// Pauses between tries: over two minutes in all, then the next press or the next start draws the screen.
pub const BACKOFF: [Duration; 9] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(40),
    Duration::from_mins(1),
];

/// Draws in a chat until nothing is left to draw there.
pub async fn run(outbox: &Outbox, chat: ChatId) {
    while let Some(draw) = outbox.lanes.pop(chat) {
        show(outbox, chat, draw).await;
    }
}

/// Waits as long as Telegram asks, else for the pause.
pub async fn wait(error: &CallError, pause: Duration) {
    match error {
        CallError::RetryAfter(asked) => sleep(*asked).await,
        _ => sleep(pause).await,
    }
}

async fn show(outbox: &Outbox, chat: ChatId, mut draw: Draw) {
    for pause in BACKOFF {
        outbox.limits.screen(chat).await;
        draw.open = poll::open(outbox, &draw).await;
        let (target, strip) = draw.plan();
        let learner = draw.learner;
        match send(outbox, chat, target, &draw).await {
            Ok(message) => {
                let live = Live { message, keep: draw.screen.keep };
                outbox.lanes.drawn(chat, live, &draw);
                let moved = (draw.live != Some(live)).then_some(live);
                conversation::shown(&outbox.app, learner, moved, std::mem::take(&mut draw.marks)).await;
                histogram!(metric::TURN_DURATION, "stage" => "reply").record(draw.arrived.elapsed());
                if draw.screen.buttons.is_empty() {
                    outbox.lanes.stripped(chat, message);
                }
                for message in strip.into_iter().filter(|message| !outbox.lanes.is_bare(chat, *message)) {
                    if take_keyboard(&outbox.api, chat, message).await {
                        outbox.lanes.stripped(chat, message);
                    }
                }
                for open in draw.left(target) {
                    poll::close(outbox, chat, open).await;
                }
                return;
            }
            Err(error) if error.unreachable() => {
                Box::pin(unreachable(outbox, draw, &error)).await;
                return;
            }
            Err(error) if error.message_gone() => draw.fresh = true,
            Err(error) if error.transient() => {
                debug!(%error, "the screen cannot be drawn yet");
                wait(&error, pause).await;
                draw = outbox.lanes.again(chat, draw);
            }
            Err(error) if draw.screen.poll.take().is_some() => {
                warn!(%error, "Telegram refuses a poll of ours; the question is shown by a message");
            }
            Err(error) if draw.make_plain() => {
                error!(%error, learner = who(learner), "Telegram refuses a screen of ours; it is shown without its looks");
                counter!(metric::TELEGRAM_REFUSED_SCREENS).increment(1);
            }
            Err(error) => {
                error!(%error, learner = who(learner), "Telegram refuses even a plain screen of ours");
                conversation::shown(&outbox.app, learner, None, draw.marks).await;
                return;
            }
        }
    }
    warn!(learner = who(draw.learner), "a screen could not be drawn; the next press or the next start draws it");
}

/// As much of a message as we need to find it again.
#[derive(Deserialize)]
struct Sent {
    message_id: i32,
}

async fn send(outbox: &Outbox, chat: ChatId, target: Target, draw: &Draw) -> Result<i32, CallError> {
    let (api, screen) = (&outbox.api, &draw.screen);
    if let Some(poll) = &screen.poll {
        let keyboard = keyboard(&poll.buttons, outbox.mini_app.as_ref());
        match target {
            Target::Stay(message) => return poll::stay(api, chat, message, keyboard).await,
            // What cannot be remembered cannot be answered by a vote.
            _ => {
                if let Some(message) = poll::send(outbox, chat, draw.learner, poll, keyboard).await? {
                    return Ok(message);
                }
            }
        }
    }
    let keyboard = keyboard(&screen.buttons, outbox.mini_app.as_ref());
    let preview = LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    };
    match target {
        Target::New | Target::Stay(_) => {
            let payload = SendMessage::new(chat, screen.html.as_str())
                .parse_mode(ParseMode::Html)
                .link_preview_options(preview)
                .reply_markup(ReplyMarkup::InlineKeyboard(keyboard));
            let Sent { message_id } = api.ask(&payload).await?;
            Ok(message_id)
        }
        Target::Edit(message) if outbox.lanes.is_drawn(chat, message, draw) => Ok(message),
        Target::Edit(message) => {
            let payload = EditMessageText::new(chat, MessageId(message), screen.html.as_str())
                .parse_mode(ParseMode::Html)
                .link_preview_options(preview)
                .reply_markup(keyboard);
            match api.call(&payload).await {
                Err(error) if !error.harmless() => Err(error),
                _ => Ok(message),
            }
        }
    }
}

/// An older message keeps its text and loses its buttons. It does not matter if it cannot be done. False: perhaps another
/// time.
pub async fn take_keyboard(api: &Api, chat: ChatId, message: i32) -> bool {
    match api.call(&EditMessageReplyMarkup::new(chat, MessageId(message))).await {
        Err(error) if !error.harmless() => {
            debug!(%error, "an old keyboard stays");
            !error.transient()
        }
        _ => true,
    }
}

async fn unreachable(outbox: &Outbox, Draw { learner, marks, .. }: Draw, error: &CallError) {
    info!(learner = who(learner), %error, "the learner cannot be reached until they write again");
    let arrival = Arrival { learner, person: None, key: None };
    if let Err(error) = conversation::take_turn(&outbox.app, arrival, &Input::Blocked).await {
        warn!(%error, learner = who(learner), "it could not be noted that the learner is unreachable");
    }
    conversation::shown(&outbox.app, learner, None, marks).await;
}

fn keyboard(rows: &[Vec<Button>], mini_app: Option<&Url>) -> InlineKeyboardMarkup {
    let rows = rows.iter().map(|row| {
        row.iter().filter_map(|button| match &button.target {
            Press::Press(token) => Some(InlineKeyboardButton::callback(&button.label, token.to_string())),
            Press::MiniApp => {
                mini_app.map(|url| InlineKeyboardButton::web_app(&button.label, WebAppInfo { url: url.clone() }))
            }
        })
    });
    InlineKeyboardMarkup::new(rows.map(Iterator::collect::<Vec<_>>).filter(|row| !row.is_empty()))
}
