//! Somebody's transaction stays open and holds every subscription back.

use std::time::Duration;

use futures::FutureExt as _;
use sqlx::Connection as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "subscriber-stalled",
    does: "an outside transaction with a number of its own stays open for some seconds",
    modes: BOTH,
    times: (1, 2),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let mut outside = stage.connect().await?;
            let mut open = outside.begin().await?;
            sqlx::query("SELECT pg_current_xact_id()").execute(&mut *open).await?;
            stage.for_a_while(Duration::from_millis(random.between(2_000, 5_000))).await;
            open.rollback().await?;
            outside.close().await?;
            Ok(())
        }
        .boxed()
    },
};
