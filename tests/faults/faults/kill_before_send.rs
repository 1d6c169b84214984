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
            let lookout = Lookout::new(&stage);
            let reached = async {
                while hold.waiting() == 0 {
                    lookout.not_yet().await?;
                }
                Ok(())
            };
            let reached = reached.await;
            let mut academy = stage.academy.lock().await;
            academy.kill();
            hold.release();
            tokio::time::sleep(Duration::from_millis(random.between(0, 200))).await;
            academy.open().await?;
            reached
        }
        .boxed()
    },
};
