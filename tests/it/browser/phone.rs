//! A learner's hand on the chat page of a playground: presses what is shown and waits for what comes.

use std::collections::BTreeMap;
use std::path::Path;

use academy::platform::content;
use dialogues::catalogue::{Catalogue, Interview, Lesson, Level, Question};
use dialogues::kernel::locale::Locale;
use dialogues::kernel::texts::{Arg, Texts};
use dialogues::questions::Response;

use super::chromium::Chromium;
use crate::harness::{Server, free_port};

/// The bot's newest message in the open chat.
pub const NEWEST: &str = "(//*[@data-testid='message'][@data-from='bot'])[last()]";

pub struct Phone {
    pub browser: Chromium,
    pub locale: Locale,
    pub texts: Texts,
    pub url: String,
    catalogue: Catalogue,
    playground: Server,
    data_dir: String,
}

impl Phone {
    /// A playground of its own, and its page in a browser.
    pub async fn open(language: &str) -> Self {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        // Where PostgreSQL's own user can get to.
        let data_dir = format!("/tmp/academy-browser-{:08x}", rand::random::<u32>());
        let variables = BTreeMap::from([
            ("ACADEMY_DATA_DIR".to_owned(), data_dir.clone()),
            ("CONTENT_DIR".to_owned(), content.to_string_lossy().into_owned()),
            ("HTTP_ADDR".to_owned(), format!("127.0.0.1:{}", free_port())),
        ]);
        let playground = Server::start(&["playground", "--port", &free_port().to_string()], &variables);
        let line = playground.log("The playground is open").await;
        let url = format!("{}/?lang={language}", line[line.find("http").unwrap()..].trim());
        let locale = Locale::of_tag(language).unwrap();
        let browser = Chromium::start().await;
        browser.open(&url).await;
        let catalogue = content::load(&content).unwrap();
        Self { browser, locale, texts: Texts::of(locale), url, catalogue, playground, data_dir }
    }

    /// Ends everything; fails if the pages have reported errors or the playground does not end well.
    pub async fn close(self) {
        self.browser.close().await;
        assert_eq!(self.playground.terminate().await.0, 0);
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }

    /// A lesson of the course by its place, from 0.
    pub fn lesson(&self, number: usize) -> &Lesson {
        self.catalogue.courses().iter().flat_map(dialogues::catalogue::Course::lessons).nth(number).unwrap()
    }

    /// The interview that is offered first, since learners here are juniors.
    pub fn interview(&self) -> &Interview {
        let mut all = self.catalogue.courses().iter().flat_map(|course| &course.interviews);
        all.find(|interview| interview.level == Level::Junior).unwrap()
    }

    /// How many lessons there are.
    pub fn lessons(&self) -> usize {
        self.catalogue.courses().iter().map(|course| course.lessons().count()).sum()
    }

