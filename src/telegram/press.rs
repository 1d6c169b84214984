//! A pressed button, read for what we need of it: who, where, which button. teloxide reads the whole message under the
//! button, text and keyboard, and that more than once; most updates are presses.

use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::types::{
    CallbackQuery, CallbackQueryId, Chat, InaccessibleMessage, MaybeInaccessibleMessage, MessageId, Update, UpdateId,
    UpdateKind, User,
};

#[derive(Deserialize)]
struct Press {
    update_id: u32,
    callback_query: Query,
}

#[derive(Deserialize)]
struct Query {
    id: CallbackQueryId,
    from: User,
    message: Option<Pressed>,
    inline_message_id: Option<String>,
    chat_instance: String,
    data: Option<String>,
    game_short_name: Option<String>,
}

#[derive(Deserialize)]
struct Pressed {
    message_id: i32,
    chat: Chat,
    /// 0: it is too old to be looked at, and nobody is told whether it has buttons.
    #[serde(default)]
    date: i64,
    reply_markup: Option<IgnoredAny>,
}

/// The update, if it is a press. Its message comes as one that cannot be looked at, with id and chat; one in a private chat
/// that has no buttons any more does not come at all: there is nothing left to do there.
pub fn read(text: &str) -> Option<Update> {
    if !text.contains("\"callback_query\"") {
        return None;
    }
    let Press { update_id, callback_query: query } = serde_json::from_str(text).ok()?;
    let is_bare = |message: &Pressed| message.date != 0 && message.reply_markup.is_none() && message.chat.is_private();
    let message = query.message.filter(|message| !is_bare(message)).map(|Pressed { message_id, chat, .. }| {
        MaybeInaccessibleMessage::Inaccessible(InaccessibleMessage { chat, message_id: MessageId(message_id) })
    });
    let query = CallbackQuery {
        id: query.id,
        from: query.from,
        message,
        inline_message_id: query.inline_message_id,
        chat_instance: query.chat_instance,
        data: query.data,
        game_short_name: query.game_short_name,
    };
    Some(Update { id: UpdateId(update_id), kind: UpdateKind::CallbackQuery(query) })
}

/// Is it a vote without a voter? Telegram sends none, and teloxide panics on one.
pub fn nobodys_vote(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Vote {
        poll_answer: Answer,
    }
    #[derive(Deserialize)]
    struct Answer {
        user: Option<IgnoredAny>,
        voter_chat: Option<IgnoredAny>,
    }
    let nobody = |Vote { poll_answer: Answer { user, voter_chat } }: Vote| user.is_none() && voter_chat.is_none();
    text.contains("\"poll_answer\"") && serde_json::from_str(text).is_ok_and(nobody)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn press() -> serde_json::Value {
        let chat = json!({ "id": 7, "type": "private", "first_name": "Anna" });
        json!({ "update_id": 42, "callback_query": {
            "id": "99", "chat_instance": "1", "data": "h.c:@1",
            "from": { "id": 7, "is_bot": false, "first_name": "Anna", "language_code": "en" },
            "message": { "message_id": 5, "date": 1_700_000_000, "chat": chat, "text": "Hello",
                         "reply_markup": { "inline_keyboard": [[{ "text": "Go", "callback_data": "h.c:@1" }]] } },
        } })
    }

    #[test]
    fn a_press_is_read_as_teloxide_reads_it_but_for_the_message() {
        let text = press().to_string();
        let (ours, theirs) = (read(&text).unwrap(), serde_json::from_str::<Update>(&text).unwrap());
        let (UpdateKind::CallbackQuery(our), UpdateKind::CallbackQuery(their)) = (ours.kind, theirs.kind) else {
            panic!("a press");
        };
        assert_eq!((ours.id, &our.id, &our.from, &our.data), (theirs.id, &their.id, &their.from, &their.data));
        let (our, their) = (our.message.unwrap(), their.message.unwrap());
        assert_eq!((our.id(), our.chat().id), (their.id(), their.chat().id));
    }

    #[test]
    fn a_message_whose_buttons_are_gone_is_not_told_of_and_one_in_a_group_is() {
        let mut press = press();
        press["callback_query"]["message"].as_object_mut().unwrap().remove("reply_markup");
        let message = |press: &serde_json::Value| match read(&press.to_string()).unwrap().kind {
            UpdateKind::CallbackQuery(query) => query.message.is_some(),
            _ => panic!("a press"),
        };
        assert!(!message(&press));
        let date = press["callback_query"]["message"]["date"].take();
        press["callback_query"]["message"]["date"] = json!(0);
        assert!(message(&press), "it is too old, and may have buttons");
        press["callback_query"]["message"]["date"] = date;
        press["callback_query"]["message"]["chat"] = json!({ "id": -100, "type": "supergroup", "title": "Swift" });
        assert!(message(&press));
    }

    #[test]
    fn a_press_under_a_message_of_an_unknown_kind_is_still_a_press() {
        let mut press = press();
        press["callback_query"]["message"]["reply_markup"] = json!("something new");
        assert!(read(&press.to_string()).is_some());
    }

    #[test]
    fn a_vote_has_a_voter() {
        let vote =
            |voter: &str| format!(r#"{{"update_id":1,"poll_answer":{{"poll_id":"5",{voter}"option_ids":[0]}}}}"#);
        assert!(nobodys_vote(&vote("")) && nobodys_vote(&vote(r#""user":null,"#)));
        let user = vote(r#""user":{"id":7,"is_bot":false,"first_name":"Anna"},"#);
        assert!(!nobodys_vote(&user) && serde_json::from_str::<Update>(&user).is_ok());
        assert!(!nobodys_vote(&press().to_string()));
    }

    #[test]
    fn what_is_no_press_is_left_to_teloxide() {
        let message = json!({ "update_id": 1, "message": { "text": "a \"callback_query\" by name" } });
        assert!(read(&message.to_string()).is_none());
        let mut broken = press();
        broken["callback_query"]["from"] = json!(null);
        assert!(read(&broken.to_string()).is_none());
    }
}
