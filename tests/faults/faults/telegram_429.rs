//! Telegram says that it is too much.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "telegram-429",
    does: "every screen is refused with 429 and retry_after 1 for a while",
    modes: BOTH,
    times: (1, 3),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            stage.switch(|faults| (faults.send_status, faults.retry_after) = (429, 1));
            stage.for_a_while(Duration::from_millis(random.between(200, 1_000))).await;
            stage.switch(|faults| faults.send_status = 0);
            Ok(())
        }
        .boxed()
    },
};
