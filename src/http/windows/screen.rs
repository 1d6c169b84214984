//! A screen of the chat as JSON: what a dialogue draws at a place. Decides nothing and knows no route. Start at
//! [`ScreenView::of`].

use dialogues::kernel::ids::LessonId;
use dialogues::kernel::place::Place;
use dialogues::kernel::screen::{Button, Target};
use dialogues::kernel::token::Token;
use serde::Serialize;
use url::Url;

use crate::conversation::Reply;

/// What the chat would show, and what can be done there.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScreenView {
    /// Which of the dialogue's views it is: `question`, `verdict`…
    kind: String,
    /// To be sent back with a text that answers this screen.
    place: String,
    /// Of the stream that it was drawn from.
    version: u32,
    /// Escaped text in Telegram's HTML: <https://core.telegram.org/bots/api#html-style>.
    html: String,
    /// A word about what was just done.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    /// Rows, the primary action first.
    buttons: Vec<Vec<ButtonView>>,
    /// There if a text may answer the screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<EntryView>,
}

#[derive(Clone, Debug, Serialize)]
struct ButtonView {
    label: String,
    #[serde(flatten)]
    action: Action,
}

/// What a press on a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum Action {
    /// Sent to where the screen came from.
    Token(String),
    /// Leads into the chat.
    Url(String),
    /// Leads out of the dialogue, to another page of the client's own.
    View(&'static str),
}

#[derive(Clone, Copy, Debug, Serialize)]
struct EntryView {
    /// Characters that are read.
    limit: usize,
}

impl ScreenView {
    /// The screen of a window's reply, drawn from its stream at a version. `bot`: its name, empty while it is not known.
    pub fn of(reply: &Reply, version: u32, bot: &str) -> Self {
        let place = &reply.shown;
        let button = |button: &Button| ButtonView {
            label: button.label.clone(),
            action: Action::of(&button.target, &place.dialogue, bot),
        };
        Self {
            kind: place.view.clone(),
            place: written(place),
            version,
            html: reply.screen.html.as_str().to_owned(),
            notice: reply.notice.as_ref().map(|notice| notice.text.clone()),
            buttons: reply.screen.buttons.iter().map(|row| row.iter().map(button).collect()).collect(),
            entry: reply.screen.entry.map(|entry| EntryView { limit: entry.limit }),
        }
    }
}

impl Action {
    /// Only what the window's dialogue answers is a press: the others lead to a lesson in the chat, or home.
    fn of(target: &Target, dialogue: &str, bot: &str) -> Self {
        const HOME: Action = Action::View("home");
        match target {
            Target::Press(token) if token.dialogue == dialogue => Self::Token(token.to_string()),
            Target::Press(token) => lesson_link(token, bot).map_or(HOME, |url| Self::Url(url.into())),
            Target::MiniApp => HOME,
        }
    }
}

/// A place as clients send it back.
pub fn written(place: &Place) -> String {
    match &place.detail {
        Some(detail) => format!("{}:{detail}", place.view),
        None => place.view.clone(),
    }
}

/// The lesson in the chat that a token of another dialogue opens.
fn lesson_link(token: &Token, bot: &str) -> Option<Url> {
    let lesson =
        token.argument(0).filter(|_| token.dialogue == dialogues::dialogues::lesson::words::CODE && !bot.is_empty())?;
    let mut url = Url::parse("https://t.me/").ok()?.join(bot).ok()?;
    url.query_pairs_mut().append_pair("start", &LessonId::new(lesson).deep_link());
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_windows_own_buttons_are_presses() {
        let of = |token: Token, bot: &str| Action::of(&Target::Press(token), "q", bot);
        assert_eq!(of(Token::new("q", "n"), "demo_bot"), Action::Token("q.n".to_owned()));
        assert_eq!(of(Token::new("h", "h"), "demo_bot"), Action::View("home"));
        let lesson = || Token::new("l", "o").with("demo.a");
        assert_eq!(of(lesson(), "demo_bot"), Action::Url("https://t.me/demo_bot?start=l_demo_a".to_owned()));
        assert_eq!(of(lesson(), ""), Action::View("home"));
        assert_eq!(Action::of(&Target::MiniApp, "q", "demo_bot"), Action::View("home"));
    }
}
