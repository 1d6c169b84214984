//! A rubric as an author writes it: a list of points, each with its weight, its id, what a good answer says, and the
//! words by which it is recognised. The same in interviews and in questions of the kind `text`. Start at [`read`].

use pulldown_cmark::Tag;

use crate::content::source::finding::first_line;
use crate::content::source::finding::{Report, Span, Spanned, did_you_mean};
use crate::content::source::markdown::{Node, plain};
use crate::content::source::names::{Taken, check_id};
use crate::content::source::reading::Reading;
use crate::content::source::{comparison, inline};
use crate::kernel::ids::PointId;
use crate::kernel::markup::Html;
use crate::rubric::{Pattern, Point, Rubric};

const MAX_POINTS: usize = 8;
const MAX_POINT: usize = 120;
const MAX_POINT_ID: usize = 32;
const MAX_WEIGHT: i8 = 5;
const MUST: &str = "must";
const MATCH: &str = "match";
/// The share of its own rubric that a model answer has at least.
const MODEL_SHARE: f64 = 0.9;
const HOW_TO: &str = "for example `- (2 must) {#p-owner} What a good answer says`, and `- match: …` indented under it";

/// A rubric in one language.
#[derive(Debug)]
pub(crate) struct WrittenRubric {
    /// At least one.
    pub points: Vec<WrittenPoint>,
    /// The first line of the list.
    pub span: Span,
}

#[derive(Debug)]
pub(crate) struct WrittenPoint {
    pub id: Spanned<PointId>,
    pub weight: Spanned<i8>,
    pub must: bool,
    /// What a good answer says, as learners read it.
    pub text: Html,
    pattern: Pattern,
}

/// Is it a list of points, to tell from options and from lists in a text?
pub(crate) fn is_rubric(list: &Node<'_>, text: &str) -> bool {
    matches!(list.tag(), Some(Tag::List(_)))
        && list.children.iter().any(|item| {
            let written = after_marker(text, item);
            text[written.clone()].starts_with('(') || text[written].starts_with("{#p-")
        })
}

/// The points of a list. Reports every mistake; gives nothing where a point cannot be read.
pub(crate) fn read(list: &Node<'_>, reading: &mut Reading<'_>) -> Option<WrittenRubric> {
    let span = first_line(reading.text, &list.span);
    let mut ids = Taken::default();
    let points: Vec<Option<WrittenPoint>> = list.children.iter().map(|item| point(item, &mut ids, reading)).collect();
    let count = points.len();
    let points: Vec<WrittenPoint> = points.into_iter().collect::<Option<_>>()?;
    if count > MAX_POINTS {
        reading
            .report
            .error(span.clone(), "rubric/point-count", format!("{count} points: a rubric has {MAX_POINTS} at most"))
            .hint("put together what is said together, or ask a second question");
    }
    if !points.iter().any(|point| point.weight.value > 0) {
        let message = "no point has a positive weight: nothing could be scored";
        reading.report.error(span.clone(), "rubric/no-positive-point", message);
    }
    Some(WrittenRubric { points, span })
}

impl WrittenRubric {
    /// How the points are recognised in this language.
    pub fn rubric(&self) -> Rubric {
        let points = self.points.iter().map(|point| Point {
            id: point.id.value.clone(),
            weight: point.weight.value,
            must: point.must,
            patterns: vec![point.pattern.clone()],
        });
        Rubric::new(points.collect())
    }

    /// What learners read of the points, in their order.
    pub fn texts(&self) -> Vec<Html> {
        self.points.iter().map(|point| point.text.clone()).collect()
    }

    /// UTF-16 units of the texts.
    pub fn units(&self) -> usize {
        self.points.iter().map(|point| point.text.units()).sum()
    }

    pub fn point(&self, id: &str) -> Option<&WrittenPoint> {
        self.points.iter().find(|point| point.id.value.as_str() == id)
    }

    /// The model answer has to be one: by this rubric alone, in this language.
    pub fn check_model(&self, model: &Spanned<Html>, report: &mut Report) {
        let rubric = self.rubric();
        let answer = model.value.plain();
        let scored = rubric.score(&answer);
        let mut missed = Vec::new();
        for (point, outcome) in self.points.iter().zip(&scored.points) {
            if point.weight.value < 0 && outcome.is_hit() {
                let message = format!("the model answer makes the wrong claim `{}`", point.id.value);
                report
                    .error(model.span.clone(), "rubric/model-claims", message)
                    .hint("say it otherwise, or make the point's `match:` narrower");
            } else if point.weight.value > 0 && !outcome.is_hit() {
                missed.push(format!("`{}`", point.id.value));
            }
        }
        if scored.share < MODEL_SHARE && !missed.is_empty() {
            let message = format!(
                "the model answer gets {:.0} % of its own rubric: it does not say {}",
                scored.share * 100.0,
                missed.join(", ")
            );
            report
                .error(model.span.clone(), "rubric/model-misses", message)
                .hint("all words of one alternative stand in one sentence, at most six other words between them");
        } else if scored.is_list {
            report
                .error(model.span.clone(), "rubric/model-misses", "the model answer reads like a list of keywords")
                .hint("write whole sentences, as a good candidate would say them");
        }
    }

