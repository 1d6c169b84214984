//! Learners press buttons of steps that are behind them.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};
use crate::person::Habits;

pub const FAULT: Fault = Fault {
    name: "old-keyboard",
    does: "beside every fourth tap a button of an earlier step is pressed",
    modes: BOTH,
    times: (1, 1),
    needs: NOTHING,
    habits: Habits { old_keyboard: 25, ..DEFT },
    strike: |stage, _| {
        async move {
            stage.until_over().await;
            Ok(())
        }
        .boxed()
    },
};
