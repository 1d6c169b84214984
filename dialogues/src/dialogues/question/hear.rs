//! What a press or a message is to the question that waits. What follows from an answer, the dialogue says.

use crate::catalogue::Question;
use crate::dialogues::contract::{Decision, Refusal};
use crate::dialogues::find;
use crate::input::Input;
use crate::kernel::place::Place;
use crate::kernel::texts::Texts;
use crate::questions::{Response, Typed};

/// The answer that a press stands for. `here`: where the question waits, with that entry.
pub fn entered(question: &Question, seed: u64, entry: Option<&str>, here: Place) -> Result<Response, Refusal> {
    let response = question.entered(seed, entry.unwrap_or_default());
    response.filter(|response| question.body.well_formed(response)).ok_or(Refusal::NothingChosen(here))
}

/// A question that waits for an answer, as a message finds it.
pub struct Waiting<'a> {
    pub question: &'a Question,
    /// Which one it is, as the place of whoever sees it tells: a message has no step of its own, unlike a button.
    pub shown: String,
    /// Where it is asked.
    pub here: Place,
}

impl Waiting<'_> {
    /// What follows from a message that comes at `place`. None: the question takes no words, and this has
    /// none, or is about the learner themselves.
    pub fn hear(
        self,
        place: &Place,
        input: &Input,
        texts: &Texts,
        answer: impl FnOnce(Response) -> Decision,
    ) -> Option<Decision> {
        let say = |key: &str| Decision::go(place.clone()).saying(texts.plain(key, &[]));
        let Input::Text(text) = input else {
            return self.question.body.is_typed().then(|| say("quiz-words-please"));
        };
        let typed = self.question.body.typed(text);
        if typed == Typed::ButtonsOnly && find::is_about_learner(text) {
            return None;
        }
        Some(match typed {
            // It was written to an earlier question, which another turn has answered meanwhile.
            Typed::Answer(_) if place.detail != Some(self.shown) => again(self.here, texts),
            Typed::Answer(response) => answer(response),
            Typed::ButtonsOnly => say("quiz-buttons-please"),
            Typed::Empty => say("quiz-words-please"),
            Typed::Part { lines } => {
                let more = texts.plain("question-output-more", &[("lines", lines.into())]);
                Decision::go(self.here).saying(more)
            }
        })
    }
}

/// The question is asked once more: nobody knows whether the message was meant for it.
pub fn again(here: Place, texts: &Texts) -> Decision {
    Decision::go(here).saying(texts.plain("quiz-answer-again", &[]))
}

/// The same message once more, or one from a window that has not seen the verdict.
pub fn answered(verdict: Place, texts: &Texts) -> Decision {
    Decision::go(verdict).saying(texts.plain("quiz-answered", &[]))
}
