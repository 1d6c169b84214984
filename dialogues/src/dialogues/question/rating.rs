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
        guess: question.body.guess(),
        seconds,
        expected_seconds: expected_seconds(characters),
    })
}
