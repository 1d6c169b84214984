//! Quiz polls in a chat: sent, left as they are, and closed. Where a screen goes is decided by [`super::lane`]; what a
//! vote answers is remembered by [`crate::telegram::polls`].

use std::time::Duration;

use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::poll::Poll;
use serde::{Deserialize, Serialize};
use teloxide::payloads::{DeleteMessage, EditMessageReplyMarkup, EditMessageReplyMarkupSetters, StopPoll};
use teloxide::requests::Payload;
use teloxide::types::{ChatId, InlineKeyboardMarkup, MessageId};
use tokio::time::sleep;
use tracing::{debug, warn};

use super::lane::Draw;
use super::{Api, Outbox, draw};
use crate::telegram::call::CallError;
use crate::telegram::polls::{self, Open};

/// Pauses between tries to note what Telegram calls a poll.
const NOTING: [Duration; 3] = [Duration::from_millis(50), Duration::from_millis(200), Duration::from_secs(1)];

/// As of Bot API 10, which teloxide does not know yet: several right options, a description.
#[derive(Serialize)]
struct SendPoll<'a> {
    chat_id: ChatId,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    question: &'a str,
    options: Vec<PollOption<'a>>,
    #[serde(rename = "type")]
    kind: &'static str,
    /// Only then are we told who voted for what.
    is_anonymous: bool,
    allows_multiple_answers: bool,
    /// What was answered is answered.
    allows_revoting: bool,
    correct_option_ids: &'a [usize],
    reply_markup: InlineKeyboardMarkup,
}

#[derive(Serialize)]
struct PollOption<'a> {
    text: &'a str,
}

impl Payload for SendPoll<'_> {
    type Output = Sent;

    const NAME: &'static str = "sendPoll";
}

/// As much of a message as we need to find it, and its poll, again.
#[derive(Deserialize)]
struct Sent {
    message_id: i32,
    poll: SentPoll,
}

#[derive(Deserialize)]
struct SentPoll {
    id: String,
}

/// Sends a poll and remembers what votes in it answer. None: that cannot be remembered, and nothing was sent.
pub async fn send(
    outbox: &Outbox,
    chat: ChatId,
    learner: LearnerId,
    poll: &Poll,
    keyboard: InlineKeyboardMarkup,
) -> Result<Option<i32>, CallError> {
    let id = match polls::announced(&outbox.app, learner, &poll.votes).await {
        Ok(id) => id,
        Err(error) => {
            warn!(%error, "a poll cannot be remembered; the question is shown by a message");
            return Ok(None);
        }
    };
    let payload = SendPoll {
        chat_id: chat,
        description: &poll.about,
        question: &poll.question,
        options: poll.options.iter().map(|text| PollOption { text }).collect(),
        kind: "quiz",
        is_anonymous: false,
        allows_multiple_answers: poll.many,
        allows_revoting: false,
        correct_option_ids: &poll.right,
        reply_markup: keyboard,
    };
    match outbox.api.ask::<Sent, _>(&payload).await {
        Ok(sent) => {
            name(outbox, id, &sent).await;
            Ok(Some(sent.message_id))
        }
        Err(error) => {
            // Without an answer the poll may be there all the same, and be voted in.
            if matches!(error, CallError::RetryAfter(_) | CallError::Refused { .. })
                && let Err(error) = polls::withdrawn(&outbox.app, id).await
            {
                debug!(%error, "a poll that was not sent is remembered");
            }
            Err(error)
        }
    }
}

/// A poll without a name is still known by its learner, but not which message it is.
async fn name(outbox: &Outbox, id: i64, sent: &Sent) {
    for pause in NOTING {
        match polls::named(&outbox.app, id, &sent.poll.id, sent.message_id).await {
            Ok(()) => return,
            Err(error) => warn!(%error, "the name of a poll cannot be noted yet"),
        }
        sleep(pause).await;
    }
}

/// The poll is shown already: makes sure that it is there, with its buttons.
pub async fn stay(api: &Api, chat: ChatId, message: i32, keyboard: InlineKeyboardMarkup) -> Result<i32, CallError> {
    let payload = EditMessageReplyMarkup::new(chat, MessageId(message)).reply_markup(keyboard);
    match api.call(&payload).await {
        Err(error) if !error.harmless() => Err(error),
        _ => Ok(message),
    }
}

/// The polls that are open in the learner's chat. Nobody else is asked about: most learners have none.
pub async fn open(outbox: &Outbox, draw: &Draw) -> Vec<Open> {
    if !draw.polls {
        return Vec::new();
    }
    polls::open(&outbox.app, draw.learner).await.unwrap_or_else(|error| {
        warn!(%error, "the open polls of a chat are not known");
        Vec::new()
    })
}

/// The chat has moved on. A poll that was answered is closed. Any other goes: closing it would show what is right, and
/// its question will be asked again. If it cannot be done now, the next screen tries again.
pub async fn close(outbox: &Outbox, chat: ChatId, open: &Open) {
    let message = MessageId(open.message);
    let done = if open.voted {
        outbox.api.call(&StopPoll::new(chat, message)).await
    } else {
        outbox.api.call(&DeleteMessage::new(chat, message)).await
    };
    match done {
        Err(error) if error.transient() || error.unreachable() => {
            debug!(%error, "a poll stays open for now");
            return;
        }
        Err(error) => {
            debug!(%error, "a poll cannot be closed any more");
            draw::take_keyboard(&outbox.api, chat, open.message).await;
        }
        Ok(()) => {}
    }
    // It has no buttons any more, or is gone: whoever comes after has none to take.
    outbox.lanes.stripped(chat, open.message);
    if let Err(error) = polls::closed(&outbox.app, open.id).await {
        debug!(%error, "a poll that was closed is closed again later");
    }
}
