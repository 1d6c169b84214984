//! Thousands of synthetic learners take the placement, and a fixed test of 30 questions beside it. What is true of them
//! is known, so that the error of both can be told. `cargo test -p dialogues simulation -- --nocapture` prints it.

use super::difficulty::{Evidence, Learned, author_difficulty};
use super::estimate::{Candidate, Estimate, MOST, place_of, position};
use super::model::{Item, Reply};
use crate::kernel::seed;

const LEARNERS: u64 = 1000;
const PER_LESSON: usize = 8;
const FIXED: usize = 30;

/// How the synthetic world differs from what the estimate believes of it.
#[derive(Clone, Copy)]
struct World {
    name: &'static str,
    lessons: usize,
    /// How far the author's difficulties are off, a standard deviation in logits.
    noise: f64,
    /// So many of the first answers that would be right are slips.
    slips: u32,
    /// Learners who know all lessons before their place and nothing of the others; of what they know they miss a tenth.
    steps: bool,
    /// The share of unknown questions to which learners say so instead of guessing.
    honest: f64,
    /// Answered by so many learners before, from which the difficulties were learned.
    earlier: u64,
}

const PLAIN: World =
    World { name: "as believed", lessons: 6, noise: 0.5, slips: 0, steps: false, honest: 0.0, earlier: 0 };

struct Question {
    lesson: usize,
    /// In logits, as all that follow from it.
    author: f64,
    guess: f64,
    /// The truth, which no estimate sees.
    difficulty: f64,
}

struct Learner {
    ability: f64,
    place: usize,
    slips: u32,
    random: Random,
}

/// An answer of a placement, and the ability that was estimated before it.
struct Taken {
    question: usize,
    ability: f64,
    reply: Reply,
}

/// What a way of placing costs and how far it is off.
#[derive(Debug)]
struct Outcome {
    /// Mean absolute error, in lessons.
    error: f64,
    within_one: f64,
    questions: f64,
    early: f64,
}

struct Random(u64);

impl Random {
    /// 0..1.
    fn next(&mut self) -> f64 {
        self.0 = seed::derive(self.0, "next");
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.next()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.next()).cos()
    }
}

impl World {
    fn questions(&self) -> Vec<Question> {
        let mut random = Random(seed::derive(self.lessons as u64, "questions"));
        let question = |number: usize| {
            let (lesson, level) = (number / PER_LESSON, 1 + (number % 3) as u8);
            let guess = [0.25, 0.5, 0.25, 0.33, 0.07, 0.25, 0.5, 0.2][number % PER_LESSON];
            let author = author_difficulty(position(lesson, self.lessons), level);
            Question { lesson, author, guess, difficulty: author + self.noise * random.normal() }
        };
        (0..self.lessons * PER_LESSON).map(question).collect()
    }

    fn learner(&self, number: u64) -> Learner {
        let mut random = Random(seed::derive(number, "learner"));
        let ability = (1.8 * random.normal()).clamp(-5.0, 5.0);
        let place = if self.steps {
            (random.next() * (self.lessons + 1) as f64) as usize
        } else {
            place_of(ability, self.lessons)
        };
        Learner { ability, place, slips: self.slips, random }
    }

    fn reply(&self, learner: &mut Learner, question: &Question) -> Reply {
        let truth = Item::new(question.difficulty, 0.0, question.guess);
        let (known, missed) = if self.steps {
            (if question.lesson < learner.place { 1.0 } else { 0.0 }, 0.1)
        } else {
            (truth.known(learner.ability), 0.05)
        };
        if learner.random.next() < known {
            if learner.slips > 0 {
                learner.slips -= 1;
                return Reply::Wrong;
            }
            return if learner.random.next() < missed { Reply::Wrong } else { Reply::Right };
        }
        if learner.random.next() < self.honest {
            return Reply::Unknown;
        }
        if learner.random.next() < question.guess { Reply::Right } else { Reply::Wrong }
    }

    /// What earlier learners' placements have taught about the questions.
    fn learned(&self, questions: &[Question]) -> Vec<Learned> {
        let mut known = vec![Learned::default(); questions.len()];
        for number in 0..self.earlier {
            let candidates = candidates(questions, &known);
            let mut learner = self.learner(number + 1_000_000);
            for Taken { question, ability, reply } in self.adaptive(&mut learner, questions, &candidates, number).1 {
                let Question { author, guess, .. } = questions[question];
                let evidence = Evidence { difficulty: author, guess, ability };
                known[question] = known[question].after(&evidence, reply);
            }
        }
        known
    }

    fn adaptive(
        &self,
        learner: &mut Learner,
        questions: &[Question],
        candidates: &[Candidate],
        seed: u64,
    ) -> (Estimate, Vec<Taken>) {
        let mut estimate = Estimate::begin(self.lessons, 0.0);
        let mut left: Vec<usize> = (0..questions.len()).collect();
        let mut replies = Vec::new();
        while !estimate.finished() {
            let open: Vec<Candidate> = left.iter().map(|question| candidates[*question]).collect();
            let Some(next) = estimate.next(&open, seed) else { break };
            let question = left.remove(next);
            let reply = self.reply(learner, &questions[question]);
            replies.push(Taken { question, ability: estimate.ability(), reply });
            estimate = estimate.after(&candidates[question], reply);
        }
        (estimate, replies)
    }

