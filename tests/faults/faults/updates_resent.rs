//! What a learner did comes again as if it were new.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "updates-resent",
    does: "some presses and messages come twice, each time under an update_id of its own",
    modes: BOTH,
    times: (5, 15),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            stage.emulator.resend_next(random.between(1, 10) as usize);
            Ok(())
        }
        .boxed()
    },
};
