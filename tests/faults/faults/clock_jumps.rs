//! The clock of the academy's machine is set: over midnight, back by an hour, across the days on which clocks change.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveTime, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING, Needs};
use crate::harness::put_ahead;
use crate::product::clock;
use crate::random::Random;

pub const FAULT: Fault = Fault {
    name: "clock-jumps",
    does: "the clock jumps over midnight, back by an hour, and across the changes of daylight saving",
    modes: BOTH,
    times: (3, 6),
    needs: Needs { clock: true, ..NOTHING },
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            // Launch data of the real present is refused by an academy that lives in another year.
            tokio::select! {
                () = stage.pulse.all_visited() => {}
                () = stage.until_over() => {}
            }
            let Some(clock) = &stage.clock else { anyhow::bail!("the process has no clock of its own") };
            let now = clock::now();
            let ahead = goal(&mut random, now) - now;
            put_ahead(clock, ahead)?;
            stage.for_a_while(Duration::from_millis(random.between(0, 800))).await;
            Ok(())
        }
        .boxed()
    },
};

/// A moment just before something happens to the calendar.
fn goal(random: &mut Random, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = *random.pick(&[Tz::UTC, Tz::Europe__Berlin, Tz::America__New_York, Tz::Pacific__Auckland]);
    let just = TimeDelta::milliseconds(random.between(0, 1_500) as i64);
    match random.below(4) {
        0 => now - TimeDelta::hours(1),
        1 => now + TimeDelta::days(random.between(1, 3) as i64),
        2 => next_day(zone, now) - just,
        _ => next_change(zone, now).map_or(now, |change| change - just),
    }
}

fn next_day(zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    let tomorrow = now.with_timezone(&zone).date_naive() + Days::new(1);
    // At four in the morning.
    let begins = tomorrow.and_time(NaiveTime::MIN) + TimeDelta::hours(4);
    zone.from_local_datetime(&begins).earliest().map_or(now, |begins| begins.to_utc())
}

/// The next hour at which the zone's distance from UTC changes.
fn next_change(zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let whole = now - TimeDelta::seconds(now.timestamp().rem_euclid(3600));
    (1..24 * 366)
        .map(|hours| whole + TimeDelta::hours(hours))
        .find(|at| offset(*at) != offset(*at - TimeDelta::hours(1)))
}
