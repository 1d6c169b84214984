//! Redis is restarted, and has forgotten everything.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "redis-restarted",
    does: "Redis is killed and at once started again, empty",
    modes: BOTH,
    times: (2, 4),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, _| {
        async move {
            let mut redis = stage.redis.lock().await;
            redis.kill().await;
            redis.start_again().await
        }
        .boxed()
    },
};
