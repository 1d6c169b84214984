//! Telegram at the edge: updates in, screens out. Nothing here decides what a learner sees.
//!
//! In: [`polling`] or [`webhook`] hand raw updates to the [`intake`], which feeds teloxide's dispatcher ([`dispatch`])
//! and confirms an update once its turn is stored and its press answered. [`inbound`] reads an update into an input.
//! Beside them [`due`] brings moments that have come, and [`looks`] second looks at answers.
//! Out: [`outbound`] answers callbacks and draws screens, one chat at a time. [`polls`] remembers the quiz polls among
//! them, which votes come back to. [`call`] is one call of the Bot API, over a [`line`].

pub mod call;
mod chats;
mod dispatch;
mod due;
mod exports;
pub mod inbound;
pub mod intake;
mod line;
mod listener;
mod looks;
pub mod outbound;
mod pace;
mod polling;
pub mod polls;
mod press;
mod profile;
mod queues;
mod recent;
mod unreadable;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use crate::platform::telemetry::who;
use futures::FutureExt;
use futures::future::join_all;
use secrecy::{ExposeSecret, SecretString};
use teloxide::payloads::GetMe;
use teloxide::types::Me;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};
use url::Url;

use crate::app::{App, BotIdentity};
use crate::conversation::{self, LOOK, Reply};
use crate::platform::jobs::{self, Work};
use crate::privacy::{self, EXPORT, IN_CHATS};
use call::{Api, CallError};
use dispatch::Desk;
use due::Moments;
use exports::Copies;
use intake::Intake;
use looks::Looks;
use outbound::Outbox;
use pace::Pace;
use queues::Queues;

/// How long a stop waits for updates in flight, then for what is being drawn: less than ten seconds in all.
const FINISH: Duration = Duration::from_millis(3_500);
const DRAIN: Duration = Duration::from_millis(1_500);

/// The kinds of jobs that the bot does, since they end in a chat, and who does them.
const WORKS: [(&str, MakeWork); 4] = [
    (jobs::DUE, |app, outbox| Arc::new(Moments { app, outbox })),
    (EXPORT, |app, outbox| Arc::new(Copies { app, chats: Arc::new(outbox) })),
    (LOOK, |app, outbox| Arc::new(Looks { app, outbox })),
    (IN_CHATS, |app, outbox| privacy::processes(&app, Some(Arc::new(outbox)))),
];

type MakeWork = fn(App, Arc<Outbox>) -> Arc<dyn Work>;

/// The kinds of jobs that the bot does.
pub fn kinds() -> Vec<&'static str> {
    WORKS.iter().map(|(kind, _)| *kind).collect()
}

/// What the bot needs to be told.
pub struct Options {
    pub token: SecretString,
    pub api_url: Url,
    /// With it updates come by webhook to the application's public address, without it by long polling.
    pub webhook_secret: Option<SecretString>,
    /// Sends per second in all.
    pub rate: std::num::NonZeroU32,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("Telegram does not accept TELOXIDE_TOKEN; copy it again from @BotFather")]
    WrongToken,
    #[error("cannot reach Telegram at {url}: {source}; check TELOXIDE_API_URL and the network")]
    Unreachable { url: Url, source: CallError },
    #[error("a webhook needs PUBLIC_URL, the address under which Telegram reaches this server")]
    NoPublicUrl,
    #[error("Telegram refuses the webhook: {0}; PUBLIC_URL must be reachable for Telegram over https")]
    Webhook(CallError),
}

/// A running bot.
pub struct Telegram {
    /// Tells the intake to take no more.
    stop: watch::Sender<bool>,
    /// Tells the dispatcher that nothing more comes.
    close: watch::Sender<bool>,
    outbox: Arc<Outbox>,
    dispatcher: JoinHandle<()>,
    jobs: JoinHandle<()>,
    polling: Option<JoinHandle<()>>,
    /// Receives webhook calls; to be merged into the server's router.
    pub webhook: Option<axum::Router>,
}

