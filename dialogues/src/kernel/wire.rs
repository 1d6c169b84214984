//! What Telegram takes: a screen is held against the limits of the wire before anybody is sent it. Pure.

use crate::kernel::markup::{Html, MESSAGE_LIMIT};
use crate::kernel::poll::{ABOUT_LIMIT, OPTION_LIMIT, OPTIONS, Poll, QUESTION_LIMIT};
use crate::kernel::screen::{Button, Screen, Target};
use crate::kernel::token::{LIMIT, Token};

/// Bytes of a text with its markup. Source: measured, Bot API 10.1; more is refused whatever is left when it is parsed.
pub const MARKUP_LIMIT: usize = 32 * 1024;
/// Entities that a message keeps; the rest loses its formatting, and nobody is told. Source: as above.
pub const ENTITIES: usize = 100;
/// Bytes of an author's entities together, addresses among them. Source: as above; about 9,500 are taken with the
/// interface's own, and more is refused.
pub const ENTITY_BYTES: usize = 9_000;
const ALL_ENTITY_BYTES: usize = 9_500;
/// Source: as above.
const BUTTONS: usize = 100;
/// Characters of a label: longer ones are taken and cut off on a phone.
const LABEL: usize = 64;
/// What an entity takes besides its address: kind, offset, length, rounded up.
const ENTITY: usize = 16;

/// What a text weighs besides its letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// With its markup.
    pub bytes: usize,
    pub entities: usize,
    pub entity_bytes: usize,
}

impl Html {
    /// Each opening tag is an entity, but a block of code in a language is one with its frame.
    pub fn weight(&self) -> Weight {
        let mut weight = Weight { bytes: self.as_str().len(), ..Weight::default() };
        let mut before = "";
        for tag in self.as_str().split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
            if !(tag.starts_with('/') || before == "pre" && tag.starts_with("code")) {
                weight.entities += 1;
                weight.entity_bytes += ENTITY + tag.split_once('"').map_or(0, |(_, address)| address.len());
            }
            before = tag;
        }
        weight
    }
}

/// What Telegram would refuse of a screen, in words for whoever mends it.
pub fn refusals(screen: &Screen) -> Vec<String> {
    let buttons: Vec<&Button> = screen.buttons.iter().flatten().collect();
    let many = (buttons.len() > BUTTONS).then(|| format!("{} buttons, of {BUTTONS}", buttons.len()));
    let buttons = buttons.into_iter().flat_map(button);
    text(&screen.html).into_iter().chain(many).chain(buttons).chain(screen.poll.iter().flat_map(poll)).collect()
}

fn button(Button { label, target, .. }: &Button) -> Vec<String> {
    let length = label.chars().count();
    let empty = label.trim().is_empty().then(|| "a button without a label".to_owned());
    let long = (length > LABEL).then(|| format!("the label {label:?} has {length} characters, of {LABEL}"));
    let pressed = match target {
        Target::Press(token) => press(token),
        Target::MiniApp => None,
    };
    [empty, long, pressed].into_iter().flatten().collect()
}

fn text(html: &Html) -> Vec<String> {
    let (units, weight) = (html.units(), html.weight());
    let over = |what: &str, is: usize, most: usize| (is > most).then(|| format!("{is} {what}, of {most}"));
    let empty = html.plain().trim().is_empty().then(|| "an empty text".to_owned());
    let all = [
        empty,
        over("characters", units, MESSAGE_LIMIT),
        over("bytes with markup", weight.bytes, MARKUP_LIMIT),
        over("bytes of formatting and addresses", weight.entity_bytes, ALL_ENTITY_BYTES),
    ];
    all.into_iter().flatten().collect()
}

fn press(token: &Token) -> Option<String> {
    let text = token.to_string();
    if text.len() > LIMIT {
        return Some(format!("the button {text} carries {} bytes, of {LIMIT}", text.len()));
    }
    (text.parse().as_ref() != Ok(token)).then(|| format!("the button {text} does not read back as it was written"))
}

fn poll(poll: &Poll) -> Vec<String> {
    let within = |text: &str, limit: usize| (1..=limit).contains(&text.encode_utf16().count());
    let all: Vec<usize> = (0..poll.options.len()).collect();
    let is_right = within(&poll.question, QUESTION_LIMIT)
        && OPTIONS.contains(&poll.options.len())
        && poll.options.iter().all(|option| within(option, OPTION_LIMIT))
        && poll.about.encode_utf16().count() <= ABOUT_LIMIT
        && poll.right.is_sorted_by(|a, b| a < b)
        && poll.right.iter().all(|right| *right < poll.options.len())
        && (poll.right.len() == 1 || (poll.many && poll.right.len() > 1));
    let mut refusals: Vec<String> =
        (!is_right).then(|| format!("a poll that does not fit: {poll:?}")).into_iter().collect();
    match poll.votes.cast(&all) {
        Some(token) => refusals.extend(press(&token)),
        None => refusals.push("a poll with an option that no vote stands for".to_owned()),
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(html: &str) -> Screen {
        Screen::new(Html::trusted(html.to_owned()))
    }

    #[test]
    fn entities_are_counted_with_their_addresses() {
        let weight = screen("a <b>b</b> <a href=\"https://a.b\">c</a>").html.weight();
        assert_eq!((weight.entities, weight.entity_bytes), (2, 2 * ENTITY + "https://a.b\"".len()));
        let code =
            screen("<pre><code class=\"language-swift\">let a = 1 &lt; 2</code></pre> <code>a</code>").html.weight();
        assert_eq!(code.entities, 2);
    }

    #[test]
    fn a_screen_that_telegram_takes_has_no_refusals() {
        let screen = screen("<b>Hello</b>").row([Button::press("Go", Token::new("h", "c"))]);
        assert_eq!(refusals(&screen), [""; 0]);
    }

    #[test]
    fn every_limit_is_told() {
        let link = |bytes: usize| format!("<a href=\"https://a.b/{}\">x</a> ", "y".repeat(bytes));
        for (html, why) in [
            (String::new(), "an empty text"),
            ("x".repeat(4_097), "4097 characters, of 4096"),
            (link(750).repeat(50), "bytes with markup"),
            (link(300).repeat(50), "bytes of formatting and addresses"),
        ] {
            let refusals = refusals(&screen(&html));
            assert!(refusals.iter().any(|refusal| refusal.contains(why)), "{why}: {refusals:?}");
        }
        let long = Button::press("x".repeat(65), Token::new("h", "c").with("y".repeat(61)));
        assert_eq!(refusals(&screen("x").row([long])).len(), 2);
    }
}