    /// Reports where a translation has other points, weights or musts than its original.
    pub fn compare(original: &Self, translation: &Self, report: &mut Report) {
        let ids = |rubric: &Self| {
            rubric.points.iter().map(|point| point.id.clone().map(|id| id.to_string())).collect::<Vec<_>>()
        };
        let same = comparison::compare_ids(&ids(original), &ids(translation), "point", &translation.span, report);
        if !same {
            return;
        }
        for (original, translation) in original.points.iter().zip(&translation.points) {
            if (original.weight.value, original.must) != (translation.weight.value, translation.must) {
                let must = if original.must { " must" } else { "" };
                let message = format!("the original says ({}{must})", original.weight.value);
                report.error(translation.weight.span.clone(), "translation/other-attribute", message);
            }
        }
    }
}

/// `(2 must) {#p-id} text`, and the list of its `match:` lines.
fn point(item: &Node<'_>, ids: &mut Taken, reading: &mut Reading<'_>) -> Option<WrittenPoint> {
    let (line, below) = split_item(item);
    let at = after_marker(reading.text, item);
    let head = head(&at, reading);
    let id = head.id.map(|id| point_id(id, ids, reading));
    let label = without_head(line, head.end);
    let text = inline::render(&label, reading);
    check_text(&label, &text, item, reading);
    let pattern = pattern(item, below, reading);
    Some(WrittenPoint { id: id?, weight: head.weight?, must: head.must, text, pattern: pattern? })
}

/// What stands before the text of a point.
struct Head {
    weight: Option<Spanned<i8>>,
    must: bool,
    id: Option<Spanned<String>>,
    /// Where the text begins.
    end: usize,
}

fn head(within: &Span, reading: &mut Reading<'_>) -> Head {
    let text = reading.text;
    let report = &mut reading.report;
    let mut head = Head { weight: None, must: false, id: None, end: within.start };
    let line = first_line(text, within);
    let bracket = text[line.clone()].strip_prefix('(').and_then(|rest| rest.split_once(')'));
    if let Some((inside, _)) = bracket {
        head.end = line.start + inside.len() + 2;
        let span = line.start..head.end;
        (head.weight, head.must) = weight(inside, span, report);
    } else {
        report.error(line.clone(), "rubric/weight", "a point begins with its weight in brackets").hint(HOW_TO);
    }
    let rest = &text[head.end..line.end.max(head.end)];
    let start = head.end + (rest.len() - rest.trim_start().len());
    let braces = text[start..line.end.max(start)].strip_prefix("{#").and_then(|rest| rest.split_once('}'));
    if let Some((id, _)) = braces {
        head.id = Some(Spanned::new(id.trim().to_owned(), start + 2..start + 2 + id.len()));
        head.end = start + id.len() + 3;
    } else {
        report
            .error(line, "rubric/no-id", "a point has an id after its weight")
            .hint("write `{#p-…}`: learners' progress and translations hang on it");
    }
    head
}

/// `2`, `2 must` or `-1`.
fn weight(inside: &str, span: Span, report: &mut Report) -> (Option<Spanned<i8>>, bool) {
    let mut words = inside.split_whitespace();
    let number = words.next().unwrap_or_default();
    let (is_must, more) = (words.next(), words.next());
    let parsed = number.replace('−', "-").parse::<i8>().ok();
    let weight = parsed.filter(|weight| (1..=MAX_WEIGHT).contains(&weight.abs()));
    if weight.is_none() {
        report
            .error(
                span.clone(),
                "rubric/weight",
                format!("a weight is 1 to {MAX_WEIGHT}, or -1 to -{MAX_WEIGHT} for a wrong claim"),
            )
            .hint(HOW_TO);
    }
    if let Some(word) = is_must.filter(|word| *word != MUST).or(more) {
        report
            .error(span.clone(), "rubric/weight", format!("`{word}` says nothing here"))
            .hint(did_you_mean(word, [MUST]).unwrap_or_else(|| "the one word after a weight is `must`".to_owned()));
    }
    let must = is_must == Some(MUST);
    if must && weight.is_some_and(|weight| weight < 0) {
        report
            .error(span.clone(), "rubric/must-be-wrong", "nobody must make a wrong claim")
            .hint("leave out `must`, or the minus");
    }
    (weight.map(|weight| Spanned::new(weight, span)), must)
}

