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
            let mut postgres = stage.lease.cluster.postgres.lock().await;
            let mode = *random.pick(&["fast", "immediate"]);
            tokio::task::block_in_place(|| postgres.stop(mode));
            stage.for_a_while(Duration::from_millis(random.between(0, 1_000))).await;
            tokio::task::block_in_place(|| postgres.start_again());
            Ok(())
        }
        .boxed()
    },
};
