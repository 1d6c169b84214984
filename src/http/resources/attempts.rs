//! `/api/v2/attempts/{id}`: the window of a quiz that was begun in the chat, open or finished, and what is answered there.

use dialogues::access::Action;
use dialogues::dialogues::quiz::words::View;
use dialogues::input::Window;
use dialogues::kernel::ids::AttemptId;
use dialogues::kernel::place::Place;
use dialogues::streams::Attempt;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::conversation::Reply;
use crate::http::openapi::{Tag, example};
use crate::http::routes::Routes;
use crate::http::windows::{self, ScreenView, WindowView};

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/attempts/{id}", Action::Learn, windows::show::<AttemptView>)
        .about(windows::about_show::<AttemptView>(
            "getAttempt",
            Tag::Quizzes,
            "The screen of an own attempt, open or finished",
            &example("question"),
        ))
        .post("/api/v2/attempts/{id}/answers", Action::Learn, windows::answer::<AttemptView>)
        .about(windows::about_answer::<AttemptView>(
            "answerAttempt",
            Tag::Quizzes,
            "Press or write on an attempt’s screen",
            &example("verdict"),
        ))
}

/// An attempt at a lesson's quiz, with its screen.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Attempt)]
struct AttemptView {
    #[schema(value_type = String, format = "uuid")]
    attempt_id: AttemptId,
    course_id: String,
    lesson_id: String,
    finished: bool,
    /// Answers given.
    answered: usize,
    questions: usize,
    /// On a verdict: was the answer right?
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    correct: Option<bool>,
    /// Once it is finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    passed: Option<bool>,
    #[serde(flatten)]
    screen: ScreenView,
}

impl WindowView for AttemptView {
    const UNKNOWN: &str = "You have no such attempt.";

    fn window(id: Uuid) -> Window {
        Window::of_attempt(AttemptId::from_uuid(id), None)
    }

    fn of(reply: &Reply, app: &App) -> Option<Self> {
        let attempt: &Attempt = reply.state.attempt.as_ref()?;
        Some(Self {
            attempt_id: attempt.id,
            course_id: attempt.course.to_string(),
            lesson_id: attempt.lesson.to_string(),
            finished: attempt.finished.is_some(),
            answered: attempt.answers.len(),
            questions: attempt.questions.len(),
            correct: verdict(attempt, &reply.shown),
            passed: attempt.finished.map(|outcome| outcome.passed),
            screen: ScreenView::of(reply, attempt.version, app),
        })
    }
}

/// What a verdict says of the answer that it is about.
fn verdict(attempt: &Attempt, shown: &Place) -> Option<bool> {
    let is_verdict = View::read(&shown.view) == Some(View::Verdict);
    let number: usize = shown.detail.as_deref().filter(|_| is_verdict)?.parse().ok()?;
    attempt.answers.get(number).map(|answer| answer.correct)
}

#[cfg(test)]
mod tests {
    use dialogues::input::Input;
    use dialogues::kernel::ids::LearnerId;
    use dialogues::kernel::token::Token;
    use dialogues::questions::Response;
    use serde_json::{Value, json};

    use crate::conversation::look;
    use crate::http::testing::Academy;
    use crate::http::windows::testing::{act_at, act_once, press, tokens};

    const LEARNER: i64 = 7;

    /// A learner in the chat, before the first question of a lesson's quiz; their token and the attempt's path.
    async fn in_a_quiz(academy: &Academy, lesson: &str) -> (String, String) {
        let token = academy.learner(LEARNER, "en").await;
        academy.say(LEARNER, "en", &format!("/start l_{}", lesson.replace('.', "_"))).await;
        while academy.press(LEARNER, "").await.state.attempt.is_none() {}
        let current = academy.get("/api/v2/users/me/progress", &token).await.data()["current"].clone();
        (token, format!("/api/v2/attempts/{}", current["attemptId"].as_str().unwrap()))
    }

    async fn screen(academy: &Academy, token: &str, attempt: &str) -> Value {
        let answer = academy.get(attempt, token).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.data().clone()
    }

