//! A learner with a hand on the phone: taps what they see and waits for what comes.

use std::sync::Arc;

use academy::platform::eventstore::{EventStore, StoredEvent};
use dialogues::catalogue::Catalogue;
use dialogues::kernel::ids::{LearnerId, LessonId, QuestionId};
use dialogues::questions::{Body, Response};
use emulator::{Button, Keyboard, LearnerClient, MessageView};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

pub struct Learner {
    pub client: LearnerClient,
    pub(super) pool: PgPool,
    pub(super) catalogue: Arc<Catalogue>,
}

impl Learner {
    pub fn new(client: LearnerClient, pool: PgPool, catalogue: Arc<Catalogue>) -> Self {
        Self { client, pool, catalogue }
    }

    pub fn id(&self) -> LearnerId {
        LearnerId::of_telegram(self.client.id)
    }

    /// Sends a text and waits for the bot's message below it.
    pub async fn send(&self, text: &str) -> MessageView {
        let sent = self.client.send(text).await.unwrap();
        self.client
            .wait_for(move |messages| messages.iter().any(|message| message.from_bot && message.id > sent))
            .await
            .unwrap();
        self.screen().await
    }

    /// Presses the button whose label or data contains the text, and waits until the screen has changed.
    pub async fn tap(&self, wanted: &str) -> MessageView {
        self.tap_until(wanted, |_| true).await
    }

    /// From a verdict onward. After a restart the verdict may be drawn once more below itself, which is a change too:
    /// what is waited for is a screen that is none.
    pub async fn onward(&self) -> MessageView {
        self.tap_until("q.n", |newest| buttons(newest).iter().all(|(_, data)| !data.starts_with("q.n"))).await
    }

    async fn tap_until(&self, wanted: &str, there: impl Fn(&MessageView) -> bool) -> MessageView {
        let before = self.screen().await;
        let (message, data) = self.find(wanted).await;
        self.client.press_message(message, &data).await.unwrap();
        // Older messages change too when their keyboards go: only the newest counts.
        let changed = |messages: &[MessageView]| {
            let newest = messages.iter().rev().find(|message| message.from_bot);
            newest.is_some_and(|newest| {
                newest.buttons().next().is_some() && look(newest) != look(&before) && there(newest)
            })
        };
        self.client.wait_for(changed).await.unwrap();
        self.screen().await
    }

    /// Waits until a press was answered with words that contain the text.
    pub async fn told(&self, text: &str) {
        let mut seen = 0;
        loop {
            let answers = self.client.wait_for_answers(seen).await.unwrap();
            if answers.iter().any(|answer| answer.text.as_deref().is_some_and(|said| said.contains(text))) {
                return;
            }
            seen = answers.len() + 1;
        }
    }

    /// The message and the data of the newest button whose label or data contains the text.
    pub async fn find(&self, wanted: &str) -> (i64, String) {
        let messages = self.client.messages().await;
        let found = messages.iter().rev().find_map(|message| {
            let button =
                buttons(message).into_iter().find(|(label, data)| label.contains(wanted) || data.contains(wanted));
            button.map(|(_, data)| (message.id, data))
        });
        found.unwrap_or_else(|| {
            panic!("no button {wanted:?} among {:#?}", messages.iter().map(|message| &message.text).collect::<Vec<_>>())
        })
    }

    /// The newest message of the bot.
    pub async fn screen(&self) -> MessageView {
        let messages = self.client.messages().await;
        messages.into_iter().rev().find(|message| message.from_bot).expect("the bot has written")
    }

    /// Goes through the welcome: level and goal.
    pub async fn welcomed(self) -> Self {
        self.send("/start").await;
        self.tap("🌱").await;
        self.tap("o.g:10").await;
        self
    }

    /// The events of the learner's newest stream that begins with an event of the type, opened.
    pub async fn newest(&self, began: &str) -> Vec<StoredEvent> {
        let query = "SELECT aggregate_id FROM event_store WHERE event_type = $1 AND event_data->>'learner' = $2
                     ORDER BY position DESC LIMIT 1";
        let stream: Option<Uuid> =
            sqlx::query_scalar(query).bind(began).bind(self.id().to_string()).fetch_optional(&self.pool).await.unwrap();
        match stream {
            Some(stream) => EventStore::for_test(self.pool.clone()).read(stream, 0).await.unwrap(),
            None => Vec::new(),
        }
    }

    /// Opens a lesson by its deep link, reads to the end and starts the quiz.
    pub async fn begin_quiz(&self, lesson: &str) -> MessageView {
        let lesson = LessonId::new(lesson);
        let mut screen = self.send(&format!("/start {}", lesson.deep_link())).await;
        // The first button is the primary action: forward, and at the end the quiz.
        while !buttons(&screen)[0].1.starts_with("q.s:") {
            screen = self.tap(&buttons(&screen)[0].1.clone()).await;
        }
        self.tap(&format!("q.s:{lesson}@")).await
    }

    /// Answers the current question and returns the verdict.
    pub async fn answer(&self, right: bool) -> MessageView {
        let (lesson, question, seed) = self.current_question().await;
        let lesson = self.catalogue.lesson(&lesson).unwrap();
        let question = lesson.quiz.as_ref().unwrap().question(&question).unwrap();
        let response = if right { question.body.right() } else { question.body.wrong() };
        let Some(entry) = question.entry(seed, &response) else {
            let Response::Text(text) = &response else { panic!("no way to answer {response:?}") };
            return self.send(text).await;
        };
        self.enter(["q.t:", "q.a:"], &question.body, &response, &entry).await
    }

