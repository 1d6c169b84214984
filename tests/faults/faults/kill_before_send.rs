//! Killed between the commit and the screen: Telegram holds the call, and the process dies while it waits.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, Lookout, NOTHING};

pub const FAULT: Fault = Fault {
    name: "kill-before-send",
    does: "kill -9 when the turn is stored and its screen is on its way",
    modes: BOTH,
    times: (1, 3),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let hold = stage.emulator.hold(random.pick::<&str>(&["editMessageText", "editMessageText", "sendMessage"]));
            let reached = Lookout::new(&stage).sees(hold.reached(1)).await;
            let gap = Duration::from_millis(random.between(0, 200));
            let release = async {
                hold.release();
                Ok(())
            };
            stage.kill_and_restart(gap, release).await?;
            reached
        }
        .boxed()
    },
};
