//! What happens to the academy's team. Events of its one stream.

use serde::{Deserialize, Serialize};

use crate::access::Grant;
use crate::kernel::ids::LearnerId;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum TeamFact {
    RoleGranted {
        who: LearnerId,
        #[serde(flatten)]
        grant: Grant,
        /// None: by the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<LearnerId>,
    },
    RoleRevoked {
        who: LearnerId,
        #[serde(flatten)]
        grant: Grant,
        /// None: by the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<LearnerId>,
    },
}
