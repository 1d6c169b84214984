//! What a learner intends to do, from the seed alone: a welcome, lessons, quizzes with right and wrong answers, and
//! ways aside. Says nothing of how it is done; that follows from what the screen shows, see [`super::intent`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;
use dialogues::catalogue::{Catalogue, Course, Lesson};
use dialogues::kernel::ids::LessonId;
use dialogues::kernel::locale::Locale;

use super::random::Random;

const LEVELS: [&str; 3] = ["junior", "middle", "senior"];
const GOALS: [u32; 3] = [5, 10, 20];
/// Zones with and without daylight saving, one with its change in autumn first.
const ZONES: [Tz; 4] = [Tz::Europe__Berlin, Tz::America__New_York, Tz::Asia__Kolkata, Tz::Pacific__Auckland];

/// How much there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub learners: usize,
    /// Lessons that a learner takes to the end, at most.
    pub lessons: usize,
}

#[derive(Clone, Debug)]
pub struct Script {
    pub language: &'static str,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub enum Step {
    Welcome {
        level: &'static str,
        goal: u32,
    },
    /// Opens the Mini App on a device in this time zone.
    Zone(Tz),
    Language(Locale),
    Goal(u32),
    Aside(Aside),
    Read {
        lesson: LessonId,
        way: Way,
        /// Goes back one screen once, at this one.
        back_at: Option<usize>,
        /// Stops at this screen.
        until: usize,
        asides: BTreeMap<usize, Aside>,
    },
    Quiz {
        lesson: LessonId,
        attempts: Vec<Attempt>,
    },
}

/// How a lesson is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Link,
    Contents,
    Onward,
}

/// A look at something that records nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    Chatter,
    Help,
    Home,
    Learn,
    Progress,
}

/// One pass through a quiz: by the index of a question, since which question that is, is shuffled.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub answers: Vec<bool>,
    pub hints: BTreeSet<usize>,
    pub asides: BTreeMap<usize, Aside>,
}

/// The scripts of a seed.
pub fn scripts(seed: u64, size: Size, catalogue: &Catalogue) -> Vec<Script> {
    (0..size.learners)
        .map(|number| script(&mut Random::of(seed, &format!("learner {number}")), size, catalogue))
        .collect()
}

impl Script {
    /// Presses and messages that it cannot be done without.
    pub fn least_turns(&self) -> usize {
        let least = |step: &Step| match step {
            Step::Welcome { .. } => 3,
            Step::Zone(_) => 0,
            Step::Language(_) | Step::Goal(_) | Step::Aside(_) => 1,
            Step::Read { until, back_at, asides, .. } => until + 2 * usize::from(back_at.is_some()) + asides.len(),
            Step::Quiz { attempts, .. } => attempts.iter().map(|attempt| 2 * attempt.answers.len() + 1).sum(),
        };
        self.steps.iter().map(least).sum()
    }
}

fn script(random: &mut Random, size: Size, catalogue: &Catalogue) -> Script {
    let language = *random.pick(&["en", "ru"]);
    let mut steps = vec![Step::Welcome { level: random.pick::<&str>(&LEVELS), goal: *random.pick(&GOALS) }];
    if random.percent(40) {
        steps.push(Step::Zone(*random.pick(&ZONES)));
    }
    let lessons: Vec<_> = catalogue.courses().iter().flat_map(Course::lessons).collect();
    let wanted = 1 + random.below(size.lessons);
    for (number, lesson) in lessons.iter().take(wanted).enumerate() {
        between(random, &mut steps);
        steps.push(read(random, lesson, false));
        if random.percent(20) {
            between(random, &mut steps);
        }
        steps.push(quiz(random, lesson, number + 1 == wanted));
    }
    let passed = match steps.last() {
        Some(Step::Quiz { attempts, .. }) => passes(attempts),
        _ => true,
    };
    if let Some(next) = lessons.get(wanted).filter(|_| passed && random.percent(30)) {
        steps.push(read(random, next, true));
    }
    between(random, &mut steps);
    Script { language, steps }
}

/// Now and then something else between lessons.
fn between(random: &mut Random, steps: &mut Vec<Step>) {
    match random.below(5) {
        0 => steps.push(Step::Language(*random.pick(Locale::supported()))),
        1 => steps.push(Step::Goal(*random.pick(&GOALS))),
        2 => steps.push(Step::Aside(*random.pick(&[Aside::Chatter, Aside::Help, Aside::Home, Aside::Progress]))),
        _ => {}
    }
}

fn read(random: &mut Random, lesson: &Arc<Lesson>, partly: bool) -> Step {
    let screens = lesson.screens.len();
    let mut asides = BTreeMap::new();
    if random.percent(30) && !partly {
        asides.insert(1 + random.below(screens), any(random));
    }
    Step::Read {
        lesson: lesson.id.clone(),
        way: *random.pick(&[Way::Link, Way::Contents, Way::Onward]),
        back_at: (screens > 1 && !partly && random.percent(40)).then(|| 2 + random.below(screens - 1)),
        until: if partly { 1 + random.below(screens) } else { screens },
        asides,
    }
}

/// Attempts until it is passed, except perhaps in the last lesson; sometimes one more after that.
fn quiz(random: &mut Random, lesson: &Arc<Lesson>, last: bool) -> Step {
    let count = lesson.quiz.as_ref().map_or(0, |quiz| quiz.pick);
    let mut attempts = vec![attempt(random, count, count - 1)];
    loop {
        let missed = missed(&attempts);
        let (done, gives_up) = (passes(&attempts), last && random.percent(20));
        let another = missed > 0 && attempts.len() < 4 && if done { random.percent(30) } else { !gives_up };
        if !another {
            break;
        }
        let enough = attempts.len() > 1;
        attempts.push(attempt(random, missed, if enough { 0 } else { missed }));
    }
    if !last && !passes(&attempts) {
        attempts.push(attempt(random, missed(&attempts), 0));
    }
    Step::Quiz { lesson: lesson.id.clone(), attempts }
}

/// At most so many answers are wrong.
fn attempt(random: &mut Random, questions: usize, wrong: usize) -> Attempt {
    let mut answers: Vec<bool> = (0..questions).map(|_| random.percent(65)).collect();
    while answers.iter().filter(|right| !**right).count() > wrong {
        let index = random.below(questions);
        answers[index] = true;
    }
    let hints = (0..questions).filter(|_| random.percent(15)).collect();
    let mut asides = BTreeMap::new();
    for index in 0..questions {
        if random.percent(12) {
            asides.insert(index, any(random));
        }
    }
    Attempt { answers, hints, asides }
}

fn any(random: &mut Random) -> Aside {
    *random.pick(&[Aside::Chatter, Aside::Help, Aside::Home, Aside::Learn, Aside::Progress])
}

fn missed(attempts: &[Attempt]) -> usize {
    attempts.last().map_or(0, |attempt| attempt.answers.iter().filter(|right| !**right).count())
}

/// Four of five pass, whatever the attempt.
fn passes(attempts: &[Attempt]) -> bool {
    let all = attempts.first().map_or(0, |attempt| attempt.answers.len());
    (all - missed(attempts)) * 5 >= all * 4
}
