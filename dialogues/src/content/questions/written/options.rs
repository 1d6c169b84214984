//! Options as an author writes them: a list with checkboxes, a reason under each.

use super::Difference;
use super::section::{QuestionSection, WrittenOption};
use crate::content::source::finding::{Report, first_line};
use crate::content::source::inline;
use crate::content::source::list_item::{Item, is_task_list};
use crate::content::source::markdown::Node;
use crate::content::source::reading::Reading;

const OPTIONS: std::ops::RangeInclusive<usize> = 2..=6;
/// Options that lose their meaning when the order changes.
const ALL_OF_THEM: [&str; 7] = [
    "all of the above",
    "none of the above",
    "all of these",
    "все вышеперечисленное",
    "все перечисленное",
    "все варианты",
    "ничего из перечисленного",
];
/// A right option that is this much longer than the longest wrong one gives itself away.
const TELLING: f64 = 1.6;
/// Below this many characters, lengths tell nothing.
const SHORT: usize = 40;

/// A list with checkboxes.
pub(in crate::content::questions) fn owns(block: &Node<'_>, text: &str) -> bool {
    matches!(block.tag(), Some(pulldown_cmark::Tag::List(_))) && is_task_list(block, text)
}

/// Reads the options of a question, and reports what is wrong with them, whichever of them are right.
pub(in crate::content::questions) fn read(section: &mut QuestionSection<'_>, reading: &mut Reading<'_>) {
    for (number, list) in std::mem::take(&mut section.own).iter().enumerate() {
        if number > 0 {
            let span = first_line(reading.text, &list.span);
            reading.report.error(span, "question/second-list", "a question has one list of options");
        }
        for item in &list.children {
            let option = option(item, reading);
            section.options.push(option);
        }
    }
    check(section, &mut reading.report);
}

fn option(node: &Node<'_>, reading: &mut Reading<'_>) -> WrittenOption {
    let item = Item::of(node, reading.text);
    let span = item.span.clone();
    if item.is_checked.is_none() {
        reading
            .report
            .error(span.clone(), "question/no-checkbox", "an option begins with a checkbox")
            .hint("`- [ ]` for a wrong one, `- [x]` for a right one");
    }
    let label = inline::render(&item.line, reading);
    if label.is_empty() {
        reading.report.error(span.clone(), "question/empty-option", "the option has no text");
    }
    let reason = item.reason(reading);
    WrittenOption { span, is_checked: item.is_checked.unwrap_or_default(), label, reason }
}

/// The options that are marked as right.
pub(in crate::content::questions) fn checked(section: &QuestionSection<'_>) -> Vec<usize> {
    let options = section.options.iter().enumerate();
    options.filter(|(_, option)| option.is_checked).map(|(number, _)| number).collect()
}

fn check(section: &QuestionSection<'_>, report: &mut Report) {
    let count = section.options.len();
    if !OPTIONS.contains(&count) {
        report
            .error(
                section.heading.clone(),
                "question/option-count",
                format!("{count} options: a question has {} to {}", OPTIONS.start(), OPTIONS.end()),
            )
            .hint("an option is `- [ ] …`, the right one `- [x] …`");
    }
    for option in &section.options {
        check_reason(option, report);
        if section.shuffle {
            check_order(option, report);
        }
    }
    check_repeated(section, report);
    check_telling_length(section, report);
}

fn check_reason(option: &WrittenOption, report: &mut Report) {
    if option.reason.as_ref().is_none_or(|reason| reason.value.is_empty()) {
        report
            .error(option.span.clone(), "question/no-reason", "learners are told why an option is right or wrong")
            .hint("write the reason under the option: two spaces, then `> …`");
    }
}

fn check_order(option: &WrittenOption, report: &mut Report) {
    let label = option.label.plain().to_lowercase().replace('ё', "е");
    if ALL_OF_THEM.iter().any(|phrase| label.contains(phrase)) {
        report
            .error(option.span.clone(), "question/all-of-the-above", "options are shuffled: nothing is \"above\"")
            .hint("make it a `multiple` question, or say the options themselves");
    }
}

fn check_repeated(section: &QuestionSection<'_>, report: &mut Report) {
    for (number, option) in section.options.iter().enumerate() {
        if section.options[..number].iter().any(|other| other.label == option.label) {
            report.error(option.span.clone(), "question/repeated-option", "this option is there twice");
        }
    }
}

fn check_telling_length(section: &QuestionSection<'_>, report: &mut Report) {
    let length = |option: &&WrittenOption| option.label.plain().chars().count();
    let longest_wrong = section.options.iter().filter(|option| !option.is_checked).map(|option| length(&option)).max();
    let Some(longest_wrong) = longest_wrong else { return };
    let longest_right = section.options.iter().filter(|option| option.is_checked).max_by_key(length);
    let Some(right) = longest_right else { return };
    let long = length(&right);
    if long > SHORT && long as f64 > longest_wrong as f64 * TELLING {
        report
            .warning(
                right.span.clone(),
                "question/telling-length",
                format!("{long} characters, the longest wrong option has {longest_wrong}: it gives itself away"),
            )
            .hint("shorten it, its reason has room for the rest; or make a wrong one as exact");
    }
}

/// The first of two keys' options that only one of them marks.
pub(in crate::content::questions) fn difference(
    right: (&[usize], usize),
    translated: (&[usize], usize),
) -> Option<Difference> {
    if right.1 != translated.1 {
        return Some(Difference::Count(right.1, translated.1));
    }
    let differs = |option: &usize| right.0.contains(option) != translated.0.contains(option);
    (0..right.1).find(differs).map(|option| Difference::Key(Some(option)))
}
