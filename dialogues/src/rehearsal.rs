//! A rehearsal: everything that can be pressed is pressed, in every language, and each screen is held against what Telegram
//! takes. What an author learns here, no learner has to meet. Pure; start at [`rehearse`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::DateTime;
use uuid::Uuid;

use crate::content::catalogue::{Catalogue, Course, Finding, Level, Severity};
use crate::dialogues::links;
use crate::dialogues::registry::DIALOGUES;
use crate::input::{Input, Person};
use crate::kernel::ids::LearnerId;
use crate::kernel::locale::Locale;
use crate::kernel::place::Place;
use crate::kernel::screen::NOTICE_LIMIT;
use crate::kernel::token::Token;
use crate::kernel::wire;
use crate::scene::Scene;
use crate::streams::{Fact, PathFact, ProfileChange, State};
use crate::turn::{Turn, take_turn};

/// Presses in a row that lead on from one another: a quiz or an interview from beginning to end.
const DEPTH: usize = 60;
/// Presses in a dialogue for each lesson and interview: topics are ticked and questions drawn in more ways than anybody can
/// try. Their texts are measured where they are read.
const OF_A_DOCUMENT: usize = 40;
/// Characters of a session's id.
const SESSION: usize = 36;
/// The longest first name that Telegram takes, each letter of two units.
const NAME: usize = 64;

/// Where the learner stands, and what they do there.
struct Step {
    state: State,
    place: Place,
    input: Input,
    depth: usize,
}

/// What Telegram would refuse of all that the catalogue brings about, once each.
pub fn rehearse(catalogue: &Catalogue) -> Vec<Finding> {
    rehearse_before(catalogue, refusals)
}

/// `judge` says what is wrong with what a turn shows.
fn rehearse_before(catalogue: &Catalogue, judge: impl Fn(&Turn) -> Vec<String>) -> Vec<Finding> {
    let mut refused = BTreeSet::new();
    for locale in Locale::supported() {
        for knows_all in [false, true] {
            Learner::new(catalogue, *locale, knows_all).walk(&judge, &mut refused);
        }
    }
    let finding = |(path, why): (String, String)| Finding {
        path,
        span: 0..0,
        severity: Severity::Error,
        code: "screen/refused",
        message: format!("Telegram would not take a message: {why}"),
        hint: Some("shorten the texts, ids or addresses in it".to_owned()),
    };
    refused.into_iter().map(finding).collect()
}

struct Learner<'a> {
    scene: Scene<'a>,
    person: Person,
    state: State,
    waiting: VecDeque<Step>,
    /// Buttons that were pressed; of those that count once, one of each verb on a screen.
    seen: BTreeSet<(String, String)>,
    /// How many of them, by dialogue, and how many words were said; at most `most` each.
    kinds: BTreeMap<String, usize>,
    most: usize,
}

impl<'a> Learner<'a> {
    /// Somebody with a long name who has begun, and perhaps completed everything.
    fn new(catalogue: &'a Catalogue, locale: Locale, knows_all: bool) -> Self {
        let person = Person {
            telegram_id: i64::MAX >> 11,
            first_name: "\u{1d54e}".repeat(NAME),
            language_code: Some(locale.to_string()),
        };
        let documents = catalogue.courses().iter().map(|course| course.lessons().count() + course.interviews.len());
        let most = OF_A_DOCUMENT * documents.sum::<usize>();
        let scene = Scene::new(catalogue, DateTime::UNIX_EPOCH, u64::MAX >> 1);
        let state = State::new(LearnerId::of_telegram(person.telegram_id));
        let mut learner = Self {
            scene,
            person,
            state,
            waiting: VecDeque::new(),
            seen: BTreeSet::new(),
            kinds: BTreeMap::new(),
            most,
        };
        let welcome =
            Step { state: learner.state.clone(), place: Place::home(), input: Input::message("/start"), depth: 0 };
        learner.state = learner.take(welcome.state.clone(), &welcome.place, &welcome.input).state;
        learner.waiting.push_back(welcome);
        let begun = ProfileChange { level: Some(Level::Junior), daily_goal: Some(10), ..ProfileChange::default() };
        learner.state = learner.state.evolve(&begun.into(), learner.scene.now);
        for course in catalogue.courses().iter().filter(|_| knows_all) {
            for lesson in course.lessons() {
                let done = PathFact::LessonCompleted {
                    course: course.id.clone(),
                    lesson: lesson.id.clone(),
                    score: Some(1.0),
                    time_spent_seconds: 60,
                    level: lesson.level,
                };
                learner.state = learner.state.evolve(&Fact::Path(done), learner.scene.now);
            }
        }
        learner
    }

