//! Spaced review: cards and quiz questions come back when they are about to be forgotten. When that is, [`crate::memory`]
//! knows; here is the session that asks. Start at [`ReviewDialogue::decide`]; the fold of a session is [`Review`].

mod outlook;
mod start;
mod view;
mod why;
mod wishes;
pub mod words;

use crate::streams::ReviewFact;
use crate::streams::Stream;
use crate::streams::review::Picked;
use crate::streams::review::remember::rating_of_answer;
use uuid::Uuid;

use crate::catalogue::{AskText, Card, Interview, Lesson, Localised, Question};
use crate::dialogues::contract::{Decision, Dialogue, Needs, Refusal};
use crate::input::Input;
use crate::kernel::ids::{ConceptId, InterviewId, LessonId, QuestionId, ReviewId};
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::memory::{ItemId, ItemKind, Rating};
use crate::questions::{Response, Typed};
use crate::scene::Scene;
use crate::streams::Fact;
use crate::streams::{Aggregate, Review, State};

use words::{CODE, Verb};

pub use outlook::{Outlook, outlook};
pub use start::{PORTION, enter};

pub const COMMAND: &str = "review";

pub struct ReviewDialogue;

impl Dialogue for ReviewDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[(COMMAND, true)]
    }

    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::Review)
    }

    /// The last session, where reviews are what the turn is about; what is remembered, where one may begin.
    fn needs(&self, state: &State, place: &Place, input: &Input) -> Needs {
        let about = place.dialogue == CODE
            || match input {
                Input::Beside { window, .. } => window.dialogue == CODE,
                Input::Press(token) => token.dialogue == CODE,
                _ => asks(input),
            };
        let session = about.then_some(state.path.review).flatten().map(Stream::Review);
        Needs { memories: begins(input), ..Needs::stream(session) }
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let token = match input {
            Input::Press(token) => token,
            Input::Review if !state.learner.onboarded() => return Err(Refusal::Unknown),
            _ => return Ok(start::enter(state, scene)),
        };
        if let Some(decided) = wishes::decide(state, token, scene) {
            return decided;
        }
        match token.verb.as_str() {
            "s" => return Ok(start::enter(state, scene)),
            "n" => return Ok(Decision::go(asking(None))),
            "w" => return Ok(Decision::go(Place::new(CODE, "why"))),
            _ => {}
        }
        let Some(review) = &state.review else { return Err(Refusal::Spent(Place::home())) };
        // A second tap on an answer is shown what the first one led to.
        if token.verb == "a" && token.step.is_some() && token.step == review.step_before_answer() {
            return Err(Refusal::Spent(told()));
        }
        let Some((index, content)) = current(review, scene) else { return Err(Refusal::Spent(asking(None))) };
        let meant = token.argument(0).and_then(|index| index.parse().ok());
        if token.step != Some(review.step()) || meant != Some(index) {
            return Err(Refusal::Spent(asking(None)));
        }
        match (token.verb.as_str(), content) {
            ("v", Content::Card(..) | Content::Point(..)) => {
                Ok(Decision::go(asking(None)).because(reveal(review, index)))
            }
            ("h", Content::Question(_, question)) => {
                let hint = question.text.original.hint.as_ref().and_then(|_| reveal(review, index));
                Ok(Decision::go(asking(token.argument(1))).because(hint))
            }
            ("g", Content::Card(..) | Content::Point(..)) => {
                let number = token.argument(1).and_then(|number| number.parse::<usize>().ok());
                let rating = number.and_then(|number| Rating::ALL.get(number.checked_sub(1)?).copied());
                let rating = rating.filter(|_| review.revealed).ok_or(Refusal::Unknown)?;
                let graded = Graded { index, rating, answer: None };
                Ok(Decision::go(asking(None)).because(done(state, review, graded, scene)))
            }
            ("t", Content::Question(..)) => Ok(Decision::go(asking(token.argument(1)))),
            ("a", Content::Question(_, question)) => {
                let entry = token.argument(1).unwrap_or_default();
                let response = question.entered(review.seed, entry).filter(|answer| question.body.well_formed(answer));
                let response = response.ok_or_else(|| Refusal::NothingChosen(asking(token.argument(1))))?;
                Ok(answer(state, review, index, question, response, scene))
            }
            _ => Err(Refusal::Unknown),
        }
    }

    /// A message answers the question that is shown, if that one waits for words.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        if let Input::Text(text) = input
            && let Some(decision) = wishes::hear(state, place, text, scene)
        {
            return Some(decision);
        }
        let review = state.review.as_ref()?;
        // The same message once more, or one from a window that has not seen the verdict.
        if place.view == "item" && place.detail.is_some() && place.detail == shown_before(review) {
            return Some(Decision::go(told()).saying(scene.texts(state).plain("quiz-answered", &[])));
        }
        let (index, content) = current(review, scene).filter(|_| place.view == "item")?;
        let Content::Question(_, question) = content else { return None };
        let say = |key: &str| Some(Decision::go(place.clone()).saying(scene.texts(state).plain(key, &[])));
        let Input::Text(text) = input else {
            return question.body.is_typed().then(|| say("quiz-words-please"))?;
        };
        match question.body.typed(text) {
            // It was written to an earlier question, which another turn has answered meanwhile.
            Typed::Answer(_) if place.detail != Some(shown(review, index)) => {
                Some(Decision::go(asking(None)).saying(scene.texts(state).plain("quiz-answer-again", &[])))
            }
            Typed::Answer(response) => Some(answer(state, review, index, question, response, scene)),
            Typed::ButtonsOnly => say("quiz-buttons-please"),
            Typed::Empty => say("quiz-words-please"),
        }
    }

    fn settle(&self, state: &State, place: Place, scene: &Scene<'_>) -> Place {
        let Some(review) = &state.review else { return place };
        let stands = matches!(place.view.as_str(), "end" | "item" | "why");
        if !stands && (place.view != "verdict" || review.last.is_some()) {
            return place;
        }
        match current(review, scene) {
            None => Place::new(CODE, "end"),
            Some(_) if place.view == "why" => place,
            Some((index, Content::Question(_, question))) if question.body.is_typed() => {
                asking(Some(&shown(review, index)))
            }
            Some(_) if place.view == "item" => place,
            Some(_) => asking(None),
        }
    }

    /// At the verdict if the chat shows it, else at what waits: an item or the end.
    fn resume(&self, state: &State, looking: &Place) -> Place {
        let told = Some(told()).filter(|told| told == looking && state.review.is_some());
        told.unwrap_or_else(|| asking(None))
    }

    fn owns(&self, state: &State, stream: Uuid) -> bool {
        let mut all = (1..=state.path.reviews).rev().map(|number| ReviewId::of(state.id, number));
        state.review.is_some() && all.any(|review| review.as_uuid() == stream)
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        if place.view == "nothing" {
            return Some(view::nothing(state, place.detail.as_deref(), scene));
        }
        if let Some(screen) = wishes::screen(state, &place.view, scene) {
            return Some(screen);
        }
        let review = state.review.as_ref()?;
        let item = current(review, scene);
        match (place.view.as_str(), item) {
            ("verdict", _) => view::verdict(state, review, scene),
            (_, None) => Some(view::end(state, review, scene)),
            ("why", Some((index, _))) => why::screen(state, review, index, scene),
            (_, Some((index, Content::Card(lesson, card)))) => {
                Some(view::card(state, review, index, (lesson, card), scene))
            }
            (_, Some((index, Content::Point(missed)))) => Some(view::point(state, review, index, missed, scene)),
            (_, Some((index, Content::Question(lesson, question)))) => {
                let entry = place.detail.as_deref().unwrap_or_default();
                Some(view::question(state, review, index, (lesson, question), entry, scene))
            }
        }
    }
}

