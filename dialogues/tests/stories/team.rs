//! Roles, as operators give and take them in the chat.

use dialogues::access::{Grant, Pattern};
use dialogues::input::Input;
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::token::Token;
use dialogues::scene::Known;
use dialogues::streams::team::Appointed;
use dialogues::streams::{Fact, TeamFact};

use crate::support::{Chat, TELEGRAM_ID};

const BO: i64 = 4343;

fn me() -> LearnerId {
    LearnerId::of_telegram(TELEGRAM_ID)
}

fn bo() -> LearnerId {
    LearnerId::of_telegram(BO)
}

fn author() -> Grant {
    Grant::Author { courses: Pattern::read("ios-*").unwrap() }
}

fn granted(who: LearnerId, grant: Grant) -> Fact {
    Fact::team(TeamFact::RoleGranted { who, grant, by: None })
}

/// An operator, and Bo who has written to the bot.
fn operator(language: &str) -> Chat {
    let mut chat = Chat::learner(language).given([granted(me(), Grant::Operator)]);
    chat.state.team = None;
    chat.others.push(Known { learner: bo(), telegram_id: BO, name: "Bo <b>".to_owned() });
    chat
}

#[test]
fn an_operator_gives_a_role_by_a_typed_id() {
    let mut chat = operator("en");
    chat.send("/team");
    insta::assert_snapshot!("team_list_en", chat.shown());
    chat.press("Give somebody");
    insta::assert_snapshot!("team_add_en", chat.shown());
    chat.send(" 4343 ");
    insta::assert_snapshot!("team_member_en", chat.shown());
    chat.press("Author");
    insta::assert_snapshot!("team_author_en", chat.shown());
    chat.send("ios-*");
    let fact = TeamFact::RoleGranted { who: bo(), grant: author(), by: Some(me()) };
    assert_eq!(chat.facts(), [Fact::team(fact)]);
    insta::assert_snapshot!("team_granted_en", chat.shown());
    chat.press("Mentor");
    insta::assert_snapshot!("team_mentor_en", chat.shown());
    chat.send("spring-1");
    assert_eq!(chat.happened(), ["RoleGranted"]);
}

#[test]
fn an_operator_gives_a_role_by_a_contact() {
    let mut chat = operator("en");
    chat.send("/team").press("Give somebody").when(&Input::Contact(BO)).press("➕ Operator");
    let fact = TeamFact::RoleGranted { who: bo(), grant: Grant::Operator, by: Some(me()) };
    assert_eq!(chat.facts(), [Fact::team(fact)]);
    assert!(chat.button("➕ Operator").is_none(), "{}", chat.shown());
}

#[test]
fn the_same_in_russian() {
    let mut chat = operator("ru").given([granted(bo(), author())]);
    chat.state.team = None;
    let mut shown = Vec::new();
    for step in ["Дать роль", "4343", "Автор курсов…", "Назад", "Наставник", "Назад", "Снять роль: автор", "Да, снять"]
    {
        if shown.is_empty() {
            chat.send("/team");
            shown.push(chat.shown());
        }
        if step.parse::<i64>().is_ok() {
            chat.send(step)
        } else {
            chat.press(step)
        };
        shown.push(chat.shown());
    }
    insta::assert_snapshot!("team_ru", shown.join("\n\n=====\n"));
    assert_eq!(chat.happened(), ["RoleRevoked"]);
}

#[test]
fn a_role_is_taken_only_after_a_second_yes() {
    let mut chat = operator("en").given([granted(bo(), author())]);
    chat.state.team = None;
    chat.send("/team").press("Bo").press("Take away: author");
    assert!(chat.facts().is_empty());
    insta::assert_snapshot!("team_ask_en", chat.shown());
    chat.press("Yes");
    let fact = TeamFact::RoleRevoked { who: bo(), grant: author(), by: Some(me()) };
    assert_eq!(chat.facts(), [Fact::team(fact)]);
}

#[test]
fn a_button_from_before_another_operators_change_is_spent() {
    let mut chat = operator("en").given([granted(bo(), author())]);
    chat.state.team = None;
    chat.send("/team").press("Bo").press("Take away: author");
    let sure = chat.button("Yes").unwrap();
    // Another operator was faster.
    let fact = TeamFact::RoleRevoked { who: bo(), grant: author(), by: None };
    chat.log.push((Fact::team(fact), chat.now));
    chat.when(&Input::Press(sure));
    assert!(chat.facts().is_empty());
    assert!(!chat.notice().is_empty() && chat.button("Bo").is_none(), "{}", chat.shown());
}

#[test]
fn the_last_operator_is_told_why_they_stay() {
    let mut chat = operator("en");
    chat.send("/team").press("Anna").press("Take away: operator").press("Yes");
    assert!(chat.facts().is_empty());
    assert!(chat.notice().contains("last operator"), "{}", chat.notice());
}

