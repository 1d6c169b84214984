//! Learners press something else while the reply to their last press is pending.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};
use crate::person::Habits;

pub const FAULT: Fault = Fault {
    name: "press-while-pending",
    does: "every third tap is followed at once by one on another button of the same screen",
    modes: BOTH,
    times: (1, 1),
    needs: NOTHING,
    habits: Habits { hasty: 33, ..DEFT },
    strike: |stage, _| {
        async move {
            stage.until_over().await;
            Ok(())
        }
        .boxed()
    },
};
