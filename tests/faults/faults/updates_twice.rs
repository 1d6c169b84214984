//! Telegram delivers every update twice.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "updates-twice",
    does: "every update comes a second time, later, under the same update_id",
    modes: BOTH,
    times: (1, 1),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, _| {
        async move {
            stage.switch(|faults| faults.deliver_twice = true);
            stage.until_over().await;
            stage.switch(|faults| faults.deliver_twice = false);
            Ok(())
        }
        .boxed()
    },
};
