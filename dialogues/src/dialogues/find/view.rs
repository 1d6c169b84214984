//! What somebody sees who has asked something: what is found, a card, a concept, or a plain answer.

use std::sync::Arc;

use super::places::before;
use super::words::{CODE, Verb};
use crate::catalogue::{Card, Course, Lesson};
use crate::content::search::{Found, card_of, search, topic};
use crate::dialogues::links;
use crate::dialogues::progression::Standing;
use crate::kernel::ids::{CardId, ConceptId, CourseId, LessonId};
use crate::kernel::markup::MESSAGE_LIMIT;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen, Target};
use crate::kernel::texts::{Texts, shortened};
use crate::kernel::token::{self, Token};
use crate::scene::Scene;
use crate::streams::State;

/// Characters of a button's label.
const LABEL: usize = 60;
/// Topics that are named as examples.
const EXAMPLES: usize = 2;
/// Cards and lessons that a concept shows.
const OF_CONCEPT: usize = 3;
/// Units that are left for a notice above.
const NOTICE: usize = 250;

/// The nearest lesson, card and concept.
pub fn found(state: &State, place: &Place, question: &str, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let found = search(scene.catalogue, question);
    let html = if !found.is_nothing() {
        texts.html("find-title", &[])
    } else if topic(question).is_empty() {
        return how(state, place, scene);
    } else {
        texts.html("find-nothing", &[("examples", (&examples(state, scene)).into())])
    };
    leading_back(results(state, Screen::new(html), &found, &texts), state, place, &texts, scene)
}

/// More about what the learner has just looked at: a card of the lesson, what it is about, and where else that is taught.
pub fn more(state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let Some(seen) = looked_at(state, &before(place), scene) else { return how(state, place, scene) };
    let of_concept = |card: &&Card| Some(&card.concept) == seen.concept;
    let card = seen.lesson.cards.iter().find(of_concept).or_else(|| card_of(seen.lesson, &seen.words));
    let concept = seen.concept.or_else(|| card.map(|card| &card.concept));
    let course = scene.catalogue.course(&seen.lesson.course);
    let name = course.zip(concept).and_then(|(course, concept)| course.concepts.get(concept));
    let elsewhere = name.and_then(|name| search(scene.catalogue, name.get(state.learner.locale)).screen);
    let found = Found {
        screen: elsewhere.filter(|(lesson, screen)| lesson.id != seen.lesson.id || Some(*screen) != seen.screen),
        card: card.map(|card| (seen.lesson, card)),
        concept: course.zip(concept),
    };
    if found.is_nothing() {
        return how(state, place, scene);
    }
    leading_back(results(state, Screen::new(texts.html("find-more", &[])), &found, &texts), state, place, &texts, scene)
}

/// What may be asked at all.
fn how(state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let html = texts.html("find-how", &[("examples", (&examples(state, scene)).into())]);
    leading_back(Screen::new(html), state, place, &texts, scene)
}

/// An answer that needs nothing of the course.
pub fn told(key: &str, state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    leading_back(Screen::new(texts.html(key, &[])), state, place, &texts, scene)
}

/// Both sides of a card. `name`: its lesson and its id.
pub fn card(state: &State, place: &Place, name: &str, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let (lesson, card) = name.split_once(':')?;
    let lesson = scene.catalogue.lesson(&LessonId::new(lesson))?;
    let card = lesson.cards.iter().find(|known| known.id == CardId::new(card))?;
    let text = card.text.get(state.learner.locale);
    let mut html = text.front.clone();
    html.paragraph(&text.back);
    let screen = Screen::new(html).row([lesson_button(state, lesson, None)]);
    Some(leading_back(screen, state, place, &texts, scene))
}

/// What there is to remember about a concept, and the lessons that explain it. `name`: its course and its id.
pub fn concept(state: &State, place: &Place, name: &str, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let locale = state.learner.locale;
    let (course, concept) = name.split_once(':')?;
    let course = scene.catalogue.course(&CourseId::new(course))?;
    let concept = ConceptId::new(concept);
    let mut html = texts.html("find-concept-title", &[("concept", course.concepts.get(&concept)?.get(locale).into())]);
    let cards = course.lessons().flat_map(|lesson| &lesson.cards).filter(|card| card.concept == concept);
    for card in cards.take(OF_CONCEPT) {
        let text = card.text.get(locale);
        let mut longer = html.clone();
        longer.paragraph(&text.front);
        longer.line(&text.back);
        if longer.units() <= MESSAGE_LIMIT - NOTICE {
            html = longer;
        }
    }
    let about = course.lessons().filter(|lesson| lesson.concepts.contains(&concept)).take(OF_CONCEPT);
    let screen = about.fold(Screen::new(html), |screen, lesson| screen.row([lesson_button(state, lesson, None)]));
    Some(leading_back(screen, state, place, &texts, scene))
}

