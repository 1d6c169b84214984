use proptest::prelude::*;

use super::*;
use crate::questions::Votable;

fn ballot(options: &[(&str, bool)], many: bool) -> Ballot {
    let votable = |(number, (label, right)): (usize, &(&str, bool))| Votable {
        label: Html::trusted((*label).to_owned()),
        entry: 1 << number,
        right: *right,
    };
    Ballot { options: options.iter().enumerate().map(votable).collect(), many }
}

fn quoted(words: &str) -> String {
    format!("“{words}”")
}

fn poll(prompt: &str, options: &[(&str, bool)]) -> Option<Poll> {
    Poll::of(&Html::trusted(prompt.to_owned()), &ballot(options, false), quoted, Token::new("q", "a"))
}

const TWO: [(&str, bool); 2] = [("<code>let</code>", true), ("a <code>var</code> &amp; more", false)];

#[test]
fn markup_becomes_plain_text_and_code_in_a_sentence_is_quoted() {
    let first = poll("<b>What is </b><code>x</code><b>?</b>", &TWO).unwrap();
    assert_eq!(first.question, "What is “x”?");
    assert_eq!(first.options, ["let", "a “var” & more"]);
    assert_eq!(first.right, [0]);
    let quotes =
        poll("Is <code>&quot;a&quot;</code> a text?", &[("<code>a</code> or <code>b</code>", true), ("c", false)]);
    let quotes = quotes.unwrap();
    assert_eq!(quotes.question, "Is \"a\" a text?", "code with quotes of its own gets no others");
    assert_eq!(quotes.options[0], "“a” or “b”");
}

#[test]
fn what_a_poll_cannot_show_is_none() {
    assert!(poll("What is printed?\n\n<pre>print(1)</pre>", &TWO).is_none(), "code in several lines");
    assert!(poll("See <a href=\"https://swift.org\">this</a>", &TWO).is_none(), "a link");
    assert!(poll("Which?", &[("<pre>a</pre>", true), ("b", false)]).is_none());
    assert!(poll("Which?", &[("<b>a</b>", true), ("a", false)]).is_none(), "two that look alike");
    assert!(poll("Which?", &[("a", true)]).is_none(), "nothing to choose");
    assert!(poll("Which?", &[("a", false), ("b", false)]).is_none(), "nothing is right");
    assert!(poll(" ", &TWO).is_none());
    let names: Vec<String> = (0..13).map(|number| number.to_string()).collect();
    let options: Vec<(&str, bool)> = names.iter().map(|name| (name.as_str(), name == "0")).collect();
    assert!(poll("Which?", &options).is_none() && poll("Which?", &options[..12]).is_some());
}

#[test]
fn lengths_are_counted_as_telegram_counts_them() {
    assert!(poll(&"ы".repeat(300), &TWO).is_some() && poll(&"ы".repeat(301), &TWO).is_none());
    assert!(poll(&"😀".repeat(150), &TWO).is_some() && poll(&"😀".repeat(151), &TWO).is_none());
    let long = "o".repeat(101);
    assert!(poll("?", &[(&long[..100], true), ("b", false)]).is_some());
    assert!(poll("?", &[(&long, true), ("b", false)]).is_none());
}

#[test]
fn a_vote_is_the_press_with_the_entries_of_what_was_chosen() {
    let votes = Votes { token: Token::new("q", "a"), entries: vec![4, 1, 2] };
    let cast = |chosen: &[usize]| votes.cast(chosen).map(|token| token.to_string());
    assert_eq!(cast(&[0]).as_deref(), Some("q.a:4"));
    assert_eq!(cast(&[0, 2]).as_deref(), Some("q.a:6"));
    assert_eq!(cast(&[]), None);
    assert_eq!(cast(&[3]), None);
}

proptest! {
    #[test]
    fn whatever_is_written_a_poll_is_within_telegrams_limits(
        prompt in "\\PC{0,320}", options in prop::collection::vec(("\\PC{0,110}", any::<bool>()), 0..14),
        many: bool,
    ) {
        let votable = options.iter().map(|(label, right)| Votable { label: Html::text(label), entry: 1, right: *right });
        let ballot = Ballot { options: votable.collect(), many };
        if let Some(poll) = Poll::of(&Html::text(&prompt), &ballot, quoted, Token::new("q", "a")) {
            prop_assert!((1..=QUESTION_LIMIT).contains(&units(&poll.question)));
            prop_assert!(OPTIONS.contains(&poll.options.len()));
            prop_assert!(poll.options.iter().all(|option| (1..=OPTION_LIMIT).contains(&units(option))));
            prop_assert!(!poll.right.is_empty() && (many || poll.right.len() == 1));
        }
    }
}
