//! A quiz attempt: one question at a time, graded at once, pinned to the content that it was begun with.
//! Knows no Telegram and no clock. Start at [`QuizDialogue::decide`]; the views are in [`view`].

mod view;

use crate::catalogue::{Lesson, Question};
use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::facts::{AssessmentFact, Carried, Fact, LearningFact};
use crate::ids::{AttemptId, LessonId, QuestionId};
use crate::input::Input;
use crate::questions::Response;
use crate::scene::Scene;
use crate::screen::Screen;
use crate::state::{Attempt, State};
use crate::token::Token;
use crate::{home, lesson, seed};

pub const CODE: &str = "q";

pub struct QuizDialogue;

impl Dialogue for QuizDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn decide(&self, state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            return Err(Refusal::Unknown);
        };
        match token.verb.as_str() {
            "s" | "r" => return start(state, token, scene),
            "n" => return Ok(Decision::go(asking(None))),
            "e" => return Ok(Decision::go(Place::new(CODE, "result"))),
            _ => {}
        }
        let attempt = state.attempt.as_ref().ok_or_else(|| Refusal::Spent(lost(state)))?;
        if token.step != Some(attempt.step()) {
            let again = token.verb == "a" && token.step.is_some() && token.step == attempt.step_before_answer();
            return Err(Refusal::Spent(if again { told(attempt) } else { asking(None) }));
        }
        let lesson = scene.lesson_of(attempt).ok_or(Refusal::Gone)?;
        let question = current_question(attempt, lesson).ok_or(Refusal::Gone)?;
        match token.verb.as_str() {
            "a" => {
                let entry = token.argument(0).unwrap_or_default();
                let response = question.entered(attempt.seed, entry).filter(|answer| question.body.well_formed(answer));
                let response = response.ok_or_else(|| Refusal::NothingChosen(asking(token.argument(0))))?;
                Ok(answer(state, attempt, lesson, question, response, scene))
            }
            "h" => Ok(Decision::go(asking(token.argument(0))).because(hint(attempt, question))),
            "t" => Ok(Decision::go(asking(token.argument(0)))),
            _ => Err(Refusal::Unknown),
        }
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
        let shown = state.attempt.as_ref().and_then(|attempt| {
            let lesson = scene.lesson_of(attempt)?;
            match place.view.as_str() {
                "verdict" => {
                    let number = place.detail.as_deref().and_then(|number| number.parse().ok())?;
                    view::verdict(state, attempt, lesson, number, scene)
                }
                _ if attempt.finished.is_some() => Some(view::result(state, attempt, lesson, scene)),
                _ => view::question(state, attempt, lesson, place.detail.as_deref().unwrap_or_default(), scene),
            }
        });
        shown.unwrap_or_else(|| home::screen(state, scene))
    }
}

/// The press that starts a lesson's quiz, or goes on with the open attempt.
pub fn start_token(state: &State, lesson: &Lesson) -> Token {
    Token::new(CODE, "s").with(&lesson.id).at(state.path_step())
}

/// Goes on with the lesson's open attempt; where there is none, or its content is lost, begins another.
pub fn enter(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let open = state.path.lesson(&lesson.id).and_then(|progress| progress.open_attempt);
    let resumable = state.attempt.as_ref().filter(|attempt| Some(attempt.id) == open && attempt.finished.is_none());
    if resumable.is_some_and(|attempt| scene.lesson_of(attempt).is_some()) {
        return Ok(Decision::go(asking(None)));
    }
    let quiz = lesson.quiz.as_ref().ok_or(Refusal::Gone)?;
    let mut questions: Vec<QuestionId> = quiz.questions.iter().map(|question| question.id.clone()).collect();
    seed::shuffle(&mut questions, scene.seed);
    questions.truncate(quiz.pick.max(1));
    begin(state, lesson, questions, Carried::default(), scene)
}

fn start(state: &State, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let id = LessonId::new(token.argument(0).unwrap_or_default());
    let lesson = scene.catalogue.lesson(&id).ok_or(Refusal::Gone)?;
    if token.step != Some(state.path_step()) {
        let open = state.path.lesson(&id).is_some_and(|progress| progress.open_attempt.is_some());
        return Err(Refusal::Spent(if open { asking(None) } else { lesson::place(&id) }));
    }
    if token.verb == "s" { enter(state, lesson, scene) } else { retry(state, lesson, scene) }
}

