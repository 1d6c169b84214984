//! "Why am I seeing this?", in words: how likely it is still remembered, how it went before, what brought it up today.

use super::view;
use super::words::{CODE, Verb};
use crate::dialogues::links;
use crate::kernel::ids::ConceptId;
use crate::kernel::markup::Html;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::memory::{Item, Rating, Reason, explain};
use crate::scene::Scene;
use crate::streams::{Review, State};

pub fn screen(state: &State, review: &Review, index: usize, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let today = scene.day(state);
    let picked = review.items.get(index)?;
    let concept = ConceptId::new("");
    let item = Item { id: &picked.item, concept: &concept, memory: picked.memory.as_ref() };
    let found = explain(&review.params(), &state.learner.review, &item, today);
    let mut html = texts.html("review-why-title", &[]);
    let forgotten = picked.memory.as_ref().is_some_and(|memory| memory.returns_on(today));
    html.paragraph(&reason(if forgotten { Reason::Again } else { picked.reason }, &texts, today));
    // Just told, everything is still in mind.
    if let Some(recall) = found.recall.filter(|_| !forgotten) {
        let percent = (recall * 100.0).round() as u32;
        html.paragraph(&texts.html("review-why-recall", &[("percent", percent.into())]));
    }
    if !found.recent.is_empty() {
        let mut history = texts.html("review-why-history", &[("reviews", found.reps.into())]);
        for past in &found.recent {
            let days = view::days_until(today, past.day);
            let line = texts.html(past_key(past.rating), &[("days", days.into())]);
            history.line(&line);
        }
        html.paragraph(&history);
    }
    html.paragraph(&Html::italic(&texts.html("review-why-how", &[])));
    let back = Button::press(texts.plain("back", &[]), Token::new(CODE, Verb::Next));
    Some(Screen::new(html).row([back]).row([links::home_button(&texts)]))
}

fn reason(reason: Reason, texts: &Texts, today: chrono::NaiveDate) -> Html {
    match reason {
        Reason::Again => texts.html("review-because-again", &[]),
        Reason::Due { days } => texts.html("review-because-due", &[("days", days.into())]),
        Reason::ForDate { day } => texts.html("review-because-date", &[("days", view::days_until(day, today).into())]),
        Reason::New => texts.html("review-because-new", &[]),
    }
}

const fn past_key(rating: Rating) -> &'static str {
    match rating {
        Rating::Again => "review-past-again",
        Rating::Hard => "review-past-hard",
        Rating::Good => "review-past-good",
        Rating::Easy => "review-past-easy",
    }
}
