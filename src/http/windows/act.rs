//! What a client does on a screen, as an input of the window's dialogue. Start at [`Act::in_window`].

use dialogues::input::{Input, Window};
use dialogues::kernel::place::Place;
use dialogues::kernel::token::Token;
use serde::Deserialize;
use utoipa::ToSchema;

use super::screen::written;
use crate::conversation::Reply;
use crate::http::problem::Problem;

/// Bytes of a place as clients send it back.
const LONGEST_PLACE: usize = 100;

/// What a client does on a screen: presses a button or writes a text.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The `token` of a button; alone.
    press: Option<String>,
    /// What is written, if the screen has an `entry`.
    text: Option<String>,
    /// The `place` of the screen that the text answers; without it, of whatever waits.
    place: Option<String>,
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

/// A place of a dialogue as [`written`] wrote it.
fn place(dialogue: &str, text: &str) -> Result<Place, Problem> {
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
}
