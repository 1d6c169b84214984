//! Somebody who learns on each of their local days never loses the streak: in every zone, on every day on which a clock
//! changes, on any flight, whenever their zone becomes known.

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use dialogues::streams::{Aggregate, Learner, LearnerFact, ProfileChange};
use proptest::prelude::*;

/// Flights that take longer land on the way.
const LONGEST_FLIGHT: i64 = 20 * 60;

/// The first instant of a day: four in the morning, or where the clock skips that, what comes next.
fn begins(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let four = day.and_hms_opt(4, 0, 0).unwrap();
    let mut walls = (0..).map(|quarters| four + Duration::minutes(15 * quarters));
    walls.find_map(|wall| zone.from_local_datetime(&wall).latest()).unwrap().to_utc()
}

struct Traveller {
    learner: Learner,
    zone: Tz,
    now: DateTime<Utc>,
    streak: u32,
}

impl Traveller {
    fn new(zone: Tz, now: DateTime<Utc>) -> Self {
        Self { learner: Learner::default(), zone, now, streak: 0 }
    }

    /// They tell their zone.
    fn tell(&mut self) {
        if self.learner.time_zone != Some(self.zone) {
            let change = ProfileChange { time_zone: Some(self.zone), ..ProfileChange::default() };
            self.happens(&LearnerFact::ProfileUpdated(change));
        }
    }

    fn happens(&mut self, fact: &LearnerFact) {
        self.learner = std::mem::take(&mut self.learner).evolve(fact, self.now);
    }

    /// The day by the clock on the wall, worked out otherwise than the product does.
    fn today(&self) -> NaiveDate {
        let date = self.now.with_timezone(&self.zone).date_naive();
        if self.now < begins(self.zone, date) { date.pred_opt().unwrap() } else { date }
    }

    /// Learns on what is left of the day: at its first moment (0.0), its last (1.0), or in between.
    fn learn(&mut self, share: f64) {
        let left = begins(self.zone, self.today().succ_opt().unwrap()) - Duration::seconds(1) - self.now;
        self.now += Duration::seconds((left.num_seconds() as f64 * share) as i64);
        assert_eq!(self.learner.streak_days(self.now), self.streak, "lost before {} {}", self.now, self.zone);
        if let Some(fact) = self.learner.step(self.now) {
            self.happens(&fact);
        }
        let streak = self.learner.streak_days(self.now);
        assert!(streak >= self.streak.max(1), "lost at {} {}: {} to {streak}", self.now, self.zone, self.streak);
        self.streak = streak;
    }

    fn sleep(&mut self) {
        self.now = begins(self.zone, self.today().succ_opt().unwrap());
    }

    /// Departs somewhen on what is left of the day, and tells the zone on arrival.
    fn fly(&mut self, to: Tz, share: f64, minutes: i64) {
        let left = begins(self.zone, self.today().succ_opt().unwrap()) - Duration::seconds(1) - self.now;
        self.now += Duration::seconds((left.num_seconds() as f64 * share) as i64) + Duration::minutes(minutes);
        self.zone = to;
        self.tell();
    }
}

#[derive(Clone, Debug)]
struct Leg {
    zone: Tz,
    /// When on each of the days there.
    days: Vec<f64>,
    departure: f64,
    flight: i64,
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 1 => Just(1.0), 3 => 0.0..=1.0f64]
}

fn leg() -> impl Strategy<Value = Leg> {
    let zone = prop::sample::select(&TZ_VARIANTS[..]);
    // To the islands at both sides of the date line more often than by chance.
    let line = prop::sample::select(vec![
        Tz::Pacific__Kiritimati,
        Tz::Pacific__Apia,
        Tz::Pacific__Pago_Pago,
        Tz::Etc__GMTPlus12,
        Tz::Pacific__Honolulu,
        Tz::Asia__Kamchatka,
    ]);
    let zone = prop_oneof![2 => zone, 1 => line];
    (zone, prop::collection::vec(share(), 1..5), share(), 0..=LONGEST_FLIGHT)
        .prop_map(|(zone, days, departure, flight)| Leg { zone, days, departure, flight })
}

/// Minutes from the beginning of 2024 to the end of 2027.
fn start() -> impl Strategy<Value = DateTime<Utc>> {
    let first: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
    (0..(4 * 365 + 1) * 24 * 60i64).prop_map(move |minute| first + Duration::minutes(minute))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn whoever_learns_each_local_day_never_loses_a_streak_on_any_flight(
        start in start(), legs in prop::collection::vec(leg(), 1..8), unknown in prop::option::of(0usize..6),
    ) {
        let mut traveller = Traveller::new(legs[0].zone, start);
        for (number, leg) in legs.iter().enumerate() {
            if number > 0 {
                let from = &legs[number - 1];
                traveller.fly(leg.zone, from.departure, from.flight);
            } else if unknown.is_none() {
                traveller.tell();
            }
            for (day, share) in leg.days.iter().enumerate() {
                if day > 0 {
                    traveller.sleep();
                }
                traveller.learn(*share);
                // The zone becomes known in the first one; until then nobody knows of it.
                if number == 0 && unknown == Some(day) {
                    traveller.tell();
                }
            }
            if number == 0 {
                traveller.tell();
            }
        }
    }
}

/// The days on which the zone's clock changes in these years.
fn changes(zone: Tz) -> Vec<NaiveDate> {
    let days = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().iter_days().take(4 * 365 + 1);
    let length = |day: NaiveDate| begins(zone, day.succ_opt().unwrap()) - begins(zone, day);
    days.filter(|day| length(*day) != Duration::days(1)).collect()
}

#[test]
fn nor_on_any_day_on_which_a_clock_changes_at_whatever_hour_they_learn() {
    let mut cases = 0;
    for zone in TZ_VARIANTS {
        for change in changes(zone) {
            let first = begins(zone, change - Duration::days(2));
            // Early or late on each of the days around it; the zone known from the start, after some days, or never.
            for pattern in 0..32 {
                let hours = (0..5).map(|day| f64::from(pattern >> day & 1));
                let known = if pattern % 3 == 0 { vec![0, 2, 9] } else { vec![0] };
                for known in known {
                    cases += 1;
                    let mut learner = Traveller::new(zone, first);
                    for (day, share) in hours.clone().enumerate() {
                        if day == known {
                            learner.tell();
                        }
                        learner.learn(share);
                        learner.sleep();
                    }
                    assert!(known > 0 || learner.streak == 5, "{zone} {change} {pattern}: {}", learner.streak);
                }
            }
        }
    }
    assert!(cases > 50_000, "{cases}");
}
