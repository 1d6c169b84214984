//! A group with the bot in which learners of a run write now and then, to the bot, to another one and to each other. With
//! them are two who write to the bot nowhere else: one whom the academy knows, and one whom it does not. A group is no
//! place to learn: nothing that is written there may be recorded, nothing in a private chat may follow from it, and the bot
//! does no more there than to tell where it can be talked to, once a minute.

use super::coverage::GROUP;
use super::outcome::{Event, owners};
use super::product::{self, Emulator, LearnerClient, Locale, MessageView, Texts};

/// Between two hints of one process; the emulator's dates are whole seconds.
const PAUSE: i64 = 59;

pub struct Group {
    emulator: Emulator,
    id: i64,
    bot: String,
    /// Has said `/start` to the bot, and nothing since.
    known: LearnerClient,
    /// Has never talked to the bot.
    stranger: LearnerClient,
    /// What the bot wrote to the known one.
    welcome: Vec<MessageView>,
}

/// What may differ from run to run.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Nothing is broken: even what is drawn is always the same.
    pub faultless: bool,
    /// One process has run all the time by one clock.
    pub one_process: bool,
}

impl Group {
    /// Nothing is broken yet.
    pub async fn found(emulator: &Emulator, learners: &[LearnerClient]) -> anyhow::Result<Self> {
        let [known, stranger] = ["Kim", "Lee"].map(|name| emulator.learner(name, "en"));
        known.send("/start").await?;
        let greeted = |messages: &[MessageView]| messages.iter().any(|message| message.buttons().next().is_some());
        known.wait_for(greeted).await?;
        emulator.until(|telegram| telegram.pending() == 0).await;
        let everybody: Vec<&LearnerClient> = learners.iter().chain([&known, &stranger]).collect();
        let id = emulator.group("Learning together", &everybody)?.id;
        let bot = emulator.config().username.clone();
        let welcome = from_bot(known.messages().await);
        Ok(Self { emulator: emulator.clone(), id, bot, known, stranger, welcome })
    }

    /// A learner says something there, and the others do, too.
    pub async fn write(&self, learner: &LearnerClient) -> anyhow::Result<&'static str> {
        let bot = &self.bot;
        for text in [&format!("/learn@{bot}"), "/weather@other_bot", "Has anybody understood this?"] {
            learner.send_to(self.id, text, None).await?;
        }
        self.known.send_to(self.id, &format!("/learn@{bot}"), None).await?;
        self.stranger.send_to(self.id, &format!("/start@{bot}"), None).await?;
        self.stranger.send_to(self.id, "/progress", None).await?;
        Ok(GROUP)
    }

    pub async fn check(&self, log: &[Event], circumstances: Circumstances) -> Vec<String> {
        let messages = self.emulator.messages_in(self.id);
        let hints: Vec<&MessageView> = messages.iter().filter(|message| message.from_bot).collect();
        let mut broken = recorded(self.known.id, &["UserRegistered"], log);
        broken.extend(recorded(self.stranger.id, &[], log));
        let strange = hints.iter().filter(|hint| !self.is_hint(hint));
        broken.extend(strange.map(|message| format!("the bot wrote into a group: {}", message.text)));
        let private = from_bot(self.known.messages().await);
        let welcome = self.welcome.first().map_or("", |message| &message.text);
        let is_same = if circumstances.faultless {
            private == self.welcome
        } else {
            // Whoever died before it could be noted that it was drawn, leaves it to be drawn again.
            private.iter().all(|message| message.text == welcome)
        };
        if !is_same {
            broken.push(format!("what was written in a group changed a private chat: {private:#?}"));
        }
        if !from_bot(self.stranger.messages().await).is_empty() {
            broken.push("the bot wrote to somebody who has never written to it".to_owned());
        }
        if circumstances.one_process {
            let close = hints.windows(2).filter(|pair| pair[1].date - pair[0].date < PAUSE);
            broken.extend(close.map(|_| "a group was told twice within a minute".to_owned()));
        }
        let was_asked = messages.iter().any(|message| !message.from_bot);
        if circumstances.faultless && was_asked && hints.is_empty() {
            broken.push("nobody told a group where the bot can be talked to".to_owned());
        }
        broken
    }

    fn is_hint(&self, message: &MessageView) -> bool {
        let link = format!("https://t.me/{}", self.bot);
        let hint = |locale: &Locale| Texts::of(*locale).plain("group-hint", &[("link", (&link).into())]);
        message.keyboard.is_empty() && Locale::supported().iter().any(|locale| hint(locale) == message.text)
    }
}

fn from_bot(messages: Vec<MessageView>) -> Vec<MessageView> {
    messages.into_iter().filter(|message| message.from_bot).collect()
}

/// What the log has of somebody beyond this.
fn recorded(telegram: i64, wanted: &[&str], log: &[Event]) -> Vec<String> {
    let is_them = |event: &&Event| event.event_data["telegramId"] == telegram;
    let learner = log.iter().find(is_them).map(|registered| registered.aggregate_id);
    let owners = owners(log);
    let theirs = log.iter().filter(|event| learner.is_some() && owners.get(&event.aggregate_id) == learner.as_ref());
    let found: Vec<&str> = theirs.map(|event| event.event_type.as_str()).collect();
    let unlike = found != wanted;
    unlike.then(|| format!("of {telegram}, who wrote in a group only, the log has {found:?}")).into_iter().collect()
}
