//! How a free answer is written: a rubric, and the model answer under `> [!NOTE]`.

use pulldown_cmark::Tag;

use super::Text;
use crate::content::questions::written::{Difference, QuestionSection, Sizes, Written, WrittenOption};
use crate::content::rubric::Point;
use crate::content::rubric::written;
use crate::content::rubric::written::WrittenRubric;
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;

impl Written for Text {
    const ATTRIBUTES: &'static [&'static str] = &[];
    // A point gets a mark, a word and a quote of the learner's, which is 120 characters long at most.
    const SIZES: Sizes = Sizes { label: 120, reason: 0, explanation: 900, frame: 160, once: 120 };

    fn owns(block: &Node<'_>, text: &str) -> bool {
        matches!(block.tag(), Some(Tag::List(_))) && written::is_rubric(block, text)
    }

    fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let list = section.own_block("one list of points, `- (2 must) {#p-id} …`", reading)?;
        let rubric: WrittenRubric = written::read(&list, reading)?;
        let points = rubric.points.iter();
        section.options = points.map(|point| WrittenOption::plain(point.text.clone(), point.id.span.clone())).collect();
        let Some(model) = &section.alerts.note else {
            reading
                .report
                .error(section.heading.clone(), "question/no-explanation", "learners are shown a model answer")
                .hint("add a quote `> [!NOTE]` with the model answer under it");
            return None;
        };
        rubric.check_model(model, &mut reading.report);
        Some(Self { rubric: rubric.rubric(), model: model.value.plain() })
    }

    fn difference(&self, translation: &Self) -> Option<Difference> {
        let (theirs, ours) = (self.rubric.points(), translation.rubric.points());
        if theirs.len() != ours.len() {
            return Some(Difference::Count(theirs.len(), ours.len()));
        }
        let key = |point: &Point| (point.id.clone(), point.weight, point.must);
        (0..ours.len())
            .find(|number| key(&theirs[*number]) != key(&ours[*number]))
            .map(|number| Difference::Key(Some(number)))
    }

    fn adopt(&mut self, translation: &Self) {
        self.rubric = std::mem::take(&mut self.rubric).merged(&translation.rubric);
    }
}