/// May a session begin?
fn begins(input: &Input) -> bool {
    match input {
        Input::Beside { window, input } => window.dialogue == CODE && begins(input),
        Input::Press(token) => token.dialogue == CODE && Verb::read(&token.verb) == Some(Verb::Start),
        _ => asks(input),
    }
}

fn asks(input: &Input) -> bool {
    match input {
        Input::Command { name, .. } => name == COMMAND,
        Input::Review => true,
        _ => false,
    }
}

/// What an item shows.
#[derive(Clone, Copy)]
enum Content<'a> {
    Card(&'a Lesson, &'a Card),
    Question(&'a Lesson, &'a Question),
    Point(Missed<'a>),
}

/// What an answer in an interview has missed.
#[derive(Clone, Copy)]
struct Missed<'a> {
    interview: &'a Interview,
    text: &'a Localised<AskText>,
    /// The point's place among those of the question.
    point: usize,
}

/// The item that waits, by its index. What the authors have taken away or changed meanwhile is passed over.
fn current<'a>(review: &Review, scene: &'a Scene<'_>) -> Option<(usize, Content<'a>)> {
    review.queue.iter().find_map(|index| Some((*index, content(review.items.get(*index)?, scene)?)))
}

fn content<'a>(picked: &Picked, scene: &'a Scene<'_>) -> Option<Content<'a>> {
    let lesson = || scene.catalogue.lesson(&LessonId::new(picked.item.source()));
    match picked.item.kind() {
        ItemKind::Card => {
            let lesson = lesson()?;
            let card = lesson.cards.iter().find(|card| card.id.as_str() == picked.item.local())?;
            Some(Content::Card(lesson, card))
        }
        ItemKind::Question => {
            let lesson = lesson()?;
            let same = picked.revision.as_ref() == Some(&lesson.revision);
            let question = lesson.quiz.as_ref()?.question(&QuestionId::new(picked.item.local()))?;
            same.then_some(Content::Question(lesson, question))
        }
        ItemKind::Point => {
            let interview = scene.catalogue.interview(&InterviewId::new(picked.item.source()))?;
            points(interview).find(|(id, ..)| *id == picked.item).map(|(_, _, missed)| Content::Point(missed))
        }
    }
}

