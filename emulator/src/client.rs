//! A learner in the same process: what tests write, press and see, without HTTP in between.
//!
//! The bot's side stays real: it is reached through its own polling or webhook, and answers over the Bot API.

use std::{fmt::Write as _, time::Duration};

use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::{
    Emulator, init_data,
    page::view,
    state::{
        Problem, World,
        callbacks::Answered,
        learners::{Chat, LearnerChange},
        messages::{Action, Author, Body, Button, Keyboard, Message},
        writing::Say,
    },
};

/// How long [`LearnerClient::wait_for`] waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why a test's learner did not get what it wanted. The text shows the chat as it stands.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("no message has a button {wanted:?}; the chat:\n{chat}")]
    NoButton { wanted: String, chat: String },
    #[error("the bot has written nothing; the chat:\n{chat}")]
    NoMessage { chat: String },
    #[error(transparent)]
    Refused(#[from] Problem),
    #[error("waited {} s in vain; the chat:\n{chat}", PATIENCE.as_secs())]
    TimedOut { chat: String },
}

/// A message as its learner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    pub id: i64,
    pub from_bot: bool,
    /// Unix time.
    pub date: i64,
    /// Unix time of the latest edit.
    pub edit_date: Option<i64>,
    pub silent: bool,
    pub text: String,
    /// Safe display HTML.
    pub html: String,
    /// Rows of buttons; none is no row.
    pub keyboard: Keyboard,
    pub is_poll: bool,
    /// What stands above a poll's question; empty for all else.
    pub about: String,
    /// A poll's options, in the order shown.
    pub options: Vec<String>,
}

impl MessageView {
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.keyboard.iter().flatten()
    }

    /// The callback data of the button that has this data, or whose label contains this text.
    fn data_of(&self, wanted: &str) -> Option<&str> {
        let data = |button: &Button| matches!(&button.action, Action::CallbackData(data) if data == wanted);
        let button = self.buttons().find(|b| data(b)).or_else(|| self.buttons().find(|b| b.text.contains(wanted)))?;
        match &button.action {
            Action::CallbackData(data) => Some(data),
            _ => None,
        }
    }
}

/// A learner with a hand on the phone.
#[derive(Clone)]
pub struct LearnerClient {
    emulator: Emulator,
    pub id: i64,
}

impl Emulator {
    /// A new learner, who has not written yet. An empty name or a strange language become "Learner" and "en".
    pub fn learner(&self, first_name: &str, language_code: &str) -> LearnerClient {
        let id = self.change(|world| {
            let added = world
                .add_learner(first_name, None, None, language_code)
                .or_else(|_| world.add_learner("Learner", None, None, "en"));
            added.map_or(0, |learner| learner.id)
        });
        LearnerClient { emulator: self.clone(), id }
    }

    /// A learner who is there already, perhaps from the journal.
    pub fn known_learner(&self, id: i64) -> Option<LearnerClient> {
        let known = self.look(|world| world.learners.contains_key(&id));
        known.then(|| LearnerClient { emulator: self.clone(), id })
    }

    /// A new group with the bot and these learners.
    pub fn group(&self, title: &str, learners: &[&LearnerClient]) -> Result<Chat, Problem> {
        let ids: Vec<i64> = learners.iter().map(|learner| learner.id).collect();
        self.change(|world| world.add_group(title, &ids))
    }

    /// What stands in a chat, oldest first.
    pub fn messages_in(&self, chat: i64) -> Vec<MessageView> {
        self.look(|world| read(world, chat))
    }

    /// The address of a Mini App as a learner's client opens it, with initData signed now.
    pub fn launch(&self, learner: i64, url: &str, with_query_id: bool) -> Result<String, Problem> {
        self.change(|world| {
            let learner = world.learner(learner)?.clone();
            let query_id = with_query_id.then(|| format!("AAE{}", world.next_id(|counters| &mut counters.callback, 1)));
            let token = self.config().token.expose_secret();
            let data = init_data::of_learner(token, &learner, world.now(), query_id);
            init_data::launch_url(url, &data, learner.theme)
        })
    }
}

