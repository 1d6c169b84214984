//! Who may do what: one table role × action, and what a role reaches. Pure: [`may`] knows no log and no clock, and says
//! why. The same policy stands in Cedar's language beside it (`access.cedar`); a test compares the two.
//!
//! Start at [`TABLE`]. Who has which role is told by the stream [`team`](crate::streams::team).

mod grant;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::kernel::ids::{CourseId, GroupId, LearnerId};

pub use grant::{Grant, NoGrant, Pattern};

/// What somebody is in the academy. Everybody who has written to the bot is a learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Learner,
    /// Sees the progress that a group's members share.
    Mentor,
    /// Of courses, by a pattern.
    Author,
    /// Runs the academy and hands out roles. Sees no learner's data by that.
    Operator,
}

/// What somebody wants to do. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    ChangeProfile,
    EditCourse,
    EndSessions,
    EraseData,
    ExportData,
    GrantRole,
    /// Lessons, quizzes, reviews, interviews: whatever is done to learn, and what is shown of it.
    Learn,
    /// The Mini App's files.
    OpenApp,
    OpenSession,
    /// Health and metrics, and the updates that Telegram brings.
    Operate,
    /// What the API says about itself, for whoever builds on it.
    ReadDocs,
    /// What happens to oneself, as it happens.
    ReadEvents,
    ReadGroup,
    ReadProfile,
    ReadProgress,
    ReadSessions,
    ReadTeam,
    RevokeRole,
    ShareProgress,
}

/// How far a role reaches in an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Nothing,
    /// What is one's own.
    Own,
    /// The courses that an author's pattern covers.
    Courses,
    /// A mentor's groups, and the learners who share with them.
    Groups,
    Everything,
}

use Reach::{Courses, Everything, Groups, Nothing, Own};

/// Whoever it is, learner, mentor, author, operator. A right more than a learner's needs the fold of the team, so the
/// columns on the right cost a look at the log.
pub const TABLE: &[(Action, [Reach; 5])] = &[
    (Action::ChangeProfile, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::EditCourse, [Nothing, Nothing, Nothing, Courses, Everything]),
    (Action::EndSessions, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::EraseData, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::ExportData, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::GrantRole, [Nothing, Nothing, Nothing, Nothing, Everything]),
    (Action::Learn, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::OpenApp, [Everything, Nothing, Nothing, Nothing, Nothing]),
    (Action::OpenSession, [Everything, Nothing, Nothing, Nothing, Nothing]),
    (Action::Operate, [Everything, Nothing, Nothing, Nothing, Nothing]),
    (Action::ReadDocs, [Everything, Nothing, Nothing, Nothing, Nothing]),
    (Action::ReadEvents, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::ReadGroup, [Nothing, Nothing, Groups, Nothing, Nothing]),
    (Action::ReadProfile, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::ReadProgress, [Nothing, Own, Groups, Nothing, Nothing]),
    (Action::ReadSessions, [Nothing, Own, Nothing, Nothing, Nothing]),
    (Action::ReadTeam, [Nothing, Nothing, Nothing, Nothing, Everything]),
    (Action::RevokeRole, [Nothing, Nothing, Nothing, Nothing, Everything]),
    (Action::ShareProgress, [Nothing, Own, Nothing, Nothing, Nothing]),
];

/// Who wants to do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// None: nobody has said who they are, or it is the command line.
    pub learner: Option<LearnerId>,
    pub grants: Vec<Grant>,
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Nothing in particular.
    Academy,
    Course(CourseId),
    /// A role of somebody. `fixed`: it stands in the configuration.
    Grant {
        of: LearnerId,
        grant: Grant,
        fixed: bool,
    },
    Group(GroupId),
    /// Somebody's data. `shares`: the groups with which they share their progress.
    Learner {
        id: LearnerId,
        shares: Vec<GroupId>,
    },
}

/// What else counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// How many operators there are, with those of the configuration.
    pub operators: usize,
}

/// The rule that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    OpenToAll,
    TheirOwn,
    SharedWithThem,
    TheirCourse,
    RunsTheAcademy,
    Nobody,
    SomebodyElses,
    NotTheirs,
    NotTheirRole,
    LastOperator,
    Appointed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub allowed: bool,
    pub why: Why,
}

/// May they?
pub fn may(subject: &Subject, action: Action, resource: &Resource, context: &Context) -> Decision {
    let [anybody, rights @ ..] = row(action);
    if anybody == Everything {
        return Decision { allowed: true, why: Why::OpenToAll };
    }
    if subject.learner.is_none() && subject.grants.is_empty() {
        return Decision { allowed: false, why: Why::Nobody };
    }
    let granting = ROLES.into_iter().zip(rights).find_map(|(role, reach)| reaches(subject, role, reach, resource));
    match granting {
        Some(_) if action == Action::RevokeRole => revocable(resource, *context),
        Some(why) => Decision { allowed: true, why },
        None => Decision { allowed: false, why: refusal(subject, rights) },
    }
}

