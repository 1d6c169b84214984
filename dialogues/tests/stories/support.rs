//! Given facts, when an input, then facts and a screen. No network, no database, thousands a second.

use std::future::Future as _;

use chrono::{DateTime, Duration, TimeZone, Utc};
use dialogues::catalogue::{Catalogue, Question};
use dialogues::dialogues::contract::Needs;
use dialogues::dialogues::registry;
use dialogues::input::{Input, Person};
use dialogues::kernel::ids::{LearnerId, LessonId};
use dialogues::kernel::place::Place;
use dialogues::kernel::poll::Poll;
use dialogues::kernel::screen::{Screen, Target};
use dialogues::kernel::token::Token;
use dialogues::memory::Memories;
use dialogues::memory::{ItemId, Params};
use dialogues::questions::Response;
use dialogues::scene::{Device, Known, Scene};
use dialogues::streams::review::facts::ReviewFact;
use dialogues::streams::review::remember::{Heard, heard, remember};
use dialogues::streams::team::Appointed;
use dialogues::streams::{Aggregate, Source, State, Stream};
use dialogues::streams::{AttemptFact, Fact, ProfileChange};
use dialogues::turn::{Turn, take_turn};

pub use crate::catalogues::*;

pub const TELEGRAM_ID: i64 = 4242;

pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).single().expect("a date")
}

pub fn anna() -> Person {
    Person { telegram_id: TELEGRAM_ID, first_name: "Anna".to_owned(), language_code: None }
}

/// The facts of a learner as their streams' source.
struct Log<'a> {
    learner: LearnerId,
    facts: &'a [(Fact, DateTime<Utc>)],
}

impl Log<'_> {
    fn load(&self, state: &mut State, stream: Stream) {
        let waker = std::task::Waker::noop();
        let loaded = std::pin::pin!(state.load(stream, self)).poll(&mut std::task::Context::from_waker(waker));
        assert!(matches!(loaded, std::task::Poll::Ready(Ok(()))), "a log in memory is there at once");
    }
}

impl Source for Log<'_> {
    type Error = serde_json::Error;

    async fn fold<A: Aggregate>(&self, id: A::Id) -> Result<Option<A>, serde_json::Error> {
        let mut folded = None;
        for (fact, at) in self.facts.iter().filter(|(fact, _)| fact.stream().id(self.learner) == A::stream(id)) {
            let stored = fact.encode(self.learner).expect("a fact that can be stored");
            folded = A::fold(folded, id, &A::decode(&stored.event_type, &stored.data)?, *at);
        }
        Ok(folded)
    }
}

/// A learner at a chat, and the log that they write.
pub struct Chat {
    pub catalogue: Catalogue,
    pub state: State,
    pub place: Place,
    pub log: Vec<(Fact, DateTime<Utc>)>,
    pub now: DateTime<Utc>,
    pub seed: u64,
    pub last: Option<Turn>,
    pub appointed: Appointed,
    /// Others who have written to the bot.
    pub others: Vec<Known>,
    /// Where the learner is signed in.
    pub devices: Vec<Device>,
    person: Person,
}

impl Chat {
    /// Somebody who has never written.
    pub fn stranger(language: &str) -> Self {
        let person = Person { language_code: Some(language.to_owned()), ..anna() };
        Self {
            catalogue: catalogue(),
            state: State::new(LearnerId::of_telegram(TELEGRAM_ID)),
            place: Place::home(),
            log: Vec::new(),
            now: now(),
            seed: 7,
            last: None,
            appointed: Appointed::default(),
            others: Vec::new(),
            devices: Vec::new(),
            person,
        }
    }

    /// Somebody who is through the welcome.
    pub fn learner(language: &str) -> Self {
        let mut chat = Self::stranger(language);
        chat.send("/start");
        let change = ProfileChange {
            level: Some(dialogues::catalogue::Level::Junior),
            daily_goal: Some(10),
            ..ProfileChange::default()
        };
        chat.given([Fact::from(change)])
    }

    /// The same, and the academy teaches something else.
    pub fn taught(mut self, catalogue: Catalogue) -> Self {
        self.catalogue = catalogue;
        self
    }

    pub fn given(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        for fact in facts {
            self.log.push((fact.clone(), self.now));
            self.state = self.state.evolve(&fact, self.now);
        }
        self
    }

    pub fn rename(&mut self, name: &str) -> &mut Self {
        name.clone_into(&mut self.person.first_name);
        self
    }

    pub fn wait(&mut self, duration: Duration) -> &mut Self {
        self.now += duration;
        self
    }

    pub fn send(&mut self, text: &str) -> &mut Self {
        self.when(&Input::message(text))
    }

