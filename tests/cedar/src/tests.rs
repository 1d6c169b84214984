#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context as CedarContext, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression as Value,
};
use dialogues::access::{Action, Context, Grant, Pattern, Resource, Role, Subject, TABLE, may};
use dialogues::kernel::ids::{CourseId, GroupId, LearnerId};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};

const DECISIONS: usize = 10_000;
const COURSES: [&str; 5] = ["ios-foundation", "ios", "ios-advanced", "web", "web-foundation"];
const PATTERNS: [&str; 6] = ["*", "ios*", "ios-*", "ios", "web", "web-foundation*"];
const GROUPS: [&str; 3] = ["autumn", "spring", "spring-1"];

#[test]
fn ten_thousand_decisions_are_those_of_cedar() {
    let policy: PolicySet = include_str!("../../../dialogues/src/access/access.cedar").parse().unwrap();
    let mut random = StdRng::seed_from_u64(0x0aca_de31);
    let (mut allowed, mut reached) = (0, HashSet::new());
    for number in 0..DECISIONS {
        let (subject, action) = (subject(&mut random), TABLE.choose(&mut random).unwrap().0);
        let (resource, operators) = (resource(&mut random, &subject), random.random_range(0..4));
        let ours = may(&subject, action, &resource, &Context { operators });
        let theirs = cedar(&policy, &subject, action, &resource, operators);
        assert_eq!(ours.allowed, theirs, "{number}: {subject:?} {action:?} {resource:?} {operators}: {ours:?}");
        allowed += usize::from(ours.allowed);
        reached.insert((action, ours.allowed));
    }
    // Chance must have come by everything: each action allowed, and each refused but for those that are open to all.
    let open = [Action::OpenApp, Action::OpenSession, Action::Operate, Action::ReadDocs];
    assert_eq!(reached.len(), TABLE.len() * 2 - open.len(), "{reached:?}");
    assert!((DECISIONS / 10..DECISIONS * 9 / 10).contains(&allowed), "{allowed}");
}

fn subject(random: &mut StdRng) -> Subject {
    let learner = random.random_bool(0.8).then(|| LearnerId::of_telegram(random.random_range(1..4)));
    let grants = (0..random.random_range(0..4)).map(|_| grant(random)).collect();
    Subject { learner, grants }
}

fn grant(random: &mut StdRng) -> Grant {
    match random.random_range(0..4) {
        0 => Grant::Operator,
        1 => Grant::Mentor { group: group(random) },
        _ => Grant::Author { courses: Pattern::read(PATTERNS.choose(random).unwrap()).unwrap() },
    }
}

fn group(random: &mut StdRng) -> GroupId {
    GroupId::read(GROUPS.choose(random).unwrap()).unwrap()
}

/// More often the subject's own than chance would have it.
fn resource(random: &mut StdRng, subject: &Subject) -> Resource {
    let other = LearnerId::of_telegram(random.random_range(1..4));
    let id = subject.learner.filter(|_| random.random_bool(0.4)).unwrap_or(other);
    match random.random_range(0..6) {
        0 => Resource::Academy,
        1 => Resource::Course(CourseId::new(*COURSES.choose(random).unwrap())),
        2 => Resource::Group(group(random)),
        3 => Resource::Grant { of: id, grant: grant(random), fixed: random.random_bool(0.3) },
        _ => Resource::Learner { id, shares: (0..random.random_range(0..3)).map(|_| group(random)).collect() },
    }
}

fn cedar(policy: &PolicySet, subject: &Subject, action: Action, resource: &Resource, operators: usize) -> bool {
    let text = |text: &str| Value::new_string(text.to_owned());
    let set = |texts: Vec<String>| Value::new_set(texts.into_iter().map(Value::new_string));
    let about = |role: Role| {
        let grants = subject.grants.iter().filter(move |grant| grant.role() == role);
        grants.filter_map(|grant| grant.about().map(str::to_owned)).collect::<Vec<_>>()
    };
    let who = HashMap::from([
        ("learner".to_owned(), text(&subject.learner.map(|id| id.to_string()).unwrap_or_default())),
        ("roles".to_owned(), set(subject.grants.iter().map(|grant| grant.role().to_string()).collect())),
        ("courses".to_owned(), set(about(Role::Author))),
        ("groups".to_owned(), set(about(Role::Mentor))),
    ]);
    let kind = |kind: &str| ("kind".to_owned(), text(kind));
    let what = match resource {
        Resource::Academy => HashMap::from([kind("academy")]),
        Resource::Course(course) => {
            HashMap::from([kind("course"), ("patterns".to_owned(), set(patterns(course.as_str())))])
        }
        Resource::Grant { grant, fixed, .. } => HashMap::from([
            kind("role"),
            ("fixed".to_owned(), Value::new_bool(*fixed)),
            ("operator".to_owned(), Value::new_bool(*grant == Grant::Operator)),
        ]),
        Resource::Group(group) => HashMap::from([kind("group"), ("group".to_owned(), text(group.as_str()))]),
        Resource::Learner { id, shares } => HashMap::from([
            kind("learner"),
            ("owner".to_owned(), text(&id.to_string())),
            ("shares".to_owned(), set(shares.iter().map(ToString::to_string).collect())),
        ]),
    };
    let uid = |name: &str| name.parse::<EntityUid>().unwrap();
    let (principal, thing) = (uid(r#"Subject::"it""#), uid(r#"Thing::"it""#));
    let entities = [(&principal, who), (&thing, what)]
        .map(|(uid, attributes)| Entity::new(uid.clone(), attributes, HashSet::new()).unwrap());
    let entities = Entities::from_entities(entities, None).unwrap();
    let operators = Value::new_long(operators as i64);
    let context = CedarContext::from_pairs([("operators".to_owned(), operators)]).unwrap();
    let action = uid(&format!(r#"Action::"{action:?}""#));
    let request = Request::new(principal, action, thing, context, None).unwrap();
    let response = Authorizer::new().is_authorized(&request, policy, &entities);
    assert_eq!(response.diagnostics().errors().count(), 0, "{response:?}");
    response.decision() == Decision::Allow
}

/// All patterns that cover a course: its id, and each beginning of it with a `*`.
fn patterns(course: &str) -> Vec<String> {
    let beginnings = (0..=course.len()).map(|end| format!("{}*", &course[..end]));
    beginnings.chain([course.to_owned()]).collect()
}
