//! Scripts, composed from the seed alone: the same seed makes the same, whatever is broken under them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;

use super::material::Material;
use super::product::{Lesson, Locale};
use super::random::Random;
use super::script::{Aside, Attempt, Candidacy, Recall, Reply, Says, Script, Size, Step, Way};

const LEVELS: [&str; 3] = ["junior", "middle", "senior"];
const GOALS: [u32; 3] = [5, 10, 20];
/// Zones with and without daylight saving, one with its change in autumn first.
const ZONES: [Tz; 4] = [Tz::Europe__Berlin, Tz::America__New_York, Tz::Asia__Kolkata, Tz::Pacific__Auckland];
/// Looks that lead nowhere else while something waits for an answer.
const QUIET: [Aside; 4] = [Aside::Group, Aside::Help, Aside::Home, Aside::Progress];
const ANY: [Aside; 6] = [Aside::Chatter, Aside::Group, Aside::Help, Aside::Home, Aside::Learn, Aside::Progress];

/// The scripts of a seed.
pub fn scripts(seed: u64, size: Size, material: &Material) -> Vec<Script> {
    (0..size.learners)
        .map(|number| script(&mut Random::of(seed, &format!("learner {number}")), size, material))
        .collect()
}

/// Of these seeds, the one with the least to do in whose scripts there is something of everything.
pub fn telling_seed(seeds: std::ops::Range<u64>, size: Size, material: &Material) -> Option<u64> {
    let telling = seeds.filter_map(|seed| {
        let scripts = scripts(seed, size, material);
        tells_all(&scripts).then(|| (scripts.iter().map(Script::least_turns).sum::<usize>(), seed))
    });
    telling.min().map(|(_, seed)| seed)
}

fn tells_all(scripts: &[Script]) -> bool {
    let steps = || scripts.iter().flat_map(|script| &script.steps);
    let interviews = || {
        steps().filter_map(|step| match step {
            Step::Interview(candidacy) => Some(candidacy),
            _ => None,
        })
    };
    let replies = || interviews().filter(|candidacy| candidacy.stops_at.is_none()).flat_map(|whole| &whole.replies);
    let says = |wanted: fn(&Reply) -> bool| replies().any(|[reply, _]| wanted(reply));
    // What was missed in the end comes back the same day.
    let misses = scripts.iter().flat_map(|script| script.steps.windows(2)).any(|pair| match pair {
        [Step::Quiz { attempts, .. }, Step::Review(_)] => missed(attempts) > 0,
        _ => false,
    });
    misses
        && scripts.iter().any(votes)
        && steps().any(gathers)
        && steps().any(|step| matches!(step, Step::Placement { .. }))
        && steps()
            .any(|step| matches!(step, Step::Quiz { attempts, .. } if attempts.iter().any(|one| one.hints.len() > 1)))
        && interviews().any(|candidacy| candidacy.stops_at.is_some())
        && interviews().any(|candidacy| candidacy.stops_at.is_none() && candidacy.replies[0][0].hint)
        && says(|reply| matches!(reply.says, Says::Model(_)))
        && says(|reply| matches!(reply.says, Says::Little(_)))
        && says(|reply| reply.says == Says::Nothing)
        && says(|reply| reply.pause)
        && says(|reply| reply.objects && matches!(reply.says, Says::Little(_)))
}

/// Is a quiz begun while questions come as polls? Some of every quiz's questions can.
fn votes(script: &Script) -> bool {
    let mut polls = false;
    script.steps.iter().any(|step| {
        if let Step::Polls(wanted) = step {
            polls = *wanted;
        }
        polls && matches!(step, Step::Quiz { .. })
    })
}

/// Does it write in the group, beyond doubt?
fn gathers(step: &Step) -> bool {
    match step {
        Step::Aside(aside) => *aside == Aside::Group,
        Step::Read { asides, .. } => asides.values().any(|aside| *aside == Aside::Group),
        _ => false,
    }
}

