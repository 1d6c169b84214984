//! A screen of the chat as JSON: what a dialogue draws at a place. Decides nothing and knows no route. Start at
//! [`ScreenView::of`].

use dialogues::dialogues::{Lead, lead};
use dialogues::kernel::ids::LessonId;
use dialogues::kernel::place::Place;
use dialogues::kernel::screen::{Button, Roomy, Target};
use dialogues::kernel::token::Token;
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use crate::app::App;
use crate::conversation::Reply;

/// What the chat would show, and what can be done there.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Screen)]
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
    #[schema(nullable = false)]
    notice: Option<String>,
    /// The same in parts, for who has the room: the buttons then say all that they stand for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    roomy: Option<RoomyView>,
    /// Rows, the primary action first.
    buttons: Vec<Vec<ButtonView>>,
    /// There if a text may answer the screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    entry: Option<EntryView>,
}

/// A text without its heading and without what stands on the buttons.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RoomyText)]
struct RoomyView {
    title: String,
    html: String,
    /// So many of so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    progress: Option<ProgressView>,
}

/// How far the learner is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = SoFar)]
struct ProgressView {
    done: usize,
    all: usize,
}

/// Something to press.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Button)]
struct ButtonView {
    label: String,
    /// All that it stands for, in Telegram's HTML, where the label is a letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    html: Option<String>,
    /// Of something to be ticked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pressed: Option<bool>,
    #[serde(flatten)]
    action: Action,
}

/// What a press on a button does: one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ButtonAction)]
enum Action {
    /// Sent to where the screen came from, as `press`.
    Token(String),
    /// Leads into the chat.
    Url(String),
    /// The id of an attempt: goes on with it, in a window of its own.
    Attempt(String),
    /// Leads out of the dialogue, to another page of the client's own.
    View(&'static str),
}

/// A text may be written.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = Entry)]
struct EntryView {
    /// Characters that are read.
    limit: usize,
}

impl ScreenView {
    /// The screen of a window's reply, drawn from its stream at a version.
    pub fn of(reply: &Reply, version: u32, app: &App) -> Self {
        let place = &reply.shown;
        let (bot, catalogue) = (app.bot_username(), app.content.current());
        let button = |button: &Button| ButtonView {
            label: button.label.clone(),
            html: button.says.as_ref().map(|says| says.as_str().to_owned()),
            pressed: button.pressed,
            action: Action::of(&button.target, &place.dialogue, bot, |token| lead(token, &reply.state, &catalogue)),
        };
        Self {
            kind: place.view.clone(),
            place: written(place),
            version,
            html: reply.screen.html.as_str().to_owned(),
            roomy: reply.screen.roomy.as_ref().map(RoomyView::of),
            notice: reply.notice.as_ref().map(|notice| notice.text.clone()),
            buttons: reply.screen.buttons.iter().map(|row| row.iter().map(button).collect()).collect(),
            entry: reply.screen.entry.map(|entry| EntryView { limit: entry.limit }),
        }
    }
}

impl RoomyView {
    fn of(roomy: &Roomy) -> Self {
        Self {
            title: roomy.title.clone(),
            html: roomy.html.as_str().to_owned(),
            progress: roomy.progress.map(|progress| ProgressView { done: progress.done, all: progress.all }),
        }
    }
}

impl Action {
    const HOME: Self = Self::View("home");

    /// Only what the window's dialogue answers is a press: the others lead to an attempt beside the chat, to a lesson in it, or
    /// home. `lead`: where a press of another dialogue leads.
    fn of(target: &Target, dialogue: &str, bot: &str, lead: impl Fn(&Token) -> Option<Lead>) -> Self {
        let Target::Press(token) = target else { return Self::HOME };
        if token.dialogue == dialogue {
            return Self::Token(token.to_string());
        }
        match lead(token) {
            Some(Lead::Attempt(attempt)) => Self::Attempt(attempt.to_string()),
            Some(Lead::Lesson(lesson, screen)) => {
                lesson_link(&lesson, screen, bot).map_or(Self::HOME, |url| Self::Url(url.into()))
            }
            None => Self::HOME,
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

/// A lesson in the chat. None: the bot's name is not known yet.
fn lesson_link(lesson: &LessonId, screen: Option<u32>, bot: &str) -> Option<Url> {
    let start = screen.map_or_else(|| lesson.deep_link(), |screen| lesson.deep_link_to(screen));
    let mut url = Url::parse("https://t.me/").ok()?.join(Some(bot).filter(|bot| !bot.is_empty())?).ok()?;
    url.query_pairs_mut().append_pair("start", &start);
    Some(url)
}

#[cfg(test)]
mod tests {
    use dialogues::catalogue::Catalogue;
    use dialogues::kernel::ids::LearnerId;
    use dialogues::streams::State;

    use super::*;

    #[test]
    fn only_the_windows_own_buttons_are_presses() {
        let (state, nothing) = (State::new(LearnerId::of_telegram(7)), Catalogue::empty());
        let of = |token: Token, bot: &str| {
            Action::of(&Target::Press(token), "q", bot, |token| lead(token, &state, &nothing))
        };
        assert_eq!(of(Token::new("q", "n"), "demo_bot"), Action::Token("q.n".to_owned()));
        assert_eq!(of(Token::new("h", "h"), "demo_bot"), Action::View("home"));
        let lesson = || Token::new("l", "o").with("demo.a");
        assert_eq!(of(lesson(), "demo_bot"), Action::Url("https://t.me/demo_bot?start=l_demo_a".to_owned()));
        let again = Token::new("l", "g").with("demo.a").with(1);
        assert_eq!(of(again, "demo_bot"), Action::Url("https://t.me/demo_bot?start=s1_demo_a".to_owned()));
        assert_eq!(of(lesson(), ""), Action::View("home"));
        assert_eq!(Action::of(&Target::MiniApp, "q", "demo_bot", |_| None), Action::View("home"));
    }
}