    fn walk(mut self, judge: &impl Fn(&Turn) -> Vec<String>, refused: &mut BTreeSet<(String, String)>) {
        let catalogue = self.scene.catalogue;
        for (name, _) in DIALOGUES.iter().flat_map(|dialogue| dialogue.commands()) {
            let (state, input) = (self.state.clone(), Input::message(&format!("/{name}")));
            self.waiting.push_back(Step { state, place: Place::home(), input, depth: 0 });
        }
        let lessons = catalogue.courses().iter().flat_map(Course::lessons);
        let doors = lessons.map(|lesson| links::open_lesson(lesson)).chain([links::home(), links::interviews()]);
        for door in doors {
            self.reach(self.state.clone(), Place::home(), &door, "", 0);
        }
        while let Some(Step { state, place, input, depth }) = self.waiting.pop_front() {
            let turn = self.take(state, &place, &input);
            for why in judge(&turn) {
                refused.insert((file(catalogue, &turn.place), why));
            }
            let text = turn.screen.html.as_str();
            for token in turn.screen.tokens() {
                self.reach(turn.state.clone(), turn.place.clone(), token, text, depth + 1);
            }
            let asks = turn.screen.entry.is_some() && depth < DEPTH;
            if asks && self.seen.insert(("words".to_owned(), text.to_owned())) && !self.is_enough("words") {
                self.waiting.push_back(Step {
                    state: turn.state,
                    place: turn.place,
                    input: Input::message("\u{1d54e}?"),
                    depth: depth + 1,
                });
            }
        }
    }

    fn reach(&mut self, state: State, place: Place, token: &Token, text: &str, depth: usize) {
        let button = match token.step {
            Some(_) => match place.detail.as_deref() {
                Some(detail) => (format!("{}.{} at {}", token.dialogue, token.verb, nameless(detail)), text.to_owned()),
                None => (Token { step: None, ..token.clone() }.to_string(), place.view.clone()),
            },
            None => (token.to_string(), String::new()),
        };
        if depth < DEPTH && self.seen.insert(button) && !self.is_enough(&token.dialogue) {
            self.waiting.push_back(Step { state, place, input: Input::Press(token.clone()), depth });
        }
    }

    fn is_enough(&mut self, kind: &str) -> bool {
        let kind = self.kinds.entry(kind.to_owned()).or_default();
        *kind += 1;
        *kind > self.most
    }

    fn take(&self, state: State, place: &Place, input: &Input) -> Turn {
        take_turn(state, place, Some(&self.person), input, &self.scene)
    }
}

/// Without the session's id: what is the same in two attempts is rehearsed once.
fn nameless(detail: &str) -> &str {
    match detail.split_at_checked(SESSION) {
        Some((id, rest)) if Uuid::parse_str(id).is_ok() => rest,
        _ => detail,
    }
}

fn refusals(turn: &Turn) -> Vec<String> {
    let mut refusals = wire::refusals(&turn.screen);
    let units = turn.notice.as_ref().map_or(0, |notice| notice.text.encode_utf16().count());
    if units > NOTICE_LIMIT {
        refusals.push(format!("a notice of {units} characters, of {NOTICE_LIMIT}"));
    }
    refusals
}

/// The course that is looked at, as far as the place tells.
fn file(catalogue: &Catalogue, place: &Place) -> String {
    let detail = place.detail.as_deref().unwrap_or_default();
    let names = |id: &str| detail.split(':').any(|part| part == id);
    let course = catalogue
        .courses()
        .iter()
        .find(|course| names(course.id.as_str()) || course.lessons().any(|lesson| names(lesson.id.as_str())));
    course.map_or_else(|| "courses".to_owned(), |course| format!("courses/{}/course.yaml", course.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::SourceFile;

    fn course() -> Catalogue {
        let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
        let meta = "id: demo\nlang: en\ntitle: A\nsummary: A.\nlevel: junior\nconcepts: {a: A}\n\
                    modules: {one: {title: A, summary: A.}}\n";
        let lesson = |id: &str, requires: &str| {
            format!(
                "---\nid: demo.{id}\nkind: lesson\ntitle: {id}\nlang: en\nlevel: junior\nminutes: 1\n\
                 requires: [{requires}]\nconcepts: [a]\nstatus: published\n---\n\n## A {{#a}}\n\nText.\n\n\
                 ## B {{#b}}\n\nThe end of {id}.\n\n## Quiz {{pass=0.5}}\n\n\
                 ### single: First of {id}? {{#q-1 concept=a difficulty=1}}\n\n- [x] Yes\n  > Right.\n- [ ] No\n  > Wrong.\n\n\
                 > [!NOTE]\n> So.\n\n\
                 ### fill: Second of {id}? {{#q-2 concept=a difficulty=1}}\n\n`____`\n\n- = `yes`\n\n> [!NOTE]\n> Thus.\n"
            )
        };
        let files = [
            file("courses/demo/course.yaml", meta),
            file("courses/demo/01-one/01-a.md", &lesson("a", "")),
            file("courses/demo/01-one/02-b.md", &lesson("b", "demo.a")),
        ];
        let compilation = Catalogue::compile(&files);
        assert!(!compilation.has_errors(), "{:?}", compilation.findings);
        compilation.catalogue
    }

    #[test]
    fn a_course_that_telegram_takes_is_rehearsed_without_a_word() {
        assert_eq!(rehearse(&course()), []);
    }

    /// Screens behind screens, questions behind questions, verdicts, results, and what is locked for a beginner.
    #[test]
    fn a_rehearsal_comes_everywhere() {
        for place in ["The end of a.", "The end of b.", "First of b?", "Second of a?", "Thus.", "/settings"] {
            let judge = |turn: &Turn| {
                turn.screen.html.plain().contains(place).then(|| "found".to_owned()).into_iter().collect()
            };
            let found = rehearse_before(&course(), judge);
            assert!(!found.is_empty(), "{place} is never shown");
        }
    }
}
