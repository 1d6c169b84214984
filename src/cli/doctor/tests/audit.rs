//! The audit log.

use dialogues::access::Grant;
use dialogues::kernel::ids::LearnerId;
use dialogues::streams::team::Appointed;

use super::{Academy, at};
use crate::cli::doctor::report::Check;
use crate::cli::doctor::report::Level::{Finding, Well};
use crate::identity::team::{self, Change};

/// Two changes of roles, then what somebody does past the academy.
async fn after(tampering: &'static str) -> Check {
    let academy = Academy::open().await;
    for who in [7, 8] {
        let who = LearnerId::of_telegram(who);
        let appointed = Appointed::default();
        team::change(&academy.store, &appointed, Change::Grant, who, &Grant::Operator, at()).await.unwrap().unwrap();
    }
    academy.execute("ALTER TABLE audit_log DISABLE TRIGGER audit_log_stays").await;
    academy.execute(tampering).await;
    academy.checks().await.into_iter().find(|check| check.name == "audit log").unwrap()
}

#[tokio::test]
async fn a_chain_that_holds_is_well_and_its_last_hash_is_told() {
    let check = after("SELECT 1").await;
    assert_eq!(check.level, Well);
    let hash = check.summary.strip_prefix("2 lines, a whole chain up to ").unwrap();
    assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
}

#[tokio::test]
async fn the_first_row_that_is_broken_is_named() {
    for (tampering, summary) in [
        ("UPDATE audit_log SET actor = 'cli2' WHERE position = 1", "broken at row 1: it is not as it was written"),
        ("UPDATE audit_log SET subject = NULL WHERE position = 2", "broken at row 2: it is not as it was written"),
        ("DELETE FROM audit_log WHERE position = 1", "broken at row 1: it is missing"),
        ("DELETE FROM audit_log WHERE position = 2", "2 changes of roles in the event log, 1 line here"),
        ("DELETE FROM audit_log", "2 changes of roles in the event log, 0 lines here"),
    ] {
        let check = after(tampering).await;
        assert!(check.level == Finding && check.summary.contains(summary), "{tampering}: {check:?}");
        assert!(check.advice.contains("backup"), "{check:?}");
    }
}
