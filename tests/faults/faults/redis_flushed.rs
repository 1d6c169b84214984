//! Redis forgets everything.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "redis-flushed",
    does: "FLUSHALL in the middle of lessons and quizzes",
    modes: BOTH,
    times: (4, 10),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, _| async move { stage.redis.lock().await.run(&["FLUSHALL"]).await }.boxed(),
};
