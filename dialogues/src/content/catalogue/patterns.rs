//! What gives answers away over a whole course, though each question is sound: a learner who knows nothing counts, and
//! guesses. Warnings only, in a course large enough for counts to mean something.

use std::collections::BTreeMap;

use super::documents::read::ReadDocument as _;
use super::read_course::ReadCourse;
use crate::content::questions::{Body, QuestionText, Response, tells};
use crate::content::source::finding::{Report, Reports, Span};

/// True/false questions from which on their share is looked at, and how much of them may be true.
const TRUTHS: usize = 6;
const TRUE_SHARE: std::ops::RangeInclusive<f64> = 0.33..=0.67;
/// Questions with the same option from which on it should be right sometimes, and wrong sometimes.
const SAME_OPTION: usize = 4;
/// Questions with several right options from which on their number should vary, and the share that may have the same.
const MULTIPLES: usize = 5;
const SAME_NUMBER: f64 = 0.8;
/// Questions with one clearly longest option from which on it is counted how often that is right.
const LENGTHS: usize = 12;
/// As parts of what chance would give.
const LONGEST_RIGHT: std::ops::RangeInclusive<f64> = 0.4..=2.0;
/// Characters by which an option is clearly longer than the others.
const CLEARLY: usize = 3;
/// Questions that a hint names.
const NAMED: usize = 6;

pub(crate) fn run(courses: &[ReadCourse<'_>], reports: &mut Reports) {
    for course in courses {
        let quizzes = asked(course);
        for (path, questions) in &quizzes {
            check_printed(questions, reports.of(path));
        }
        let questions: Vec<&Asked<'_>> = quizzes.iter().flat_map(|(_, questions)| questions).collect();
        let mut found = vec![truths(&questions), numbers(&questions), lengths(&questions)];
        found.extend(options(&questions).into_iter().map(Some));
        for Pattern { code, message, hint } in found.into_iter().flatten() {
            reports.of(&course.path).warning(0..0, code, message).hint(hint);
        }
    }
}

/// A question of a published lesson, in the course's language.
struct Asked<'r> {
    lesson: &'r str,
    id: String,
    body: &'r Body,
    text: &'r QuestionText,
    heading: Span,
}

impl Asked<'_> {
    fn name(&self) -> String {
        format!("{}#{}", self.lesson, self.id)
    }

    /// Are there options of the author's?
    fn is_choice(&self) -> bool {
        matches!(self.body.name(), "multiple" | "single")
    }
}

/// The questions of each quiz, and the lesson's file.
fn asked<'r>(course: &'r ReadCourse<'_>) -> Vec<(&'r str, Vec<Asked<'r>>)> {
    let published = course.lessons().filter(|lesson| lesson.front().is_some_and(|front| !front.is_draft));
    let quizzes = published.filter_map(|lesson| Some((lesson, lesson.file.as_ref()?.body.quiz.as_ref()?)));
    quizzes
        .map(|(lesson, quiz)| {
            let asked = quiz.questions.iter().map(|question| Asked {
                lesson: &lesson.id,
                id: question.id.value.to_string(),
                body: &question.body,
                text: &question.text,
                heading: question.heading.clone(),
            });
            (lesson.path(), asked.collect())
        })
        .collect()
}

struct Pattern {
    code: &'static str,
    message: String,
    hint: String,
}

/// Where a pattern shows.
fn names<'q>(questions: impl IntoIterator<Item = &'q Asked<'q>>) -> String {
    shown(questions.into_iter().map(Asked::name).collect())
}

