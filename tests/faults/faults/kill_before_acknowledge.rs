//! Killed when the screen is drawn and Telegram does not know yet that the update was taken.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, Lookout, NOTHING, Needs};
use crate::product::Emulator;
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
            let lookout = Lookout::new(&stage);
            let mut hold = None;
            let reached = match (stage.mode, &stage.forwarder) {
                (Mode::Webhook, Some(forwarder)) => lookout.sees(forwarder.lose(usize::MAX)).await,
                _ => {
                    let hold = hold.insert(stage.emulator.hold("getUpdates"));
                    // Some are answered and not confirmed; others may come all the time.
                    let answered = |telegram: &Emulator| telegram.pending() > telegram.unanswered().0.len();
                    let held = stage.emulator.until(|telegram| hold.waiting() > 0 && answered(telegram));
                    lookout.sees(held).await
                }
            };
            let gap = Duration::from_millis(random.between(0, 200));
            let mend = async {
                drop(hold);
                if let Some(forwarder) = &stage.forwarder {
                    forwarder.lose_no_more();
                }
                Ok(())
            };
            stage.kill_and_restart(gap, mend).await?;
            reached
        }
        .boxed()
    },
};