/// The three buttons of what is found.
fn results(state: &State, screen: Screen, found: &Found<'_>, texts: &Texts) -> Screen {
    let locale = state.learner.locale;
    let screen = screen.row(found.screen.map(|(lesson, number)| lesson_button(state, lesson, Some(number))));
    let card = found.card.map(|(lesson, card)| {
        let front = card.text.get(locale).front.plain();
        let label = texts.plain("find-card", &[("front", (&shortened(&front, LABEL - 2)).into())]);
        Button::press(label, Token::new(CODE, Verb::Card).with(&lesson.id).with(&card.id))
    });
    let concept = found.concept.and_then(|(course, concept)| concept_button(state, course, concept, texts));
    // Ids may be as long as their authors like.
    let fits = |button: &Button| match &button.target {
        Target::Press(token) => token.to_string().len() <= token::LIMIT,
        Target::MiniApp => true,
    };
    screen.row(card.filter(fits)).row(concept.filter(fits))
}

fn concept_button(state: &State, course: &Course, concept: &ConceptId, texts: &Texts) -> Option<Button> {
    let name = course.concepts.get(concept)?.get(state.learner.locale);
    let label = texts.plain("find-concept", &[("concept", (&shortened(name, LABEL - 2)).into())]);
    Some(Button::press(label, Token::new(CODE, Verb::Concept).with(&course.id).with(concept)))
}

/// Opens a lesson, at one of its screens if it may be read; the label says which.
fn lesson_button(state: &State, lesson: &Lesson, screen: Option<usize>) -> Button {
    let locale = state.learner.locale;
    let title = lesson.title.get(locale);
    if Standing::of(state, lesson) == Standing::Locked {
        return Button::press(shortened(&format!("🔒 {title}"), LABEL), links::open_lesson(lesson));
    }
    let shown = screen.and_then(|number| Some((number, lesson.screens.get(number - 1)?)));
    match shown {
        Some((number, shown)) => {
            let label = format!("📖 {} · {title}", shown.text.get(locale).title);
            Button::press(shortened(&label, LABEL), Token::new(CODE, Verb::Screen).with(&lesson.id).with(number))
        }
        None => Button::press(shortened(&format!("📖 {title}"), LABEL), links::open_lesson(lesson)),
    }
}

/// The screen with the way back to where the learner was; from home and from nowhere that is home.
fn leading_back(screen: Screen, state: &State, place: &Place, texts: &Texts, scene: &Scene<'_>) -> Screen {
    let was_home = before(place).dialogue == Place::home().dialogue;
    if was_home {
        return screen.row([links::continue_button(state, texts, scene)]).row([links::home_button(texts)]);
    }
    let back = Button::press(texts.plain("back", &[]), Token::new(CODE, Verb::Back));
    screen.row([back, links::home_button(texts)])
}

/// What a learner has looked at.
struct Seen<'a> {
    lesson: &'a Arc<Lesson>,
    concept: Option<&'a ConceptId>,
    /// A screen of the lesson, from 1.
    screen: Option<usize>,
    words: String,
}

/// The question that was answered last, the screen that is read, or the lesson of the last step; none before the first.
fn looked_at<'a>(state: &'a State, place: &Place, scene: &'a Scene<'_>) -> Option<Seen<'a>> {
    let answered = state.attempt.as_ref().filter(|_| links::is_quiz(place)).and_then(|attempt| {
        let lesson = scene.lesson_of(attempt)?;
        let question = lesson.quiz.as_ref()?.question(&attempt.answers.last()?.question)?;
        let words = question.text.get(state.learner.locale).prompt.plain();
        Some(Seen { lesson, concept: question.concept.as_ref(), screen: None, words })
    });
    answered.or_else(|| {
        let read = links::read_in(place);
        let lesson = scene.catalogue.lesson(read.as_ref().or(state.path.at.as_ref())?)?;
        let number = state.path.lesson(&lesson.id).map_or(1, |progress| progress.screen.max(1) as usize);
        let shown = lesson.screens.get(number - 1)?;
        let words = format!("{} {}", shown.text.get(state.learner.locale).title, shown.id);
        Some(Seen { lesson, concept: None, screen: read.map(|_| number), words })
    })
}

/// Topics of the first course that people may ask about: of its second and third lesson, since the first one begins with
/// what everybody knows.
fn examples(state: &State, scene: &Scene<'_>) -> String {
    let names = scene.catalogue.courses().first().into_iter().flat_map(|course| {
        let first = course.lessons().filter_map(|lesson| course.concepts.get(lesson.concepts.first()?));
        first.map(|name| name.get(state.learner.locale).to_lowercase())
    });
    let mut names: Vec<String> = names.collect();
    names.dedup();
    if names.len() > EXAMPLES {
        names.remove(0);
    }
    names.truncate(EXAMPLES);
    names.join(", ")
}
