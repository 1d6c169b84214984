//! From an update to an input: who brings it, what it is, and what must be answered. Pure.

use dialogues::dialogues::registry;
use dialogues::input::{Input, Person};
use dialogues::kernel::locale::Locale;
use teloxide::types::{
    CallbackQuery, CallbackQueryId, ChatId, ChatMemberKind, ChatMemberUpdated, MediaKind, Message, MessageEntityKind,
    MessageId, MessageKind, PollAnswer, ThreadId, Update, UpdateKind, User,
};

/// What an update means for the academy.
#[derive(Clone, Debug)]
pub enum Incoming {
    /// A learner's step in their private chat.
    Turn(Step),
    /// Somebody addressed the bot in a group, perhaps in one of its topics.
    Group { chat: ChatId, topic: Option<ThreadId>, locale: Locale },
    /// A press on a message in a group or a channel: it is only answered.
    Elsewhere { callback: CallbackQueryId, locale: Locale },
    /// A vote in a poll; what it answers is told by [`super::polls`].
    Vote(Vote),
}

#[derive(Clone, Debug)]
pub struct Vote {
    pub person: Person,
    pub chat: ChatId,
    pub poll: String,
    /// Positions of the chosen options, at least one.
    pub chosen: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub person: Person,
    pub chat: ChatId,
    pub input: Input,
    /// The learner's message that it is.
    pub message: Option<MessageId>,
    /// The callback to answer and the message that was pressed.
    pub press: Option<(CallbackQueryId, Option<MessageId>)>,
}

/// Updates of one learner are handled in order; those of different learners side by side.
pub fn queue(update: &Update) -> i64 {
    let chat = || update.chat().map_or(0, |chat| chat.id.0);
    update.from().map_or_else(chat, |user| user.id.0 as i64)
}

/// What an update means to the bot of this name; none for what is nobody's business, such as a post of a channel.
pub fn read(update: &Update, bot: &str) -> Option<Incoming> {
    match &update.kind {
        UpdateKind::CallbackQuery(query) => Some(press(query)),
        UpdateKind::EditedMessage(message) => edited(message),
        UpdateKind::Message(sent) => message(sent, bot),
        UpdateKind::MyChatMember(change) => membership(change),
        UpdateKind::PollAnswer(answer) => vote(answer),
        _ => None,
    }
}

/// A message: a command, a text, or something that only gets a hint.
fn message(message: &Message, bot: &str) -> Option<Incoming> {
    if !message.chat.is_private() {
        return group(message, bot);
    }
    let from = message.from.as_ref().filter(|user| !user.is_bot)?;
    let input = match &message.kind {
        MessageKind::Common(common) => match &common.media_kind {
            MediaKind::Text(text) => Input::message(&text.text),
            _ => Input::Media,
        },
        MessageKind::Dice(_)
        | MessageKind::Giveaway(_)
        | MessageKind::GiveawayWinners(_)
        | MessageKind::Invoice(_)
        | MessageKind::PassportData(_)
        | MessageKind::WebAppData(_) => Input::Media,
        // Pinned messages, timers and the like are Telegram's own.
        _ => return None,
    };
    Some(Incoming::Turn(Step { message: Some(message.id), ..step(from, message.chat.id, input, None) }))
}

/// In a group, only a command that is ours is for us. Admins who stay anonymous speak as the group, under a bot's name.
fn group(message: &Message, bot: &str) -> Option<Incoming> {
    let from = message.from.as_ref().filter(|user| !user.is_bot);
    let is_anonymous = || message.sender_chat.as_ref().is_some_and(|sender| sender.id == message.chat.id);
    if from.is_none() && !is_anonymous() {
        return None;
    }
    let command = message.parse_entities()?.into_iter().find(|entity| entity.start() == 0)?;
    if *command.kind() != MessageEntityKind::BotCommand {
        return None;
    }
    let name = command.text().trim_start_matches('/');
    let is_ours = match name.split_once('@') {
        Some((_, addressed)) => addressed.eq_ignore_ascii_case(bot),
        None => registry::by_command(&name.to_ascii_lowercase()).is_some(),
    };
    let topic = message.thread_id.filter(|_| message.is_topic_message);
    is_ours.then(|| Incoming::Group { chat: message.chat.id, topic, locale: from.map(locale).unwrap_or_default() })
}

/// An edit of an earlier message by who wrote it. In groups nobody waits for an answer to it, and what changes by itself,
/// such as a place on a map, is no edit.
fn edited(message: &Message) -> Option<Incoming> {
    let from = message.from.as_ref().filter(|user| !user.is_bot)?;
    let is_written = message.text().is_some() || message.caption().is_some();
    (message.chat.is_private() && is_written).then(|| Incoming::Turn(step(from, message.chat.id, Input::Edited, None)))
}

/// A pressed button.
fn press(query: &CallbackQuery) -> Incoming {
    let message = query.message.as_ref();
    let private = message.is_none_or(|message| message.chat().is_private());
    if !private {
        return Incoming::Elsewhere { callback: query.id.clone(), locale: locale(&query.from) };
    }
    // A press on a message that is too old to be told of comes without it: the private chat has the learner's id.
    let chat = message.map_or(ChatId(query.from.id.0 as i64), |message| message.chat().id);
    let input = query.data.as_deref().map_or(Input::UnknownPress, Input::press);
    let pressed = message.map(teloxide::types::MaybeInaccessibleMessage::id);
    Incoming::Turn(step(&query.from, chat, input, Some((query.id.clone(), pressed))))
}

/// The learner blocked the bot. Coming back shows by what they write.
fn membership(change: &ChatMemberUpdated) -> Option<Incoming> {
    let left = matches!(change.new_chat_member.kind, ChatMemberKind::Banned(_) | ChatMemberKind::Left);
    (change.chat.is_private() && left).then(|| Incoming::Turn(step(&change.from, change.chat.id, Input::Blocked, None)))
}

/// A vote; one that is taken back is no step.
fn vote(answer: &PollAnswer) -> Option<Incoming> {
    let from = answer.voter.user().filter(|user| !user.is_bot && !answer.option_ids.is_empty())?;
    let person = person(from);
    Some(Incoming::Vote(Vote {
        // A poll is sent in private chats only, and such a chat has the learner's id.
        chat: ChatId(person.telegram_id),
        person,
        poll: answer.poll_id.0.clone(),
        chosen: answer.option_ids.iter().map(|option| usize::from(*option)).collect(),
    }))
}

fn person(from: &User) -> Person {
    Person {
        telegram_id: from.id.0 as i64,
        first_name: from.first_name.clone(),
        language_code: from.language_code.clone(),
    }
}

fn step(from: &User, chat: ChatId, input: Input, press: Option<(CallbackQueryId, Option<MessageId>)>) -> Step {
    Step { person: person(from), chat, input, message: None, press }
}

fn locale(user: &User) -> Locale {
    user.language_code.as_deref().and_then(Locale::of_tag).unwrap_or_default()
}

#[cfg(test)]
mod tests;
