//! A question as Telegram's own quiz poll: whether it fits into one, and what a vote in it answers. Sends nothing and
//! grades nothing. Start at [`Poll::of`].

use std::ops::RangeInclusive;

use crate::kernel::button::Button;
use crate::kernel::markup::Html;
use crate::kernel::token::Token;

/// UTF-16 units. Source: Bot API 10.1, sendPoll and `InputPollOption`.
pub const QUESTION_LIMIT: usize = 300;
/// UTF-16 units of an option. Source: as above.
pub const OPTION_LIMIT: usize = 100;
/// Telegram takes a single option, too; nobody could choose there.
pub const OPTIONS: RangeInclusive<usize> = 2..=12;
/// UTF-16 units of what stands above the question. Source: as above, `description`.
pub const ABOUT_LIMIT: usize = 1024;

/// A quiz poll within Telegram's limits. All texts are plain: a poll shows no markup. It explains nothing: the verdict
/// that follows the vote does, and once is enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    /// Where the learner is; may be empty.
    pub about: String,
    pub question: String,
    /// In the order shown.
    pub options: Vec<String>,
    /// Positions of the right options, ascending, at least one.
    pub right: Vec<usize>,
    /// May more than one be chosen?
    pub many: bool,
    pub votes: Votes,
    /// What stands under it, as under any screen.
    pub buttons: Vec<Vec<Button>>,
}

/// A question that one vote answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    /// In the order shown.
    pub options: Vec<Votable>,
    /// May more than one be chosen?
    pub many: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Votable {
    pub label: Html,
    /// The entry that stands for this option alone; those of several are added up.
    pub entry: u32,
    pub right: bool,
}

/// What votes in a poll answer: kept from its sending until somebody votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Votes {
    /// The press that answers, without its entry.
    pub token: Token,
    /// By position: the entry that stands for this option alone.
    pub entries: Vec<u32>,
}

impl Votes {
    /// The press that a vote stands for. None: nothing was chosen, or an option that is none.
    pub fn cast(&self, chosen: &[usize]) -> Option<Token> {
        let entries: Option<Vec<u32>> = chosen.iter().map(|option| self.entries.get(*option).copied()).collect();
        let entries = entries.filter(|entries| !entries.is_empty())?;
        Some(self.token.clone().with(entries.iter().fold(0, |sum, entry| sum | entry)))
    }
}

impl Poll {
    /// The question as a poll. None where a poll cannot show it: too long, code in several lines, options that look
    /// alike without their markup. `quoted` puts a word of code into the language's quotes.
    pub fn of(prompt: &Html, ballot: &Ballot, quoted: impl Fn(&str) -> String, token: Token) -> Option<Self> {
        let question = plain(prompt, &quoted).filter(|text| fits(text, QUESTION_LIMIT))?;
        let label = |option: &Votable| label(&option.label, &quoted).filter(|text| fits(text, OPTION_LIMIT));
        let options: Option<Vec<String>> = ballot.options.iter().map(label).collect();
        let options = options.filter(|options| OPTIONS.contains(&options.len()))?;
        if options.iter().enumerate().any(|(number, option)| options[..number].contains(option)) {
            return None;
        }
        let positions = ballot.options.iter().enumerate();
        let right: Vec<usize> = positions.filter(|(_, option)| option.right).map(|(position, _)| position).collect();
        let countable = if ballot.many { !right.is_empty() } else { right.len() == 1 };
        countable.then(|| Self {
            about: String::new(),
            question,
            options,
            right,
            many: ballot.many,
            votes: Votes { token, entries: ballot.options.iter().map(|option| option.entry).collect() },
            buttons: Vec::new(),
        })
    }

    /// With a line about where the learner is, as far as there is room for it.
    #[must_use]
    pub fn about(mut self, about: &Html) -> Self {
        self.about = Some(about.plain()).filter(|text| units(text) <= ABOUT_LIMIT).unwrap_or_default();
        self
    }

    #[must_use]
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        self.buttons.push(buttons.into_iter().collect());
        self
    }
}

/// The text with its code in quotes, but for code that has quotes of its own. None: a poll cannot show it, since it has
/// code in several lines or a link.
fn plain(html: &Html, quoted: impl Fn(&str) -> String) -> Option<String> {
    let markup = html.as_str();
    if markup.contains("<pre") || markup.contains("<a ") {
        return None;
    }
    let text = |markup: &str| Html::trusted(markup.to_owned()).plain();
    let mut parts = markup.split("<code>");
    let mut plain = text(parts.next().unwrap_or_default());
    for part in parts {
        let (code, after) = part.split_once("</code>").unwrap_or((part, ""));
        let code = text(code);
        plain.push_str(&if code.contains(['"', '“', '«']) { code } else { quoted(&code) });
        plain.push_str(&text(after));
    }
    Some(plain.trim().to_owned())
}

/// An option's text. One that is code as a whole needs no quotes.
fn label(html: &Html, quoted: impl Fn(&str) -> String) -> Option<String> {
    let markup = html.as_str().trim();
    let inner = markup.strip_prefix("<code>").and_then(|rest| rest.strip_suffix("</code>"));
    match inner.filter(|inner| !inner.contains("<code>")) {
        Some(inner) => Some(Html::trusted(inner.to_owned()).plain().trim().to_owned()),
        None => plain(html, quoted),
    }
}

fn fits(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&units(text))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests;
