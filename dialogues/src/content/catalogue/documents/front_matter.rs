//! The metadata at the head of a document, whatever its kind, and of its translations.

use crate::content::model::Level;
use crate::content::source::finding::{Report, Span, Spanned, did_you_mean};
use crate::content::source::hash;
use crate::content::source::names::check_id;
use crate::content::source::yaml;
use crate::content::source::yaml::Mapping;
use crate::kernel::ids::{ConceptId, LessonId};
use crate::kernel::locale::Locale;

const TRANSLATION_KEYS: [&str; 4] = ["id", "lang", "source", "title"];
const MAX_TITLE: usize = 48;
const MAX_MINUTES: u32 = 60;

/// What the original of every document says of itself.
#[derive(Debug)]
pub(crate) struct FrontMatter {
    pub id: Spanned<String>,
    pub lang: Spanned<Locale>,
    pub title: Spanned<String>,
    pub level: Level,
    pub minutes: u32,
    pub concepts: Vec<Spanned<ConceptId>>,
    pub is_draft: bool,
}

#[derive(Debug)]
pub(crate) struct TranslationFrontMatter {
    pub id: Spanned<String>,
    pub lang: Spanned<Locale>,
    pub title: Spanned<String>,
    /// Hash of the original that was translated.
    pub source: Spanned<String>,
}

/// The metadata between the two `---` lines, and where the markdown begins.
pub(crate) fn cut(text: &str, report: &mut Report) -> Option<(Span, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_start_matches('\u{feff}').trim_end() != "---" {
        report
            .error(0..first.trim_end().len(), "front-matter/missing", "the file does not begin with its metadata")
            .hint("the first line is `---`, then lines of `key: value`, then `---` again");
        return None;
    }
    let start = first.len();
    let mut at = start;
    for line in lines {
        if line.trim_end() == "---" {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    report
        .error(0..first.trim_end().len(), "front-matter/unclosed", "the metadata does not end")
        .hint("close it with a line `---`");
    None
}

impl FrontMatter {
    pub fn read(mapping: &Mapping, report: &mut Report) -> Option<Self> {
        let id = id(mapping, report);
        let title = title(mapping, report);
        let lang = language(mapping, report);
        let level = level(mapping, report);
        let minutes = minutes(mapping, report);
        let concepts = mapping.list("concepts", report);
        let is_draft = is_draft(mapping, report);
        Some(Self {
            id: id?,
            lang: lang?,
            title: title?,
            level: level?,
            minutes: minutes?,
            concepts: concepts?.into_iter().map(|id| id.map(ConceptId::new)).collect(),
            is_draft: is_draft?,
        })
    }
}

impl TranslationFrontMatter {
    pub fn read(text: &str, within: Span, report: &mut Report) -> Option<Self> {
        let mapping = yaml::parse(text, within, report)?;
        mapping.refuse_unknown(&TRANSLATION_KEYS, report);
        let id = id(&mapping, report);
        let lang = language(&mapping, report);
        let title = title(&mapping, report);
        let source = mapping.text("source", report);
        Some(Self { id: id?, lang: lang?, title: title?, source: source? })
    }
}

/// The id alone, of a document whose other metadata may be broken.
pub(crate) fn id_of(text: &str) -> Option<String> {
    let mut unheard = Report::new("");
    let (within, _) = cut(text, &mut unheard)?;
    let mapping = yaml::parse(text, within, &mut unheard)?;
    Some(id(&mapping, &mut unheard)?.value)
}

/// A document's id.
fn id(mapping: &Mapping, report: &mut Report) -> Option<Spanned<String>> {
    let id = mapping.text("id", report)?;
    check_id(&id, &['.', '-'], LessonId::MAX_BYTES, "id/malformed", report);
    Some(id)
}

/// A title that fits on a button.
fn title(mapping: &Mapping, report: &mut Report) -> Option<Spanned<String>> {
    let title = mapping.text("title", report)?;
    report.check_length(&title.value, &title.span, MAX_TITLE, "lesson/long-title", "a title");
    Some(title)
}

/// The language of a file.
pub(crate) fn language(mapping: &Mapping, report: &mut Report) -> Option<Spanned<Locale>> {
    let lang = mapping.text("lang", report)?;
    let locale = Locale::of_tag(&lang.value).filter(|locale| locale.as_str() == lang.value);
    if locale.is_none() {
        let known: Vec<&str> = Locale::supported().iter().map(Locale::as_str).collect();
        report
            .error(lang.span.clone(), "lang/unknown", format!("the academy does not speak `{}`", lang.value))
            .hint(format!("its languages: {}", known.join(", ")));
    }
    Some(Spanned::new(locale?, lang.span))
}

/// `junior`, `middle` or `senior`.
pub(crate) fn level(mapping: &Mapping, report: &mut Report) -> Option<Level> {
    let level = mapping.text("level", report)?;
    match level.value.as_str() {
        "junior" => Some(Level::Junior),
        "middle" => Some(Level::Middle),
        "senior" => Some(Level::Senior),
        other => {
            report.error(level.span, "level/unknown", format!("there is no level `{other}`")).hint(
                did_you_mean(other, ["junior", "middle", "senior"])
                    .unwrap_or_else(|| "the levels are `junior`, `middle` and `senior`".to_owned()),
            );
            None
        }
    }
}

/// What it takes, 1..=60.
fn minutes(mapping: &Mapping, report: &mut Report) -> Option<u32> {
    let minutes = mapping.text("minutes", report)?;
    let number = minutes.value.parse().ok().filter(|number| (1..=MAX_MINUTES).contains(number));
    if number.is_none() {
        report.error(minutes.span, "lesson/minutes", format!("minutes are a whole number from 1 to {MAX_MINUTES}"));
    }
    number
}

/// Is it checked only, and not shown?
fn is_draft(mapping: &Mapping, report: &mut Report) -> Option<bool> {
    let status = mapping.text("status", report)?;
    match status.value.as_str() {
        "draft" => Some(true),
        "published" => Some(false),
        other => {
            report
                .error(status.span, "lesson/unknown-status", format!("there is no status `{other}`"))
                .hint("it is `draft` or `published`");
            None
        }
    }
}

/// The file's name, its `lang` and the original have to agree.
pub(crate) fn check_language(lang: &Spanned<Locale>, of_path: Locale, original: Locale, report: &mut Report) {
    if lang.value != of_path {
        let message = format!("the name of the file says `{of_path}`");
        report.error(lang.span.clone(), "translation/other-language", message);
    } else if lang.value == original {
        let message = format!("the original is in `{original}` already");
        report.error(lang.span.clone(), "translation/other-language", message);
    }
}

/// Was the translation made from this original?
pub(crate) fn check_source(source: &Spanned<String>, original_text: &str, report: &mut Report) {
    let expected = hash::of_text(original_text);
    if source.value != expected {
        report
            .warning(source.span.clone(), "translation/stale", "the original has changed since it was translated")
            .hint(format!("bring the texts up to date, then write `source: \"{expected}\"`"));
    }
}
