//! A lesson below its metadata, original or translation: screens, quiz, cards. Compares nothing with other files.

use pulldown_cmark::HeadingLevel;

use super::cards::{self, CardsSection};
use super::quiz::{self, QuizSection};
use crate::content::model::ScreenText;
use crate::content::source::finding::{Span, Spanned, first_line};
use crate::content::source::names::{MAX_ID, Taken, check_id};
use crate::content::source::reading::Reading;
use crate::content::source::section;
use crate::content::source::section::Section;
use crate::content::source::{height, markdown, render};

const QUIZ: &str = "Quiz";
const CARDS: &str = "Cards";
const ELSEWHERE: &str = "Interview";
/// UTF-16 units of a screen with its title. Telegram takes 4096; the rest is for the interface around it.
const MAX_SCREEN: usize = 3900;
/// More than this is scrolled, not read.
const LONG_SCREEN: usize = 1500;
/// Lines of a text that a phone shows at once: a chat of 390 × 690 px has 33, and six of them are for title and buttons.
const PHONE: usize = 27;

pub(crate) struct LessonBody {
    pub screens: Vec<ScreenSection>,
    pub quiz: Option<QuizSection>,
    pub cards: Option<CardsSection>,
}

pub(crate) struct ScreenSection {
    pub id: Spanned<String>,
    pub text: ScreenText,
    pub swift: Vec<Spanned<String>>,
}

impl LessonBody {
    /// What can be read of `text[from..]`. Whether it may be used is said by the report.
    pub fn read(from: usize, reading: &mut Reading<'_>) -> Option<Self> {
        let text = reading.text;
        let nodes = markdown::parse(text, from, &mut reading.report);
        let (before, sections) = section::split(text, nodes, HeadingLevel::H2, &mut reading.report);
        if let Some(stray) = before.first() {
            reading
                .report
                .error(first_line(text, &stray.span), "lesson/text-before-screens", "this belongs to no screen")
                .hint("begin the first screen with `## Title {#id}`");
        }
        let mut parts = Parts::default();
        for section in sections {
            parts.add(section, reading);
        }
        if parts.screens.is_empty() {
            let end = text.trim_end().len();
            reading
                .report
                .error(end..end, "lesson/no-screens", "a lesson has at least one screen")
                .hint("write `## Title {#id}` and a text");
            return None;
        }
        Some(Self { screens: parts.screens, quiz: parts.quiz, cards: parts.cards })
    }
}

/// The sections of a lesson so far.
#[derive(Default)]
struct Parts {
    screens: Vec<ScreenSection>,
    ids: Taken,
    quiz: Option<QuizSection>,
    /// Also when the quiz could not be read.
    has_quiz: bool,
    cards: Option<CardsSection>,
}

impl Parts {
    fn add(&mut self, section: Section<'_>, reading: &mut Reading<'_>) {
        let span = section.heading.span.clone();
        match special(&section) {
            Some(QUIZ) if self.has_quiz => {
                reading.report.error(span, "quiz/second", "a lesson has one quiz");
            }
            Some(CARDS) if self.cards.is_some() => {
                reading.report.error(span, "cards/second", "a lesson has one `## Cards`");
            }
            Some(CARDS) => self.cards = Some(cards::read(section, reading)),
            Some(QUIZ) => {
                if self.cards.is_some() {
                    reading.report.error(span, "quiz/after-cards", "cards come last: move the quiz before them");
                }
                self.has_quiz = true;
                self.quiz = quiz::read(section, reading);
            }
            Some(name) => {
                let message = format!("`## {name}` is no part of a lesson");
                reading
                    .report
                    .error(span, "lesson/section-elsewhere", message)
                    .hint("an interview has a file of its own");
            }
            None => {
                if self.has_quiz || self.cards.is_some() {
                    reading
                        .report
                        .error(span, "screen/after-quiz", "a screen after the quiz or the cards")
                        .hint("these end a lesson: move the screen before them");
                }
                self.screens.extend(screen(&section, &mut self.ids, reading));
            }
        }
    }
}

/// Sections that are no screens have a name of ours and no id.
fn special(section: &Section<'_>) -> Option<&'static str> {
    let heading = &section.heading;
    if heading.attributes.id.is_some() {
        return None;
    }
    [QUIZ, CARDS, ELSEWHERE].into_iter().find(|name| heading.text == *name)
}

fn screen(section: &Section<'_>, ids: &mut Taken, reading: &mut Reading<'_>) -> Option<ScreenSection> {
    let heading = &section.heading;
    heading.attributes.refuse_unknown(&[], &mut reading.report);
    reading.begin_screen();
    let html = render::blocks(&section.blocks, reading);
    if heading.text.is_empty() {
        reading.report.error(heading.span.clone(), "screen/no-title", "a screen needs a title");
    }
    if section.blocks.is_empty() {
        reading.report.error(heading.span.clone(), "screen/empty", "a screen needs a text");
    }
    reading.report.check_weight(&html, &heading.span);
    let units = heading.text.encode_utf16().count() + 2 + html.units();
    check_size(units, height::lines(&html), &heading.span, reading);
    let id = heading_id(section, reading)?;
    check_id(&id, &['-'], MAX_ID, "screen/malformed-id", &mut reading.report);
    ids.take(&id, "screen/duplicate-id", reading.text, &mut reading.report);
    let text = ScreenText { title: heading.text.clone(), html };
    Some(ScreenSection { id, text, swift: std::mem::take(&mut reading.skeletons) })
}

fn heading_id(section: &Section<'_>, reading: &mut Reading<'_>) -> Option<Spanned<String>> {
    let heading = &section.heading;
    if let Some(id) = &heading.attributes.id {
        return Some(Spanned::new(id.value.to_owned(), id.span.clone()));
    }
    let is_meant =
        |name: &&&str| heading.text.eq_ignore_ascii_case(name) || strsim::levenshtein(&heading.text, name) == 1;
    let hint = match [QUIZ, CARDS].iter().find(is_meant) {
        Some(name) => format!("did you mean `## {name}`?"),
        None => format!("end the heading with {{#{}}}", suggested_id(&heading.text)),
    };
    reading.report.error(heading.span.clone(), "screen/no-id", "a screen needs an id").hint(hint);
    None
}

fn suggested_id(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> =
        lower.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(3).collect();
    if words.is_empty() { "an-id".to_owned() } else { words.join("-") }
}

fn check_size(units: usize, lines: usize, heading: &Span, reading: &mut Reading<'_>) {
    if units > MAX_SCREEN {
        reading
            .report
            .error(
                heading.clone(),
                "screen/too-long",
                format!("{units} units: a screen is one message of at most {MAX_SCREEN}"),
            )
            .hint("divide it into two screens");
    } else if units > LONG_SCREEN {
        reading
            .report
            .warning(heading.clone(), "screen/long", format!("{units} units are long for a phone"))
            .hint("300 to 900 read well");
    } else if lines > PHONE {
        let message = format!("about {lines} lines, and a phone shows {PHONE}: learners scroll back to the beginning");
        reading
            .report
            .warning(heading.clone(), "screen/taller-than-a-phone", message)
            .hint("one thought per screen: divide it, or leave out what the code shows");
    }
}
