//! The chat tells minutes by the fold of the log, the API by this read model: over random logs they say the same, wherever
//! a learner is, whenever their zone becomes known, and however the events are cut into steps.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use dialogues::kernel::ids::{CourseId, LearnerId, LessonId, ReviewId};
use dialogues::streams::{Fact, PathFact, ProfileChange, State};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::LearningProgress;
use super::queries::{activity, seconds};
use crate::platform::database::testing::database;
use crate::platform::eventstore::testing::inside;
use crate::platform::eventstore::{Cursor, StoredEvent, Subscription, codec, prepare};
use dialogues::streams::Path;

const LEARNERS: i64 = 120;
const LOOKS: usize = 10;
const STEPS: usize = 12;

struct Life {
    state: State,
    now: DateTime<Utc>,
    /// Not yet in the read model.
    events: Vec<StoredEvent>,
    random: StdRng,
}

impl Life {
    fn new(number: i64) -> Self {
        let mut random = StdRng::seed_from_u64(number as u64);
        let first: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
        let now = first + TimeDelta::minutes(random.random_range(0..4 * 365 * 24 * 60));
        Self { state: State::new(LearnerId::of_telegram(number)), now, events: Vec::new(), random }
    }

    /// Minutes or hours pass, a zone is told perhaps, and something is learned.
    fn step(&mut self) {
        self.now += match self.random.random_range(0..10) {
            0 => TimeDelta::minutes(self.random.random_range(600..3000)),
            // The clock goes back a little.
            1 => -TimeDelta::minutes(self.random.random_range(0..90)),
            _ => TimeDelta::seconds(self.random.random_range(0..3000)),
        };
        if self.random.random_bool(0.05) {
            let zone = Some(TZ_VARIANTS[self.random.random_range(0..TZ_VARIANTS.len())]);
            self.happens(&ProfileChange { time_zone: zone, ..ProfileChange::default() }.into());
        }
        let fact = self.learned();
        self.happens(&Fact::Path(fact.clone()));
        let new = codec::encode_as::<Path>(self.state.id, &fact, self.state.path.version).unwrap();
        self.events.push(StoredEvent {
            event_id: Uuid::from_u128(u128::from(new.version)),
            stream: new.stream,
            aggregate_type: new.aggregate_type.to_owned(),
            event_type: new.event_type,
            data: new.data,
            version: new.version,
            at: self.now,
            cursor: Cursor::START,
            metadata: codec::metadata(self.state.id),
        });
    }

    fn happens(&mut self, fact: &Fact) {
        self.state = std::mem::replace(&mut self.state, State::new(LearnerId::of_telegram(0))).evolve(fact, self.now);
    }

    fn learned(&mut self) -> PathFact {
        let seconds = self.random.random_range(0..=300);
        // Versions before this one began the day at midnight.
        let zone = self.state.learner.time_zone.unwrap_or(Tz::UTC);
        let day = if self.random.random_bool(0.2) {
            self.now.with_timezone(&zone).date_naive()
        } else {
            self.state.learner.day(self.now)
        };
        if self.random.random_bool(0.3) {
            let review = ReviewId::of(self.state.id, 1);
            return PathFact::ReviewFinished { review, reviewed: 1, seconds, day };
        }
        let (course, lesson) = (CourseId::new("ios"), LessonId::new("ios.optionals"));
        PathFact::ProgressUpdated { course, lesson, screen: 1, screens: 2, seconds, day }
    }
}

#[tokio::test]
async fn fold_and_read_model_tell_the_same_minutes() {
    let db = database().await;
    prepare(&db, &LearningProgress).await.unwrap();
    let mut connection = inside(&db, &LearningProgress).await;
    let (mut looks, mut busy, mut guessed) = (0, 0, 0);
    for mut life in (1..=LEARNERS).map(Life::new) {
        for _ in 0..LOOKS {
            (0..STEPS).for_each(|_| life.step());
            let events = std::mem::take(&mut life.events);
            let events: Vec<&StoredEvent> = events.iter().collect();
            for part in events.chunks(life.random.random_range(1..=STEPS)) {
                LearningProgress.apply_all(&mut connection, part).await.unwrap();
            }
            let Life { state, now, .. } = &life;
            let today = state.learner.day(*now);
            let read = activity(&db, state.id, today).await.unwrap();
            let told = read.seconds_on(today, &state.learner.days);
            assert_eq!(told, state.seconds_today(*now), "{} {now} {:?}", state.id, state.learner.days);
            assert_eq!(seconds(&db, state.id).await.unwrap(), state.path.seconds);
            looks += 1;
            busy += usize::from(told > 0);
            guessed += usize::from(state.learner.days.first.is_none());
        }
    }
    assert_eq!(looks, LEARNERS as usize * LOOKS);
    assert!(busy > looks * 3 / 4 && guessed > looks / 20, "{busy} and {guessed} of {looks}");
}