    /// Presses the button of the current screen whose label contains the text.
    pub fn press(&mut self, label: &str) -> &mut Self {
        let token = self.button(label).unwrap_or_else(|| panic!("no button {label:?} on:\n{}", self.shown()));
        self.when(&Input::Press(token))
    }

    pub fn button(&self, label: &str) -> Option<Token> {
        let screen = &self.last.as_ref()?.screen;
        screen.buttons.iter().flatten().find_map(|button| match &button.target {
            Target::Press(token) if button.label.contains(label) => Some(token.clone()),
            _ => None,
        })
    }

    pub fn when(&mut self, input: &Input) -> &mut Self {
        let needs = self.brought(input);
        let memories = needs.memories.then(|| self.memories());
        let (appointed, people) = (self.appointed.clone(), self.people(&needs));
        let devices = if needs.devices { self.devices.clone() } else { Vec::new() };
        let scene = Scene { memories, appointed, people, devices, ..Scene::new(&self.catalogue, self.now, self.seed) };
        let turn = take_turn(self.state.clone(), &self.place, Some(&self.person), input, &scene);
        self.log.extend(turn.facts.iter().map(|recorded| (recorded.fact.clone(), self.now)));
        self.state = turn.state.clone();
        // No session keeps it.
        self.state.team = None;
        self.place = turn.place.clone();
        self.seed = self.seed.wrapping_add(1);
        check_limits(&turn.screen);
        self.last = Some(turn);
        self
    }

    /// What the pipeline does before a turn: sessions that are needed and not in the state are folded from the log.
    pub fn brought(&mut self, input: &Input) -> Needs {
        let log = Log { learner: self.state.id, facts: &self.log };
        let mut sought = Vec::new();
        loop {
            let needs = registry::needs(&self.state, &self.place, input);
            let missing = |stream: &&Stream| !self.state.holds(**stream) && !sought.contains(*stream);
            let Some(stream) = needs.streams.iter().find(missing).copied() else { return needs };
            log.load(&mut self.state, stream);
            sought.push(stream);
        }
    }

    /// Those whom a turn needs by name, and who have written to the bot.
    fn people(&self, needs: &Needs) -> Vec<Known> {
        let me = Known { learner: self.state.id, telegram_id: TELEGRAM_ID, name: self.person.first_name.clone() };
        let asked = |known: &Known| {
            needs.people.contains(&known.learner)
                || needs.telegram.contains(&known.telegram_id)
                || self.appointed.has(known.learner)
        };
        std::iter::once(me).chain(self.others.clone()).filter(asked).collect()
    }

    /// The session is lost: the state comes from the log, the place is home.
    pub fn flush(&mut self) -> &mut Self {
        self.state = self.folded(&[]);
        self.place = Place::lost();
        self
    }

    /// The sessions in the state.
    pub fn sessions(&self) -> Vec<Stream> {
        let state = &self.state;
        let attempt = state.attempt.as_ref().map(|attempt| Stream::Attempt(attempt.id));
        let interview = state.interview.as_ref().map(|run| Stream::Interview(run.id));
        attempt
            .into_iter()
            .chain(interview)
            .chain(state.review.as_ref().map(|review| Stream::Review(review.id)))
            .collect()
    }

    /// The learner as the log knows them, with some of their sessions.
    pub fn folded(&self, sessions: &[Stream]) -> State {
        let log = Log { learner: self.state.id, facts: &self.log };
        let mut state = State::new(self.state.id);
        for stream in Stream::OWN.iter().chain(sessions) {
            log.load(&mut state, *stream);
        }
        state
    }

    /// What the read model `review_items` would have: the fold of the reviews in the log.
    pub fn memories(&self) -> Memories {
        let mut memories = Memories::default();
        for (fact, _) in &self.log {
            let reviews = match fact {
                Fact::Attempt(_, AttemptFact::AnswerSubmitted { question, review: Some(review), .. }) => {
                    vec![(ItemId::question(&review.lesson, question), review.rating, review.day)]
                }
                Fact::Review(_, ReviewFact::ItemReviewed { item, rating, day, .. }) => {
                    vec![(item.clone(), *rating, *day)]
                }
                Fact::Interview(_, fact) => {
                    let rated = |heard: Heard| {
                        Some((heard.item.clone(), heard.rating(memories.items.contains_key(&heard.item))?, heard.day))
                    };
                    heard(fact).into_iter().filter_map(rated).collect()
                }
                _ => continue,
            };
            for (item, rating, day) in reviews {
                let known = memories.items.get(&item);
                let memory = remember(&Params::default(), self.state.id, &item, known, rating, day);
                memories.items.insert(item, memory);
            }
        }
        memories
    }

