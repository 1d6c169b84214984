//! What Telegram tells of learners and messages, as text that is written at once.

use crate::telegram::{BOT, USERNAME};

/// Messages carry a date; any will do.
pub const DATE: u64 = 1_800_000_000;
/// A message of the bot as Telegram tells of it.
pub fn write_message(out: &mut Vec<u8>, chat: i64, message: i64, text: &[u8], keyboard: &[u8]) {
    write(
        out,
        format_args!(
            "{{\"message_id\":{message},\"from\":{{\"id\":{BOT},\"is_bot\":true,\"first_name\":\"Academy\",\
             \"username\":\"{USERNAME}\"}},\"chat\":{},\"date\":{DATE},\"edit_date\":{DATE},\"text\":",
            private(chat)
        ),
    );
    out.extend_from_slice(text);
    out.extend_from_slice(b",\"reply_markup\":");
    out.extend_from_slice(keyboard);
    out.push(b'}');
}

pub fn person(id: i64) -> String {
    format!(
        "{{\"id\":{id},\"is_bot\":false,\"first_name\":\"Learner\",\"username\":\"learner_{id}\",\"language_code\":\"en\"}}"
    )
}

pub fn private(id: i64) -> String {
    format!("{{\"id\":{id},\"first_name\":\"Learner\",\"username\":\"learner_{id}\",\"type\":\"private\"}}")
}

pub fn write(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to memory does not fail.
    let _ = std::io::Write::write_fmt(out, text);
}
