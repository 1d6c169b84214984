//! The academy's own interviews, held from beginning to end with their model answers.

use std::fs;
use std::path::Path;

use dialogues::catalogue::{Ask, AskText, Catalogue, Interview, Localised, SourceFile};
use dialogues::input::Input;
use dialogues::kernel::locale::Locale;
use dialogues::kernel::token::Token;

use crate::support::Chat;

fn files(folder: &Path, root: &Path, found: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push(SourceFile { path: path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), text });
        }
    }
}

fn academy() -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut found = Vec::new();
    files(&root.join("courses"), &root, &mut found);
    Catalogue::compile(&found).catalogue
}

fn text<'a>(interview: &'a Interview, chat: &Chat) -> &'a Localised<AskText> {
    let run = chat.state.interview.as_ref().unwrap();
    let asking = run.current().unwrap();
    let ask: &Ask = interview.ask(asking.ask).unwrap();
    match asking.follow {
        Some(id) => &ask.follows.iter().find(|follow| follow.id == *id).unwrap().text,
        None => &ask.text,
    }
}

/// Twice forty minutes, so that most of a file is asked; `check_limits` looks at every screen.
#[test]
fn whoever_gives_the_model_answers_is_recommended_in_every_language_and_every_screen_is_fit_to_be_sent() {
    let catalogue = academy();
    let all: Vec<_> = catalogue.courses().iter().flat_map(|course| course.interviews.clone()).collect();
    assert!(all.len() >= 3);
    for (interview, language) in all.iter().flat_map(|interview| ["en", "ru"].map(|language| (interview, language))) {
        let locale = Locale::of_tag(language).unwrap();
        let mut chat = Chat::learner(language).taught(catalogue.clone());
        let mut asked = std::collections::BTreeSet::new();
        for _ in 0..2 {
            chat.send("/interview").press(interview.title.get(locale)).press("40").press("📋").press("✔").press("▶");
            while chat.state.interview.as_ref().unwrap().is_open() {
                let written = text(interview, &chat).get(locale);
                let (hint, answer) = (written.hint.is_some(), written.model.plain());
                asked.insert(chat.state.interview.as_ref().unwrap().current().unwrap().question().clone());
                if hint {
                    chat.press("💡");
                }
                chat.send(&answer).press("✔");
                let exchange = chat.state.interview.as_ref().unwrap().exchanges.last().unwrap().clone();
                assert!(exchange.share.unwrap() >= 0.9, "{language} {exchange:?}");
                let number = chat.state.interview.as_ref().unwrap().exchanges.len() - 1;
                chat.when(&Input::Press(Token::new("i", "m").with(number)));
                chat.when(&Input::Press(Token::new("i", "v").with(number)));
                chat.press("▶");
            }
            assert!(chat.shown().contains("👍"), "{}", chat.shown());
        }
        let asks = asked.iter().filter(|id| interview.ask(id).is_some()).count();
        assert_eq!(asks, interview.asks.len().min(20), "{} in {language}", interview.id);
    }
}
