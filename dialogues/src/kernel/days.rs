//! When a day begins. One rule for streak, minutes and reviews: see `docs/DAYS.md`. Knows no learner and no clock.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// A day begins at this time by the clock on the wall: whoever learns after midnight has not gone to bed yet.
const BEGINS: TimeDelta = TimeDelta::hours(4);
const QUARTER_SECONDS: i64 = 15 * 60;

/// The day that an instant belongs to where a zone's time is kept. Days are civil: an hour that a clock skips or repeats
/// makes one shorter or longer, and never two.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let wall = at.with_timezone(&zone).naive_local();
    wall.checked_sub_signed(BEGINS).unwrap_or(wall).date()
}

/// When the quarter of an hour of an instant began. All clocks differ by whole quarters, so that all instants of a quarter
/// belong to one day, wherever that is.
pub fn quarter(at: DateTime<Utc>) -> DateTime<Utc> {
    let begun = at.timestamp().div_euclid(QUARTER_SECONDS) * QUARTER_SECONDS;
    DateTime::from_timestamp(begun, 0).unwrap_or(at)
}

/// Do the clocks of two zones agree, now and for a year to come? Then they are the same to a learner, whatever they are
/// called.
pub fn same_clock(one: Tz, other: Tz, now: DateTime<Utc>) -> bool {
    let wall = |zone: Tz, at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    one == other || (0..=52).map(|week| now + TimeDelta::weeks(week)).all(|at| wall(one, at) == wall(other, at))
}

#[cfg(test)]
mod tests {
    use chrono::{Offset, TimeZone};
    use chrono_tz::TZ_VARIANTS;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_four_in_the_morning() {
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(local_day(at("2026-12-06T02:59:59Z"), berlin), day("2026-12-05"));
        assert_eq!(local_day(at("2026-12-06T03:00:00Z"), berlin), day("2026-12-06"));
        // The clock goes from two to three, and from three to two: the day after begins at four all the same.
        assert_eq!(local_day(at("2026-03-29T01:59:59Z"), berlin), day("2026-03-28"));
        assert_eq!(local_day(at("2026-03-29T02:00:00Z"), berlin), day("2026-03-29"));
        assert_eq!(local_day(at("2026-10-25T02:59:59Z"), berlin), day("2026-10-24"));
        assert_eq!(local_day(at("2026-10-25T03:00:00Z"), berlin), day("2026-10-25"));
        // Where four o'clock comes once in Helsinki: there the clock goes from four to three.
        assert_eq!(local_day(at("2026-10-25T01:30:00Z"), chrono_tz::Europe::Helsinki), day("2026-10-24"));
    }

    #[test]
    fn in_every_zone_days_only_go_forwards_and_none_begins_within_a_quarter() {
        let first = Utc.with_ymd_and_hms(2024, 1, 1, 0, 0, 0).unwrap();
        let offset =
            |zone: Tz, at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
        for zone in TZ_VARIANTS {
            for date in (0..4 * 365).map(|days| first + TimeDelta::days(days)) {
                let offsets = [offset(zone, date), offset(zone, date + TimeDelta::days(1))];
                assert!(offsets.iter().all(|offset| offset % (15 * 60) == 0), "{zone} {date}: {offsets:?}");
                // Elsewhere the clock goes evenly.
                if offsets[0] == offsets[1] {
                    continue;
                }
                let mut before = local_day(date, zone);
                for quarter in (0..2 * 96).map(|number| date + TimeDelta::minutes(15 * number)) {
                    let (day, last) = (local_day(quarter, zone), local_day(quarter + TimeDelta::seconds(899), zone));
                    assert_eq!(day, last, "{zone} {quarter}");
                    assert!(day == before || before.succ_opt() == Some(day), "{zone} {quarter}: {before}, then {day}");
                    before = day;
                }
            }
        }
    }

    #[test]
    fn a_quarter_is_the_same_for_all_its_instants() {
        for (instant, begun) in [
            ("2026-12-06T02:59:59Z", "2026-12-06T02:45:00Z"),
            ("2026-12-06T03:00:00Z", "2026-12-06T03:00:00Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:45:00Z"),
        ] {
            assert_eq!(quarter(at(instant)), at(begun));
        }
    }

    #[test]
    fn zones_are_the_same_if_their_clocks_agree_all_the_year() {
        let winter = at("2026-12-06T12:00:00Z");
        assert!(same_clock(chrono_tz::Europe::Kiev, chrono_tz::Europe::Kyiv, winter));
        assert!(same_clock(chrono_tz::Europe::Berlin, chrono_tz::Europe::Paris, winter));
        // The same in winter and not in summer; the same in summer and not in winter.
        assert!(!same_clock(chrono_tz::Europe::Berlin, chrono_tz::Africa::Lagos, winter));
        assert!(!same_clock(chrono_tz::Europe::Berlin, chrono_tz::Africa::Cairo, winter));
        assert!(!same_clock(chrono_tz::Asia::Tokyo, chrono_tz::Asia::Vladivostok, winter));
    }
}
