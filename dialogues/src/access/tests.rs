//! The whole matrix, as people read it.

use super::*;

fn learner(user: i64) -> LearnerId {
    LearnerId::of_telegram(user)
}

fn group(id: &str) -> GroupId {
    GroupId::read(id).unwrap()
}

fn author(courses: &str) -> Grant {
    Grant::Author { courses: Pattern::read(courses).unwrap() }
}

fn mentor(id: &str) -> Grant {
    Grant::Mentor { group: group(id) }
}

fn allowed(subject: &Subject, action: Action, resource: &Resource, operators: usize) -> Why {
    may(subject, action, resource, &Context { operators }).why
}

#[test]
fn every_action_has_one_row_and_they_are_in_order() {
    assert!(TABLE.is_sorted_by(|(a, _), (b, _)| a < b));
    // The last one's number tells how many there are: a variant without a row shows here.
    let (last, _) = TABLE.last().unwrap();
    assert_eq!((*last, TABLE.len()), (Action::ShareProgress, Action::ShareProgress as usize + 1));
}

#[test]
fn the_whole_matrix() {
    let me = learner(1);
    let subjects = [
        ("nobody", Subject::nobody()),
        ("learner", Subject::learner(me, Vec::new())),
        ("mentor", Subject::learner(me, vec![mentor("spring")])),
        ("author", Subject::learner(me, vec![author("ios-*")])),
        ("operator", Subject::learner(me, vec![Grant::Operator])),
        ("command line", Subject::command_line()),
    ];
    let role = |grant, fixed| Resource::Grant { of: learner(2), grant, fixed };
    let resources = [
        ("nothing in particular", Resource::Academy),
        ("own data", Resource::of(me)),
        ("another's data", Resource::of(learner(2))),
        ("another's, shared with spring", Resource::Learner { id: learner(2), shares: vec![group("spring")] }),
        ("another's, shared with autumn", Resource::Learner { id: learner(2), shares: vec![group("autumn")] }),
        ("group spring", Resource::Group(group("spring"))),
        ("group autumn", Resource::Group(group("autumn"))),
        ("course ios-foundation", Resource::Course(CourseId::new("ios-foundation"))),
        ("course web", Resource::Course(CourseId::new("web"))),
        ("an author's role", role(author("web"), false)),
        ("an operator's role", role(Grant::Operator, false)),
        ("an appointed operator's role", role(Grant::Operator, true)),
    ];
    let mut lines = Vec::new();
    for (action, _) in TABLE {
        lines.push(format!("{action:?}"));
        let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
        for (name, resource) in &resources {
            let decisions = subjects.iter().map(|(who, subject)| {
                let Decision { allowed, why } = may(subject, *action, resource, &Context { operators: 2 });
                format!("{}{who}: {why:?}", if allowed { '+' } else { '-' })
            });
            let decisions = decisions.collect::<Vec<String>>().join(", ");
            match alike.iter_mut().find(|(known, _)| *known == decisions) {
                Some((_, names)) => names.push(name),
                None => alike.push((decisions, vec![name])),
            }
        }
        lines.extend(alike.iter().map(|(decisions, names)| format!("  {}\n    {decisions}", names.join("; "))));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_last_operator_stays_and_the_appointed_one_too() {
    let me = learner(1);
    let operator = Subject::learner(me, vec![Grant::Operator]);
    let mine = |fixed| Resource::Grant { of: me, grant: Grant::Operator, fixed };
    assert_eq!(allowed(&operator, Action::RevokeRole, &mine(false), 1), Why::LastOperator);
    assert_eq!(allowed(&Subject::command_line(), Action::RevokeRole, &mine(false), 1), Why::LastOperator);
    assert_eq!(allowed(&operator, Action::RevokeRole, &mine(false), 2), Why::RunsTheAcademy);
    assert_eq!(allowed(&operator, Action::RevokeRole, &mine(true), 2), Why::Appointed);
    let authors = Resource::Grant { of: me, grant: author("*"), fixed: false };
    assert_eq!(allowed(&operator, Action::RevokeRole, &authors, 1), Why::RunsTheAcademy);
}

#[test]
fn what_everybody_may_do_needs_no_look_at_the_team() {
    let everybodys = |action: &Action| is_everybodys(*action);
    let others: Vec<Action> = TABLE.iter().map(|(action, _)| *action).filter(|action| !everybodys(action)).collect();
    assert_eq!(
        others,
        [Action::EditCourse, Action::GrantRole, Action::ReadGroup, Action::ReadTeam, Action::RevokeRole]
    );
}