/// Another attempt at only what was missed. The points that were right stay right.
fn retry(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let quiz = lesson.quiz.as_ref().ok_or(Refusal::Gone)?;
    let last = state.attempt.as_ref().filter(|attempt| attempt.lesson == lesson.id && attempt.finished.is_some());
    let Some(last) = last else {
        return enter(state, lesson, scene);
    };
    // What the author has removed since cannot be asked again: it stays missed by the count, never in the way.
    let missed: Vec<QuestionId> = last.missed().filter(|id| quiz.question(id).is_some()).cloned().collect();
    if missed.is_empty() {
        return enter(state, lesson, scene);
    }
    let right = last.answers.iter().filter(|answer| answer.correct);
    let carried = Carried {
        points: last.carried.points + right.clone().map(|answer| answer.score).sum::<f64>(),
        questions: last.carried.questions + right.count() as u32,
    };
    begin(state, lesson, missed, carried, scene)
}

fn begin(
    state: &State,
    lesson: &Lesson,
    questions: Vec<QuestionId>,
    carried: Carried,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    let mut facts = lesson::begin(state, lesson, scene)?;
    let quiz = lesson.quiz.as_ref().ok_or(Refusal::Gone)?;
    let number = state.path.lesson(&lesson.id).map_or(0, |progress| progress.attempts) + 1;
    let id = AttemptId::of(state.id, &lesson.id, number);
    let (course, revision) = (lesson.course.clone(), lesson.revision.clone());
    let started = LearningFact::QuizStarted { course: course.clone(), lesson: lesson.id.clone(), attempt: id, number };
    facts.push(started.into());
    let started = AssessmentFact::AssessmentStarted {
        learner: state.id,
        course,
        lesson: lesson.id.clone(),
        revision,
        number,
        seed: seed::derive(scene.seed, "options"),
        questions,
        carried,
        pass: quiz.pass,
    };
    facts.push(Fact::Assessment(id, started));
    Ok(Decision::go(asking(None)).because(facts))
}

fn answer(
    state: &State,
    attempt: &Attempt,
    lesson: &Lesson,
    question: &Question,
    response: Response,
    scene: &Scene<'_>,
) -> Decision {
    let grade = question.body.grade(&response);
    let seconds = attempt.seconds_since_step(scene.now);
    let submitted = AssessmentFact::AnswerSubmitted {
        question: question.id.clone(),
        response,
        score: grade.score,
        correct: grade.correct,
        seconds,
    };
    let mut facts = vec![Fact::Assessment(attempt.id, submitted)];
    if attempt.answers.len() + 1 >= attempt.questions.len() {
        facts.extend(finish(
            state,
            attempt,
            lesson,
            attempt.points() + grade.score,
            attempt.seconds() + seconds,
            scene,
        ));
    }
    facts.extend(state.learner.streak.step(scene.day(state)).map(Fact::from));
    Decision::go(Place::new(CODE, "verdict").with(attempt.answers.len())).because(facts)
}

/// The facts of the last answer: the attempt ends and, if it passed, the lesson is complete.
fn finish(
    state: &State,
    attempt: &Attempt,
    lesson: &Lesson,
    points: f64,
    seconds: u32,
    scene: &Scene<'_>,
) -> Vec<Fact> {
    let score = attempt.score(points);
    // 4 of 5 must pass at 0.8, whatever a float makes of it.
    let passed = score + 1e-9 >= attempt.pass;
    let finished = LearningFact::QuizFinished {
        course: attempt.course.clone(),
        lesson: attempt.lesson.clone(),
        attempt: attempt.id,
        score,
        passed,
        seconds,
        day: scene.day(state),
    };
    let news = passed && !state.path.completed(&attempt.lesson);
    let completed = news.then(|| lesson::completed(state, lesson, Some(score), seconds));
    let ended = Fact::Assessment(attempt.id, AssessmentFact::AssessmentCompleted { score, passed });
    [ended, finished.into()].into_iter().chain(completed).collect()
}

fn hint(attempt: &Attempt, question: &Question) -> Option<Fact> {
    let news = question.text.original.hint.is_some() && !attempt.hints.contains(&question.id);
    news.then(|| Fact::Assessment(attempt.id, AssessmentFact::HintRevealed { question: question.id.clone() }))
}

fn current_question<'a>(attempt: &Attempt, lesson: &'a Lesson) -> Option<&'a Question> {
    let (_, id) = attempt.current()?;
    lesson.quiz.as_ref()?.question(id)
}

/// The question that waits, with what has been tapped so far: that travels in the buttons.
fn asking(entry: Option<&str>) -> Place {
    let place = Place::new(CODE, "question");
    match entry {
        Some(entry) => place.with(entry),
        None => place,
    }
}

/// The verdict on the last answer.
fn told(attempt: &Attempt) -> Place {
    Place::new(CODE, "verdict").with(attempt.answers.len().saturating_sub(1))
}

/// Where a learner goes whose button belongs to no attempt that is known.
fn lost(state: &State) -> Place {
    state.path.at.as_ref().map_or_else(Place::home, lesson::place)
}
