//! Telegram delivers what waits in the wrong order.

use std::time::Duration;

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
    strike: |stage, mut random| {
        async move {
            // Again and again for a moment: a press that waits for ever is no matter of order.
            while !stage.is_over() {
                stage.switch(|faults| faults.reorder = true);
                stage.for_a_while(Duration::from_millis(random.between(50, 400))).await;
                stage.switch(|faults| faults.reorder = false);
                stage.for_a_while(Duration::from_millis(random.between(50, 200))).await;
            }
            Ok(())
        }
        .boxed()
    },
};
