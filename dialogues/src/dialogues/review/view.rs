//! What a learner sees of a session: a card and its back, a question and its verdict, the end.

use chrono::NaiveDate;

use super::content::{Content, Missed, content};
use super::words::{CODE, Verb};
use crate::catalogue::{Card, Lesson, Localised, Question};
use crate::dialogues::question::{Given, Heading, Press, Shown};
use crate::dialogues::{links, standing};
use crate::kernel::markup::Html;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::memory::Rating;
use crate::scene::Scene;
use crate::streams::{Review, State};

/// A card: its front with a button for its back, or both with the four ratings.
pub fn card(state: &State, review: &Review, index: usize, of: (&Lesson, &Card), scene: &Scene<'_>) -> Screen {
    let (lesson, card) = of;
    let text = card.text.get(state.learner.locale);
    turned(state, review, index, (&lesson.title, &text.front, &text.back), scene)
}

/// A point that an answer in an interview has missed: the question in front, the point and the model answer behind.
pub fn point(state: &State, review: &Review, index: usize, missed: Missed<'_>, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let text = missed.text.get(state.learner.locale);
    // A follow-up speaks of the question above it, and often of its code.
    let mut front = match missed.above {
        Some(above) => {
            let mut front = above.get(state.learner.locale).prompt.clone();
            front.paragraph(&texts.html("review-point-follow", &[]));
            front.line(&text.prompt);
            front
        }
        None => text.prompt.clone(),
    };
    if !review.revealed {
        front.paragraph(&Html::italic(&texts.html("review-point", &[])));
    }
    let mut back = texts.html("review-point-missing", &[]);
    back.line(&Html::text("▫️ "));
    back.push(&text.points.get(missed.point).cloned().unwrap_or_default());
    let mut model = texts.html("interview-model-heading", &[]);
    model.line(&text.model);
    back.paragraph(&Html::quote(&model));
    turned(state, review, index, (&missed.interview.title, &front, &back), scene)
}

/// Something with two sides, of a title.
fn turned(
    state: &State,
    review: &Review,
    index: usize,
    of: (&Localised<String>, &Html, &Html),
    scene: &Scene<'_>,
) -> Screen {
    let texts = scene.texts(state);
    let (title, front, back) = of;
    let heading = heading(state, review, title);
    let mut html = front.clone();
    let press = |verb: Verb| Token::new(CODE, verb).with(index);
    let screen = if review.revealed {
        html.paragraph(back);
        let labels = labels(Rating::ALL.map(|rating| days_after(state, review, index, rating, scene)), &texts);
        let rate = |rating: Rating| {
            let label = labels[rating as usize - 1].as_str();
            Button::press(label, press(Verb::Grade).with(rating as u8).at(review.step()))
        };
        let [again, hard, good, easy] = Rating::ALL.map(rate);
        heading.screen(html).row([again, hard]).row([good, easy])
    } else {
        heading.screen(html).row([Button::press(texts.plain("review-show", &[]), press(Verb::Turn).at(review.step()))])
    };
    screen.row([why_button(&texts), links::home_button(&texts)])
}

/// The question that waits for an answer. `entry`: what has been tapped so far.
pub fn question(
    state: &State,
    review: &Review,
    index: usize,
    of: (&Lesson, &Question),
    entry: &str,
    scene: &Scene<'_>,
) -> Screen {
    let texts = scene.texts(state);
    let (lesson, question) = of;
    let press = |press: Press, entry: &str| {
        let verb = match press {
            Press::Answer => Verb::Answer,
            Press::Hint => Verb::Hint,
            Press::Tick => Verb::Tick,
        };
        let entry = Some(entry).filter(|entry| !entry.is_empty());
        Token::new(CODE, verb).with(index).with_any(entry).at(review.step())
    };
    let above = heading(state, review, &lesson.title);
    let (screen, hint) = seen(state, review, question, &texts).screen(&above, entry, review.revealed, press);
    screen.row(hint.into_iter().chain([why_button(&texts), links::home_button(&texts)]))
}

/// What the last answer was worth, why, and when the question comes back.
pub fn verdict(state: &State, review: &Review, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let last = review.last.as_ref()?;
    let picked = review.items.get(last.index)?;
    let Content::Question(lesson, question) = content(picked, scene)? else { return None };
    let given = Given { response: &last.response, score: last.score, correct: last.score >= 1.0 };
    let above = heading(state, review, &lesson.title);
    let comes_back = picked.memory.as_ref().map(|memory| {
        let day = if review.queue.contains(&last.index) { scene.day(state) } else { memory.due };
        let days = days_until(day, scene.day(state));
        texts.html("review-comes-back", &[("days", days.into())])
    });
    let screen = seen(state, review, question, &texts).verdict(&above, &given, comes_back.as_slice());
    let onward = Button::press(texts.plain("review-next", &[]), Token::new(CODE, Verb::Next));
    Some(screen.row([onward]).row([links::home_button(&texts)]))
}

