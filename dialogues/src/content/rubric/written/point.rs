//! A point of a rubric: `- (2 must) {#p-id} What a good answer says`, and its `- match:` lines.

use pulldown_cmark::{Event, Tag};

use crate::content::rubric::{Pattern, Point};
use crate::content::source::finding::{Report, Span, Spanned, did_you_mean, first_line};
use crate::content::source::markdown::{Node, plain};
use crate::content::source::names::{Sort, Taken};
use crate::content::source::reading::Reading;
use crate::content::source::{inline, list_item};
use crate::kernel::ids::PointId;
use crate::kernel::markup::Html;

const MAX_POINT: usize = 120;
const MAX_WEIGHT: i8 = 5;
const IDS: Sort =
    Sort { what: "point", prefix: "p-", malformed: "rubric/malformed-id", duplicate: "rubric/duplicate-id" };
const MUST: &str = "must";
const MATCH: &str = "match";
const WRONG: &str = "wrong";
const HOW_TO: &str = "for example `- (2 must) {#p-owner} What a good answer says`, and `- match: …` indented under it";

#[derive(Debug)]
pub(crate) struct WrittenPoint {
    pub id: Spanned<PointId>,
    pub weight: Spanned<i8>,
    pub must: bool,
    /// What a good answer says, as learners read it.
    pub text: Html,
    pattern: Pattern,
    /// What is the opposite of it, a pattern for each line.
    against: Vec<Pattern>,
}

impl WrittenPoint {
    /// `(2 must) {#p-id} text`, and the list of its `match:` and `wrong:` lines.
    pub fn read(item: &Node<'_>, ids: &mut Taken, reading: &mut Reading<'_>) -> Option<Self> {
        let (line, below) = list_item::split(item);
        let at = after_marker(reading.text, item);
        let head = head(&at, reading);
        let id = head.id.map(|id| point_id(id, ids, reading));
        let label = without_head(line, head.end);
        let text = inline::render(&label, reading);
        check_text(&label, &text, item, reading);
        let is_claim = head.weight.as_ref().is_some_and(|weight| weight.value < 0);
        let (pattern, against) = patterns(item, below, is_claim, reading)?;
        Some(Self { id: id?, weight: head.weight?, must: head.must, text, pattern, against })
    }

    /// How it is recognised in this language.
    pub fn point(&self) -> Point {
        let (id, weight, patterns) = (self.id.value.clone(), self.weight.value, vec![self.pattern.clone()]);
        Point { id, weight, must: self.must, patterns, against: self.against.clone() }
    }
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
    IDS.check(&id, ids, reading);
    id.map(PointId::new)
}

fn check_text(label: &[Node<'_>], text: &Html, item: &Node<'_>, reading: &mut Reading<'_>) {
    let span = first_line(reading.text, &item.span);
    if plain(label).is_empty() {
        reading.report.error(span, "rubric/no-text", "the point does not say what a good answer says").hint(HOW_TO);
    } else {
        reading.report.check_length(&text.plain(), &span, MAX_POINT, "rubric/long-point", "a point");
    }
}

/// The `match:` and the `wrong:` lines under a point.
fn patterns(
    item: &Node<'_>,
    below: &[Node<'_>],
    is_claim: bool,
    reading: &mut Reading<'_>,
) -> Option<(Pattern, Vec<Pattern>)> {
    let (mut matches, mut wrongs): (Vec<Span>, Vec<Span>) = (Vec::new(), Vec::new());
    let mut is_sound = true;
    for block in below {
        if !matches!(block.tag(), Some(Tag::List(_))) {
            let span = first_line(reading.text, &block.span);
            reading
                .report
                .error(span, "rubric/stray-text", "under a point stand its `match:` and `wrong:` lines only")
                .hint("write `- match: one | another`, indented by two spaces");
            continue;
        }
        for line in &block.children {
            match keyed_line(line, is_claim, reading) {
                Some((MATCH, span)) => matches.push(span),
                Some((_, span)) => wrongs.push(span),
                None => is_sound = false,
            }
        }
    }
    if matches.is_empty() && is_sound {
        let span = first_line(reading.text, &item.span);
        reading
            .report
            .error(span, "rubric/no-match", "nothing says how the point is recognised")
            .hint("write `- match: one | another` under it, indented by two spaces");
    }
    let pattern = parsed(&matches, reading);
    let against: Option<Vec<Pattern>> = wrongs.iter().map(|line| parsed(std::slice::from_ref(line), reading)).collect();
    pattern.zip(against).filter(|_| is_sound && !matches.is_empty())
}

fn parsed(lines: &[Span], reading: &mut Reading<'_>) -> Option<Pattern> {
    let text = reading.text;
    let written: Vec<&str> = lines.iter().map(|line| &text[line.clone()]).collect();
    match Pattern::parse(&written) {
        Ok(pattern) => Some(pattern),
        Err((line, error)) => {
            let start = lines.get(line).map_or(0, |line| line.start);
            let span = start + error.span.start..start + error.span.end;
            reading.report.error(span, "rubric/pattern", error.problem.to_string());
            None
        }
    }
}

/// `match` or `wrong`, and what stands behind it.
fn keyed_line(item: &Node<'_>, is_claim: bool, reading: &mut Reading<'_>) -> Option<(&'static str, Span)> {
    let written = after_marker(reading.text, item);
    let line = &reading.text[written.clone()];
    let (keyword, rest) = line.split_once(':').unwrap_or((line, ""));
    let known = [MATCH, WRONG].into_iter().find(|known| keyword.trim() == *known && line.contains(':'));
    if known == Some(WRONG) && is_claim {
        reading
            .report
            .error(first_line(reading.text, &written), "rubric/not-a-match", "a wrong claim has no `wrong:` lines")
            .hint("its own `match:` lines say what is wrong");
        return None;
    }
    if let Some(known) = known {
        let start = written.end - rest.len();
        let spaces = rest.len() - rest.trim_start().len();
        return Some((known, start + spaces..start + rest.trim_end().len().max(spaces)));
    }
    reading
        .report
        .error(
            first_line(reading.text, &written),
            "rubric/not-a-match",
            "this line begins neither with `match:` nor with `wrong:`",
        )
        .maybe_hint(did_you_mean(keyword.trim(), [MATCH, WRONG]));
    None
}

/// Inline elements from a place on.
fn without_head<'a>(line: &[Node<'a>], from: usize) -> Vec<Node<'a>> {
    let mut kept = Vec::new();
    for node in line.iter().filter(|node| node.span.end > from) {
        let mut node = node.clone();
        if let Event::Text(text) = &node.event
            && node.span.start < from
        {
            let rest = text.get(from - node.span.start..).unwrap_or_default().trim_start().to_owned();
            node.event = Event::Text(rest.into());
        }
        kept.push(node);
    }
    kept
}

/// An item without `- ` and the white space around it.
pub(super) fn after_marker(text: &str, item: &Node<'_>) -> Span {
    let written = &text[item.span.clone()];
    let trimmed = written.trim_start();
    let digits = trimmed.trim_start_matches(|char: char| char.is_ascii_digit());
    let inside = digits.strip_prefix(['-', '*', '+', '.', ')']).unwrap_or(trimmed).trim_start();
    let start = item.span.start + (written.len() - inside.len());
    start..start + inside.trim_end().len()
}