fn shown(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let shown = names.join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// Answers to be typed that another question of the same quiz shows.
fn check_printed(questions: &[Asked<'_>], report: &mut Report) {
    for asked in questions {
        let others = questions.iter().filter(|other| other.id != asked.id && tells(other.text, asked.body));
        let names: Vec<String> = others.map(|other| format!("`{}`", other.id)).collect();
        if names.is_empty() {
            continue;
        }
        let message =
            format!("{} of {} other questions of this quiz print this answer", names.len(), questions.len() - 1);
        report
            .warning(asked.heading.clone(), "pattern/printed-answer", message)
            .hint(format!("ask for something else, or write it otherwise there: {}", shown(names)));
    }
}

fn truths(questions: &[&Asked<'_>]) -> Option<Pattern> {
    let truths: Vec<&Asked<'_>> = questions.iter().copied().filter(|asked| asked.body.name() == "truth").collect();
    let (is_true, is_false): (Vec<&Asked<'_>>, Vec<&Asked<'_>>) =
        truths.iter().copied().partition(|asked| asked.body.correct() == [0]);
    let share = is_true.len() as f64 / truths.len().max(1) as f64;
    if truths.len() < TRUTHS || TRUE_SHARE.contains(&share) {
        return None;
    }
    let (word, many) = if share > 0.5 { ("true", is_true) } else { ("false", is_false) };
    Some(Pattern {
        code: "pattern/truth-share",
        message: format!(
            "{} of {} statements are {word}: who always says so is mostly right",
            many.len(),
            truths.len()
        ),
        hint: format!("turn some of them round: {}", names(many)),
    })
}

/// An option that stands in many questions and is never right, or always.
fn options<'q>(questions: &[&'q Asked<'q>]) -> Vec<Pattern> {
    let mut by_lead: BTreeMap<String, Vec<(&Asked<'q>, bool)>> = BTreeMap::new();
    for asked in questions.iter().filter(|asked| asked.is_choice()) {
        let right = asked.body.correct();
        for (number, option) in asked.text.options.iter().enumerate() {
            by_lead.entry(lead(&option.label.plain())).or_default().push((asked, right.contains(&number)));
        }
    }
    let is_telling = |found: &Vec<(&Asked<'_>, bool)>| {
        let right = found.iter().filter(|(_, is_right)| *is_right).count();
        found.len() >= SAME_OPTION && (right == 0 || right == found.len())
    };
    by_lead
        .into_iter()
        .filter(|(_, found)| is_telling(found))
        .map(|(lead, found)| {
            let word = if found.iter().any(|(_, is_right)| *is_right) { "always" } else { "never" };
            Pattern {
                code: "pattern/telling-option",
                message: format!("the option `{lead}` stands in {} questions and is {word} right", found.len()),
                hint: format!(
                    "make it otherwise in some, or take others: {}",
                    names(found.iter().map(|(asked, _)| *asked))
                ),
            }
        })
        .collect()
}

/// What options have in common: all of it, or what stands before a colon, as in "Nothing: it does not compile".
fn lead(label: &str) -> String {
    let lead = match label.split_once(": ") {
        Some((lead, _)) if lead.chars().all(|char| char.is_alphanumeric() || char == ' ') => lead,
        _ => label,
    };
    lead.trim().trim_end_matches('.').to_lowercase()
}

fn numbers(questions: &[&Asked<'_>]) -> Option<Pattern> {
    let mut by_number: BTreeMap<usize, Vec<&Asked<'_>>> = BTreeMap::new();
    for asked in questions.iter().filter(|asked| asked.body.takes_many()) {
        by_number.entry(asked.body.correct().len()).or_default().push(asked);
    }
    let all: usize = by_number.values().map(Vec::len).sum();
    let (number, most) = by_number.into_iter().max_by_key(|(_, found)| found.len())?;
    if all < MULTIPLES || (most.len() as f64) < SAME_NUMBER * all as f64 {
        return None;
    }
    Some(Pattern {
        code: "pattern/same-count",
        message: format!(
            "{} of {all} questions with several right options have {number}: who ticks {number} is safe",
            most.len()
        ),
        hint: format!("make one or three right in some of them: {}", names(most)),
    })
}

fn lengths(questions: &[&Asked<'_>]) -> Option<Pattern> {
    let (mut all, mut by_chance, mut right) = (0_usize, 0.0, Vec::new());
    for asked in questions.iter().filter(|asked| asked.body.name() == "single") {
        let length = |number: usize| asked.text.options[number].label.plain().chars().count();
        let mut numbers: Vec<usize> = (0..asked.text.options.len()).collect();
        numbers.sort_by_key(|number| std::cmp::Reverse(length(*number)));
        let [longest, second, ..] = numbers.as_slice() else { continue };
        if length(*longest) < length(*second) + CLEARLY {
            continue;
        }
        all += 1;
        by_chance += 1.0 / numbers.len() as f64;
        if asked.body.right() == Response::Options(vec![*longest]) {
            right.push(*asked);
        }
    }
    if all < LENGTHS || LONGEST_RIGHT.contains(&(right.len() as f64 / by_chance)) {
        return None;
    }
    let often = right.len() as f64 > by_chance;
    Some(Pattern {
        code: "pattern/longest-option",
        message: format!(
            "where one option is clearly the longest, it is right in {} of {all}: by chance it would be in {by_chance:.0}",
            right.len()
        ),
        hint: if often {
            format!("shorten some of them: {}", names(right))
        } else {
            "let the longest one be right now and then, or make wrong ones shorter".to_owned()
        },
    })
}
