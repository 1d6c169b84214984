//! The screens of the chat for windows beside it: what a dialogue draws at a place, as JSON. Decides nothing and knows no
//! route; an answer to a screen goes through [`crate::conversation`] with the screen's [`Window`]. Start at
//! [`ScreenView::of`]; a route of another dialogue needs nothing else from here than that and [`place`].

use dialogues::dialogue::Place;
use dialogues::ids::LessonId;
use dialogues::input::{Input, Window};
use dialogues::screen::{Button, Target};
use dialogues::token::Token;
use serde::{Deserialize, Serialize};
use url::Url;

use super::problem::Problem;
use crate::conversation::Reply;

/// Bytes of a place as clients send it back.
const LONGEST_PLACE: usize = 100;

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

/// What a client does on a screen: presses a button or writes a text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The token of a button.
    press: Option<String>,
    text: Option<String>,
    /// The place of the screen that the text answers; without it, of whatever waits.
    place: Option<String>,
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

impl Act {
    /// What is done in a window, and the window where it is done.
    pub fn in_window(&self, window: Window) -> Result<Input, Problem> {
        let (window, input) = match (&self.press, &self.text, &self.place) {
            (Some(press), None, None) => {
                let token: Token =
                    press.parse().map_err(|_| Problem::unreadable("`press` takes the `token` of a button."))?;
                (window, Input::Press(token))
            }
            (None, Some(text), at) => {
                let place = at.as_deref().map(|at| place(window.dialogue, at)).transpose()?;
                (Window { place, ..window }, Input::Text(text.clone()))
            }
            _ => {
                let detail =
                    "The body takes either `press`, the token of a button, or `text`, perhaps with its `place`.";
                return Err(Problem::unreadable(detail));
            }
        };
        Ok(Input::Beside { window, input: Box::new(input) })
    }

    /// Was it a text for a screen that has been left meanwhile, and so for nothing?
    pub fn came_late(&self, reply: &Reply) -> bool {
        let left = self.place.as_ref().is_some_and(|place| *place != written(&reply.shown));
        left && reply.facts.is_empty() && reply.notice.is_some()
    }
}

/// A place of a dialogue as [`ScreenView`] wrote it.
pub fn place(dialogue: &str, text: &str) -> Result<Place, Problem> {
    let (view, detail) = text.split_once(':').map_or((text, None), |(view, detail)| (view, Some(detail)));
    if view.is_empty() || text.len() > LONGEST_PLACE {
        return Err(Problem::unreadable("`place` takes the `place` of a screen."));
    }
    let place = Place::new(dialogue, view);
    Ok(match detail {
        Some(detail) => place.with(detail),
        None => place,
    })
}

fn written(place: &Place) -> String {
    match &place.detail {
        Some(detail) => format!("{}:{detail}", place.view),
        None => place.view.clone(),
    }
}

/// The lesson in the chat that a token of another dialogue opens.
fn lesson_link(token: &Token, bot: &str) -> Option<Url> {
    let lesson = token.argument(0).filter(|_| token.dialogue == dialogues::lesson::CODE && !bot.is_empty())?;
    let mut url = Url::parse("https://t.me/").ok()?.join(bot).ok()?;
    url.query_pairs_mut().append_pair("start", &LessonId::new(lesson).deep_link());
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_it_was() {
        for written_as in ["question", "question:6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9.3", "verdict:0", "a:b:c"] {
            assert_eq!(written(&place("q", written_as).unwrap()), written_as);
        }
        for wrong in ["", ":1", &"a".repeat(101)] {
            assert!(place("q", wrong).is_err(), "{wrong}");
        }
    }

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
