//! Every key that the code asks for exists in every language, and no language has one more than another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use dialogues::dialogues::registry;
use dialogues::kernel::locale::Locale;
use dialogues::kernel::texts::Texts;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found
}

/// Message ids, and the variables that each uses.
fn messages(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&root().join("locales").join(locale.as_str()), "ftl") {
        let mut current = String::new();
        for line in fs::read_to_string(&file).unwrap().lines() {
            if line.starts_with(|char: char| char.is_ascii_lowercase()) {
                line.split(" =").next().unwrap().trim().clone_into(&mut current);
                assert!(!messages.contains_key(&current), "{current} twice in {locale}");
                messages.insert(current.clone(), BTreeSet::new());
            }
            for part in line.split('$').skip(1) {
                let name: String =
                    part.chars().take_while(|char| char.is_ascii_alphanumeric() || *char == '-').collect();
                messages.get_mut(&current).unwrap().insert(name);
            }
        }
    }
    messages
}

#[test]
fn all_languages_have_the_same_messages_with_the_same_arguments() {
    let english = messages(Locale::DEFAULT);
    assert!(Locale::supported().len() >= 2);
    for locale in Locale::supported() {
        assert_eq!(messages(*locale), english, "{locale} differs from en");
    }
}

#[test]
fn every_message_that_the_code_asks_for_exists_and_every_message_is_asked_for() {
    let known: BTreeSet<String> = messages(Locale::DEFAULT).into_keys().collect();
    let mut sources = files(&root().join("src"), "rs");
    sources.extend(files(&root().join("../src"), "rs"));
    let code: String = sources.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let asked: BTreeSet<String> = [".plain(\"", ".html(\""]
        .iter()
        .flat_map(|call| code.split(call).skip(1))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        // Other things have methods of these names, too; our keys are all of one shape.
        .filter(|key| key.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-'))
        .collect();
    let missing: Vec<_> = asked.difference(&known).collect();
    assert!(missing.is_empty(), "asked for, but in no language: {missing:?}");
    // Keys that are chosen or put together elsewhere in the code still stand there as a whole or by their prefix.
    let composed = |key: &str| {
        let prefix = key.rsplit_once('-').map_or(key, |(prefix, _)| prefix);
        code.contains(&format!("\"{key}\"")) || code.contains(&format!("{prefix}-{{"))
    };
    let unused: Vec<_> = known.iter().filter(|key| !asked.contains(*key) && !composed(key)).collect();
    assert!(unused.is_empty(), "in the languages, but never asked for: {unused:?}");
}

#[test]
fn every_listed_command_is_described_within_telegrams_limits() {
    for locale in Locale::supported() {
        let texts = Texts::of(*locale);
        for name in registry::menu() {
            let key = format!("command-{name}");
            assert!(texts.has(&key), "{key} in {locale}");
            assert!((1..=256).contains(&texts.plain(&key, &[]).chars().count()));
        }
        assert!(texts.plain("bot-name", &[]).chars().count() <= 64);
        assert!(texts.plain("bot-short-description", &[]).chars().count() <= 120);
        assert!(texts.plain("bot-description", &[]).chars().count() <= 512);
    }
}

#[test]
fn notices_fit_a_callbacks_answer() {
    for locale in Locale::supported() {
        for key in messages(*locale).keys().filter(|key| {
            key.starts_with("refused-") || key.starts_with("hint-") || ["broken", "trouble"].contains(&key.as_str())
        }) {
            let text = Texts::of(*locale).plain(key, &[]);
            assert!(text.encode_utf16().count() <= dialogues::kernel::screen::NOTICE_LIMIT, "{key} in {locale}");
        }
    }
}

#[test]
fn plural_forms_follow_each_language() {
    let days = |locale: &str, days: usize| {
        Texts::of(Locale::of_tag(locale).unwrap()).plain("standing-streak", &[("days", days.into())])
    };
    assert_eq!((days("en", 1), days("en", 2)), ("🔥 1-day streak".to_owned(), "🔥 2-day streak".to_owned()));
    for (count, form) in [(1, "день"), (2, "дня"), (5, "дней"), (11, "дней"), (21, "день"), (22, "дня"), (111, "дней")]
    {
        assert_eq!(days("ru", count), format!("🔥 Серия: {count}\u{a0}{form}"));
    }
}

#[test]
fn two_dialogues_never_share_a_code_or_a_command() {
    let mut codes = BTreeSet::new();
    let mut commands = BTreeSet::new();
    for dialogue in registry::DIALOGUES {
        assert!(codes.insert(dialogue.code()), "{} twice", dialogue.code());
        for (command, _) in dialogue.commands() {
            assert!(commands.insert(*command), "/{command} twice");
        }
    }
}