impl Telegram {
    /// Asks Telegram who the bot is, then starts taking updates. Commands and names are registered beside that.
    pub async fn start(app: App, options: Options) -> Result<Self, StartError> {
        let api = Api::new(&options.token, options.api_url.clone());
        let me = who_am_i(&api, &options.api_url).await?;
        let identity = BotIdentity { id: me.id.0 as i64, username: me.username().to_owned() };
        info!(bot = %identity.username, "Telegram knows the bot");
        let _ = app.bot.set(identity);

        let (stop, stopping) = watch::channel(false);
        let (close, closing) = watch::channel(false);
        let outbox = Arc::new(Outbox::new(api.clone(), app.clone(), options.rate));
        let (intake, updates) = Intake::new(app.clone());
        let desk = Arc::new(Desk {
            app: app.clone(),
            outbox: Arc::clone(&outbox),
            intake: intake.clone(),
            stopping: stopping.clone(),
            queues: Queues::default(),
            pace: Pace::new(options.rate),
            tasks: TaskTracker::new(),
        });
        let bot = teloxide::Bot::new(options.token.expose_secret()).set_api_url(options.api_url.clone());

        // Before any new turn: what is drawn here must not come after what that shows.
        sweep(&app, &outbox).await;
        let dispatcher = tokio::spawn(dispatch::run(bot, updates, desk, closing));
        let jobs = join_all(WORKS.map(|(kind, work)| {
            let work = work(app.clone(), Arc::clone(&outbox));
            jobs::run(app.store.clone(), app.clock.clone(), kind, work, stopping.clone())
        }));
        let jobs = tokio::spawn(jobs.map(drop));
        let (webhook, polling) = match &options.webhook_secret {
            Some(secret) => {
                let address = app.public(webhook::PATH.trim_start_matches('/')).ok_or(StartError::NoPublicUrl)?;
                webhook::register(&api, &address, secret).await.map_err(StartError::Webhook)?;
                info!("updates come by webhook");
                (Some(webhook::router(intake, secret.clone())), None)
            }
            None => (None, Some(tokio::spawn(polling::run(api.clone(), intake, stopping)))),
        };
        tokio::spawn(profile::register(api, app.clone()));
        Ok(Self { stop, close, outbox, dispatcher, jobs, polling, webhook })
    }

    /// Returns when the bot has ended by itself, which it never should.
    pub async fn ended(&mut self) {
        let polling = async {
            match &mut self.polling {
                Some(polling) => drop(polling.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = &mut self.dispatcher => {}
            _ = &mut self.jobs => {}
            () = polling => {}
        }
    }

    /// Takes no more updates, finishes the turns that run and draws what they stored. A server that has the webhook
    /// must have stopped before.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Some(polling) = self.polling
            && timeout(FINISH, polling).await.is_err()
        {
            warn!("some updates could not be finished in time; Telegram delivers them again");
        }
        // It ends by itself within two seconds of being told.
        let _ = self.jobs.await;
        self.close.send_replace(true);
        let drained = timeout(DRAIN, async {
            let _ = self.dispatcher.await;
            self.outbox.drained().await;
        });
        if drained.await.is_err() {
            warn!("some screens could not be drawn in time; they are drawn at the next start");
        }
    }
}

/// Asks Telegram who the bot is until it tells: for processes that only serve the API, whose links name the bot.
pub async fn introduce(app: App, token: SecretString, api_url: Url) {
    let api = Api::new(&token, api_url.clone());
    let mut pause = Duration::from_secs(1);
    loop {
        match who_am_i(&api, &api_url).await {
            Ok(me) => {
                let _ = app.bot.set(BotIdentity { id: me.id.0 as i64, username: me.username().to_owned() });
                return;
            }
            Err(error) => warn!(%error, "links to the chat cannot be made yet"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_mins(1));
    }
}

async fn who_am_i(api: &Api, url: &Url) -> Result<Me, StartError> {
    let unreachable = |source| StartError::Unreachable { url: url.clone(), source };
    match api.ask(&GetMe::new()).await {
        // An unknown token has no methods: Telegram answers 401 or 404.
        Err(CallError::Refused { code: 401 | 404, .. }) => Err(StartError::WrongToken),
        told => told.map_err(unreachable),
    }
}

/// Draws what an earlier process stored but perhaps did not show.
async fn sweep(app: &App, outbox: &Arc<Outbox>) {
    for (learner, marks) in conversation::unshown(app).await {
        match conversation::look(app, learner).await {
            Ok(reply) if reply.state.learner.version > 0 && !reply.state.learner.is_erased() => {
                outbox.redraw(Reply { marks, ..reply })
            }
            Ok(_) => conversation::shown(app, learner, None, marks).await,
            Err(error) => {
                warn!(learner = who(learner), %error, "a screen that may not have been shown cannot be drawn")
            }
        }
    }
}
