//! Killed between the commit and the session: Redis takes no writes, and the process dies while it waits for it.

use std::time::Duration;

use futures::FutureExt as _;
use sqlx::Connection as _;

use super::{BOTH, DEFT, Fault, Lookout, NOTHING};

pub const FAULT: Fault = Fault {
    name: "kill-after-commit",
    does: "kill -9 when the turn is stored and its session is not",
    modes: BOTH,
    times: (1, 3),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let mut outside = stage.connect().await?;
            let redis = stage.redis.lock().await;
            let head = "SELECT COALESCE(max(position), 0) FROM event_store";
            let before: i64 = sqlx::query_scalar(head).fetch_one(&mut outside).await?;
            redis.run(&["CLIENT", "PAUSE", "10000", "WRITE"]).await?;
            let lookout = Lookout::new(&stage);
            let stored = async {
                while sqlx::query_scalar::<_, i64>(head).fetch_one(&mut outside).await? == before {
                    lookout.not_yet().await?;
                }
                Ok(())
            };
            let stored = stored.await;
            let gap = Duration::from_millis(random.between(0, 200));
            stage.kill_and_restart(gap, redis.run(&["CLIENT", "UNPAUSE"])).await?;
            outside.close().await?;
            stored
        }
        .boxed()
    },
};