    /// What answers the current question, rightly or wrongly.
    async fn reply(academy: &Academy, screen: &Value, right: bool) -> Value {
        let (question, attempt) = current(academy).await;
        let body = &question.body;
        let response = if right { body.right() } else { body.wrong() };
        match (question.entry(attempt.seed, &response), response) {
            (None, Response::Text(text)) => json!({ "text": text, "place": screen["place"] }),
            (entry, _) => json!({ "press": Token::new("q", "a").with(entry.unwrap()).at(attempt.step()).to_string() }),
        }
    }

    async fn current(academy: &Academy) -> (dialogues::catalogue::Question, dialogues::streams::Attempt) {
        let attempt = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap().state.attempt.unwrap();
        let lesson = academy.app.content.current().lesson(&attempt.lesson).unwrap().clone();
        let question = lesson.quiz.as_ref().unwrap().question(attempt.current().unwrap().1).unwrap().clone();
        (question, attempt)
    }

    #[tokio::test]
    async fn a_quiz_begun_in_the_chat_goes_on_here_and_back() {
        let academy = Academy::start().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.a").await;
        let chat = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap().screen;
        let here = screen(&academy, &token, &attempt).await;
        assert_eq!(here["html"], chat.html.as_str(), "the same text");
        assert_eq!(tokens(&here)[0], chat.tokens().next().unwrap().to_string(), "the same buttons");
        assert_eq!(
            (&here["kind"], &here["answered"], &here["finished"]),
            (&json!("question"), &json!(0), &json!(false))
        );

        let verdict = act_at(&academy, &attempt, &token, &reply(&academy, &here, true).await).await;
        assert_eq!((verdict.status, &verdict.data()["kind"]), (200, &json!("verdict")), "{verdict:?}");
        assert_eq!((&verdict.data()["correct"], &verdict.data()["answered"]), (&json!(true), &json!(1)));

        // The chat still shows the first question: a press on it is spent, and shows what came of it.
        let old = chat.tokens().find(|token| token.verb == "a").unwrap().clone();
        let spent = academy.turn(LEARNER, "en", &Input::Press(old)).await;
        assert!(spent.facts.is_empty() && spent.notice.is_some());
        assert_eq!(spent.state.attempt.as_ref().unwrap().answers.len(), 1);
        assert!(!spent.screen.html.as_str().contains("1/4") || spent.screen.html.as_str() == verdict.data()["html"]);

        let next = act_at(&academy, &attempt, &token, &press(verdict.data(), "q.n")).await;
        assert_eq!((next.status, &next.data()["kind"]), (200, &json!("question")));
        assert!(next.data()["html"].as_str().unwrap().contains("2/4"));
        // Whose press was an answer sees its verdict first, whose was a tick the question that waits.
        if spent.shown.view == "verdict" {
            academy.press(LEARNER, "q.n").await;
        }
        let chat = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap().screen;
        assert_eq!(next.data()["html"], chat.html.as_str(), "the chat is at the same question again");
    }

    #[tokio::test]
    async fn an_answer_that_is_sent_twice_counts_once() {
        let academy = Academy::of_all_kinds().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.kinds").await;
        for number in 1..=8 {
            let question = screen(&academy, &token, &attempt).await;
            let body = reply(&academy, &question, number % 2 == 0).await;
            let key = format!("key-{number}");
            let first = act_once(&academy, &key, &attempt, &token, &body).await;
            let again = act_once(&academy, &key, &attempt, &token, &body).await;
            assert_eq!((first.status, again.status), (200, 200), "{first:?} {again:?}");
            assert_eq!(first.data()["kind"], "verdict", "{first:?}");
            assert_eq!(first.data(), again.data(), "the same verdict");
            let without = act_at(&academy, &attempt, &token, &body).await;
            assert_eq!(without.problem(), (409, "refused"), "{without:?}");
            let current = &without.body["current"];
            assert_eq!((&current["kind"], &current["answered"]), (&json!("verdict"), &json!(number)));
            assert_eq!(current["html"], first.data()["html"]);
        }
        let result = screen(&academy, &token, &attempt).await;
        assert_eq!(
            (&result["kind"], &result["finished"], &result["passed"]),
            (&json!("result"), &json!(true), &json!(false))
        );
    }

