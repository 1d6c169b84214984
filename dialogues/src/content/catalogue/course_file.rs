//! `course.yaml` and its translations.

use super::documents::front_matter::{check_language, check_source, language, level};
use crate::content::model::Level;
use crate::content::source::finding::{Report, Span, Spanned};
use crate::content::source::names::check_id;
use crate::content::source::yaml;
use crate::content::source::yaml::{Content, Mapping, Value};
use crate::kernel::ids::CourseId;
use crate::kernel::locale::Locale;

const ORIGINAL_KEYS: [&str; 7] = ["concepts", "id", "lang", "level", "modules", "summary", "title"];
const TRANSLATION_KEYS: [&str; 7] = ["concepts", "id", "lang", "modules", "source", "summary", "title"];
const MODULE_KEYS: [&str; 2] = ["summary", "title"];
const MAX_ID: usize = 40;
const MAX_TITLE: usize = 60;

#[derive(Debug)]
pub(crate) struct CourseFile {
    pub id: CourseId,
    pub id_at: Span,
    pub lang: Spanned<Locale>,
    pub level: Level,
    pub texts: CourseTexts,
}

#[derive(Debug)]
pub(crate) struct CourseTranslation {
    pub locale: Locale,
    pub texts: CourseTexts,
}

/// Everything that is translated.
#[derive(Debug)]
pub(crate) struct CourseTexts {
    pub title: String,
    pub summary: String,
    pub concepts: Vec<(Spanned<String>, String)>,
    pub modules: Vec<ModuleTexts>,
    /// Where the modules begin.
    pub modules_at: Span,
}

#[derive(Debug)]
pub(crate) struct ModuleTexts {
    pub name: Spanned<String>,
    pub title: String,
    pub summary: String,
}

impl CourseFile {
    pub fn read(text: &str, report: &mut Report) -> Option<Self> {
        let mapping = yaml::parse(text, 0..text.len(), report)?;
        mapping.refuse_unknown(&ORIGINAL_KEYS, report);
        let id = id(&mapping, report);
        let lang = language(&mapping, report);
        let level = level(&mapping, report);
        let texts = CourseTexts::read(&mapping, report);
        let Spanned { value: id, span: id_at } = id?;
        Some(Self { id: CourseId::new(id), id_at, lang: lang?, level: level?, texts: texts? })
    }
}

impl CourseTranslation {
    /// Reads a translation and compares it with its original, `original_text` when parsed.
    pub fn read(
        text: &str,
        locale: Locale,
        original: &CourseFile,
        original_text: &str,
        report: &mut Report,
    ) -> Option<Self> {
        let mapping = yaml::parse(text, 0..text.len(), report)?;
        mapping.refuse_unknown(&TRANSLATION_KEYS, report);
        if let Some(id) = id(&mapping, report)
            && id.value != original.id.as_str()
        {
            let message = format!("the original's id is `{}`", original.id);
            report.error(id.span, "translation/other-id", message);
        }
        if let Some(lang) = language(&mapping, report) {
            check_language(&lang, locale, original.lang.value, report);
        }
        if let Some(source) = mapping.text("source", report) {
            check_source(&source, original_text, report);
        }
        let texts = CourseTexts::read(&mapping, report)?;
        let names = |texts: &CourseTexts| texts.concepts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        compare_names(&names(&original.texts), &names(&texts), "concepts", &texts.modules_at, report);
        let names = |texts: &CourseTexts| texts.modules.iter().map(|module| module.name.clone()).collect::<Vec<_>>();
        compare_names(&names(&original.texts), &names(&texts), "modules", &texts.modules_at, report);
        Some(Self { locale, texts })
    }
}

impl CourseTexts {
    fn read(mapping: &Mapping, report: &mut Report) -> Option<Self> {
        let title = mapping.text("title", report);
        if let Some(title) = &title {
            report.check_length(&title.value, &title.span, MAX_TITLE, "course/long-title", "a course's title");
        }
        let summary = mapping.text("summary", report);
        let concepts = mapping.mapping("concepts", report).map(|concepts| {
            let named = concepts.entries.iter();
            named.filter_map(|(name, title)| concept(name, title, report)).collect()
        });
        let modules = mapping.mapping("modules", report);
        let modules_at = modules.map(|modules| modules.span.start..modules.span.start);
        let modules = modules.map(|modules| {
            let named = modules.entries.iter();
            named.filter_map(|(name, texts)| module(name, texts, report)).collect()
        });
        Some(Self {
            title: title?.value,
            summary: summary?.value,
            concepts: concepts?,
            modules: modules?,
            modules_at: modules_at?,
        })
    }
}

fn id(mapping: &Mapping, report: &mut Report) -> Option<Spanned<String>> {
    let id = mapping.text("id", report)?;
    check_id(&id, &['-'], MAX_ID, "id/malformed", report);
    Some(id)
}

fn concept(name: &Spanned<String>, title: &Value, report: &mut Report) -> Option<(Spanned<String>, String)> {
    check_id(name, &['-'], MAX_ID, "id/malformed", report);
    Some((name.clone(), title.text(report)?.value))
}

fn module(name: &Spanned<String>, texts: &Value, report: &mut Report) -> Option<ModuleTexts> {
    check_id(name, &['-'], MAX_ID, "id/malformed", report);
    let Content::Mapping(mapping) = &texts.content else {
        report.error(name.span.clone(), "yaml/type", "a module has a `title` and a `summary`");
        return None;
    };
    mapping.refuse_unknown(&MODULE_KEYS, report);
    let title = mapping.text("title", report);
    if let Some(title) = &title {
        report.check_length(&title.value, &title.span, MAX_TITLE, "course/long-title", "a module's title");
    }
    let summary = mapping.text("summary", report);
    Some(ModuleTexts { name: name.clone(), title: title?.value, summary: summary?.value })
}

fn compare_names(
    original: &[Spanned<String>],
    translation: &[Spanned<String>],
    what: &str,
    end: &Span,
    report: &mut Report,
) {
    let has = |names: &[Spanned<String>], name: &str| names.iter().any(|other| other.value == name);
    for name in translation.iter().filter(|name| !has(original, &name.value)) {
        let message = format!("the original has no `{}` among its {what}", name.value);
        report.error(name.span.clone(), "translation/extra", message);
    }
    for name in original.iter().filter(|name| !has(translation, &name.value)) {
        let message = format!("`{}` is missing among the {what}", name.value);
        report.error(end.clone(), "translation/missing", message);
    }
}
