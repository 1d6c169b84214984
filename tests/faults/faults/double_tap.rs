//! Learners tap twice.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};
use crate::person::Habits;

pub const FAULT: Fault = Fault {
    name: "double-tap",
    does: "every second button is tapped twice at once",
    modes: BOTH,
    times: (1, 1),
    needs: NOTHING,
    habits: Habits { double_tap: 50, ..DEFT },
    strike: |stage, _| {
        async move {
            stage.until_over().await;
            Ok(())
        }
        .boxed()
    },
};