fn point_id(id: Spanned<String>, ids: &mut Taken, reading: &mut Reading<'_>) -> Spanned<PointId> {
    check_id(&id, &['-'], MAX_POINT_ID, "rubric/malformed-id", &mut reading.report);
    if !id.value.starts_with("p-") {
        reading
            .report
            .error(id.span.clone(), "rubric/malformed-id", "the id of a point begins with `p-`")
            .hint(format!("write `p-{}`", id.value));
    }
    ids.take(&id, "rubric/duplicate-id", reading.text, &mut reading.report);
    id.map(PointId::new)
}

fn check_text(label: &[Node<'_>], text: &Html, item: &Node<'_>, reading: &mut Reading<'_>) {
    let span = first_line(reading.text, &item.span);
    let length = text.plain().chars().count();
    if plain(label).is_empty() {
        reading.report.error(span, "rubric/no-text", "the point does not say what a good answer says").hint(HOW_TO);
    } else if length > MAX_POINT {
        let message = format!("{length} characters: a point has {MAX_POINT} at most");
        reading.report.error(span, "rubric/long-point", message);
    }
}

/// The `match:` lines under a point.
fn pattern(item: &Node<'_>, below: &[Node<'_>], reading: &mut Reading<'_>) -> Option<Pattern> {
    let mut lines: Vec<Span> = Vec::new();
    let mut is_sound = true;
    for block in below {
        if !matches!(block.tag(), Some(Tag::List(_))) {
            let span = first_line(reading.text, &block.span);
            reading
                .report
                .error(span, "rubric/stray-text", "under a point stand its `match:` lines only")
                .hint("write `- match: one | another`, indented by two spaces");
            continue;
        }
        for line in &block.children {
            match match_line(line, reading) {
                Some(span) => lines.push(span),
                None => is_sound = false,
            }
        }
    }
    if lines.is_empty() && is_sound {
        let span = first_line(reading.text, &item.span);
        reading
            .report
            .error(span, "rubric/no-match", "nothing says how the point is recognised")
            .hint("write `- match: one | another` under it, indented by two spaces");
    }
    let text = reading.text;
    let written: Vec<&str> = lines.iter().map(|line| &text[line.clone()]).collect();
    match Pattern::parse(&written) {
        Ok(pattern) => (is_sound && !lines.is_empty()).then_some(pattern),
        Err((line, error)) => {
            let start = lines.get(line).map_or(item.span.start, |line| line.start);
            let span = start + error.span.start..start + error.span.end;
            reading.report.error(span, "rubric/pattern", error.problem.to_string());
            None
        }
    }
}

/// What stands behind `match:`.
fn match_line(item: &Node<'_>, reading: &mut Reading<'_>) -> Option<Span> {
    let written = after_marker(reading.text, item);
    let line = &reading.text[written.clone()];
    let (keyword, rest) = line.split_once(':').unwrap_or((line, ""));
    if keyword.trim() == MATCH && line.contains(':') {
        let start = written.end - rest.len();
        let spaces = rest.len() - rest.trim_start().len();
        return Some(start + spaces..start + rest.trim_end().len().max(spaces));
    }
    reading
        .report
        .error(first_line(reading.text, &written), "rubric/not-a-match", "this line does not begin with `match:`")
        .maybe_hint(did_you_mean(keyword.trim(), [MATCH]));
    None
}

/// The line of an item and the blocks under it.
fn split_item<'n, 'a>(item: &'n Node<'a>) -> (&'n [Node<'a>], &'n [Node<'a>]) {
    match item.children.split_first() {
        Some((first, rest)) if matches!(first.tag(), Some(Tag::Paragraph)) => (&first.children, rest),
        _ => {
            let end = item.children.iter().position(|node| !node.is_inline()).unwrap_or(item.children.len());
            item.children.split_at(end)
        }
    }
}

/// Inline elements from a place on.
fn without_head<'a>(line: &[Node<'a>], from: usize) -> Vec<Node<'a>> {
    let mut kept = Vec::new();
    for node in line.iter().filter(|node| node.span.end > from) {
        let mut node = node.clone();
        if let pulldown_cmark::Event::Text(text) = &node.event
            && node.span.start < from
        {
            let rest = text.get(from - node.span.start..).unwrap_or_default().trim_start().to_owned();
            node.event = pulldown_cmark::Event::Text(rest.into());
        }
        kept.push(node);
    }
    kept
}

/// An item without `- ` and the white space around it.
fn after_marker(text: &str, item: &Node<'_>) -> Span {
    let written = &text[item.span.clone()];
    let trimmed = written.trim_start();
    let digits = trimmed.trim_start_matches(|char: char| char.is_ascii_digit());
    let inside = digits.strip_prefix(['-', '*', '+', '.', ')']).unwrap_or(trimmed).trim_start();
    let start = item.span.start + (written.len() - inside.len());
    start..start + inside.trim_end().len()
}