    #[tokio::test]
    async fn no_answer_gives_its_key_away_before_it_is_given() {
        let academy = Academy::of_all_kinds().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.kinds").await;
        for number in 1..=8 {
            let (question, state) = current(&academy).await;
            let text = question.text.original.clone();
            let explanation = text.explanation.iter().map(|html| html.as_str().to_owned());
            let reasons = text.options.iter().map(|option| option.reason.as_str().to_owned());
            let mut secrets: Vec<String> = explanation.chain(reasons).filter(|secret| !secret.is_empty()).collect();
            match question.id.as_str() {
                "q-fill" => secrets.extend(["weak", "unowned", "strong"].map(str::to_owned)),
                "q-output" => secrets.push("Anna 1".to_owned()),
                "q-text" => secrets.extend(["holds", "owner", "cycle", "faster", "p-owner"].map(str::to_owned)),
                _ => {}
            }
            let mut bodies = Vec::new();
            let mut here = academy.get(&attempt, &token).await;
            bodies.push(here.text.clone());
            // A tap, the hint, an answer that is none, a spent press: whatever can be done before the answer.
            for part in ["q.t", "q.h"] {
                if tokens(here.data()).iter().any(|token| token.starts_with(part)) {
                    here = act_at(&academy, &attempt, &token, &press(here.data(), part)).await;
                    bodies.push(here.text.clone());
                }
            }
            for body in [json!({ "text": "🙂" }), json!({ "press": "q.a:9@1.1" }), json!({ "press": "q.v:9" })] {
                bodies.push(act_at(&academy, &attempt, &token, &body).await.text);
            }
            for path in ["users/me", "users/me/courses", "users/me/progress"] {
                bodies.push(academy.get(&format!("/api/v2/{path}"), &token).await.text);
            }
            let (_, now) = current(&academy).await;
            assert_eq!(now.answers.len(), number - 1, "nothing of this was an answer");
            for body in &bodies {
                // Text in JSON has its quotes escaped; as it stands there, so it is looked for.
                for secret in &secrets {
                    let written = serde_json::to_string(secret).unwrap();
                    assert!(!body.contains(written.trim_matches('"')), "{}: {secret:?} in {body}", question.id);
                }
                assert!(!body.contains("\"correct\""), "{body}");
            }
            if let Response::Sequence(right) = question.body.right() {
                let shown = question.entry(state.seed, &question.body.right()).unwrap();
                let authors: String = right.iter().map(ToString::to_string).collect();
                assert_ne!(shown, authors, "{}: the buttons count as shown, not as written", question.id);
            }
            let done = act_at(&academy, &attempt, &token, &reply(&academy, here.data(), true).await).await;
            assert_eq!((done.status, &done.data()["correct"]), (200, &json!(true)), "{done:?}");
            let told = secrets
                .iter()
                .filter(|secret| done.text.contains(serde_json::to_string(secret).unwrap().trim_matches('"')));
            assert!(told.count() > 0, "{}: after the answer it is explained", question.id);
        }
    }

    #[tokio::test]
    async fn a_text_answers_the_question_that_it_was_written_to_and_no_other() {
        let academy = Academy::of_all_kinds().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.kinds").await;
        let mut left: Option<Value> = None;
        for _ in 0..8 {
            let here = screen(&academy, &token, &attempt).await;
            let (question, before) = current(&academy).await;
            assert_eq!(here["entry"].is_object(), question.body.is_typed(), "{here}");
            if let Some(place) = left.take() {
                let late = act_at(&academy, &attempt, &token, &json!({ "text": "weak", "place": place })).await;
                assert_eq!(late.problem(), (409, "refused"), "{late:?}");
                assert_eq!(late.body["current"]["answered"], before.answers.len());
            }
            let empty = act_at(&academy, &attempt, &token, &json!({ "text": " ", "place": here["place"] })).await;
            assert_eq!((empty.status, &empty.data()["place"]), (200, &here["place"]), "{empty:?}");
            assert!(empty.data()["notice"].is_string());
            assert_eq!(current(&academy).await.1.answers.len(), before.answers.len());
            act_at(&academy, &attempt, &token, &reply(&academy, &here, true).await).await;
            left = question.body.is_typed().then(|| here["place"].clone());
        }
    }

