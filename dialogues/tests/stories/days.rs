//! Which day it is: streak and minutes when a zone becomes known, or changes.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use dialogues::input::Input;
use dialogues::kernel::ids::{CourseId, LessonId};
use dialogues::streams::{Fact, LearnerFact, PathFact, ProfileChange};

use crate::support::Chat;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn visit(zone: Tz) -> Input {
    Input::Visit { time_zone: Some(zone) }
}

/// A learner who stands in a lesson at that moment.
fn learning(moment: &str) -> Chat {
    let mut chat = Chat::learner("en");
    chat.now = at(moment);
    chat.send("/learn");
    chat
}

impl Chat {
    /// A step at that moment, back or forth. The streak with it.
    fn step_at(&mut self, moment: &str) -> u32 {
        self.now = at(moment);
        self.send("/learn");
        let label = if self.button("Next").is_some() { "Next" } else { "◀" };
        self.press(label);
        self.state.learner.streak_days(self.now)
    }

    /// So many minutes of reading, from that moment on.
    fn read(&mut self, moment: &str, minutes: i64) -> &mut Self {
        self.now = at(moment);
        for minute in 0..=minutes {
            self.now = at(moment) + Duration::minutes(minute);
            // The first begins the time.
            let label = if minute % 2 == 0 { "Next" } else { "◀" };
            self.send("/learn").press(label);
        }
        self
    }

    fn minutes(&self) -> u32 {
        self.state.seconds_today(self.now) / 60
    }
}

#[test]
fn mornings_in_the_east_are_days_in_a_row_when_the_zone_becomes_known_before_the_third() {
    let mut chat = learning("2026-12-01T21:30:00Z");
    // Eight in the morning at UTC+10.
    assert_eq!(chat.step_at("2026-12-01T22:00:00Z"), 1);
    assert_eq!(chat.step_at("2026-12-02T22:00:00Z"), 2);
    chat.now = at("2026-12-03T21:59:00Z");
    chat.when(&visit(Tz::Asia__Vladivostok));
    assert_eq!(chat.state.learner.streak_days(chat.now), 2, "it has not ended meanwhile");
    assert_eq!(chat.step_at("2026-12-03T22:00:00Z"), 3);
    assert_eq!(chat.step_at("2026-12-04T22:00:00Z"), 4);
    assert_eq!(chat.state.learner.streak.last_day, Some(day("2026-12-05")));
}

#[test]
fn mornings_in_the_east_are_days_in_a_row_when_the_zone_becomes_known_after_the_third() {
    let mut chat = learning("2026-12-01T21:30:00Z");
    let days = ["2026-12-01T22:00:00Z", "2026-12-02T22:00:00Z", "2026-12-03T22:00:00Z"].map(|at| chat.step_at(at));
    assert_eq!(days, [1, 2, 3]);
    chat.when(&visit(Tz::Asia__Vladivostok));
    assert_eq!(chat.state.learner.streak.last_day, Some(day("2026-12-04")), "what it would have been");
    assert_eq!(chat.state.learner.streak_days(chat.now), 3);
    assert_eq!(chat.step_at("2026-12-04T22:00:00Z"), 4);
}

#[test]
fn mornings_go_on_in_a_row_over_the_date_line_both_ways() {
    let mut chat = learning("2026-12-01T17:00:00Z");
    chat.when(&visit(Tz::Pacific__Honolulu));
    // Eight in the morning in Hawaii, and then on Kiritimati, a day ahead.
    assert_eq!(chat.step_at("2026-12-01T18:00:00Z"), 1);
    assert_eq!(chat.step_at("2026-12-02T18:00:00Z"), 2);
    chat.when(&visit(Tz::Pacific__Kiritimati));
    assert_eq!(chat.step_at("2026-12-03T18:00:00Z"), 3);
    assert_eq!(chat.step_at("2026-12-04T18:00:00Z"), 4);
    // Back to where it is the day before: that day is counted already, and nothing is taken away.
    chat.when(&visit(Tz::Pacific__Honolulu));
    assert_eq!(chat.step_at("2026-12-05T18:00:00Z"), 4);
    assert_eq!(chat.step_at("2026-12-06T18:00:00Z"), 5);
}