#[expect(clippy::unused_async, reason = "tests await a learner's acts; what happens behind them may come to wait")]
impl LearnerClient {
    /// Writes a text in the private chat. Returns the message's id.
    pub async fn send(&self, text: &str) -> Result<i64, ClientError> {
        self.say(self.id, Say::Text(text.to_owned()), None)
    }

    /// Writes a text in a group, perhaps as a reply.
    pub async fn send_to(&self, chat: i64, text: &str, reply_to: Option<i64>) -> Result<i64, ClientError> {
        self.say(chat, Say::Text(text.to_owned()), reply_to)
    }

    pub async fn sticker(&self) -> Result<i64, ClientError> {
        self.say(self.id, Say::Sticker, None)
    }

    pub async fn voice(&self) -> Result<i64, ClientError> {
        self.say(self.id, Say::Voice, None)
    }

    /// Edits a message of their own.
    pub async fn edit(&self, message_id: i64, text: &str) -> Result<(), ClientError> {
        self.emulator.change(|world| world.edit_own(self.id, self.id, message_id, text))?;
        Ok(())
    }

    fn say(&self, chat: i64, say: Say, reply_to: Option<i64>) -> Result<i64, ClientError> {
        Ok(self.emulator.change(|world| world.say(self.id, chat, say, reply_to))?.id)
    }

    /// Presses the button with this callback data, or with this text in its label, under the newest message that has
    /// one. Returns the callback query's id.
    pub async fn press(&self, wanted: &str) -> Result<String, ClientError> {
        let messages = self.view();
        let found = messages.iter().rev().find_map(|m| Some((m.id, m.data_of(wanted)?.to_owned())));
        let Some((message, data)) = found else {
            return Err(ClientError::NoButton { wanted: wanted.to_owned(), chat: self.show() });
        };
        Ok(self.emulator.change(|world| world.press(self.id, self.id, message, &data, false))?)
    }

    /// Presses as an old client does: whatever the message shows by now.
    pub async fn press_message(&self, message_id: i64, data: &str) -> Result<String, ClientError> {
        Ok(self.emulator.change(|world| world.press(self.id, self.id, message_id, data, true))?)
    }

    /// Votes in a poll of the private chat.
    pub async fn vote(&self, message_id: i64, options: &[usize]) -> Result<(), ClientError> {
        Ok(self.emulator.change(|world| world.vote(self.id, self.id, message_id, options))?)
    }

    /// The newest message of the bot.
    pub async fn last_message(&self) -> Result<MessageView, ClientError> {
        let last = self.view().into_iter().rev().find(|message| message.from_bot);
        last.ok_or_else(|| ClientError::NoMessage { chat: self.show() })
    }

    /// The private chat, oldest first.
    pub async fn messages(&self) -> Vec<MessageView> {
        self.view()
    }

    /// Waits until the chat looks as wanted, at most 20 seconds; returns it as it then is.
    pub async fn wait_for(&self, wanted: impl Fn(&[MessageView]) -> bool) -> Result<Vec<MessageView>, ClientError> {
        let look = || Some(self.view()).filter(|messages| wanted(messages));
        self.wait(look).await
    }

    /// Waits until the bot has answered at least this many presses; returns all answers.
    pub async fn wait_for_answers(&self, at_least: usize) -> Result<Vec<Answered>, ClientError> {
        self.wait(|| Some(self.seen_answers()).filter(|answers| answers.len() >= at_least)).await
    }

