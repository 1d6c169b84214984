//! The ways to the database: what lies on them, and whether who goes them has the time-outs.

use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use super::report::Check;
use crate::platform::database::{Differing, differing, keeps_statements, pooled};

const NAME: &str = "connections";

/// There is nothing to look at by this way.
pub fn not_direct() -> Check {
    let advice = "Set DATABASE_DIRECT_URL to an address of PostgreSQL itself, or of a pooler in session mode, and run the \
                  doctor again. `academy serve` and the other commands need it as well.";
    let found = "DATABASE_DIRECT_URL (DATABASE_URL, where it is unset) leads to a pooler in transaction mode";
    Check::finding("database", found, advice)
}

/// By `url` turns are taken, by `direct` all that needs a session.
pub async fn led(url: &SecretString, direct: &SecretString) -> Vec<Check> {
    let mut checks = Vec::new();
    match serving(url).await {
        Ok(check) => checks.push(check),
        // That the database cannot be reached is said elsewhere, if it is the same way.
        Err(_) if url.expose_secret() == direct.expose_secret() => {}
        Err(error) => {
            let advice = "Check DATABASE_URL, and that the pooler or server there runs.";
            checks.push(Check::finding(NAME, format!("DATABASE_URL leads nowhere: {error}"), advice));
        }
    }
    checks
}

async fn serving(url: &SecretString) -> sqlx::Result<Check> {
    let pooled = pooled(url).await?;
    if pooled && !keeps_statements(url).await? {
        let found = "DATABASE_URL leads to a pooler in transaction mode that loses prepared statements";
        let advice = "Turns fail at random. Use pool_mode = session; or, with PgBouncer 1.21 or newer, transaction mode and \
                      max_prepared_statements = 200.";
        return Ok(Check::finding(NAME, found, advice));
    }
    let mut connection = PgConnectOptions::from_str(url.expose_secret())?.connect().await?;
    let differing = differing(&mut connection).await?;
    let way =
        if pooled { "by a pooler in transaction mode that keeps prepared statements" } else { "each has its session" };
    Ok(judge(&differing, way))
}

pub fn judge(differing: &[Differing], way: &str) -> Check {
    if differing.is_empty() {
        return Check::well(NAME, format!("{way}, and has the time-outs"));
    }
    let statements: Vec<&str> = differing.iter().map(|setting| &*setting.statement).collect();
    let advice = format!(
        "A transaction that hangs would hold all subscriptions back. `academy migrate` sets them; connections that a pooler \
         has kept have them after its RECONNECT. If the role may not do that, have an administrator do it: {}",
        statements.join(" ")
    );
    let details = differing.iter().map(|Differing { name, is, wanted, .. }| format!("{name} is {is}, not {wanted}"));
    Check::finding(NAME, "sessions do not have the time-outs of the academy", advice).naming(details)
}
