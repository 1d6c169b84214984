//! How an answer is given to the question on a screen, whoever asks it: a quiz, a review or a test. By one tap, by several
//! and a submit, by a message, or by a vote. Reads what is shown, and sends nothing.

use super::product::{Locale, Question, Response};
use super::screen::{Button, Seen};

/// The next thing to do for an answer.
pub enum Next<'a> {
    /// Not the answer yet.
    Tap(&'a Button),
    Submit(&'a Button),
    Type(String),
    /// These options of a poll, by position.
    Vote(Vec<usize>),
    /// The screen does not offer what the answer needs.
    Stuck,
}

/// Is it answered by a message?
pub fn is_typed(question: &Question) -> bool {
    matches!(question.body.right(), Response::Text(_))
}

/// `dialogue`: the code of whoever asks.
pub fn towards<'a>(seen: &'a Seen, dialogue: &str, question: &Question, right: bool) -> Next<'a> {
    let form = Form { seen, dialogue };
    match if right { question.body.right() } else { question.body.wrong() } {
        Response::Options(chosen) if !seen.options.is_empty() => form.vote(question, &chosen),
        Response::Options(chosen) => form.choose(question, &chosen),
        Response::Sequence(items) => form.arrange(question, &items),
        Response::Text(words) => Next::Type(words),
    }
}

struct Form<'a, 'b> {
    seen: &'a Seen,
    dialogue: &'b str,
}

impl<'a> Form<'a, '_> {
    /// Ticks or unticks one option after the other, then submits.
    fn choose(&self, question: &Question, chosen: &[usize]) -> Next<'a> {
        let wanted: u32 = chosen.iter().map(|option| 1 << option).sum();
        let submit = self.first("a").and_then(|submit| self.entry(submit)?.parse::<u32>().ok());
        let ticked = submit.filter(|_| question.body.takes_many()).unwrap_or(wanted);
        if ticked == wanted {
            return self.with("a", &wanted.to_string()).map_or(Next::Stuck, Next::Submit);
        }
        let option = (ticked ^ wanted).trailing_zeros();
        self.with("t", &(ticked ^ (1 << option)).to_string()).map_or(Next::Stuck, Next::Tap)
    }

    fn vote(&self, question: &Question, chosen: &[usize]) -> Next<'a> {
        let shown = &self.seen.options;
        let order = if question.text.original.options.is_empty() {
            // A statement has no options of its own; true comes first.
            (0..shown.len()).collect()
        } else {
            order(question, shown, shown.len())
        };
        let positions = chosen.iter().map(|option| order.iter().position(|other| other == option));
        positions.collect::<Option<Vec<_>>>().map_or(Next::Stuck, Next::Vote)
    }

    /// The press that brings the items nearer to this order: the next one, an undo, or submit.
    fn arrange(&self, question: &Question, items: &[usize]) -> Next<'a> {
        let order = self.order(question, items.len());
        let shown = |item: &usize| order.iter().position(|other| other == item);
        let wanted: Option<String> = items.iter().map(|item| Some(shown(item)?.to_string())).collect();
        let Some(wanted) = wanted else { return Next::Stuck };
        if let Some(submit) = self.with("a", &wanted) {
            return Next::Submit(submit);
        }
        let taps = (1..=wanted.len()).rev().find_map(|taps| self.with("t", &wanted[..taps]));
        taps.or_else(|| self.all("t").last()).map_or(Next::Stuck, Next::Tap)
    }

    /// The items that are shown under letters, as the author's numbers. In a table these are the right column.
    fn order(&self, question: &Question, count: usize) -> Vec<usize> {
        let shown = self.seen.text.lines().filter_map(|line| {
            let (letter, label) = line.split_once('.')?;
            (letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| label.to_owned())
        });
        order(question, &shown.collect::<Vec<_>>(), count)
    }

    fn all(&self, verb: &str) -> impl DoubleEndedIterator<Item = &'a Button> {
        let (seen, dialogue) = (self.seen, self.dialogue);
        seen.buttons.iter().filter(move |button| button.token.dialogue == dialogue && button.token.verb == verb)
    }

    fn first(&self, verb: &str) -> Option<&'a Button> {
        self.all(verb).next()
    }

    fn with(&self, verb: &str, entry: &str) -> Option<&'a Button> {
        self.all(verb).find(|button| self.entry(button) == Some(entry))
    }

    /// A review's buttons name the item first.
    fn entry<'c>(&self, button: &'c Button) -> Option<&'c str> {
        button.token.argument(usize::from(self.dialogue == "r"))
    }
}

/// The last `count` options of a question that are shown by these labels, as the author's numbers. Of options that read the
/// same, any may stand for any.
fn order(question: &Question, shown: &[String], count: usize) -> Vec<usize> {
    let shown: Vec<String> = shown.iter().map(|label| squeezed(label)).collect();
    let orders = Locale::supported().iter().map(|locale| {
        let options = &question.text.get(*locale).options;
        let listed = &options[options.len().saturating_sub(count)..];
        let mut left: Vec<Option<String>> = listed.iter().map(|option| Some(squeezed(&option.label.plain()))).collect();
        let mut take = |label: &String| {
            let at = left.iter().position(|other| other.as_ref() == Some(label))?;
            left[at] = None;
            Some(at)
        };
        shown.iter().map(&mut take).collect::<Option<Vec<_>>>()
    });
    orders.flatten().find(|order| order.len() == count).unwrap_or_default()
}

/// Without what a chat or a poll may lay out otherwise: spaces, and the backticks of code.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '`').collect()
}
