//! Redis is gone for a while.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "redis-gone",
    does: "Redis is killed and stays away for some seconds",
    modes: BOTH,
    times: (1, 2),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let mut redis = stage.redis.lock().await;
            redis.kill().await;
            stage.for_a_while(Duration::from_millis(random.between(1_000, 3_000))).await;
            redis.start_again().await
        }
        .boxed()
    },
};
