//! Killed when the screen is drawn and Telegram does not know yet that the update was taken.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, Lookout, NOTHING, Needs};
use crate::stage::Mode;

pub const FAULT: Fault = Fault {
    name: "kill-before-acknowledge",
    does: "kill -9 when the screen is drawn, and the offset or the webhook's 200 has not arrived",
    modes: BOTH,
    times: (1, 3),
    needs: Needs { forwarder: true, ..NOTHING },
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let reached = match (stage.mode, &stage.forwarder) {
                (Mode::Webhook, Some(forwarder)) => {
                    let lost = tokio::time::timeout(Duration::from_secs(10), forwarder.lose(usize::MAX)).await;
                    lost.map_err(|_| anyhow::anyhow!("no call came by"))
                }
                _ => {
                    let hold = stage.emulator.hold("getUpdates");
                    let lookout = Lookout::new(&stage);
                    let answered = async {
                        // Some are answered and not confirmed; others may come all the time.
                        let answered = || stage.emulator.pending() > stage.emulator.unanswered().0.len();
                        while hold.waiting() == 0 || !answered() {
                            lookout.not_yet().await?;
                        }
                        Ok(())
                    };
                    let answered = answered.await;
                    stage.academy.lock().await.kill();
                    hold.release();
                    answered
                }
            };
            if let Some(forwarder) = &stage.forwarder {
                stage.academy.lock().await.kill();
                forwarder.lose_no_more();
            }
            stage.kill_and_restart(Duration::from_millis(random.between(0, 200))).await?;
            reached
        }
        .boxed()
    },
};
