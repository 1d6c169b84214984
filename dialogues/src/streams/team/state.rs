//! Who has which role: the fold of the team's stream.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::TeamFact;
use crate::access::Grant;
use crate::kernel::ids::{LearnerId, TeamId};
use crate::streams::aggregate::Aggregate;

/// The fold of the team's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub version: u32,
    /// In the order in which they were given.
    pub given: Vec<Given>,
}

/// A role that somebody has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// The stream's version with it: names it on buttons.
    pub number: u32,
    pub who: LearnerId,
    pub grant: Grant,
    /// None: by the command line.
    pub by: Option<LearnerId>,
    pub at: DateTime<Utc>,
}

impl Default for Team {
    /// Nobody was given anything yet.
    fn default() -> Self {
        Self { id: TeamId::of_academy(), version: 0, given: Vec::new() }
    }
}

impl Team {
    pub fn grants(&self, who: LearnerId) -> Vec<Grant> {
        self.given.iter().filter(|given| given.who == who).map(|given| given.grant.clone()).collect()
    }

    pub fn has(&self, who: LearnerId, grant: &Grant) -> bool {
        self.given.iter().any(|given| given.who == who && given.grant == *grant)
    }
}

impl Aggregate for Team {
    const TYPE: &'static str = "team";

    type Id = TeamId;
    type Fact = TeamFact;

    fn begin(id: TeamId, fact: &TeamFact, at: DateTime<Utc>) -> Option<Self> {
        let begins = matches!(fact, TeamFact::RoleGranted { .. });
        begins.then(|| Self { id, ..Self::default() }.evolve(fact, at))
    }

    fn evolve(mut self, fact: &TeamFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            TeamFact::RoleGranted { who, grant, by } => {
                self.given.push(Given { number: self.version, who: *who, grant: grant.clone(), by: *by, at });
            }
            TeamFact::RoleRevoked { who, grant, .. } => {
                self.given.retain(|given| given.who != *who || given.grant != *grant);
            }
        }
        self
    }

    fn stream(id: TeamId) -> Uuid {
        id.as_uuid()
    }

    fn version(&self) -> u32 {
        self.version
    }
}