#[test]
fn a_flight_east_bridges_one_missing_day_for_two_days_and_no_longer() {
    let arrived = |hours: i64| {
        let mut chat = learning("2026-12-01T05:00:00Z");
        chat.when(&visit(Tz::Europe__Moscow));
        // The 1st in Moscow; then a night flight, and the 3rd in Tokyo.
        assert_eq!(chat.step_at("2026-12-01T06:00:00Z"), 1);
        chat.now = at("2026-12-02T20:00:00Z");
        chat.when(&visit(Tz::Asia__Tokyo));
        chat.state.learner.streak_days(chat.now + Duration::hours(hours))
    };
    assert_eq!((arrived(0), arrived(22)), (1, 1), "the 2nd is missing, and bridged");
    assert_eq!(arrived(23), 0, "two are missing");
    let mut chat = learning("2026-12-01T05:00:00Z");
    chat.when(&visit(Tz::Europe__Moscow));
    assert_eq!(chat.step_at("2026-12-01T06:00:00Z"), 1);
    chat.when(&visit(Tz::Europe__Istanbul)).when(&visit(Tz::Asia__Tokyo));
    assert_eq!(chat.step_at("2026-12-03T05:59:00Z"), 2, "within 48 hours");
    let mut chat = learning("2026-12-01T05:00:00Z");
    chat.when(&visit(Tz::Asia__Tokyo));
    assert_eq!(chat.step_at("2026-12-01T06:00:00Z"), 1);
    assert_eq!(chat.step_at("2026-12-03T06:00:00Z"), 1, "nobody has flown since");
}

#[test]
fn without_a_zone_a_day_is_missed_once_it_is_missed_everywhere() {
    let mut chat = learning("2026-12-01T05:00:00Z");
    // 15:00 at UTC+10, and 13:00 on the day after: one day of UTC.
    assert_eq!(chat.step_at("2026-12-01T05:00:00Z"), 1);
    assert_eq!(chat.step_at("2026-12-02T03:00:00Z"), 1);
    assert_eq!(chat.happened(), ["ProgressUpdated", "StreakMaintained"], "when it was matters");
    assert_eq!(chat.step_at("2026-12-02T03:01:00Z"), 1);
    assert_eq!(chat.happened(), ["ProgressUpdated"], "to the quarter of an hour");
    // The same time two days later is a missed day, whatever the zone; a minute earlier it need not be.
    assert_eq!(chat.state.learner.streak_days(at("2026-12-04T02:59:59Z")), 1);
    assert_eq!(chat.state.learner.streak_days(at("2026-12-04T03:00:00Z")), 0);
    assert_eq!(chat.step_at("2026-12-03T05:00:00Z"), 2);
}

#[test]
fn minutes_that_were_lived_in_a_zone_stay_on_their_day() {
    let mut chat = learning("2026-12-05T19:20:00Z");
    chat.when(&visit(Tz::Asia__Tokyo));
    // The 6th in Tokyo, at half past four in the morning; then the 5th in Los Angeles.
    chat.read("2026-12-05T19:30:00Z", 8);
    assert_eq!(chat.minutes(), 8 + 5, "with the five before");
    chat.when(&visit(Tz::America__Los_Angeles));
    assert_eq!(chat.minutes(), 0);
    chat.read("2026-12-05T22:00:00Z", 10);
    assert_eq!(chat.minutes(), 10 + 5);
    chat.now = at("2026-12-06T20:00:00Z");
    assert_eq!(chat.minutes(), 8 + 5);
}