    #[tokio::test]
    async fn what_was_missed_is_asked_again_in_another_attempt() {
        let academy = Academy::start().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.a").await;
        for _ in 0..4 {
            let here = screen(&academy, &token, &attempt).await;
            act_at(&academy, &attempt, &token, &reply(&academy, &here, false).await).await;
        }
        let result = screen(&academy, &token, &attempt).await;
        assert_eq!((&result["kind"], &result["passed"]), (&json!("result"), &json!(false)));
        let retry = act_at(&academy, &attempt, &token, &press(&result, "q.r")).await;
        assert_eq!((retry.status, &retry.data()["kind"]), (200, &json!("question")), "{retry:?}");
        assert_ne!(retry.data()["attemptId"], result["attemptId"]);
        let later = screen(&academy, &token, &attempt).await;
        assert_eq!(
            (&later["html"], &later["attemptId"]),
            (&result["html"], &result["attemptId"]),
            "it stays as it was"
        );
        let twice = act_at(&academy, &attempt, &token, &press(&result, "q.r")).await;
        assert_eq!(twice.problem(), (409, "refused"), "the retry began once");
    }

    #[tokio::test]
    async fn nobody_reaches_an_attempt_of_somebody_else() {
        let academy = Academy::start().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.a").await;
        let here = screen(&academy, &token, &attempt).await;
        let stranger = academy.learner(8, "en").await;
        let nobodys = "/api/v2/attempts/6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9";
        for (token, path) in [(&stranger, attempt.as_str()), (&token, nobodys), (&token, "/api/v2/attempts/me")] {
            assert_eq!(academy.get(path, token).await.problem(), (404, "not-found"), "{path}");
            let answer = act_at(&academy, path, token, &press(&here, "q.a")).await;
            assert_eq!(answer.problem(), (404, "not-found"), "{path}");
            assert!(answer.body.get("current").is_none());
        }
        assert_eq!(academy.get(&attempt, "").await.problem(), (401, "unauthenticated"));
    }

    #[tokio::test]
    async fn what_is_no_answer_is_refused() {
        let academy = Academy::start().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.a").await;
        for body in [
            json!({}),
            json!({ "press": "q.n", "text": "weak" }),
            json!({ "press": "no token" }),
            json!({ "press": "q.n", "place": "question" }),
            json!({ "text": "weak", "place": "" }),
            json!({ "text": 1 }),
            json!({ "option": 1 }),
        ] {
            assert_eq!(act_at(&academy, &attempt, &token, &body).await.problem(), (400, "unreadable"), "{body}");
        }
        for body in [json!({ "press": "s.l" }), json!({ "press": "l.o:demo.a" }), json!({ "press": "q.z" })] {
            let answer = act_at(&academy, &attempt, &token, &body).await;
            assert_eq!(answer.problem(), (409, "refused"), "{body}");
            assert_eq!(answer.body["current"]["kind"], "question");
        }
        let long = act_at(&academy, &attempt, &token, &json!({ "text": "a".repeat(10_000) })).await;
        assert_eq!((long.status, &long.data()["kind"]), (200, &json!("question")), "{long:?}");
    }

    #[tokio::test]
    async fn the_chat_stays_where_it_is_while_another_quiz_is_answered_here() {
        let academy = Academy::start().await;
        let (token, attempt) = in_a_quiz(&academy, "demo.a").await;
        academy.say(LEARNER, "en", "/settings").await;
        let before = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap();
        let here = screen(&academy, &token, &attempt).await;
        act_at(&academy, &attempt, &token, &reply(&academy, &here, true).await).await;
        let after = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap();
        assert_eq!((after.shown, after.screen.html), (before.shown, before.screen.html));
        // And a word in the chat is no answer to what only this window shows.
        let said = academy.say(LEARNER, "en", "weak").await;
        assert!(said.facts.is_empty());
    }
}
