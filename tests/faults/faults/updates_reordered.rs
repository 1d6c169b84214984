//! Telegram delivers what waits in the wrong order.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};
use crate::person::Habits;

pub const FAULT: Fault = Fault {
    name: "updates-reordered",
    does: "waiting updates come in the wrong order, to learners who press twice and hastily",
    modes: BOTH,
    times: (1, 1),
    needs: NOTHING,
    habits: Habits { double_tap: 20, hasty: 20, disordered: true, ..DEFT },
    strike: |stage, _| {
        async move {
            stage.switch(|faults| faults.reorder = true);
            stage.until_over().await;
            stage.switch(|faults| faults.reorder = false);
            Ok(())
        }
        .boxed()
    },
};
