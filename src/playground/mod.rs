//! The playground: an emulated Telegram Bot API and the server side of its chat page.
