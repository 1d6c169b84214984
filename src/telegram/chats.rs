//! What people are told beside their screens, such as good-bye. Whoever says it hears whether Telegram has it.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use teloxide::payloads::{SendMessage, SendMessageSetters as _};
use teloxide::types::{ChatId, ParseMode};

use super::call::CallError;
use super::outbound::Outbox;
use crate::platform::jobs::Failure;
use crate::privacy::Chats;

impl Chats for Arc<Outbox> {
    fn say(&self, chat: i64, html: String) -> BoxFuture<'_, Result<(), Failure>> {
        async move {
            let message = SendMessage::new(ChatId(chat), html).parse_mode(ParseMode::Html);
            told(self.api().call(&message).await)
        }
        .boxed()
    }

    fn hand<'a>(
        &'a self,
        chat: i64,
        name: &'a str,
        file: Vec<u8>,
        caption: &'a str,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        async move { told(self.api().send_document(ChatId(chat), name, file, caption).await) }.boxed()
    }
}

/// Whoever is not there need not be told.
fn told(called: Result<(), CallError>) -> Result<(), Failure> {
    match called {
        Err(error) if error.unreachable() => Ok(()),
        Err(error) if error.transient() => Err(Failure::NotNow(error.to_string())),
        Err(error) => Err(Failure::Failed(error.to_string())),
        Ok(()) => Ok(()),
    }
}