fn script(random: &mut Random, size: Size, material: &Material) -> Script {
    let language = *random.pick(&["en", "ru"]);
    let mut steps = vec![Step::Welcome { level: random.pick::<&str>(&LEVELS), goal: *random.pick(&GOALS) }];
    if random.percent(40) {
        steps.push(Step::Zone(*random.pick(&ZONES)));
    }
    if random.percent(40) {
        steps.push(Step::Polls(true));
    }
    if random.percent(25) {
        steps.push(Step::Placement { knows: random.percent(50) });
    }
    let mut interviews = 0;
    if random.percent(30) {
        steps.push(interview(random, &mut interviews, material));
    }
    let lessons: Vec<_> = material.lessons().collect();
    let wanted = 1 + random.below(size.lessons);
    for (number, lesson) in lessons.iter().take(wanted).enumerate() {
        between(random, &mut steps);
        steps.push(read(random, lesson, false));
        if random.percent(20) {
            between(random, &mut steps);
        }
        steps.push(quiz(random, lesson, number + 1 == wanted));
        if random.percent(50) {
            steps.push(review(random));
        }
    }
    let passed = steps.iter().rev().find_map(|step| match step {
        Step::Quiz { attempts, .. } => Some(passes(attempts)),
        _ => None,
    });
    if let Some(next) = lessons.get(wanted).filter(|_| passed == Some(true) && random.percent(30)) {
        steps.push(read(random, next, true));
    }
    if random.percent(50) {
        steps.push(interview(random, &mut interviews, material));
    }
    // Also what an interview has missed.
    if random.percent(40) {
        steps.push(review(random));
    }
    between(random, &mut steps);
    Script { language, steps }
}

/// Now and then something else between lessons.
fn between(random: &mut Random, steps: &mut Vec<Step>) {
    match random.below(6) {
        0 => steps.push(Step::Language(*random.pick(Locale::supported()))),
        1 => steps.push(Step::Goal(*random.pick(&GOALS))),
        2 => {
            let looks = [Aside::Chatter, Aside::Group, Aside::Help, Aside::Home, Aside::Progress];
            steps.push(Step::Aside(*random.pick(&looks)));
        }
        3 => steps.push(Step::Polls(random.percent(50))),
        _ => {}
    }
}

fn read(random: &mut Random, lesson: &Arc<Lesson>, partly: bool) -> Step {
    let screens = lesson.screens.len();
    let mut asides = BTreeMap::new();
    if random.percent(30) && !partly {
        asides.insert(1 + random.below(screens), *random.pick(&ANY));
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
    let hints = some(random, questions, 15);
    let mut asides = BTreeMap::new();
    for index in 0..questions {
        if random.percent(12) {
            asides.insert(index, *random.pick(&ANY));
        }
    }
    Attempt { answers, hints, asides }
}

fn review(random: &mut Random) -> Step {
    let answers = (0..4).map(|_| random.percent(65)).collect();
    let asides = some(random, 4, 12).into_iter().map(|index| (index, *random.pick(&QUIET))).collect();
    let asks_why = random.percent(20).then(|| random.below(3));
    Step::Review(Recall { chance: random.next(), answers, hints: some(random, 4, 25), asides, asks_why })
}

fn interview(random: &mut Random, interviews: &mut u32, material: &Material) -> Step {
    *interviews += 1;
    let asks = material.interview().asks.len();
    let replies = (0..asks).map(|_| [reply(random), reply(random)]).collect();
    let stops_at = random.percent(25).then(|| random.below(asks));
    Step::Interview(Candidacy { number: *interviews, replies, stops_at })
}

fn reply(random: &mut Random) -> Reply {
    let messages = 1 + random.below(3);
    let says = match random.below(5) {
        0 | 1 => Says::Model(messages),
        2 | 3 => Says::Little(messages),
        _ => Says::Nothing,
    };
    Reply {
        says,
        hint: random.percent(25),
        pause: random.percent(12),
        objects: random.percent(50),
        aside: random.percent(12).then(|| *random.pick(&QUIET)),
    }
}

fn some(random: &mut Random, count: usize, chance: u64) -> BTreeSet<usize> {
    (0..count).filter(|_| random.percent(chance)).collect()
}

fn missed(attempts: &[Attempt]) -> usize {
    attempts.last().map_or(0, |attempt| attempt.answers.iter().filter(|right| !**right).count())
}

/// Four of five pass, whatever the attempt.
fn passes(attempts: &[Attempt]) -> bool {
    let all = attempts.first().map_or(0, |attempt| attempt.answers.len());
    (all - missed(attempts)) * 5 >= all * 4
}
