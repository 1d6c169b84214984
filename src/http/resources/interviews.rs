//! `/api/v2/interviews/{id}`: the window of an interview that was begun in the chat; and the list of a learner's own.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use dialogues::access::Action;
use dialogues::catalogue::Catalogue;
use dialogues::input::Window;
use dialogues::kernel::ids::{InterviewId, InterviewRunId};
use dialogues::kernel::locale::Locale;
use dialogues::streams::State as LearnerState;
use dialogues::streams::interview::run::InterviewRun;
use dialogues::streams::path::interviews::Past;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::conversation::Reply;
use crate::http::auth::Own;
use crate::http::envelope::{Envelope, instant};
use crate::http::openapi::{About, Tag, example};
use crate::http::problem::Problem;
use crate::http::routes::Routes;
use crate::http::windows::{self, ScreenView, WindowView};
use crate::http::words::{Level, Recommendation};
use crate::http::{Shared, reading};

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/interviews/{id}", Action::Learn, windows::show::<InterviewView>)
        .about(windows::about_show::<InterviewView>(
            "getInterview",
            Tag::Interviews,
            "The screen of an own interview, open or over",
            &example("interview"),
        ))
        .post("/api/v2/interviews/{id}/answers", Action::Learn, windows::answer::<InterviewView>)
        .about(windows::about_answer::<InterviewView>(
            "answerInterview",
            Tag::Interviews,
            "Press or write on an interview’s screen",
            &example("interview"),
        ))
        .get("/api/v2/users/{id}/interviews", Action::ReadProgress, list)
        .about(
            About::new("listInterviews", Tag::Interviews, "The open interview, and how the last ones went")
                .answers::<InterviewsView>(StatusCode::OK, "The open one and the last 20.", &example("interviews")),
        )
}

/// The open one, and how the last ones went.
async fn list(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let state = reading::whole(&api.app, learner).await?;
    Ok(envelope.of(InterviewsView::of(&state, &api.app.content.current(), api.app.clock.now())))
}

/// An interview with its screen.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Interview)]
struct InterviewView {
    #[serde(flatten)]
    standing: StandingView,
    finished: bool,
    /// Once it is finished, 0..=1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    recommendation: Option<Recommendation>,
    #[serde(flatten)]
    screen: ScreenView,
}

/// How far an interview is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InterviewStanding)]
struct StandingView {
    #[schema(value_type = String, format = "uuid")]
    interview_id: InterviewRunId,
    title: String,
    level: Level,
    paused: bool,
    /// Of an open one; while paused, what is left after the pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    seconds_left: Option<u32>,
    /// Questions that are dealt with.
    answered: usize,
    questions: usize,
}

/// The interviews of a learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Interviews)]
struct InterviewsView {
    /// There if one is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    open: Option<StandingView>,
    /// The latest first, at most 20.
    past: Vec<PastView>,
}

/// How an interview went.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PastInterview)]
struct PastView {
    #[schema(value_type = String, format = "uuid")]
    interview_id: InterviewRunId,
    title: String,
    level: Level,
    /// 0..=1.
    share: f64,
    recommendation: Recommendation,
    #[schema(format = "date-time")]
    finished_at: String,
}

impl WindowView for InterviewView {
    const UNKNOWN: &str = "You have no such interview.";

    fn window(id: Uuid) -> Window {
        Window::of_interview(InterviewRunId::from_uuid(id), None)
    }

    fn of(reply: &Reply, app: &App) -> Option<Self> {
        let run: &InterviewRun = reply.state.interview.as_ref()?;
        let ending = run.finished.as_ref();
        Some(Self {
            standing: StandingView::of(run, &app.content.current(), app.clock.now()),
            finished: ending.is_some(),
            share: ending.map(|ending| ending.share),
            recommendation: ending.map(|ending| ending.recommendation.into()),
            screen: ScreenView::of(reply, run.version, app),
        })
    }
}

impl StandingView {
    fn of(run: &InterviewRun, catalogue: &Catalogue, now: DateTime<Utc>) -> Self {
        Self {
            interview_id: run.id,
            title: title(catalogue, &run.interview, run.locale),
            level: run.level.into(),
            paused: run.paused_at.is_some(),
            seconds_left: run.is_open().then(|| run.seconds_left(now)),
            answered: run.exchanges.iter().filter(|exchange| exchange.follow.is_none()).count(),
            questions: run.asks.len(),
        }
    }
}