    /// Taps an answer together and submits it: `[tick, submit]` begin the buttons' data.
    pub async fn enter(&self, [tick, submit]: [&str; 2], body: &Body, response: &Response, entry: &str) -> MessageView {
        match response {
            Response::Options(chosen) if body.takes_many() => {
                let mut ticked = 0;
                for option in chosen {
                    ticked |= 1 << option;
                    self.tap(&format!("{tick}{ticked}@")).await;
                }
            }
            Response::Sequence(items) => {
                for tapped in 1..=items.len() {
                    self.tap(&format!("{tick}{}@", &entry[..tapped])).await;
                }
            }
            Response::Options(_) | Response::Text(_) => {}
        }
        self.tap(&format!("{submit}{entry}@")).await
    }

    /// Has questions come as polls.
    pub async fn prefers_polls(&self) {
        self.send("/settings").await;
        self.tap("s.sp:true").await;
    }

    /// Answers questions until the one that is shown is a poll.
    pub async fn until_poll(&self) {
        while !self.screen().await.is_poll {
            self.answer(true).await;
            self.next_question().await;
        }
    }

    /// From a verdict to the next question; after the last one, of another attempt.
    pub async fn next_question(&self) -> MessageView {
        if self.answered().await < self.questions().await {
            return self.onward().await;
        }
        let lesson = self.attempt().await.1["lesson"].as_str().unwrap().to_owned();
        self.begin_quiz(&lesson).await
    }

    /// Votes rightly or wrongly in the poll that is shown, and returns the verdict.
    pub async fn vote(&self, right: bool) -> MessageView {
        let poll = self.screen().await.id;
        self.cast(right).await;
        self.verdict_below(poll).await
    }

    /// Votes, and waits for nothing.
    pub async fn cast(&self, right: bool) {
        let right_ones = self.right_options().await;
        let wrong = (0..12).find(|option| !right_ones.contains(option)).unwrap();
        let poll = self.screen().await.id;
        self.client.vote(poll, if right { &right_ones } else { std::slice::from_ref(&wrong) }).await.unwrap();
    }

    /// Where the right options of the current question are shown.
    pub async fn right_options(&self) -> Vec<usize> {
        let (lesson, question, seed) = self.current_question().await;
        let lesson = self.catalogue.lesson(&lesson).unwrap();
        let question = lesson.quiz.as_ref().unwrap().question(&question).unwrap();
        let (order, right) = (question.order(seed), question.body.correct());
        (0..order.len()).filter(|shown| right.contains(&order[*shown])).collect()
    }

    /// Telegram's id of the newest poll.
    pub async fn poll_id(&self) -> String {
        let messages = self.client.page_view().await;
        messages.iter().rev().find_map(|message| message["poll"]["id"].as_str()).unwrap().to_owned()
    }

    /// Waits for the message with buttons that follows a poll.
    pub async fn verdict_below(&self, poll: i64) -> MessageView {
        let below =
            |message: &&MessageView| message.id > poll && !message.is_poll && message.buttons().next().is_some();
        self.client.wait_for(|messages| messages.iter().any(|message| below(&message))).await.unwrap();
        self.client.messages().await.into_iter().rev().find(|message| below(&message)).unwrap()
    }

    /// Does the question that is open wait for a message? What follows is then drawn below it.
    pub async fn types(&self) -> bool {
        let (lesson, question, _) = self.current_question().await;
        let lesson = self.catalogue.lesson(&lesson).unwrap();
        lesson.quiz.as_ref().unwrap().question(&question).unwrap().body.is_typed()
    }

    /// Through the quiz that is open.
    pub async fn answers(&self, right: &[bool]) {
        for right in right {
            self.answer(*right).await;
            if self.answered().await < self.questions().await {
                self.onward().await;
            }
        }
    }

    /// How many questions the newest attempt has.
    pub async fn questions(&self) -> usize {
        self.attempt().await.1["questions"].as_array().unwrap().len()
    }

    /// How many answers the newest attempt has.
    pub async fn answered(&self) -> usize {
        let (stream, _) = self.attempt().await;
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM event_store WHERE aggregate_id = $1 AND event_type = 'AnswerSubmitted'",
        )
        .bind(stream)
        .fetch_one(&self.pool)
        .await
        .unwrap();
        count as usize
    }

    /// The lesson, its question, and the attempt's seed.
    async fn current_question(&self) -> (LessonId, QuestionId, u64) {
        let (_, started) = self.attempt().await;
        let number = self.answered().await;
        let lesson = started["lesson"].as_str().unwrap();
        let question = QuestionId::new(started["questions"][number].as_str().unwrap());
        (LessonId::new(lesson), question, started["seed"].as_u64().unwrap())
    }

    async fn attempt(&self) -> (Uuid, Value) {
        let query = "SELECT aggregate_id, event_data FROM event_store WHERE event_type = 'AssessmentStarted' AND event_data->>'learner' = $1
                     ORDER BY position DESC LIMIT 1";
        sqlx::query_as(query).bind(self.id().to_string()).fetch_one(&self.pool).await.unwrap()
    }
}

fn look(message: &MessageView) -> (i64, &str, &Keyboard) {
    (message.id, &message.html, &message.keyboard)
}

/// Labels and data of a message's callback buttons.
pub fn buttons(message: &MessageView) -> Vec<(String, String)> {
    let data = |button: &Button| button.callback_data().map(|data| (button.text.clone(), data.to_owned()));
    message.buttons().filter_map(data).collect()
}
