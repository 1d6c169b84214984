//! The audit log: does its chain hold, and does it know of every change of a role?

use sqlx::PgConnection;

use super::report::Check;
use super::{Found, count};
use crate::identity::audit::{Chain, verify};
use crate::identity::team::{GRANTED, REVOKED};

const NAME: &str = "audit log";

/// In one statement, so that both are of the same moment: they are written in one transaction.
const ROLES: &str = "SELECT (SELECT count(*) FROM event_store WHERE aggregate_type = 'team'),
                            (SELECT count(*) FROM audit_log WHERE action IN ($1, $2))";

pub async fn chain(connection: &mut PgConnection) -> Found {
    let (events, lines): (i64, i64) =
        sqlx::query_as(ROLES).bind(GRANTED).bind(REVOKED).fetch_one(&mut *connection).await?;
    let check = match verify(connection).await? {
        Chain::Broken { position, why } => {
            let advice = "Somebody changed the audit log past the academy. Compare it with a backup from before, and find \
                          out who had the database's owner's password. The rows before this one are as they were written.";
            Check::finding(NAME, format!("the chain is broken at row {position}: {why}"), advice)
        }
        Chain::Whole { .. } if events != lines => {
            let advice = "Rows were taken from its end, or events were written past the academy. Compare both with a backup \
                          from before.";
            let (events, lines) = (count(events, "change", "changes"), count(lines, "line", "lines"));
            Check::finding(NAME, format!("{events} of roles in the event log, {lines} here"), advice)
        }
        Chain::Whole { rows: 0, .. } => Check::well(NAME, "empty"),
        Chain::Whole { rows, head } => {
            Check::well(NAME, format!("{}, a whole chain up to {head}", count(rows, "line", "lines")))
        }
    };
    Ok(vec![check])
}
