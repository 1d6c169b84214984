//! What a question is about and how hard it is: attributes of its heading, in a quiz and in an interview.

use crate::content::source::finding::{Report, Spanned};
use crate::content::source::section::Attributes;
use crate::kernel::ids::ConceptId;

const DEFAULT_DIFFICULTY: u8 = 1;

pub(crate) struct About {
    pub concept: Option<Spanned<ConceptId>>,
    difficulty: Option<Spanned<u8>>,
}

impl About {
    /// `rule` is broken by a difficulty that is none.
    pub fn read(attributes: &Attributes<'_>, rule: &'static str, report: &mut Report) -> Self {
        let difficulty = attributes.parsed::<u8>("difficulty", "1, 2 or 3", report);
        if let Some(difficulty) = difficulty.as_ref().filter(|difficulty| !(1..=3).contains(&difficulty.value)) {
            report.error(difficulty.span.clone(), rule, "a difficulty is 1, 2 or 3");
        }
        Self { concept: concept(attributes), difficulty }
    }

    pub fn difficulty(&self) -> u8 {
        self.difficulty.as_ref().map_or(DEFAULT_DIFFICULTY, |difficulty| difficulty.value)
    }

    /// A translation may leave attributes out; said again, they have to be the same.
    pub fn compare(original: &Self, translation: &Self, report: &mut Report) {
        compare_concepts(original.concept.as_ref(), translation.concept.as_ref(), report);
        if let Some(difficulty) = &translation.difficulty
            && original.difficulty() != difficulty.value
        {
            let message = format!("the original's difficulty is {}", original.difficulty());
            report.error(difficulty.span.clone(), "translation/other-attribute", message);
        }
    }
}

pub(crate) fn concept(attributes: &Attributes<'_>) -> Option<Spanned<ConceptId>> {
    attributes.get("concept").map(|concept| concept.clone().map(ConceptId::new))
}

pub(crate) fn compare_concepts(
    original: Option<&Spanned<ConceptId>>,
    translation: Option<&Spanned<ConceptId>>,
    report: &mut Report,
) {
    if let Some(concept) = translation
        && original.map(|concept| &concept.value) != Some(&concept.value)
    {
        report.error(concept.span.clone(), "translation/other-attribute", "the original names another concept");
    }
}