/// May everybody do it with what is their own, so that nobody's roles need be known?
pub fn is_everybodys(action: Action) -> bool {
    let [anybody, learner, ..] = row(action);
    anybody == Everything || learner == Own
}

const ROLES: [Role; 4] = [Role::Learner, Role::Mentor, Role::Author, Role::Operator];

fn row(action: Action) -> [Reach; 5] {
    TABLE.iter().find(|(listed, _)| *listed == action).map_or([Nothing; 5], |(_, row)| *row)
}

/// The rule by which a role reaches the resource, if they have the role and it does.
fn reaches(subject: &Subject, role: Role, reach: Reach, resource: &Resource) -> Option<Why> {
    let mut grants = subject.grants.iter().filter(|grant| grant.role() == role);
    match (reach, resource) {
        (Own, Resource::Learner { id, .. }) => (subject.learner == Some(*id)).then_some(Why::TheirOwn),
        (Courses, Resource::Course(course)) => {
            let covers = |grant: &Grant| matches!(grant, Grant::Author { courses } if courses.covers(course));
            grants.any(covers).then_some(Why::TheirCourse)
        }
        (Groups, Resource::Group(group)) => grants.any(|grant| leads(grant, group)).then_some(Why::SharedWithThem),
        (Groups, Resource::Learner { shares, .. }) => {
            let shared = |grant: &Grant| shares.iter().any(|group| leads(grant, group));
            grants.any(shared).then_some(Why::SharedWithThem)
        }
        (Everything, _) => grants.next().map(|_| Why::RunsTheAcademy),
        _ => None,
    }
}

fn leads(grant: &Grant, led: &GroupId) -> bool {
    matches!(grant, Grant::Mentor { group } if group == led)
}

/// An academy never loses its last operator, and whom the configuration names stays until it names them no more.
fn revocable(resource: &Resource, context: Context) -> Decision {
    match resource {
        Resource::Grant { fixed: true, .. } => Decision { allowed: false, why: Why::Appointed },
        Resource::Grant { grant: Grant::Operator, .. } if context.operators < 2 => {
            Decision { allowed: false, why: Why::LastOperator }
        }
        _ => Decision { allowed: true, why: Why::RunsTheAcademy },
    }
}

fn refusal(subject: &Subject, rights: [Reach; 4]) -> Why {
    let has = |role: Role| role == Role::Learner || subject.grants.iter().any(|grant| grant.role() == role);
    let reach =
        |wanted: &[Reach]| ROLES.into_iter().zip(rights).any(|(role, reach)| has(role) && wanted.contains(&reach));
    if reach(&[Courses, Groups]) {
        Why::NotTheirs
    } else if reach(&[Own]) {
        Why::SomebodyElses
    } else {
        Why::NotTheirRole
    }
}

impl Subject {
    /// Nobody has said who they are.
    pub const fn nobody() -> Self {
        Self { learner: None, grants: Vec::new() }
    }

    /// A learner, with the roles that they have besides.
    pub const fn learner(id: LearnerId, grants: Vec<Grant>) -> Self {
        Self { learner: Some(id), grants }
    }

    /// Whoever can run commands beside the database runs the academy.
    pub fn command_line() -> Self {
        Self { learner: None, grants: vec![Grant::Operator] }
    }
}

impl Resource {
    /// A learner's own data, as far as nobody else has a share in it.
    pub const fn of(id: LearnerId) -> Self {
        Self::Learner { id, shares: Vec::new() }
    }
}

impl Why {
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::OpenToAll => "Everybody may.",
            Self::TheirOwn => "It is their own.",
            Self::SharedWithThem => "It is shared with a group that they are a mentor of.",
            Self::TheirCourse => "They are an author of this course.",
            Self::RunsTheAcademy => "Operators run the academy.",
            Self::Nobody => "Nobody has said who they are.",
            Self::SomebodyElses => "It is somebody else's.",
            Self::NotTheirs => "Their role does not reach it.",
            Self::NotTheirRole => "They do not have the role for it.",
            Self::LastOperator => "The last operator stays: make somebody else an operator first.",
            Self::Appointed => "ACADEMY_OPERATORS names this operator: take them off it and restart.",
        }
    }
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Mentor => "mentor",
            Self::Author => "author",
            Self::Operator => "operator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
