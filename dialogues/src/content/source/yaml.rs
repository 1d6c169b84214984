//! YAML mappings with the place of every key and value. Values are texts until somebody asks for more; what the
//! keys mean is said in `course_file` and `front_matter`.

use saphyr::{LoadableYamlNode, MarkedYaml, Marker, Scalar, YamlData};

use super::finding::{Report, Span, Spanned, did_you_mean, spelled_out};

/// Longer metadata is a mistake, and the limit keeps hostile nesting shallow.
const MAX_BYTES: usize = 32 * 1024;
/// Nested lists may open on one line (`- - - x`): this many, for the same reason.
const MAX_INDICATORS: usize = 32;

#[derive(Debug)]
pub(crate) struct Mapping {
    pub span: Span,
    pub entries: Vec<(Spanned<String>, Value)>,
}

#[derive(Debug)]
pub(crate) struct Value {
    pub span: Span,
    pub content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Empty,
    Text(String),
    List(Vec<Value>),
    Mapping(Mapping),
}

/// Reads the mapping that `text[within]` is.
pub(crate) fn parse(text: &str, within: Span, report: &mut Report) -> Option<Mapping> {
    let source = &text[within.clone()];
    if too_large(source) {
        report.error(within, "yaml/too-large", "the metadata is too long or too deeply nested");
        return None;
    }
    let places = Places::new(source, within.start);
    let documents = match MarkedYaml::load_from_str(source) {
        Ok(documents) => documents,
        Err(error) => {
            let at = places.byte(*error.marker());
            report
                .error(at..at, "yaml/syntax", format!("this is not YAML: {}", error.info()))
                .hint("put a text with `:`, `#` or quotes in it into double quotes");
            return None;
        }
    };
    let document = documents.first().map(|document| places.value(source, document));
    if let Some(Value { content: Content::Mapping(mapping), .. }) = document {
        return Some(Mapping { span: within, entries: mapping.entries });
    }
    report.error(within, "yaml/type", "expected lines of the form `key: value`");
    None
}

fn too_large(source: &str) -> bool {
    source.len() > MAX_BYTES
        || source.lines().any(|line| {
            line.matches(['-', '?']).count() > MAX_INDICATORS
                && line.matches("- ").count() + line.matches("-\t").count() + line.matches("? ").count()
                    > MAX_INDICATORS
        })
}

/// The parser counts characters; files are cut by bytes.
struct Places {
    base: usize,
    bytes: Vec<usize>,
    end: usize,
}

impl Places {
    fn new(source: &str, base: usize) -> Self {
        Self { base, bytes: source.char_indices().map(|(at, _)| at).collect(), end: source.len() }
    }

    fn relative(&self, marker: Marker) -> usize {
        self.bytes.get(marker.index()).copied().unwrap_or(self.end)
    }

    fn byte(&self, marker: Marker) -> usize {
        self.base + self.relative(marker)
    }

    fn value(&self, source: &str, yaml: &MarkedYaml<'_>) -> Value {
        let (start, end) = (self.relative(yaml.span.start), self.relative(yaml.span.end));
        let raw = &source[start..end.max(start)];
        let span = self.base + start..self.base + start + raw.trim_end().len();
        let content = match &yaml.data {
            YamlData::Value(Scalar::String(text)) | YamlData::Representation(text, ..) => {
                Content::Text(text.clone().into_owned())
            }
            YamlData::Value(Scalar::Null) | YamlData::BadValue | YamlData::Alias(_) => Content::Empty,
            YamlData::Value(_) => Content::Text(raw.trim().to_owned()),
            YamlData::Sequence(items) => Content::List(items.iter().map(|item| self.value(source, item)).collect()),
            YamlData::Mapping(entries) => Content::Mapping(Mapping {
                span: span.clone(),
                entries: entries.iter().map(|(key, value)| self.entry(source, key, value)).collect(),
            }),
            YamlData::Tagged(_, inner) => return self.value(source, inner),
        };
        Value { span, content }
    }

    fn entry(&self, source: &str, key: &MarkedYaml<'_>, value: &MarkedYaml<'_>) -> (Spanned<String>, Value) {
        let Value { span, content } = self.value(source, key);
        let name = if let Content::Text(name) = content { name } else { String::new() };
        (Spanned::new(name, span), self.value(source, value))
    }
}

impl Mapping {
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }

    /// Reports every key that is not among `known`.
    pub fn refuse_unknown(&self, known: &[&str], report: &mut Report) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !known.contains(&key.value.as_str())) {
            report.error(key.span.clone(), "yaml/unknown-key", format!("there is no key `{}` here", key.value)).hint(
                did_you_mean(&key.value, known.iter().copied())
                    .unwrap_or_else(|| format!("the keys are {}", spelled_out(known.iter().copied()))),
            );
        }
    }

    /// The value of a key that must be there.
    pub fn require(&self, key: &str, report: &mut Report) -> Option<&Value> {
        let value = self.get(key);
        if value.is_none() {
            let at = self.span.start;
            report.error(at..at, "yaml/missing-key", format!("the key `{key}` is missing"));
        }
        value
    }

    /// The text of a key that must be there.
    pub fn text(&self, key: &str, report: &mut Report) -> Option<Spanned<String>> {
        self.require(key, report)?.text(report)
    }

    /// The mapping of a key that must be there.
    pub fn mapping(&self, key: &str, report: &mut Report) -> Option<&Mapping> {
        let value = self.require(key, report)?;
        if let Content::Mapping(mapping) = &value.content {
            return Some(mapping);
        }
        report.error(value.span.clone(), "yaml/type", format!("`{key}` has to be lines of `key: value`, indented"));
        None
    }

    /// The list of texts of a key that must be there.
    pub fn list(&self, key: &str, report: &mut Report) -> Option<Vec<Spanned<String>>> {
        let value = self.require(key, report)?;
        if let Content::List(items) = &value.content {
            return Some(items.iter().filter_map(|item| item.text(report)).collect());
        }
        report
            .error(value.span.clone(), "yaml/type", format!("`{key}` has to be a list"))
            .hint("write it as `[one, two]`, or as `[]`");
        None
    }
}

impl Value {
    /// A text that is not empty.
    pub fn text(&self, report: &mut Report) -> Option<Spanned<String>> {
        match &self.content {
            Content::Text(text) if !text.trim().is_empty() => {
                Some(Spanned::new(text.trim().to_owned(), self.span.clone()))
            }
            Content::Empty | Content::Text(_) => {
                report.error(self.span.clone(), "yaml/empty", "a text is expected here");
                None
            }
            Content::List(_) | Content::Mapping(_) => {
                report
                    .error(self.span.clone(), "yaml/type", "a single text is expected here")
                    .hint("put a text that begins with a bracket into double quotes");
                None
            }
        }
    }
}
