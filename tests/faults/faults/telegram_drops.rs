//! Telegram does the work, and the connection drops before it can say so.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "telegram-drops",
    does: "screens are drawn, and their answers are lost, for a while",
    modes: BOTH,
    times: (1, 3),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            stage.switch(|faults| faults.drop_after_work = true);
            stage.for_a_while(Duration::from_millis(random.between(300, 1_500))).await;
            stage.switch(|faults| faults.drop_after_work = false);
            Ok(())
        }
        .boxed()
    },
};