impl InterviewsView {
    /// `state` with the interview that was begun last.
    fn of(state: &LearnerState, catalogue: &Catalogue, now: DateTime<Utc>) -> Self {
        let open = state.interview.as_ref().filter(|run| run.is_open());
        let past = |past: &Past| PastView {
            interview_id: past.run,
            title: title(catalogue, &past.interview, state.learner.locale),
            level: past.level.into(),
            share: past.share,
            recommendation: past.recommendation.into(),
            finished_at: instant(past.at),
        };
        Self {
            open: open.map(|run| StandingView::of(run, catalogue, now)),
            past: state.path.interviews.past.iter().rev().map(past).collect(),
        }
    }
}

/// Its id where it is not on offer any more.
fn title(catalogue: &Catalogue, id: &InterviewId, locale: Locale) -> String {
    catalogue.interview(id).map_or_else(|| id.to_string(), |interview| interview.title.get(locale).clone())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use dialogues::input::Input;
    use dialogues::kernel::ids::LearnerId;
    use dialogues::streams::interview::run::InterviewRun;
    use serde_json::{Value, json};

    use crate::conversation::look;
    use crate::http::testing::Academy;
    use crate::http::windows::testing::{act_at, act_once, press};

    const LEARNER: i64 = 7;
    const INTERVIEWS: &str = "/api/v2/users/me/interviews";

    /// A learner in the chat, before the first question; their token and the first screen here.
    async fn in_an_interview(academy: &Academy) -> (String, Value) {
        let token = academy.learner(LEARNER, "en").await;
        academy.say(LEARNER, "en", "/interview").await;
        for part in ["i.s", "i.b"] {
            academy.press(LEARNER, part).await;
        }
        let open = academy.get(INTERVIEWS, &token).await.data()["open"].clone();
        let here = academy.get(&path(&open), &token).await;
        assert_eq!(here.status, 200, "{here:?}");
        (token, here.data().clone())
    }

    fn path(screen: &Value) -> String {
        format!("/api/v2/interviews/{}", screen["interviewId"].as_str().unwrap())
    }

    fn says(screen: &Value, text: &str) -> Value {
        json!({ "text": text, "place": screen["place"] })
    }

    /// The interview that was begun last.
    async fn run(academy: &Academy) -> InterviewRun {
        look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap().state.interview.unwrap()
    }

    #[tokio::test]
    async fn an_interview_begun_in_the_chat_goes_on_here_and_back() {
        let academy = Academy::of_all_kinds().await;
        let (token, here) = in_an_interview(&academy).await;
        let chat = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap();
        assert_eq!((&here["html"], &here["kind"]), (&json!(chat.screen.html.as_str()), &json!("question")));
        assert_eq!((&here["secondsLeft"], &here["questions"]), (&json!(1200), &json!(4)), "{here}");
        assert!(here["entry"]["limit"].as_u64() > Some(9000));

        let noted = act_at(&academy, &path(&here), &token, &says(&here, "It holds a value or nil.")).await;
        assert_eq!((noted.status, &noted.data()["place"]), (200, &here["place"]), "{noted:?}");
        // The chat adds to the same answer: a message more spends no button.
        academy.say(LEARNER, "en", "It is an enum, and it counts references.").await;
        assert_eq!(run(&academy).await.messages.len(), 2);
        let verdict = act_at(&academy, &path(&here), &token, &press(noted.data(), "i.d")).await;
        assert_eq!((verdict.status, &verdict.data()["kind"]), (200, &json!("verdict")), "{verdict:?}");
        assert_eq!(run(&academy).await.exchanges.len(), 1);

        // The chat still shows the first question: it is dealt with.
        let spent = academy.turn(LEARNER, "en", &Input::Press(chat.screen.tokens().last().unwrap().clone())).await;
        assert!(spent.facts.is_empty() && spent.notice.is_some());
        let next = act_at(&academy, &path(&here), &token, &press(verdict.data(), "i.n")).await;
        academy.say(LEARNER, "en", "/interview").await;
        let chat = look(&academy.app, LearnerId::of_telegram(LEARNER)).await.unwrap();
        assert_eq!(next.data()["html"], chat.screen.html.as_str(), "the chat is at the same question again");
    }

    #[tokio::test]
    async fn a_message_to_a_question_that_was_left_is_not_counted() {
        let academy = Academy::of_all_kinds().await;
        let (token, here) = in_an_interview(&academy).await;
        act_at(&academy, &path(&here), &token, &press(&here, "i.k")).await;
        let late = act_at(&academy, &path(&here), &token, &says(&here, "It holds a value or nil.")).await;
        assert_eq!(late.problem(), (409, "refused"), "{late:?}");
        assert_ne!(late.body["current"]["place"], here["place"]);
        let chat = academy.say(LEARNER, "en", "It holds a value or nil.").await;
        assert!(chat.facts.is_empty() && chat.notice.is_some());
        assert!(run(&academy).await.messages.is_empty());

        // Nor is one to an interview that stands still, wherever it was stopped.
        let now = academy.get(&path(&here), &token).await.data().clone();
        let paused = act_at(&academy, &path(&here), &token, &press(&now, "i.p")).await;
        assert_eq!((&paused.data()["kind"], &paused.data()["paused"]), (&json!("paused"), &json!(true)));
        assert!(paused.data()["entry"].is_null());
        let chat = academy.say(LEARNER, "en", "It holds a value or nil.").await;
        assert!(chat.facts.is_empty() && chat.notice.is_some());
        let here_too = act_at(&academy, &path(&here), &token, &says(&now, "It holds a value or nil.")).await;
        assert_eq!(here_too.problem(), (409, "refused"), "{here_too:?}");
        act_at(&academy, &path(&here), &token, &press(paused.data(), "i.r")).await;
        let chat = academy.say(LEARNER, "en", "It holds a value or nil.").await;
        assert!(chat.facts.is_empty(), "the chat showed the pause, not the question");
        academy.say(LEARNER, "en", "It holds a value or nil.").await;
        assert_eq!(run(&academy).await.messages.len(), 1);
    }

    #[tokio::test]
    async fn what_is_sent_twice_counts_once() {
        let academy = Academy::of_all_kinds().await;
        let (token, mut here) = in_an_interview(&academy).await;
        for number in 0.. {
            let messages = [says(&here, "An enum."), says(&here, "It counts references."), json!({ "press": "" })];
            for (step, body) in messages.into_iter().enumerate() {
                let body = if step == 2 { press(&here, "i.d") } else { body };
                let key = format!("key-{number}-{step}");
                let first = act_once(&academy, &key, &path(&here), &token, &body).await;
                let again = act_once(&academy, &key, &path(&here), &token, &body).await;
                assert_eq!((first.status, first.data()), (200, again.data()), "{first:?} {again:?}");
                here = first.data().clone();
                let run = run(&academy).await;
                let expected = if step == 2 { (0, number + 1) } else { (step + 1, number) };
                assert_eq!((run.messages.len(), run.exchanges.len()), expected);
            }
            assert_eq!(here["kind"], "verdict");
            here = act_at(&academy, &path(&here), &token, &press(&here, "i.n")).await.data().clone();
            if here["finished"] == true {
                break;
            }
        }
        assert_eq!((&here["kind"], here["share"].is_number()), (&json!("card"), true), "{here}");
    }

    #[tokio::test]
    async fn nothing_of_an_answer_is_told_before_it_is_given() {
        let academy = Academy::of_all_kinds().await;
        let (token, mut here) = in_an_interview(&academy).await;
        let catalogue = academy.app.content.current();
        while here["finished"] == false {
            let run = run(&academy).await;
            let ask = run.current().unwrap();
            let interview = catalogue.interview(&run.interview).unwrap();
            let asked = interview.ask(ask.ask).unwrap();
            // A follow-up's own answer, and with the question itself also what its follow-ups are about.
            let texts: Vec<_> = match ask.follow {
                None => std::iter::once(&asked.text).chain(asked.follows.iter().map(|follow| &follow.text)).collect(),
                Some(id) => asked.follows.iter().filter(|follow| follow.id == *id).map(|follow| &follow.text).collect(),
            };
            let told = texts.iter().flat_map(|text| text.original.points.iter().chain([&text.original.model]));
            let secrets: Vec<String> = told.map(|html| html.as_str().to_owned()).collect();
            let mut bodies = vec![here.to_string()];
            let noted = act_at(&academy, &path(&here), &token, &says(&here, "Well, I would say so.")).await;
            bodies.push(noted.text.clone());
            for part in ["i.h", "i.q", "i.p", "i.m:0", "i.v:9"] {
                let now = academy.get(&path(&here), &token).await.data().clone();
                let drawn = now["buttons"].to_string().contains(&format!("\"{part}"));
                let body = if drawn { press(&now, part) } else { json!({ "press": part }) };
                if part == "i.m:0" && !run.exchanges.is_empty() {
                    continue;
                }
                let done = act_at(&academy, &path(&here), &token, &body).await;
                bodies.push(done.text.clone());
                if done.data()["kind"] == "paused" {
                    bodies.push(act_at(&academy, &path(&here), &token, &press(done.data(), "i.r")).await.text);
                }
            }
            for list in [INTERVIEWS, "/api/v2/users/me/reviews", "/api/v2/users/me/progress"] {
                bodies.push(academy.get(list, &token).await.text);
            }
            for body in &bodies {
                for secret in &secrets {
                    let written = serde_json::to_string(secret).unwrap();
                    assert!(!body.contains(written.trim_matches('"')), "{secret:?} in {body}");
                }
            }
            let now = academy.get(&path(&here), &token).await.data().clone();
            let verdict = act_at(&academy, &path(&here), &token, &press(&now, "i.d")).await;
            assert_eq!((verdict.status, &verdict.data()["kind"]), (200, &json!("verdict")), "{verdict:?}");
            here = act_at(&academy, &path(&here), &token, &press(verdict.data(), "i.n")).await.data().clone();
        }
        let answers = act_at(&academy, &path(&here), &token, &press(&here, "i.v")).await;
        assert!(answers.text.contains("A good answer"), "{answers:?}");
    }

    #[tokio::test]
    async fn an_interview_that_is_over_can_be_read_and_leads_to_another() {
        let academy = Academy::of_all_kinds().await;
        let (token, here) = in_an_interview(&academy).await;
        let said = act_at(&academy, &path(&here), &token, &says(&here, "It holds a value or nil.")).await;
        academy.later(TimeDelta::minutes(21));
        let late = act_at(&academy, &path(&here), &token, &says(said.data(), "It is an enum.")).await;
        assert_eq!((late.status, &late.data()["kind"]), (200, &json!("card")), "{late:?}");
        assert!(late.data()["notice"].is_string() && late.data()["secondsLeft"].is_null());
        assert_eq!(run(&academy).await.exchanges.last().unwrap().messages.len(), 1, "it came after the end");

        let list = academy.get(INTERVIEWS, &token).await.data().clone();
        assert_eq!((&list["open"], list["past"].as_array().unwrap().len()), (&Value::Null, 1), "{list}");
        let past = &list["past"][0];
        assert_eq!((&past["interviewId"], &past["title"]), (&here["interviewId"], &json!("Junior interview")));
        assert_eq!((&past["share"], &past["recommendation"]), (&late.data()["share"], &json!("tooLittle")));

        let mut another = late.data().clone();
        for part in ["i.l", "i.s", "i.b"] {
            another = act_at(&academy, &path(&another), &token, &press(&another, part)).await.data().clone();
        }
        assert_eq!((&another["kind"], &another["finished"]), (&json!("question"), &json!(false)), "{another}");
        assert_ne!(another["interviewId"], here["interviewId"]);
        let before = academy.get(&path(&here), &token).await.data().clone();
        assert_eq!((&before["html"], &before["kind"]), (&late.data()["html"], &json!("card")), "it stays as it was");
        // From there, too, one comes to the interview that is open, and begins no third.
        let open = act_at(&academy, &path(&before), &token, &press(&before, "i.l")).await;
        assert_eq!(open.data()["interviewId"], another["interviewId"]);
        assert_eq!(run(&academy).await.number, 2);
    }

    #[tokio::test]
    async fn nobody_reaches_an_interview_of_somebody_else() {
        let academy = Academy::of_all_kinds().await;
        let (token, here) = in_an_interview(&academy).await;
        let stranger = academy.learner(8, "en").await;
        let nobodys = json!({ "interviewId": "6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9" });
        for (token, screen) in [(&stranger, &here), (&token, &nobodys), (&token, &json!({ "interviewId": "me" }))] {
            assert_eq!(academy.get(&path(screen), token).await.problem(), (404, "not-found"), "{screen}");
            let answer = act_at(&academy, &path(screen), token, &json!({ "text": "An enum." })).await;
            assert_eq!(answer.problem(), (404, "not-found"));
            assert!(answer.body.get("current").is_none());
        }
        assert_eq!(academy.get(INTERVIEWS, &stranger).await.data(), &json!({ "past": [] }));
        assert!(run(&academy).await.messages.is_empty());
    }
}
