//! What every kind of question can do. A kind knows its key, and nothing of how it is written, of quizzes or of learners.

use super::answer::{Grade, Response, Typed};
use super::entry::{Asked, Ballot, Form};
use super::takes::Takes;
use super::typed;
use crate::kernel::markup::Html;
use crate::kernel::texts::Texts;

/// A question that is asked: what it shows, takes and is worth.
pub(super) trait Kind {
    fn takes(&self) -> Takes;

    /// What stands under the question and on its buttons. `entry`: what has been tapped so far, as the buttons of an
    /// earlier form gave it; whatever else it is counts as nothing.
    fn ask(&self, asked: &Asked<'_>, entry: &str) -> Form;

    /// The question as one that a vote answers; none where a poll would take or grade it otherwise.
    fn ballot(&self, _asked: &Asked<'_>) -> Option<Ballot> {
        None
    }

    /// What a message that comes while the question is shown means to it. At most
    /// [`TEXT_LIMIT`](super::TEXT_LIMIT) characters.
    fn typed(&self, text: &str) -> Typed {
        match self.takes() {
            Takes::Text => typed::answer(text),
            Takes::Options { .. } | Takes::Sequence { .. } => Typed::ButtonsOnly,
        }
    }

    /// What a well-formed answer is worth.
    fn grade(&self, response: &Response) -> Grade;

    /// The verdict under the question: what was answered, what is right, and why.
    fn explain(&self, asked: &Asked<'_>, response: &Response) -> Html;

    /// What the author's explanation is called, if it needs a name.
    fn explanation_heading(&self, _texts: &Texts) -> Html {
        Html::new()
    }

    /// An answer that is fully right.
    fn right(&self) -> Response;

    /// All answers that the author names as right; each has to be graded so.
    fn keys(&self) -> Vec<Response> {
        vec![self.right()]
    }

    /// An answer that is worth nothing.
    fn wrong(&self) -> Response;
}
