//! Telegram has trouble of its own.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "telegram-502",
    does: "every screen is refused with 502 for a while",
    modes: BOTH,
    times: (1, 3),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            stage.switch(|faults| faults.send_status = 502);
            stage.for_a_while(Duration::from_millis(random.between(300, 1_500))).await;
            stage.switch(|faults| faults.send_status = 0);
            Ok(())
        }
        .boxed()
    },
};