    pub fn facts(&self) -> Vec<Fact> {
        let recorded = self.last.iter().flat_map(|turn| &turn.facts);
        recorded.map(|recorded| recorded.fact.clone()).collect()
    }

    /// The types of the facts of the last turn.
    pub fn happened(&self) -> Vec<String> {
        self.facts().iter().map(kind).collect()
    }

    pub fn notice(&self) -> &str {
        self.last.as_ref().and_then(|turn| turn.notice.as_ref()).map_or("", |notice| &notice.text)
    }

    /// The screen as text: the message, a line, the rows of buttons.
    pub fn shown(&self) -> String {
        let Some(turn) = &self.last else { return String::new() };
        let rows = turn.screen.buttons.iter().map(|row| {
            let labels: Vec<_> = row.iter().map(|button| format!("[{}]", button.label)).collect();
            labels.join(" ")
        });
        format!("{}\n---\n{}", turn.screen.html, rows.collect::<Vec<_>>().join("\n"))
    }

    /// Answers the current question rightly or wrongly.
    pub fn answer(&mut self, right: bool) -> &mut Self {
        let input = self.answer_input(right);
        // A message is an answer only while its question is shown.
        if matches!(input, Input::Text(_)) && self.place.view != "question" {
            self.when(&Input::Press(Token::new("q", "n")));
        }
        self.when(&input)
    }

    /// The question that is shown, as a poll.
    pub fn poll(&self) -> Option<&Poll> {
        self.last.as_ref()?.screen.poll.as_ref()
    }

    /// Votes for the options at these positions of the poll that is shown.
    pub fn vote(&mut self, chosen: &[usize]) -> &mut Self {
        let poll = self.poll().unwrap_or_else(|| panic!("no poll:\n{}", self.shown()));
        let token = poll.votes.cast(chosen).expect("a vote");
        self.when(&Input::Press(token))
    }

    pub fn question(&self) -> &Question {
        let attempt = self.state.attempt.as_ref().expect("an attempt");
        let lesson = self.catalogue.lesson(&attempt.lesson).expect("a lesson");
        let (_, id) = attempt.current().expect("a question");
        lesson.quiz.as_ref().and_then(|quiz| quiz.question(id)).expect("a question")
    }

    /// What answers the current question rightly or wrongly: a press or a message.
    pub fn answer_input(&self, right: bool) -> Input {
        let body = &self.question().body;
        self.input_of(&if right { body.right() } else { body.wrong() })
    }

    pub fn input_of(&self, response: &Response) -> Input {
        let attempt = self.state.attempt.as_ref().expect("an attempt");
        match (self.question().entry(attempt.seed, response), response) {
            (Some(entry), _) => Input::Press(Token::new("q", "a").with(entry).at(attempt.step())),
            (None, Response::Text(text)) => Input::Text(text.clone()),
            (None, _) => panic!("no way to answer {response:?}"),
        }
    }

    pub fn answer_token(&self, right: bool) -> Token {
        match self.answer_input(right) {
            Input::Press(token) => token,
            other => panic!("{other:?} is no press"),
        }
    }

    /// Through a lesson's screens into its quiz.
    pub fn begin_quiz(&mut self, lesson: &str) -> &mut Self {
        self.when(&Input::Press(Token::new("l", "o").with(LessonId::new(lesson))));
        while self.button("Next ▶").or_else(|| self.button("Дальше")).is_some() {
            let label = if self.button("Next ▶").is_some() { "Next ▶" } else { "Дальше" };
            self.press(label);
        }
        self.press("✍")
    }

    /// Through the quiz that is open, with these answers.
    pub fn answers(&mut self, right: &[bool]) -> &mut Self {
        for right in right {
            self.answer(*right);
            if self.state.attempt.as_ref().is_some_and(|attempt| attempt.finished.is_none()) {
                self.when(&Input::Press(Token::new("q", "n")));
            }
        }
        self
    }
}

pub fn kind(fact: &Fact) -> String {
    fact.encode(LearnerId::of_telegram(TELEGRAM_ID)).expect("a fact that can be stored").event_type
}

pub fn check_limits(screen: &Screen) {
    let refusals = dialogues::kernel::wire::refusals(screen);
    assert!(refusals.is_empty(), "{refusals:?}: {}", screen.html);
    assert!(screen.buttons.len() <= 9, "{} rows do not read well", screen.buttons.len());
    // Nothing is under the poll that is not under the screen.
    for button in screen.poll.iter().flat_map(|poll| poll.buttons.iter().flatten()) {
        assert!(screen.buttons.iter().flatten().any(|other| other == button), "{button:?}");
    }
}
