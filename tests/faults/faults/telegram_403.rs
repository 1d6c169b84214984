//! Telegram says that the learner has blocked the bot; they have not, or not for long.

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING};
use crate::product::Refusal;

pub const FAULT: Fault = Fault {
    name: "telegram-403",
    does: "some screens are refused with 403, as if their learners had blocked the bot",
    modes: BOTH,
    times: (3, 8),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let refusal = Refusal::new(403, "Forbidden: bot was blocked by the user");
            let method = *random.pick(&["editMessageText", "editMessageText", "sendMessage"]);
            stage.emulator.fail_next(method, random.between(1, 3) as usize, &refusal);
            Ok(())
        }
        .boxed()
    },
};