    pub fn title<'a>(&self, lesson: &'a Lesson) -> &'a str {
        lesson.title.get(self.locale)
    }

    /// The title of a lesson's screen, from 1.
    pub fn heading<'a>(&self, lesson: &'a Lesson, screen: usize) -> &'a str {
        &lesson.screens[screen - 1].text.get(self.locale).title
    }

    /// The academy's words without markup.
    pub fn words(&self, key: &str, arguments: &[(&'static str, Arg<'_>)]) -> String {
        self.texts.html(key, arguments).plain()
    }

    /// Adds a learner with the page's form, whose empty chat is then open. Returns their id.
    pub async fn add_learner(&self, name: &str) -> u64 {
        let language = format!("//*[@data-testid='add-learner-language']/option[@value='{}']", self.locale.as_str());
        self.browser.write(&id("add-learner-name"), name).await;
        self.browser.click(&language).await;
        self.browser.click(&id("add-learner")).await;
        let current = format!("//button[@aria-current='true'][contains(., {})]", literal(name));
        self.browser.wait(&current).await;
        self.browser.wait(&format!("{}[not(@hidden)]", id("start"))).await;
        let learner = self.browser.run("return new URLSearchParams(location.search).get('learner')").await;
        learner.as_str().unwrap().parse().unwrap()
    }

    /// START, level and goal: the learner is at home.
    pub async fn welcome(&self, name: &str) {
        self.browser.click(&id("start")).await;
        self.shows(&self.words("onboarding-welcome", &[("name", name.into())])).await;
        self.shows(&self.words("onboarding-level", &[])).await;
        self.tap("onboarding-level-junior", &[]).await;
        self.shows(&self.words("onboarding-goal", &[])).await;
        self.tap("goal-10", &[]).await;
        self.shows(&self.words("home-hello", &[("name", name.into())])).await;
    }

    /// From home into the first lesson.
    pub async fn begin(&self) {
        let lesson = self.lesson(0);
        self.tap("home-begin", &[("lesson", self.title(lesson).into())]).await;
        self.shows(self.heading(lesson, 1)).await;
    }

    /// From any of a lesson's screens to its first question.
    pub async fn read_to_the_quiz(&self, lesson: &Lesson, from: usize) {
        for screen in from..lesson.screens.len() {
            self.tap("lesson-next", &[]).await;
            self.shows(self.heading(lesson, screen + 1)).await;
        }
        let quiz = lesson.quiz.as_ref().unwrap();
        self.tap("lesson-quiz", &[("questions", quiz.pick.into())]).await;
        self.button_is_there(&self.words("quiz-hint", &[])).await;
    }

    /// Presses a button of the newest message by its whole label.
    pub async fn tap(&self, key: &str, arguments: &[(&'static str, Arg<'_>)]) {
        self.tap_label(&self.words(key, arguments)).await;
    }

    pub async fn tap_label(&self, label: &str) {
        self.browser.click(&button(label)).await;
    }

    pub async fn button_is_there(&self, label: &str) {
        self.browser.wait(&button(label)).await;
    }

    /// Waits until the newest message has this text.
    pub async fn shows(&self, text: &str) {
        self.browser.wait(&format!("{NEWEST}[contains(normalize-space(.), {})]", literal(&line(text)))).await;
    }

    /// The text of the newest message.
    pub async fn screen(&self) -> String {
        self.browser.text(NEWEST).await
    }

    /// The texts of all messages of the open chat.
    pub async fn chat(&self) -> String {
        self.browser.text(&id("log")).await
    }

    /// How many of the bot's messages have this text.
    pub async fn count(&self, text: &str) -> usize {
        let screens =
            "return [...document.querySelectorAll('[data-testid=message][data-from=bot]')].map((row) => row.innerText)";
        let screens = self.browser.run(screens).await;
        screens.as_array().unwrap().iter().filter(|screen| line(screen.as_str().unwrap()).contains(&line(text))).count()
    }

    /// Sends a command by the page's list of commands.
    pub async fn command(&self, name: &str) {
        self.browser.click(&id("commands-button")).await;
        self.browser.click(&format!("//*[@data-testid='command'][@data-command='{name}']")).await;
    }

    /// Answers the question of the newest message and waits for the verdict.
    pub async fn answer(&self, lesson: &Lesson, right: bool) {
        let screen = self.screen().await;
        let question = self.question(lesson, &screen);
        match self.way(question, Some(&screen), right) {
            Way::Taps(taps) => {
                let last = taps.len() - 1;
                for (number, label) in taps.iter().enumerate() {
                    self.tap_label(label).await;
                    if number < last {
                        self.browser.wait_until_gone(&button(label)).await;
                    }
                }
            }
            Way::Words(text) => self.send(&text).await,
        }
        self.shows(&self.words(if right { "quiz-right" } else { "quiz-wrong" }, &[])).await;
    }

    /// What answers a question: by the letters of a screen that is shown or, without one, by what options say themselves.
    pub fn way(&self, question: &Question, screen: Option<&str>, right: bool) -> Way {
        let response = if right { question.body.right() } else { question.body.wrong() };
        let submit = self.words("quiz-submit", &[]);
        match response {
            Response::Options(chosen) if question.body.takes_many() => {
                let unticked = if screen.is_some() { "▢ " } else { "" };
                let ticks = chosen.iter().map(|option| format!("{unticked}{}", self.letter(question, *option, screen)));
                Way::Taps(ticks.chain([submit]).collect())
            }
            Response::Options(chosen) => Way::Taps(vec![self.letter(question, chosen[0], screen)]),
            Response::Sequence(items) => {
                // The texts of a table are its left column, then its right one.
                let left = question.text.get(self.locale).options.len() - items.len();
                let taps = items.iter().map(|item| self.letter(question, left + item, screen));
                Way::Taps(taps.chain([submit]).collect())
            }
            Response::Text(text) => Way::Words(text),
        }
    }

    /// Writes a message, which may have several lines, and sends it.
    pub async fn send(&self, text: &str) {
        let text = serde_json::Value::from(text);
        let write = format!(
            "const composer = document.getElementById('composer'); composer.value = {text};
             composer.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        );
        self.browser.run(&write).await;
        self.browser.click(&id("send")).await;
    }

    /// The question that the newest message asks.
    pub fn question<'a>(&self, lesson: &'a Lesson, screen: &str) -> &'a Question {
        let screen = squeezed(screen);
        let asked = |question: &&Question| {
            let prompt = question.text.get(self.locale).prompt.plain();
            prompt.lines().all(|line| screen.contains(&squeezed(line)))
        };
        let questions = &lesson.quiz.as_ref().unwrap().questions;
        questions.iter().find(asked).unwrap_or_else(|| panic!("no question in {screen}"))
    }

    /// What stands on an option's button.
    fn letter(&self, question: &Question, option: usize, screen: Option<&str>) -> String {
        let options = &question.text.get(self.locale).options;
        let Some(text) = options.get(option) else {
            return self.words(["quiz-true", "quiz-false"][option], &[]);
        };
        let Some(screen) = screen else { return text.label.plain() };
        let label = squeezed(&text.label.plain());
        let letter = screen.lines().map(squeezed).find_map(|line| {
            let (letter, rest) = line.split_once('.')?;
            (rest == label).then(|| letter.to_owned())
        });
        letter.unwrap_or_else(|| panic!("no option {label} in {screen}"))
    }
}

/// How a question is answered.
pub enum Way {
    /// Buttons to tap one after the other, by their labels: at least one. All but the last are gone once they are taken.
    Taps(Vec<String>),
    Words(String),
}

/// The `XPath` of the page's element with this `data-testid`.
pub fn id(testid: &str) -> String {
    format!("//*[@data-testid='{testid}']")
}

fn button(label: &str) -> String {
    format!("{NEWEST}//button[normalize-space(.)={}]", literal(&line(label)))
}

/// A text as an `XPath` literal, which knows no escapes.
pub fn literal(text: &str) -> String {
    let quoted: Vec<String> = text.split('\'').map(|part| format!("'{part}'")).collect();
    match quoted.as_slice() {
        [whole] => whole.clone(),
        parts => format!("concat({})", parts.join(", \"'\", ")),
    }
}

/// A text as `normalize-space` leaves it. A no-break space is no space there.
pub fn line(text: &str) -> String {
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}
