//! The academy's screens, drawn beforehand: what a peer shows instead of deciding and drawing. A learner is led through
//! everything once, by the same pure functions as the bot's; where a button carries a step, a letter stands for its
//! stream: `@u` for the learner's, `@p` for the path's, `@a` for the attempt's.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use dialogues::catalogue::{Catalogue, Lesson, Question, Quiz, SourceFile};
use dialogues::input::{Input, Person};
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::place::Place;
use dialogues::kernel::screen::{Screen, Target};
use dialogues::kernel::token::Token;
use dialogues::questions::Response;
use dialogues::scene::Scene;
use dialogues::streams::State;
use dialogues::turn;
use serde_json::{Value, json};
use sqlx::types::chrono::{DateTime, Utc};

/// All screens of a content folder, by where they are shown.
pub fn all(content: &Path) -> Result<Value> {
    let mut files = Vec::new();
    read(content, &content.join("courses"), &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let catalogue = Catalogue::compile(&files).catalogue;
    let course = catalogue.courses().first().context("no course")?;
    let mut guide = Guide::new(&catalogue);
    let welcome = guide.take(&Input::message("/start"));
    let goal = guide.press("o.l:junior")?;
    let home = guide.press("o.g:")?;
    let list = guide.press("c.l")?;
    let lessons: Result<Vec<Value>> = course.lessons().map(|lesson| guide.lesson(lesson)).collect();
    Ok(json!({
        "course": course.id, "welcome": welcome, "goal": goal, "home": home, "list": list, "lessons": lessons?,
    }))
}

/// A learner who goes everywhere.
struct Guide<'a> {
    catalogue: &'a Catalogue,
    state: State,
    place: Place,
    person: Person,
    screen: Screen,
}