    async fn wait<T>(&self, look: impl Fn() -> Option<T>) -> Result<T, ClientError> {
        let mut changed = self.emulator.watch();
        let waiting = async {
            loop {
                changed.borrow_and_update();
                if let Some(seen) = look() {
                    return Some(seen);
                }
                changed.changed().await.ok()?;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(Some(seen)) => Ok(seen),
            _ => Err(ClientError::TimedOut { chat: self.show() }),
        }
    }

    /// What the bot answered this learner's presses, oldest first.
    pub async fn answers(&self) -> Vec<Answered> {
        self.seen_answers()
    }

    pub async fn block(&self) -> Result<(), ClientError> {
        self.set_blocked(true)
    }

    pub async fn unblock(&self) -> Result<(), ClientError> {
        self.set_blocked(false)
    }

    fn set_blocked(&self, blocked: bool) -> Result<(), ClientError> {
        let change = LearnerChange { blocked: Some(blocked), ..LearnerChange::default() };
        self.emulator.change(|world| world.change_learner(self.id, change))?;
        Ok(())
    }

    /// The address of a Mini App as this learner's client opens it from an inline button.
    pub async fn web_app(&self, url: &str) -> Result<String, ClientError> {
        Ok(self.emulator.launch(self.id, url, true)?)
    }

    /// The private chat as the page would draw it.
    pub async fn page_view(&self) -> Vec<Value> {
        self.emulator.look(|world| {
            world.messages_of(self.id).map(|message| view::message(world, message, Some(self.id))).collect()
        })
    }

    /// The newest messages of the chat, at most `count`, oldest first. Cheaper than the whole chat.
    pub fn latest(&self, count: usize) -> Vec<MessageView> {
        let mut latest: Vec<_> =
            self.emulator.look(|world| world.messages_of(self.id).rev().take(count).map(|m| shown(world, m)).collect());
        latest.reverse();
        latest
    }

    /// Changes whenever the chat does, or a press in it is answered.
    pub fn revision(&self) -> u64 {
        self.emulator.look(|world| world.revision(self.id))
    }

    /// Returns once the chat has changed since it had this revision.
    pub async fn changed(&self, revision: u64) {
        self.emulator.until(|_| self.revision() != revision).await;
    }

    fn seen_answers(&self) -> Vec<Answered> {
        self.emulator.look(|world| world.answers.iter().filter(|a| a.learner == self.id).cloned().collect())
    }

    fn view(&self) -> Vec<MessageView> {
        self.emulator.look(|world| read(world, self.id))
    }

    /// The chat in a form that a failed test can show.
    fn show(&self) -> String {
        let mut out = String::new();
        for message in self.view() {
            let who = if message.from_bot { "bot" } else { "learner" };
            let _ = writeln!(out, "#{} {who}: {}", message.id, message.text);
            for row in &message.keyboard {
                let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.text)).collect();
                let _ = writeln!(out, "    {}", labels.join(" "));
            }
        }
        for answer in self.seen_answers() {
            let _ = writeln!(out, "answer: {}", answer.text.as_deref().unwrap_or("(none)"));
        }
        out
    }
}

fn read(world: &World, chat: i64) -> Vec<MessageView> {
    world.messages_of(chat).map(|message| shown(world, message)).collect()
}

fn shown(world: &World, message: &Message) -> MessageView {
    let drawn = view::message(world, message, Some(message.chat));
    let poll = match &message.body {
        Body::Poll(id) => world.polls.get(id),
        Body::Sticker | Body::Text(_) | Body::Voice => None,
    };
    let string = |field: &str| drawn[field].as_str().unwrap_or_default().to_owned();
    MessageView {
        id: message.id,
        from_bot: message.from == Author::Bot,
        date: message.date,
        edit_date: message.edit_date,
        silent: message.silent,
        text: string("text"),
        html: string("html"),
        keyboard: message.keyboard.clone().unwrap_or_default(),
        is_poll: poll.is_some(),
        about: poll.and_then(|poll| poll.description.as_ref()).map(|about| about.text.clone()).unwrap_or_default(),
        options: poll.into_iter().flat_map(|poll| &poll.options).map(|option| option.text.clone()).collect(),
    }
}
