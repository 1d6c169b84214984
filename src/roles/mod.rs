//! The roles, a file each, and the one list of them: `ACADEMY_ROLES`, `--help`, `.env.example`, the doctor and the metrics
//! are drawn from it. What a role is, [`Role`] says.

pub mod api;
pub mod bot;
pub mod worker;

use crate::role::Role;

/// All roles, in alphabetical order.
pub static ALL: &[&Role] = &[&api::ROLE, &bot::ROLE, &worker::ROLE];

/// The roles that do jobs of this kind.
pub fn doing(kind: &str) -> Vec<&'static Role> {
    ALL.iter().copied().filter(|role| (role.kinds)().contains(&kind)).collect()
}

#[cfg(test)]
mod tests;
