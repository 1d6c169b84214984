//! Everything that can be asked of a dialogue has an action, and whoever may not do it hears nothing of it.

use dialogues::access::{self, TABLE};
use dialogues::dialogues::contract::Asked;
use dialogues::dialogues::registry::{DIALOGUES, is_everybodys_command, menu};
use dialogues::input::Input;
use dialogues::kernel::token::Token;

use crate::support::Chat;

/// What each command and each verb does. A new one shows here: say in the dialogue's `action` what it is.
#[test]
fn every_command_and_every_verb_has_an_action_of_the_table() {
    let mut lines = Vec::new();
    for dialogue in DIALOGUES {
        let commands = dialogue.commands().iter().map(|(name, _)| (format!("/{name}"), Asked::Command(name)));
        let verbs = dialogue.verbs().iter().map(|verb| (format!("{}.{verb}", dialogue.code()), Asked::Press(verb)));
        let others = [("a call", Asked::Call), ("a look", Asked::Look), ("a message", Asked::Words)];
        let others = others.map(|(name, asked)| (format!("{} {name}", dialogue.code()), asked));
        for (name, asked) in commands.chain(verbs).chain(others) {
            let action = dialogue.action(asked);
            assert!(TABLE.iter().any(|(listed, _)| *listed == action), "{name}");
            lines.push(format!("{name}: {action:?}"));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

/// Every token that a dialogue draws carries a verb that it lists: else the walk above would not see it.
#[test]
fn no_screen_has_a_verb_that_its_dialogue_does_not_list() {
    let mut chat = Chat::learner("en");
    for text in
        ["/menu", "/learn", "/courses", "/progress", "/review", "/interview", "/settings", "/help", "/find actor"]
    {
        chat.send(text);
        for token in chat.last.iter().flat_map(|turn| turn.screen.tokens()) {
            let dialogue = DIALOGUES.iter().find(|dialogue| dialogue.code() == token.dialogue).unwrap();
            assert!(dialogue.verbs().contains(&token.verb.as_str()), "{token}");
        }
    }
}

#[test]
fn what_takes_a_role_is_refused_to_learners_as_if_it_were_not_there() {
    let mut refused = 0;
    for dialogue in DIALOGUES {
        let commands =
            dialogue.commands().iter().map(|(name, _)| (Asked::Command(name), Input::message(&format!("/{name}"))));
        let press = |verb: &&'static str| (Asked::Press(verb), Input::Press(Token::new(dialogue.code(), verb)));
        for (asked, input) in commands.chain(dialogue.verbs().iter().map(press)) {
            if access::is_everybodys(dialogue.action(asked)) {
                continue;
            }
            refused += 1;
            let (mut known, mut unknown) = (Chat::learner("en"), Chat::learner("en"));
            known.send("/settings").when(&input);
            unknown.send("/settings").when(&match input {
                Input::Command { .. } => Input::message("/nonsense"),
                _ => Input::Press(Token::new("zz", "z")),
            });
            assert_eq!((known.shown(), known.notice()), (unknown.shown(), unknown.notice()), "{asked:?}");
            assert!(known.facts().is_empty(), "{asked:?}");
        }
    }
    assert!(refused > 5, "{refused}");
}

#[test]
fn the_menu_lists_only_what_everybody_may() {
    assert!(menu().all(is_everybodys_command));
    assert!(!is_everybodys_command("team") && !is_everybodys_command("nonsense"));
}
