//! What time somebody writes that it is, and how far from UTC their clock must be then. Pure: knows no zones.

use chrono::{DateTime, Timelike, Utc};

const DAY: i64 = 24 * 60;
/// Clocks differ by whole quarters of an hour.
const QUARTER: i64 = 15;

/// Minutes from UTC, around the clock: `-3:00` is 21 hours, since whoever says what time it is does not say the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offset(i64);

impl Offset {
    pub fn of_minutes(minutes: i64) -> Self {
        Self(minutes.rem_euclid(DAY))
    }

    pub const fn minutes(self) -> i64 {
        self.0
    }

    /// How far two are apart, either way round.
    pub fn distance(self, other: Self) -> i64 {
        let apart = (self.0 - other.0).abs();
        apart.min(DAY - apart)
    }

    /// What such a clock shows.
    pub fn time(self, now: DateTime<Utc>) -> String {
        let minute = (minute_of_day(now) + self.0).rem_euclid(DAY);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// The clock that somebody tells: by the time that it shows (`21:40`, `9:40 pm`, `9 вечера`, `2140`), or by its distance
    /// (`UTC+3`, `GMT-3:30`, `мск+2`). None where a text tells neither.
    pub fn read(text: &str, now: DateTime<Utc>) -> Option<Self> {
        distance(text).or_else(|| {
            let (hour, minute) = time(text)?;
            let passed = minute.unwrap_or(i64::from(now.minute()));
            let told = hour * 60 + passed - minute_of_day(now);
            // Clocks are not exact, and writing takes its time.
            Some(Self::of_minutes((told.rem_euclid(DAY) + QUARTER / 2) / QUARTER * QUARTER))
        })
    }
}

fn minute_of_day(at: DateTime<Utc>) -> i64 {
    i64::from(at.hour() * 60 + at.minute())
}

fn distance(text: &str) -> Option<Offset> {
    let text = text.to_lowercase().replace(char::is_whitespace, "").replace('−', "-");
    let zero = [("utc", 0), ("gmt", 0), ("мск", 180), ("msk", 180), ("", 0)];
    let (sign, from, rest) = zero.into_iter().find_map(|(name, from)| {
        let rest = text.strip_prefix(name)?;
        let ahead = rest.strip_prefix('+').map(|rest| (1, from, rest));
        ahead.or_else(|| rest.strip_prefix('-').map(|rest| (-1, from, rest)))
    })?;
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes))
        .then(|| Offset::of_minutes(from + sign * (hours * 60 + minutes)))
}

/// Hour and minute, if it is said.
fn time(text: &str) -> Option<(i64, Option<i64>)> {
    let text = text.to_lowercase().replace("a.m", "am").replace("p.m", "pm");
    let numbers: Vec<&str> =
        text.split(|char: char| !char.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    let half = text.split(|char: char| !char.is_alphabetic()).find_map(half);
    let number = |digits: &str| digits.parse::<i64>().ok();
    let (hour, minute) = match numbers[..] {
        [both] if both.len() == 4 => (number(&both[..2])?, Some(number(&both[2..])?)),
        // A lone number is a time only if nothing but a time of the day stands beside it.
        [hour] if half.is_some() || text.trim().chars().all(|char| char.is_ascii_digit()) => (number(hour)?, None),
        [hour, minute] | [hour, minute, _] if hour.len() <= 2 && minute.len() == 2 => {
            (number(hour)?, Some(number(minute)?))
        }
        _ => return None,
    };
    let hour = half.map_or(Some(hour), |half| half.hour(hour))?;
    (hour < 24 && minute.is_none_or(|minute| minute < 60)).then_some((hour, minute))
}

/// Which half of the day a clock's twelve hours are in.
#[derive(Clone, Copy)]
enum Half {
    Morning,
    Evening,
    /// One at night is in the morning, eleven at night in the evening.
    Night,
}

fn half(word: &str) -> Option<Half> {
    match word {
        "am" | "утра" => Some(Half::Morning),
        "pm" | "вечера" | "дня" => Some(Half::Evening),
        "ночи" => Some(Half::Night),
        _ => None,
    }
}

impl Half {
    fn hour(self, hour: i64) -> Option<i64> {
        match (self, hour) {
            (_, 13..24) => Some(hour),
            (_, 0) => Some(0),
            (Self::Morning, 1..=12) => Some(hour % 12),
            (Self::Evening, 1..=12) => Some(hour % 12 + 12),
            (Self::Night, 1..=12) => Some(if hour < 6 { hour } else { (hour + 12) % 24 }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let now: DateTime<Utc> = "2026-12-05T18:42:10Z".parse().unwrap();
        let minutes = Offset::read(text, now)?.minutes();
        Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
    }

    #[test]
    fn what_time_it_is_tells_how_far_from_utc_a_clock_is() {
        // Where only the hour is said, the minutes are those of now.
        for (text, offset) in [
            ("21:40", "03:00"),
            ("21.42", "03:00"),
            ("21 44", "03:00"),
            ("2142", "03:00"),
            ("9:42 pm", "03:00"),
            ("9:42PM", "03:00"),
            ("9:42 p.m.", "03:00"),
            ("9 вечера", "03:00"),
            ("9:40 вечера", "03:00"),
            ("сейчас 21:41", "03:00"),
            ("It's 21:41:30", "03:00"),
            ("21", "03:00"),
            ("00:12", "05:30"),
            ("12:12 am", "05:30"),
            ("12 ночи", "06:00"),
            ("0:27", "05:45"),
            ("1 ночи", "07:00"),
            ("5:42", "11:00"),
            ("5:42 утра", "11:00"),
            ("12:42 pm", "18:00"),
            ("2:42 дня", "20:00"),
            ("10:42", "16:00"),
            ("18:42", "00:00"),
            ("18:39", "00:00"),
            ("18:45", "00:00"),
            ("UTC+3", "03:00"),
            ("gmt -3:30", "20:30"),
            ("+5:45", "05:45"),
            ("−5", "19:00"),
            ("мск+2", "05:00"),
            ("МСК -1", "02:00"),
        ] {
            assert_eq!(read(text), Some(offset.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_tells_no_time_is_none() {
        for text in ["", "Москва", "25:00", "21:60", "UTC+15", "utc", "Казань 16", "1:2:3:4", "13:00 of 14:00"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn clocks_are_near_one_another_either_way_round() {
        let (late, early) = (Offset::of_minutes(-30), Offset::of_minutes(30));
        assert_eq!((late.distance(early), early.distance(late)), (60, 60));
        assert_eq!(late.time("2026-12-05T00:10:00Z".parse().unwrap()), "23:40");
    }
}
