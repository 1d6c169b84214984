//! Messages that teloxide cannot read: new kinds, and texts with something new in them. A person who sends one waits for an
//! answer, so as much is read as there is: the text, or that there is something. Pure.

use serde_json::{Map, Value, json};
use teloxide::types::{MessageEntity, MessageKind, Update, UpdateKind};

/// What is left of a message.
#[derive(Clone, Debug)]
pub enum Remains {
    /// Its words are all there.
    Text(Box<Update>),
    /// It has content of an unknown kind; a picture stands for that.
    Content(Box<Update>),
    /// Telegram says it by itself, and nobody waits for an answer.
    Nothing,
}

/// Whose update it is, by their number at Telegram, as far as that can be told.
pub fn person(update: &Value) -> Option<i64> {
    let parts = update.as_object()?.values();
    let mut named = parts.filter_map(|part| part.get("from").or_else(|| part.get("user")));
    named.find_map(|person| person.get("id")?.as_i64())
}

/// What goes along with any message. Source: Bot API 10.1, Message.
const ENVELOPE: [&str; 27] = [
    "author_signature",
    "business_connection_id",
    "chat",
    "date",
    "direct_messages_topic",
    "edit_date",
    "effect_id",
    "external_reply",
    "forward_origin",
    "from",
    "has_protected_content",
    "is_automatic_forward",
    "is_from_offline",
    "is_paid_post",
    "is_topic_message",
    "media_group_id",
    "message_id",
    "message_thread_id",
    "paid_star_count",
    "quote",
    "reply_markup",
    "reply_to_message",
    "reply_to_story",
    "sender_boost_count",
    "sender_business_bot",
    "sender_chat",
    "via_bot",
];

/// What Telegram says by itself, though it names a person as the sender. Source: Bot API 10.1, "Service message".
const SERVICE: [&str; 52] = [
    "boost_added",
    "channel_chat_created",
    "chat_background_set",
    "chat_owner_changed",
    "chat_owner_left",
    "chat_shared",
    "checklist_tasks_added",
    "checklist_tasks_done",
    "connected_website",
    "delete_chat_photo",
    "direct_message_price_changed",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "gift",
    "gift_upgrade_sent",
    "giveaway_completed",
    "giveaway_created",
    "group_chat_created",
    "left_chat_member",
    "managed_bot_created",
    "message_auto_delete_timer_changed",
    "migrate_from_chat_id",
    "migrate_to_chat_id",
    "new_chat_members",
    "new_chat_photo",
    "new_chat_title",
    "paid_message_price_changed",
    "pinned_message",
    "poll_option_added",
    "poll_option_deleted",
    "proximity_alert_triggered",
    "refunded_payment",
    "successful_payment",
    "suggested_post_approval_failed",
    "suggested_post_approved",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "supergroup_chat_created",
    "unique_gift",
    "users_shared",
    "video_chat_ended",
    "video_chat_participants_invited",
    "video_chat_scheduled",
    "video_chat_started",
    "voice_chat_ended",
    "web_app_data",
    "write_access_allowed",
];

/// Has teloxide made nothing of it?
pub fn is(update: &Update) -> bool {
    match &update.kind {
        UpdateKind::Error(_) => true,
        UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => {
            matches!(message.kind, MessageKind::Empty {})
        }
        _ => false,
    }
}

/// What can be read of a message. None: it is no message, or it cannot even be told whose it is.
pub fn remains(text: &str) -> Option<Remains> {
    let whole: Map<String, Value> = serde_json::from_str(text).ok()?;
    let kind = ["message", "edited_message"].into_iter().find(|kind| whole.contains_key(*kind))?;
    let message = whole.get(kind)?.as_object()?;
    let copied = |keys: &[&str]| -> Map<String, Value> {
        keys.iter().filter_map(|key| Some(((*key).to_owned(), message.get(*key)?.clone()))).collect()
    };
    let mut read = copied(&[
        "chat",
        "date",
        "edit_date",
        "from",
        "is_topic_message",
        "message_id",
        "message_thread_id",
        "sender_chat",
        "text",
    ]);
    let has_text = read.get("text").is_some_and(Value::is_string);
    if has_text {
        read.insert("entities".to_owned(), message.get("entities").map(known).into());
    } else {
        read.remove("text");
        read.insert("photo".to_owned(), json!([]));
    }
    let update = json!({ "update_id": whole.get("update_id")?, kind: read });
    // teloxide reads texts only.
    let update = serde_json::from_str::<Update>(&update.to_string()).ok().filter(|update| !is(update)).map(Box::new)?;
    let is_service = message.keys().any(|key| SERVICE.contains(&key.as_str()));
    let has_content = message.keys().any(|key| !ENVELOPE.contains(&key.as_str()));
    Some(match (is_service, has_text) {
        (false, true) => Remains::Text(update),
        (false, false) if has_content => Remains::Content(update),
        _ => Remains::Nothing,
    })
}

/// The entities that teloxide knows; what it does not know is only how words look.
fn known(entities: &Value) -> Vec<Value> {
    let is_known = |entity: &&Value| serde_json::from_value::<MessageEntity>((*entity).clone()).is_ok();
    entities.as_array().into_iter().flatten().filter(is_known).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(content: &Value) -> String {
        let mut message = json!({
            "message_id": 5, "date": 1_700_000_000,
            "chat": { "id": 7, "type": "private", "first_name": "Anna" },
            "from": { "id": 7, "is_bot": false, "first_name": "Anna", "language_code": "en" },
        });
        for (key, value) in content.as_object().unwrap() {
            message[key] = value.clone();
        }
        json!({ "update_id": 42, "message": message }).to_string()
    }

    fn teloxides(text: &str) -> Update {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_text_with_an_unknown_entity_is_a_text() {
        let entities = json!([
            { "type": "bold", "offset": 0, "length": 2 },
            { "type": "date_time", "offset": 3, "length": 2, "unix_time": 1 },
        ]);
        let text = update(&json!({ "text": "at nine", "entities": entities }));
        assert!(is(&teloxides(&text)), "teloxide reads it by now");
        let Some(Remains::Text(update)) = remains(&text) else { panic!("a text") };
        let UpdateKind::Message(message) = update.kind else { panic!("a message") };
        assert_eq!((message.text(), message.entities().map(<[_]>::len)), (Some("at nine"), Some(1)));
    }

    #[test]
    fn content_of_an_unknown_kind_is_something() {
        for content in [json!({ "hologram": { "size": 3 } }), json!({ "rich_message": { "blocks": [] } })] {
            let text = update(&content);
            assert!(is(&teloxides(&text)), "teloxide reads it by now");
            let Some(Remains::Content(update)) = remains(&text) else { panic!("something") };
            assert!(!is(&update));
        }
    }

    #[test]
    fn what_telegram_says_by_itself_and_what_is_empty_are_nothing() {
        for content in [json!({ "poll_option_added": {} }), json!({ "chat_owner_left": {} }), json!({})] {
            assert!(matches!(remains(&update(&content)), Some(Remains::Nothing)));
        }
        assert!(remains(r#"{"update_id":1,"message":{"text":"whose?"}}"#).is_none());
        assert!(remains(r#"{"update_id":1,"message":{"message_id":"not a number"}}"#).is_none());
        assert!(remains(r#"{"update_id":1,"poll_answer":{}}"#).is_none());
    }

    #[test]
    fn the_lists_are_in_order() {
        assert!(ENVELOPE.is_sorted() && SERVICE.is_sorted());
    }
}