/// All points of an interview that an answer may miss, each with its concept.
fn points(interview: &Interview) -> impl Iterator<Item = (ItemId, &ConceptId, Missed<'_>)> {
    let asked = interview.asks.iter().flat_map(|ask| {
        let follows = ask.follows.iter().map(|follow| (&follow.id, &follow.text, &follow.rubric));
        [(&ask.id, &ask.text, &ask.rubric)].into_iter().chain(follows).map(|asked| (&ask.concept, asked))
    });
    asked.flat_map(move |(concept, (id, text, rubric))| {
        let right = rubric.points().iter().enumerate().filter(|(_, point)| point.weight > 0);
        right.map(move |(number, point)| {
            let item = ItemId::point(interview.id.as_str(), id.as_str(), point.id.as_str());
            (item, concept, Missed { interview, text, point: number })
        })
    })
}

fn reveal(review: &Review, index: usize) -> Option<Fact> {
    let item = review.items.get(index)?.item.clone();
    (!review.revealed).then_some(Fact::Review(review.id, ReviewFact::ItemRevealed { item }))
}

fn answer(
    state: &State,
    review: &Review,
    index: usize,
    question: &Question,
    response: Response,
    scene: &Scene<'_>,
) -> Decision {
    let grade = question.body.grade(&response);
    let seconds = review.seconds_since_step(scene.now);
    let rating = rating_of_answer(question, state.learner.locale, grade, review.revealed, seconds);
    let graded = Graded { index, rating, answer: Some((response, grade.score)) };
    Decision::go(told()).because(done(state, review, graded, scene))
}

/// An item with its rating, and the answer to a question with its score.
struct Graded {
    index: usize,
    rating: Rating,
    answer: Option<(Response, f64)>,
}

/// The facts of a review: after the last one the session ends.
fn done(state: &State, review: &Review, graded: Graded, scene: &Scene<'_>) -> Vec<Fact> {
    let Some(picked) = review.items.get(graded.index) else { return Vec::new() };
    let day = scene.day(state);
    let (response, score) = graded.answer.unzip();
    let seconds = review.seconds_since_step(scene.now);
    let fact =
        ReviewFact::ItemReviewed { item: picked.item.clone(), rating: graded.rating, day, response, score, seconds };
    let after = review.clone().evolve(&fact, scene.now);
    let mut facts = vec![Fact::Review(review.id, fact)];
    if current(&after, scene).is_none() {
        facts.extend(start::ended(&after, day));
    }
    facts.extend(state.learner.first_step(day).map(Fact::from));
    facts
}

/// Which question is shown: a message that answers it has no step of its own, unlike a button.
fn shown(review: &Review, index: usize) -> String {
    format!("{}.{}.{index}", review.number, review.reviewed())
}

/// The same for the question that was answered last, while nothing else has happened.
fn shown_before(review: &Review) -> Option<String> {
    let last = review.last.as_ref()?;
    Some(format!("{}.{}.{}", review.number, review.reviewed().checked_sub(1)?, last.index))
}

/// The item that waits, with what has been tapped so far: that travels in the buttons.
fn asking(entry: Option<&str>) -> Place {
    let place = Place::new(CODE, "item");
    match entry {
        Some(entry) => place.with(entry),
        None => place,
    }
}

/// The verdict on the last answer.
fn told() -> Place {
    Place::new(CODE, "verdict")
}
