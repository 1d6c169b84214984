//! The academy is killed, whatever it is doing.

use std::future::ready;
use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "kill-random",
    does: "kill -9 at random points, and another start",
    modes: BOTH,
    times: (2, 4),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let gap = Duration::from_millis(random.between(0, 300));
            stage.kill_and_restart(gap, ready(Ok(()))).await
        }
        .boxed()
    },
};
