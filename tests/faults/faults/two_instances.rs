//! Two instances at once: both poll, or both are behind one webhook; then one of them is killed.

use std::future::ready;
use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING, Needs};
use crate::instance::Academy;
use crate::person::Habits;

pub const FAULT: Fault = Fault {
    name: "two-instances",
    does: "a second instance takes updates beside the first for a while, then one of the two is killed",
    modes: BOTH,
    times: (1, 1),
    needs: Needs { forwarder: true, ..NOTHING },
    habits: Habits { disordered: true, ..DEFT },
    strike: |stage, mut random| {
        async move {
            let variables = stage.another();
            let address = format!("http://{}", variables["HTTP_ADDR"]);
            let mut second = Academy::new(variables);
            second.open().await?;
            if let Some(forwarder) = &stage.forwarder {
                forwarder.set_instances(vec![stage.world.url.clone(), address]);
            }
            stage.for_a_while(Duration::from_millis(random.between(2_000, 4_000))).await;
            if random.percent(50) {
                stage.kill_and_restart(Duration::from_millis(500), ready(Ok(()))).await?;
            }
            if let Some(forwarder) = &stage.forwarder {
                forwarder.set_instances(vec![stage.world.url.clone()]);
            }
            second.kill();
            Ok(())
        }
        .boxed()
    },
};
