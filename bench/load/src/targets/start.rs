//! From the start of the process to the first reply, on a database that is there and an empty Redis.

use anyhow::Result;

use crate::fill::{Fill, filled, some};
use crate::place::Place;
use crate::report::{Spread, Target};
use crate::run::{Plan, Session};

const SECONDS: f64 = 1.0;
const STARTS: usize = 5;
const FILL: Fill = Fill { learners: 1_000, events: 12 };

pub async fn run(place: &Place, plan: &Plan) -> Result<Vec<Target>> {
    let database = filled(place, FILL).await?;
    let mut waits = Vec::new();
    for _ in 0..STARTS {
        // One learner has written before the process was there.
        let session = Session::open(place, plan, &database, some(FILL, 1)).await?;
        waits.push(session.greeted.as_secs_f64());
        session.close().await?;
    }
    Ok(vec![Target::at_most("seconds from cold start to first reply".into(), Spread::of(waits), SECONDS)])
}
