//! Where a learner looks who has asked something: what they asked, and where they looked before.

use super::words::{CODE, View};
use crate::kernel::place::Place;

/// Characters of a question that are kept.
const LONGEST: usize = 100;

/// A view about something, from which one may go back to where the learner looks now. One question after another leads
/// back to where the first one was asked.
pub fn here(view: View, subject: &str, now: &Place) -> Place {
    let subject: String = subject.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    let from = before(now);
    let detail = from.detail.as_deref().unwrap_or_default();
    Place::new(CODE, view).with(format_args!("{subject}\n{}\n{}\n{detail}", from.dialogue, from.view))
}

/// What it is about: the first line.
pub fn subject(place: &Place) -> &str {
    place.detail.as_deref().and_then(|detail| detail.lines().next()).unwrap_or_default()
}

/// Where the learner looked before; where they look now if that is no place of ours.
pub fn before(place: &Place) -> Place {
    if place.dialogue != CODE {
        return place.clone();
    }
    let mut lines = place.detail.as_deref().unwrap_or_default().splitn(4, '\n').skip(1);
    match (lines.next(), lines.next(), lines.next()) {
        (Some(dialogue), Some(view), detail) => {
            let place = Place::new(dialogue, view);
            match detail.filter(|detail| !detail.is_empty()) {
                Some(detail) => place.with(detail),
                None => place,
            }
        }
        _ => Place::home(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_leads_to_where_the_first_question_was_asked() {
        let first = Place::new("q", "question").with("7f.3:a");
        let found = here(View::Found, "what is\na closure?", &first);
        assert_eq!((subject(&found), before(&found)), ("what is a closure?", first.clone()));
        let card = here(View::Card, "demo.a:c-one", &found);
        assert_eq!((subject(&card), before(&card)), ("demo.a:c-one", first));
        assert_eq!(before(&here(View::Data, "", &Place::home())), Place::home());
        assert_eq!(before(&Place::new(CODE, View::Data)), Place::home(), "one that lost its detail");
    }
}