/// How it went, and when there is more.
pub fn end(state: &State, review: &Review, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let [again, hard, good, easy] = review.ratings;
    let mut html = texts.html("review-done", &[("reviewed", review.reviewed().into())]);
    html.paragraph(
        &texts.html("review-went", &[("remembered", (hard + good + easy).into()), ("forgotten", again.into())]),
    );
    html.line(&next(review.next_day(), &texts, scene.day(state)));
    let brief = html.clone();
    html.paragraph(&standing::lines(state, &texts, scene));
    let more = (review.more > 0)
        .then(|| Button::press(texts.plain("review-more", &[("items", review.more.into())]), links::review()));
    let screen = Screen::new(html).row(more).row([links::continue_button(state, &texts, scene)]);
    let screen = screen.with_room(&texts.plain("review-title", &[]), brief, None);
    Screen { keep: true, ..screen.row([links::home_button(&texts)]) }
}

/// Nothing is due. `day`: when something is.
pub fn nothing(state: &State, day: Option<&str>, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let today = scene.day(state);
    let mut html = if state.learner.review.on_vacation(today) {
        texts.html("review-vacation", &[])
    } else {
        texts.html("review-nothing", &[])
    };
    html.paragraph(&next(day.and_then(|day| day.parse().ok()), &texts, today));
    Screen::new(html).row([links::continue_button(state, &texts, scene)]).row([links::home_button(&texts)])
}

/// From 0.
pub(super) fn days_until(day: NaiveDate, today: NaiveDate) -> u32 {
    (day - today).num_days().max(0) as u32
}

fn next(day: Option<NaiveDate>, texts: &Texts, today: NaiveDate) -> Html {
    match day {
        Some(day) => texts.html("review-next-day", &[("days", days_until(day, today).into())]),
        None => texts.html("review-none-yet", &[]),
    }
}

/// Days until it comes back after a rating; 0: before the day is over.
fn days_after(state: &State, review: &Review, index: usize, rating: Rating, scene: &Scene<'_>) -> u32 {
    let today = scene.day(state);
    let after = review.after(index, rating, today);
    after.map_or(0, |memory| if memory.returns_on(today) { 0 } else { days_until(memory.due, today) })
}

/// What stands on the four ratings. A span that several of them lead to tells nothing about any of them and is left out:
/// what sets them apart is how well it was remembered.
fn labels(days: [u32; 4], texts: &Texts) -> [String; 4] {
    Rating::ALL.map(|rating| {
        let span = days[rating as usize - 1];
        let (key, word) = match rating {
            Rating::Again => ("review-again", "again"),
            Rating::Hard => ("review-hard", "hard"),
            Rating::Good => ("review-good", "good"),
            Rating::Easy => ("review-easy", "easy"),
        };
        if days.iter().filter(|other| **other == span).count() > 1 {
            return texts.plain("review-alone", &[("rating", word.into())]);
        }
        let interval = texts.plain("review-interval", &[("days", span.into())]);
        texts.plain(key, &[("interval", (&interval).into())])
    })
}

fn why_button(texts: &Texts) -> Button {
    Button::press(texts.plain("review-why", &[]), Token::new(CODE, Verb::Why))
}

/// The question as this learner sees it in this session.
fn seen<'a>(state: &State, review: &Review, question: &'a Question, texts: &'a Texts) -> Shown<'a> {
    Shown::new(question, review.seed, state.learner.locale, texts)
}

fn heading(state: &State, review: &Review, title: &Localised<String>) -> Heading {
    let left = review.queue.len();
    let all = review.items.len().max(left);
    let title = title.get(state.learner.locale);
    Heading::new("🧠 ", title, (all - left, all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::locale::Locale;

    #[test]
    fn a_span_that_several_ratings_lead_to_stands_on_none_of_them() {
        let texts = Texts::of(Locale::DEFAULT);
        let shown = |days| labels(days, &texts).join(" | ");
        assert_eq!(shown([0, 2, 5, 12]), "🔁 Again · soon | 😓 Hard · 2 days | 🙂 Good · 5 days | 😎 Easy · 12 days");
        assert_eq!(shown([0, 1, 1, 1]), "🔁 Again · soon | 😓 Hard | 🙂 Good | 😎 Easy");
        assert_eq!(shown([1, 1, 3, 8]), "🔁 Again | 😓 Hard | 🙂 Good · 3 days | 😎 Easy · 8 days");
    }
}