impl<'a> Guide<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        let person = Person { telegram_id: 1, first_name: "Learner".to_owned(), language_code: Some("en".to_owned()) };
        let state = State::new(LearnerId::of_telegram(person.telegram_id));
        Self { catalogue, state, place: Place::home(), person, screen: Screen::default() }
    }

    /// First everything wrong, so that the attempt fails, then everything right.
    fn lesson(&mut self, lesson: &Lesson) -> Result<Value> {
        let mut screens = vec![self.take(&Input::press(&format!("l.o:{}", lesson.id)))];
        for number in 2..=lesson.screens.len() {
            screens.push(self.press(&format!("l.g:{}:{number}@", lesson.id))?);
        }
        let Some(quiz) = &lesson.quiz else {
            return Ok(json!({ "id": lesson.id, "revision": lesson.revision, "screens": screens, "questions": [] }));
        };
        self.press("q.s:")?;
        let mut hinted = HashMap::new();
        let failed = loop {
            let (question, last) = self.asked(quiz)?;
            let drawn = if question.text.original.hint.is_some() { self.press("q.h")? } else { Value::Null };
            hinted.insert(question.id.clone(), drawn);
            self.answer(question, &question.body.wrong())?;
            if last {
                break self.press("q.e")?;
            }
            self.press("q.n")?;
        };
        let mut questions = Vec::new();
        let mut ask = self.press("q.r:")?;
        let passed = loop {
            let (question, last) = self.asked(quiz)?;
            let seed = self.state.attempt.as_ref().map_or(0, |attempt| attempt.seed);
            let right = question.body.right();
            let (taps, verdict) = self.answer(question, &right)?;
            questions.push(json!({
                "id": question.id, "concept": question.concept, "key": right, "order": question.order(seed),
                "entry": question.entry(seed, &right), "ask": ask, "hinted": hinted.get(&question.id), "taps": taps,
                "verdict": verdict,
            }));
            if last {
                break self.press("q.e")?;
            }
            ask = self.press("q.n")?;
        };
        Ok(json!({
            "id": lesson.id, "revision": lesson.revision, "pass": quiz.pass, "screens": screens,
            "questions": questions, "failed": failed, "passed": passed,
        }))
    }

    /// The question that waits, and whether it is the last one.
    fn asked<'q>(&self, quiz: &'q Quiz) -> Result<(&'q Question, bool)> {
        let attempt = self.state.attempt.as_ref().context("no attempt")?;
        let (number, id) = attempt.current().context("no question")?;
        Ok((quiz.question(id).context("an unknown question")?, number + 1 == attempt.questions.len()))
    }

    /// Answers the question that waits; returns the screen after each tap on the way, and the verdict.
    fn answer(&mut self, question: &Question, answer: &Response) -> Result<(Vec<Value>, Value)> {
        let mut taps = Vec::new();
        let entry = match answer {
            Response::Text(words) => return Ok((taps, self.take(&Input::message(words)))),
            Response::Options(chosen) => {
                let mut bits = 0u32;
                for option in chosen {
                    bits |= 1 << option;
                    if question.body.takes_many() {
                        taps.push(self.press(&format!("q.t:{bits}@"))?);
                    }
                }
                bits.to_string()
            }
            Response::Sequence(_) => {
                let seed = self.state.attempt.as_ref().map_or(0, |attempt| attempt.seed);
                let entry = question.entry(seed, answer).context("no taps lead there")?;
                for end in 1..=entry.len() {
                    taps.push(self.press(&format!("q.t:{}@", &entry[..end]))?);
                }
                entry
            }
        };
        Ok((taps, self.press(&format!("q.a:{entry}@"))?))
    }

    /// Presses the button that begins so.
    fn press(&mut self, wanted: &str) -> Result<Value> {
        let token = self.screen.tokens().map(Token::to_string).find(|token| token.starts_with(wanted));
        let token = token.with_context(|| format!("no button {wanted} on {}", self.screen.html.as_str()))?;
        Ok(self.take(&Input::press(&token)))
    }

    fn take(&mut self, input: &Input) -> Value {
        // Every moment will do, and no dice are needed: what is drawn has the right size with any.
        let scene = Scene::new(self.catalogue, DateTime::<Utc>::UNIX_EPOCH, 7);
        let turn = turn::take_turn(self.state.clone(), &self.place, Some(&self.person), input, &scene);
        (self.state, self.place, self.screen) = (turn.state, turn.place, turn.screen);
        self.drawn()
    }

    fn drawn(&self) -> Value {
        let rows = self.screen.buttons.iter().map(|row| {
            let buttons = row.iter().map(|button| match &button.target {
                Target::Press(token) => json!({ "text": button.label, "callback_data": self.unstepped(token) }),
                Target::MiniApp => json!({ "text": button.label, "web_app": { "url": "http://127.0.0.1:40000/app/" } }),
            });
            buttons.collect::<Vec<_>>()
        });
        let rows: Vec<_> = rows.collect();
        json!({ "text": self.screen.html.as_str(), "keyboard": rows, "keep": self.screen.keep })
    }

    /// The token with a letter for its step.
    fn unstepped(&self, token: &Token) -> String {
        let text = token.to_string();
        let (Some(step), Some((call, _))) = (token.step, text.split_once('@')) else { return text };
        let of_attempt = self.state.attempt.as_ref().is_some_and(|attempt| step.is_of(attempt.id.as_uuid()));
        let stream = match (of_attempt, step.is_of(self.state.id.as_uuid())) {
            (true, _) => 'a',
            (_, true) => 'u',
            _ => 'p',
        };
        format!("{call}@{stream}")
    }
}

fn read(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "yaml") {
            let relative = path.strip_prefix(root)?.to_string_lossy().into_owned();
            files.push(SourceFile { path: relative, text: std::fs::read_to_string(&path)? });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_question_is_drawn_for_a_peer() -> Result<()> {
        let screens = all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"))?;
        let lessons = screens["lessons"].as_array().context("no lessons")?;
        let all: Vec<&Value> = lessons.iter().filter_map(|lesson| lesson["questions"].as_array()).flatten().collect();
        for (kind, taps) in [("options", true), ("sequence", true), ("text", false)] {
            let of_kind: Vec<_> = all.iter().filter(|question| question["key"].get(kind).is_some()).collect();
            assert!(of_kind.len() >= lessons.len() / 2, "{kind}");
            let drawn = |question: &&&Value| question["taps"].as_array().is_some_and(|taps| !taps.is_empty());
            assert_eq!(of_kind.iter().any(drawn), taps, "{kind}");
        }
        assert!(lessons.iter().all(|lesson| lesson["passed"]["text"] != lesson["failed"]["text"]));
        Ok(())
    }
}
