//! What an answer to a question is worth as a review: nobody presses a button for it.

use crate::catalogue::Question;
use crate::kernel::locale::Locale;
use crate::memory::{Answered, Rating, expected_seconds, rating};
use crate::questions::Grade;

/// The rating of an answer to a question, as it was shown in a language.
pub fn rating_of_answer(question: &Question, locale: Locale, grade: Grade, hint: bool, seconds: u32) -> Rating {
    let text = question.text.get(locale);
    let labels = text.options.iter().map(|option| &option.label);
    let characters = labels.chain([&text.prompt]).map(|html| html.plain().chars().count()).sum();
    rating(&Answered {
        score: grade.score,
        hint,
        guess: guess(question),
        seconds,
        expected_seconds: expected_seconds(characters),
    })
}

/// How likely all the points are by guessing. Orders and pairs have at least 3! = 6 ways, and typed answers no end.
fn guess(question: &Question) -> f64 {
    match question.body.option_count() {
        0 => 0.0,
        options if question.body.takes_many() => 0.5_f64.powi(options as i32),
        options => 1.0 / options as f64,
    }
}
