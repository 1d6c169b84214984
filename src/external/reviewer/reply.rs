//! What the model answered, read strictly: every point exactly once, and a quote that stands in the learner's answer
//! for every hit. Anything else is refused as a whole. Pure; what a verdict may change is [`bounds`](super::bounds).

use std::ops::Range;

use serde::Deserialize;

use super::task::Task;

/// The model's verdict on a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Said here: bytes of the answer, not empty.
    Hit(Range<usize>),
    Missed,
}

/// Why an answer is refused. Holds none of its words: they may be the learner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    #[error("not the JSON that was asked for")]
    Shape,
    #[error("a point that the rubric lacks, twice the same, or too few")]
    Points,
    #[error("a quote that does not stand in the answer")]
    Quote,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    points: Vec<Judged>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judged {
    id: String,
    verdict: Verdict,
    quote: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Hit,
    Missed,
}

/// The verdicts in the order of the rubric's points.
pub(super) fn read(content: &str, task: &Task<'_>) -> Result<Vec<Judgement>, Unfit> {
    let reply: Reply = serde_json::from_str(unfenced(content)).map_err(|_| Unfit::Shape)?;
    let points = task.rubric.points();
    // As many as there are points, and one for each: then none is there twice.
    if reply.points.len() != points.len() {
        return Err(Unfit::Points);
    }
    let judgements = points.iter().map(|point| {
        let judged = reply.points.iter().find(|judged| judged.id == point.id.as_str()).ok_or(Unfit::Points)?;
        match judged.verdict {
            Verdict::Hit => place(task.answer, &judged.quote).map(Judgement::Hit).ok_or(Unfit::Quote),
            Verdict::Missed => Ok(Judgement::Missed),
        }
    });
    judgements.collect()
}

/// Where a quote stands, character by character. Nothing is quoted nowhere.
fn place(answer: &str, quote: &str) -> Option<Range<usize>> {
    let start = answer.find(quote).filter(|_| !quote.trim().is_empty())?;
    Some(start..start + quote.len())
}

/// Models that were asked in words like to put JSON into a block of code: that is taken off, if it is around all.
fn unfenced(content: &str) -> &str {
    let content = content.trim();
    let inner = content.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    inner.map_or(content, |inner| inner.strip_prefix("json").unwrap_or(inner))
}
