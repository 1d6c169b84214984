//! PostgreSQL is restarted: in order, or by a crash that it recovers from.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING, Needs};
use crate::clusters::Want;

pub const FAULT: Fault = Fault {
    name: "postgres-restarted",
    does: "PostgreSQL is stopped, fast or immediately, and started again",
    modes: BOTH,
    times: (1, 3),
    needs: Needs { cluster: Want::Own, ..NOTHING },
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let mode = *random.pick(&["fast", "immediate"]);
            let gap = Duration::from_millis(random.between(0, 1_000));
            stage.break_postgres(gap, |postgres| postgres.stop(mode), || Ok(())).await
        }
        .boxed()
    },
};