    /// The same 30 for everybody, spread over the course: placed by the same estimate, and by the share of right answers.
    fn fixed(&self, learner: &mut Learner, questions: &[Question], candidates: &[Candidate]) -> (usize, usize) {
        let mut estimate = Estimate::begin(self.lessons, 0.0);
        let mut right = vec![(0_u32, 0_u32); self.lessons];
        for number in 0..FIXED {
            let lesson = number * self.lessons / FIXED;
            let nth = (0..number).filter(|earlier| earlier * self.lessons / FIXED == lesson).count();
            let question = lesson * PER_LESSON + (lesson + nth) % PER_LESSON;
            let reply = self.reply(learner, &questions[question]);
            estimate = estimate.after(&candidates[question], reply);
            right[lesson].0 += u32::from(reply == Reply::Right);
            right[lesson].1 += 1;
        }
        let failed = |&(right, all): &(u32, u32)| all > 0 && f64::from(right) < 0.8 * f64::from(all);
        (estimate.place(), right.iter().position(failed).unwrap_or(self.lessons))
    }

    /// The placement, the fixed test with the same estimate, the fixed test by shares.
    fn outcomes(&self) -> [Outcome; 3] {
        let questions = self.questions();
        let candidates = candidates(&questions, &self.learned(&questions));
        let mut rows: [Vec<(usize, usize)>; 3] = Default::default();
        for number in 0..LEARNERS {
            let mut learner = self.learner(number);
            let truth = learner.place;
            let (estimate, replies) = self.adaptive(&mut learner, &questions, &candidates, number);
            rows[0].push((estimate.place().abs_diff(truth), replies.len()));
            let (by_estimate, by_share) = self.fixed(&mut self.learner(number), &questions, &candidates);
            rows[1].push((by_estimate.abs_diff(truth), FIXED));
            rows[2].push((by_share.abs_diff(truth), FIXED));
        }
        rows.map(|rows| outcome(&rows))
    }
}

/// The questions as the estimate sees them.
fn candidates(questions: &[Question], learned: &[Learned]) -> Vec<Candidate> {
    let candidate = |(question, learned): (&Question, &Learned)| Candidate {
        lesson: question.lesson,
        item: learned.item(question.author, question.guess),
    };
    questions.iter().zip(learned).map(candidate).collect()
}

fn outcome(rows: &[(usize, usize)]) -> Outcome {
    let share = |holds: &dyn Fn(&(usize, usize)) -> bool| {
        rows.iter().filter(|row| holds(row)).count() as f64 / rows.len() as f64
    };
    Outcome {
        error: rows.iter().map(|(error, _)| *error as f64).sum::<f64>() / rows.len() as f64,
        within_one: share(&|(error, _)| *error <= 1),
        questions: rows.iter().map(|(_, questions)| *questions as f64).sum::<f64>() / rows.len() as f64,
        early: share(&|(_, questions)| *questions < MOST as usize),
    }
}

#[test]
fn placement_is_as_good_as_a_fixed_test_of_twice_its_length_and_bears_slips_and_wrong_difficulties() {
    // The highest error in lessons, and the lowest share within one lesson.
    let worlds = [
        (PLAIN, 0.55, 0.95),
        (World { name: "two slips at once", slips: 2, ..PLAIN }, 0.65, 0.92),
        (World { name: "authors err by 1.0", noise: 1.0, ..PLAIN }, 0.60, 0.93),
        (World { name: "… learned from 500", noise: 1.0, earlier: 500, ..PLAIN }, 0.50, 0.95),
        (World { name: "all or nothing", steps: true, ..PLAIN }, 0.65, 0.96),
        (World { name: "half are honest", honest: 0.5, ..PLAIN }, 0.50, 0.96),
        (World { name: "12 lessons", lessons: 12, ..PLAIN }, 0.85, 0.82),
        (World { name: "12, two slips", lessons: 12, slips: 2, ..PLAIN }, 1.10, 0.70),
        (World { name: "24 lessons", lessons: 24, ..PLAIN }, 1.60, 0.55),
    ];
    println!(
        "world                placement: error ≤1 lesson questions early | fixed 30: error ≤1 | by share: error ≤1"
    );
    for (world, error, within_one) in worlds {
        let [placed, fixed, share] = world.outcomes();
        println!(
            "{:<22} {:>13.2} {:>7.0}% {:>9.1} {:>5.0}% | {:>14.2} {:>3.0}% | {:>13.2} {:>3.0}%",
            world.name,
            placed.error,
            placed.within_one * 100.0,
            placed.questions,
            placed.early * 100.0,
            fixed.error,
            fixed.within_one * 100.0,
            share.error,
            share.within_one * 100.0,
        );
        assert!(placed.error <= error && placed.within_one >= within_one, "{}: {placed:?}", world.name);
        assert!(placed.error <= fixed.error + 0.15, "{}: {placed:?}, {fixed:?}", world.name);
        assert!(placed.error < share.error, "{}: {placed:?}, {share:?}", world.name);
        assert!(placed.questions <= f64::from(MOST), "{}: {placed:?}", world.name);
    }
}

#[test]
fn answers_bring_difficulties_nearer_to_the_truth() {
    let world = World { noise: 1.0, earlier: 1500, ..PLAIN };
    let questions = world.questions();
    let learned = world.learned(&questions);
    let asked = || questions.iter().zip(&learned).filter(|(_, learned)| learned.answers >= 50);
    let off = |error: &dyn Fn(&Question, &Learned) -> f64| {
        let squares: Vec<f64> = asked().map(|(question, learned)| error(question, learned).powi(2)).collect();
        (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
    };
    let author = off(&|question, _| question.author - question.difficulty);
    let after = off(&|question, learned| question.author + learned.shift - question.difficulty);
    println!("difficulties of {} questions: off by {author:.2} logits, after answers by {after:.2}", asked().count());
    assert!(asked().count() >= 20 && after < 0.7 * author, "{author} {after}");
}
