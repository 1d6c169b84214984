//! The role `bot`: takes updates, draws screens, and does what is due in dialogues.

use anyhow::Context as _;
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::role::{Role, Running, Stage, Started};
use crate::telegram::{self, Telegram};

pub static ROLE: Role = Role {
    name: "bot",
    help: "Telegram, and what is due in dialogues",
    requires: &["TELOXIDE_TOKEN"],
    kinds: telegram::kinds,
    start: |stage| start(stage).boxed(),
};

async fn start(stage: Stage<'_>) -> Started {
    let Stage { app, settings, served, .. } = stage;
    let options = telegram::Options {
        token: settings.token.clone().context("the bot needs TELOXIDE_TOKEN")?,
        api_url: settings.api_url.clone(),
        webhook_secret: settings.webhook_secret.clone(),
        rate: settings.telegram_rate,
    };
    let mut telegram = Telegram::start(app.clone(), options).await?;
    served.webhook = telegram.webhook.take();
    Ok(Some(Box::new(telegram)))
}

impl Running for Telegram {
    fn ended(&mut self) -> BoxFuture<'_, ()> {
        self.ended().boxed()
    }

    fn stop(self: Box<Self>) -> BoxFuture<'static, ()> {
        Self::stop(*self).boxed()
    }
}