/// What earlier versions have stored: days began at midnight then.
#[test]
fn minutes_of_two_zones_are_ten_and_then_eight() {
    let spent = |seconds, day| {
        let (course, lesson) = (CourseId::new("demo"), LessonId::new("demo.a"));
        Fact::Path(PathFact::ProgressUpdated { course, lesson, screen: 2, screens: 3, seconds, day })
    };
    let zone = |zone| Fact::from(ProfileChange { time_zone: Some(zone), ..ProfileChange::default() });
    let mut chat = Chat::learner("en");
    chat.now = at("2026-12-05T15:30:00Z");
    chat = chat.given([zone(Tz::Asia__Tokyo), spent(480, day("2026-12-06"))]);
    chat.now = at("2026-12-05T20:00:00Z");
    chat = chat.given([zone(Tz::America__Los_Angeles), spent(600, day("2026-12-05"))]);
    assert_eq!(chat.minutes(), 10);
    chat.send("/progress");
    assert!(chat.shown().contains("Today’s goal reached: 10\u{a0}min"), "{}", chat.shown());
    chat.now = at("2026-12-06T20:00:00Z");
    assert_eq!(chat.minutes(), 8);
    chat.send("/progress");
    assert!(chat.shown().contains("Today: 8 of 10\u{a0}min"), "{}", chat.shown());
}

#[test]
fn minutes_from_before_the_zone_was_known_are_told_in_it() {
    // Eight in the morning of the 6th at UTC+10: the 5th in UTC.
    let mut chat = learning("2026-12-05T21:50:00Z");
    chat.read("2026-12-05T22:00:00Z", 8);
    assert_eq!(chat.minutes(), 8 + 5);
    chat.now = at("2026-12-06T03:00:00Z");
    assert_eq!(chat.minutes(), 8 + 5);
    chat.when(&visit(Tz::Asia__Vladivostok));
    assert_eq!(chat.minutes(), 8 + 5, "the 6th in Vladivostok");
    chat.read("2026-12-06T03:05:00Z", 2);
    assert_eq!(chat.minutes(), 8 + 5 + 2 + 5);
    chat.now = at("2026-12-06T18:00:00Z");
    assert_eq!(chat.minutes(), 0, "the 7th");
}

#[test]
fn todays_goal_is_a_small_celebration_once_it_is_reached() {
    for (language, today, reached, streak) in [
        ("en", "Today: 9 of 10\u{a0}min", "🎉 Today’s goal reached: 13\u{a0}min", "🔥 1-day streak"),
        ("ru", "Сегодня: 9 из 10\u{a0}мин", "🎉 Цель на сегодня достигнута: 13\u{a0}мин", "🔥 Серия: 1\u{a0}день"),
    ] {
        let spent = |seconds| PathFact::PlacementAnswered {
            scope: serde_json::from_value(serde_json::json!({ "kind": "course", "course": "demo" })).unwrap(),
            answered: serde_json::from_value(serde_json::json!({
                "lesson": "demo.a", "question": "q", "response": null, "score": 0.0, "correct": false
            }))
            .unwrap(),
            evidence: None,
            seconds,
            day: day("2026-03-02"),
        };
        let first = LearnerFact::StreakMaintained { day: day("2026-03-02"), days: 1 };
        let mut chat = Chat::learner(language).given([Fact::Path(spent(9 * 60 + 59)), Fact::Learner(first)]);
        chat.send("/progress");
        assert!(chat.shown().contains(today) && chat.shown().contains(streak), "{}", chat.shown());
        chat = chat.given([Fact::Path(spent(3 * 60 + 1))]);
        chat.send("/progress");
        assert!(chat.shown().contains(reached) && !chat.shown().contains("10"), "{}", chat.shown());
    }
}

#[test]
fn all_learning_is_in_the_time_in_all() {
    let mut chat = learning("2026-12-05T12:00:00Z");
    chat.read("2026-12-05T12:01:00Z", 4);
    let lessons: u32 = chat.state.path.lessons.values().map(|lesson| lesson.seconds).sum();
    assert_eq!(chat.state.path.seconds, u64::from(lessons));
    let reviewed = PathFact::ReviewFinished {
        review: dialogues::kernel::ids::ReviewId::of(chat.state.id, 1),
        reviewed: 3,
        seconds: 120,
        day: day("2026-12-05"),
    };
    chat = chat.given([Fact::Path(reviewed)]);
    assert_eq!(chat.state.path.seconds, u64::from(lessons + 120));
    assert_eq!(chat.state.seconds_today(chat.now), lessons + 120, "today is not more than all");
}