#[test]
fn an_operator_who_takes_their_own_role_sees_home_and_the_team_no_more() {
    let mut chat = operator("en").given([granted(bo(), Grant::Operator)]);
    chat.state.team = None;
    chat.send("/team").press("Anna").press("Take away: operator").press("Yes");
    assert_eq!(chat.happened(), ["RoleRevoked"]);
    assert!(!chat.shown().contains("The team"), "{}", chat.shown());
    chat.send("/team");
    assert!(chat.shown().contains("I don't know that one"), "{}", chat.shown());
}

#[test]
fn whom_the_server_names_has_the_team_without_a_fact_and_cannot_be_taken_off() {
    let mut chat = Chat::learner("en");
    chat.appointed = Appointed([me()].into());
    chat.send("/team");
    insta::assert_snapshot!("team_appointed_en", chat.shown());
    chat.press("Anna");
    assert!(chat.button("Take away").is_none() && chat.button("➕ Operator").is_none(), "{}", chat.shown());
    // One who was granted it as well loses the grant only on the server, too.
    let mut both = operator("en");
    both.appointed = Appointed([me()].into());
    both.send("/team").press("Anna").press("Take away: operator").press("Yes");
    assert!(both.facts().is_empty() && both.notice().contains("ACADEMY_OPERATORS"), "{}", both.notice());
}

#[test]
fn what_is_no_person_no_course_and_no_group_is_explained() {
    let mut chat = operator("en");
    chat.send("/team").press("Give somebody");
    for (text, said) in [("Bo", "as a number"), ("-5", "as a number"), ("99", "hasn’t written to me yet")] {
        chat.send(text);
        assert!(chat.shown().contains(said) && chat.facts().is_empty(), "{text}: {}", chat.shown());
    }
    chat.when(&Input::Media);
    assert!(chat.facts().is_empty());
    chat.send("4343").press("Author").send("IOS *");
    assert!(chat.shown().contains("not the id of a course"), "{}", chat.shown());
    chat.press("Back").press("Mentor").send("Весна");
    assert!(chat.shown().contains("lowercase Latin letters"), "{}", chat.shown());
    assert!(chat.facts().is_empty());
}

#[test]
fn a_contact_where_nobody_waits_for_one_is_like_a_picture() {
    let mut chat = Chat::learner("en");
    let (contact, picture) = {
        let contact = chat.send("/settings").when(&Input::Contact(BO)).shown();
        (contact, chat.send("/settings").when(&Input::Media).shown())
    };
    assert_eq!(contact, picture);
}

#[test]
fn a_forged_button_grants_nothing_to_who_has_never_written() {
    let mut chat = operator("en");
    chat.send("/team");
    let stranger = LearnerId::of_telegram(77).as_uuid().simple().to_string();
    let step = chat.send("/team").press("Give somebody").send("4343").button("➕ Operator").unwrap().step.unwrap();
    for token in [
        Token::new("tm", "o").with(&stranger).at(step),
        Token::new("tm", "o").with("nobody").at(step),
        Token::new("tm", "r").with(99).at(step),
        Token::new("tm", "m").with(&stranger),
    ] {
        chat.when(&Input::Press(token.clone()));
        assert!(chat.facts().is_empty(), "{token}");
    }
}

#[test]
fn who_loses_the_role_while_the_team_is_open_sees_home() {
    let mut chat = operator("en").given([granted(bo(), Grant::Operator)]);
    chat.state.team = None;
    chat.send("/team").press("Give somebody");
    let fact = TeamFact::RoleRevoked { who: me(), grant: Grant::Operator, by: None };
    chat.log.push((Fact::team(fact), chat.now));
    chat.send("4343");
    assert!(chat.facts().is_empty());
    assert!(!chat.shown().contains("Bo") && !chat.shown().contains("Telegram id"), "{}", chat.shown());
}

#[test]
fn a_large_team_with_many_roles_still_fits_on_a_phone() {
    let course = |number: usize| Grant::Author { courses: Pattern::read(&format!("course-{number}")).unwrap() };
    let others =
        (100..140).map(|id| Known { learner: LearnerId::of_telegram(id), telegram_id: id, name: format!("Name {id}") });
    let mut chat = operator("en");
    chat.others.extend(others.clone());
    let mut chat = chat.given(others.map(|other| granted(other.learner, course(1))));
    let mut chat = {
        chat.state.team = None;
        chat.given((0..12).map(|number| granted(bo(), course(number))))
    };
    chat.state.team = None;
    // The limits are looked at on every screen.
    chat.send("/team");
    assert!(chat.shown().contains("academy admin list"), "{}", chat.shown());
    chat.press("Give somebody").send("4343");
    assert!(chat.button("Take away: author of course-0").is_some(), "{}", chat.shown());
}
