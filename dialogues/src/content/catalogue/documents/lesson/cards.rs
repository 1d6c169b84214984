//! `## Cards`: what a lesson leaves to be remembered, a question and its answer each.

use pulldown_cmark::HeadingLevel;

use crate::content::catalogue::documents::about;
use crate::content::model::CardText;
use crate::content::source::finding::{Report, Span, Spanned, first_line};
use crate::content::source::names::{Sort, Taken};
use crate::content::source::reading::Reading;
use crate::content::source::section;
use crate::content::source::section::Section;
use crate::content::source::{inline, render};
use crate::kernel::ids::{CardId, ConceptId};
use crate::kernel::markup::Html;

const KEYWORD: &str = "card";
const IDS: Sort = Sort { what: "card", prefix: "c-", malformed: "card/malformed-id", duplicate: "card/duplicate-id" };
/// Characters of the question, and of question and answer together.
const MAX_FRONT: usize = 300;
const MAX_CARD: usize = 600;

pub(crate) struct CardsSection {
    pub cards: Vec<WrittenCard>,
    pub heading: Span,
}

/// A card in one language.
pub(crate) struct WrittenCard {
    pub id: Spanned<CardId>,
    /// Every original has one; a translation may leave it out.
    pub concept: Option<Spanned<ConceptId>>,
    pub text: CardText,
    pub swift: Vec<Spanned<String>>,
    pub heading: Span,
}

pub(crate) fn read(section: Section<'_>, reading: &mut Reading<'_>) -> CardsSection {
    let Section { heading, blocks } = section;
    heading.attributes.refuse_unknown(&[], &mut reading.report);
    let (before, sections) = section::split(reading.text, blocks, HeadingLevel::H3, &mut reading.report);
    if let Some(stray) = before.first() {
        reading
            .report
            .error(first_line(reading.text, &stray.span), "cards/stray-text", "this belongs to no card")
            .hint("a card begins with `### card: … {#c-id concept=…}`");
    }
    if sections.is_empty() {
        reading.report.error(heading.span.clone(), "cards/empty", "there is at least one card, or no `## Cards`");
    }
    let mut ids = Taken::default();
    let cards = sections.into_iter().filter_map(|section| card(section, &mut ids, reading)).collect();
    CardsSection { cards, heading: heading.span }
}

fn card(section: Section<'_>, ids: &mut Taken, reading: &mut Reading<'_>) -> Option<WrittenCard> {
    let Section { heading, blocks } = section;
    let title = heading.keyword().filter(|(keyword, _)| keyword.value == KEYWORD).map(|(_, title)| title);
    let Some(title) = title else {
        reading
            .report
            .error(heading.span, "card/no-keyword", "a card begins with `card` and a colon")
            .hint("for example `### card: When is `unowned` safe? {#c-unowned concept=capture}`");
        return None;
    };
    heading.attributes.refuse_unknown(&["concept"], &mut reading.report);
    reading.begin_part();
    let text = CardText { front: inline::render_bold(&title, reading), back: render::blocks(&blocks, reading) };
    check_texts(&text, &heading.span, &mut reading.report);
    let concept = about::concept(&heading.attributes);
    let Some(id) = &heading.attributes.id else {
        reading
            .report
            .error(heading.span, "card/no-id", "a card needs an id")
            .hint("end the heading with `{#c-… concept=…}`");
        return None;
    };
    let id = Spanned::new(id.value.to_owned(), id.span.clone());
    IDS.check(&id, ids, reading);
    let swift = std::mem::take(&mut reading.skeletons);
    Some(WrittenCard { id: id.map(CardId::new), concept, text, swift, heading: heading.span })
}

fn check_texts(text: &CardText, heading: &Span, report: &mut Report) {
    let length = |html: &Html| html.plain().chars().count();
    let (front, back) = (length(&text.front), length(&text.back));
    if front == 0 || back == 0 {
        report
            .error(heading.clone(), "card/no-text", "a card has a question and an answer")
            .hint("the question stands in the heading, the answer under it");
    }
    report.check_weight(&text.back, heading);
    if front > MAX_FRONT || front + back > MAX_CARD {
        let message = format!("{front} and {back} characters: a question has {MAX_FRONT} at most, a card {MAX_CARD}");
        report.error(heading.clone(), "card/too-long", message).hint("a card asks one thing: make two of it");
    }
}
