//! What follows from granting and revoking, or why it may not be.

use std::collections::BTreeSet;

use super::facts::TeamFact;
use super::state::Team;
use crate::access::{Action, Context, Grant, Resource, Subject, Why, may};
use crate::kernel::ids::LearnerId;

/// The operators whom the configuration names: they need no fact, and only the configuration ends them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appointed(pub BTreeSet<LearnerId>);

impl Appointed {
    pub fn has(&self, who: LearnerId) -> bool {
        self.0.contains(&who)
    }

    /// Somebody with all roles that they have.
    pub fn subject(&self, who: LearnerId, team: &Team) -> Subject {
        let mut grants = team.grants(who);
        if self.has(who) && !grants.contains(&Grant::Operator) {
            grants.push(Grant::Operator);
        }
        Subject::learner(who, grants)
    }

    fn context(&self, team: &Team) -> Context {
        let granted = team.given.iter().filter(|given| given.grant == Grant::Operator).map(|given| given.who);
        let operators: BTreeSet<LearnerId> = granted.chain(self.0.iter().copied()).collect();
        Context { operators: operators.len() }
    }
}

/// None: they have that role already.
pub fn grant(
    team: &Team,
    appointed: &Appointed,
    by: &Subject,
    who: LearnerId,
    grant: Grant,
) -> Result<Option<TeamFact>, Why> {
    allowed(team, appointed, by, Action::GrantRole, who, &grant, false)?;
    let fixed = appointed.has(who) && grant == Grant::Operator;
    let news = !fixed && !team.has(who, &grant);
    Ok(news.then_some(TeamFact::RoleGranted { who, grant, by: by.learner }))
}

/// None: they do not have that role.
pub fn revoke(
    team: &Team,
    appointed: &Appointed,
    by: &Subject,
    who: LearnerId,
    grant: Grant,
) -> Result<Option<TeamFact>, Why> {
    let fixed = appointed.has(who) && grant == Grant::Operator;
    let has = fixed || team.has(who, &grant);
    // Who may not revoke anything is not told who has what.
    let asked = allowed(team, appointed, by, Action::RevokeRole, who, &grant, fixed);
    match asked {
        Err(why @ (Why::Appointed | Why::LastOperator)) if has => Err(why),
        Err(Why::Appointed | Why::LastOperator) => Ok(None),
        Err(why) => Err(why),
        Ok(()) => Ok(has.then_some(TeamFact::RoleRevoked { who, grant, by: by.learner })),
    }
}

fn allowed(
    team: &Team,
    appointed: &Appointed,
    by: &Subject,
    action: Action,
    of: LearnerId,
    grant: &Grant,
    fixed: bool,
) -> Result<(), Why> {
    let resource = Resource::Grant { of, grant: grant.clone(), fixed };
    let decision = may(by, action, &resource, &appointed.context(team));
    if decision.allowed { Ok(()) } else { Err(decision.why) }
}
