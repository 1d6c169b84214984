use chrono::{DateTime, Utc};

use super::*;
use crate::access::{Grant, Pattern, Subject, Why};
use crate::kernel::ids::LearnerId;
use crate::streams::Aggregate as _;

fn someone(user: i64) -> LearnerId {
    LearnerId::of_telegram(user)
}

fn author() -> Grant {
    Grant::Author { courses: Pattern::read("ios-*").unwrap() }
}

/// A team after these were granted by the command line.
fn team(granted: &[(i64, Grant)]) -> Team {
    granted.iter().fold(Team::default(), |team, (who, role)| {
        let fact = grant(&team, &Appointed::default(), &Subject::command_line(), someone(*who), role.clone());
        team.evolve(&fact.unwrap().unwrap(), DateTime::<Utc>::UNIX_EPOCH)
    })
}

#[test]
fn an_operator_grants_and_revokes_and_the_fact_says_who_did() {
    let team = team(&[(1, Grant::Operator)]);
    let me = Appointed::default().subject(someone(1), &team);
    let fact = grant(&team, &Appointed::default(), &me, someone(2), author()).unwrap().unwrap();
    assert_eq!(fact, TeamFact::RoleGranted { who: someone(2), grant: author(), by: Some(someone(1)) });
    let team = team.evolve(&fact, DateTime::<Utc>::UNIX_EPOCH);
    assert_eq!(team.grants(someone(2)), [author()]);
    let fact = revoke(&team, &Appointed::default(), &me, someone(2), author()).unwrap().unwrap();
    assert_eq!(team.evolve(&fact, DateTime::<Utc>::UNIX_EPOCH).grants(someone(2)), []);
}

#[test]
fn granting_twice_and_revoking_what_nobody_has_are_nothing() {
    let team = team(&[(1, Grant::Operator), (2, author())]);
    let (appointed, by) = (Appointed::default(), Subject::command_line());
    assert_eq!(grant(&team, &appointed, &by, someone(2), author()), Ok(None));
    assert_eq!(revoke(&team, &appointed, &by, someone(3), author()), Ok(None));
    assert_eq!(revoke(&team, &appointed, &by, someone(3), Grant::Operator), Ok(None));
}

#[test]
fn who_is_no_operator_grants_nothing_not_even_what_they_have() {
    let team = team(&[(1, Grant::Operator), (2, author())]);
    let author_of_courses = Appointed::default().subject(someone(2), &team);
    for granted in [author(), Grant::Operator] {
        let asked = grant(&team, &Appointed::default(), &author_of_courses, someone(3), granted);
        assert_eq!(asked, Err(Why::NotTheirRole));
    }
    assert_eq!(
        revoke(&team, &Appointed::default(), &author_of_courses, someone(3), author()),
        Err(Why::NotTheirRole),
        "nor do they hear who has what"
    );
}

#[test]
fn the_last_operator_cannot_be_revoked_unless_the_configuration_names_another() {
    let alone = team(&[(1, Grant::Operator)]);
    let me = Appointed::default().subject(someone(1), &alone);
    let asked = revoke(&alone, &Appointed::default(), &me, someone(1), Grant::Operator);
    assert_eq!(asked, Err(Why::LastOperator));
    let appointed = Appointed([someone(9)].into());
    assert!(revoke(&alone, &appointed, &me, someone(1), Grant::Operator).unwrap().is_some());
    let two = team(&[(1, Grant::Operator), (2, Grant::Operator)]);
    assert!(revoke(&two, &Appointed::default(), &me, someone(1), Grant::Operator).unwrap().is_some());
}

#[test]
fn whom_the_configuration_names_has_the_role_and_keeps_it() {
    let appointed = Appointed([someone(9)].into());
    let team = team(&[(1, Grant::Operator)]);
    let me = appointed.subject(someone(9), &team);
    assert_eq!(me.grants, [Grant::Operator]);
    assert_eq!(grant(&team, &appointed, &me, someone(9), Grant::Operator), Ok(None));
    assert_eq!(revoke(&team, &appointed, &me, someone(9), Grant::Operator), Err(Why::Appointed));
}
