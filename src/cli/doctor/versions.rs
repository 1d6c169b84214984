//! Other versions of read models than this program's: in use beside it, or left over from an update.

use sqlx::PgConnection;

use super::report::Check;
use super::{Found, count};
use crate::platform::eventstore::{Leftover, ReadModel, leftovers};

pub async fn left(connection: &mut PgConnection, ours: &[&dyn ReadModel]) -> Found {
    let all = leftovers(connection, ours).await?;
    let (used, unused): (Vec<_>, Vec<_>) = all.into_iter().partition(|leftover| leftover.used);
    let (unversioned, unused): (Vec<_>, Vec<_>) = unused.into_iter().partition(|leftover| leftover.unversioned);
    let names = |leftovers: Vec<Leftover>| leftovers.into_iter().map(|leftover| leftover.name);
    let mut checks = Vec::new();
    if !unused.is_empty() {
        let found = count(unused.len() as i64, "version of a read model is", "versions of read models are");
        let advice = "No running program uses them, and no update goes back to them in a hurry: they would be filled anew. \
                      `academy prune --dry-run` names them, `academy prune` removes them.";
        checks.push(Check::note("versions", format!("{found} left over"), advice).naming(names(unused)));
    }
    if !unversioned.is_empty() {
        let found = count(unversioned.len() as i64, "read model has", "read models have");
        let advice = "Once no program from before versions runs any more: `academy prune --before-versions`.";
        let found = format!("{found} tables from before versions");
        checks.push(Check::note("versions", found, advice).naming(names(unversioned)));
    }
    if checks.is_empty() {
        let beside = names(used).collect::<Vec<_>>().join(", ");
        let found = if beside.is_empty() {
            "nothing is left over from another one".to_owned()
        } else {
            format!("a running program of another one uses {beside}")
        };
        checks.push(Check::well("versions", found));
    }
    Ok(checks)
}
