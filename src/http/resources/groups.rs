//! `/api/v2/groups/{id}/progress`: what a group's members share with its mentors. Who shares is told by each member's own
//! stream, as of now: whoever has taken it back is not in the list.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::DateTime;
use chrono::Utc;
use dialogues::access::{Action, Context, Resource, may};
use dialogues::dialogues::progression;
use dialogues::kernel::ids::{GroupId, LearnerId};
use dialogues::streams::State as LearnerState;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::http::Shared;
use crate::http::auth::Learner;
use crate::http::envelope::Envelope;
use crate::http::openapi::{About, Tag};
use crate::http::problem::Problem;
use crate::http::reading;
use crate::http::routes::Routes;
use crate::identity::audit::{self, Actor, Entry};
use crate::identity::team;

/// Members that are looked at; the rest is left out.
const MOST: i64 = 200;

pub fn routes(routes: Routes) -> Routes {
    let example = json!([{
        "learnerId": "6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9", "name": "Ada", "completedLessons": 3, "totalLessons": 24,
        "streak": 2, "secondsToday": 130,
    }]);
    routes.get("/api/v2/groups/{id}/progress", Action::ReadGroup, show).about(
        About::new("getGroupProgress", Tag::Groups, "What a group’s members share with their mentor")
            .more("For the group’s mentors. Each look stands in the audit log. Who has stopped sharing is not in the list.")
            .answers_all::<MemberView>("The members, at most 200.", &example),
    )
}

/// A member of a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
struct MemberView {
    #[schema(value_type = String, format = "uuid")]
    learner_id: LearnerId,
    name: String,
    completed_lessons: usize,
    total_lessons: usize,
    /// Days, as of now.
    streak: u32,
    seconds_today: u32,
}

async fn show(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(mentor): Learner,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let group = GroupId::read(&id).ok_or_else(|| Problem::not_found("No group has a name of this shape."))?;
    let now = api.app.clock.now();
    let subject = team::subject(&api.app, mentor).await.map_err(|_| Problem::unavailable())?;
    let mut members = Vec::new();
    for learner in once_shared(&api.app, &group).await.map_err(|_| Problem::unavailable())? {
        let Ok(state) = reading::whole(&api.app, learner).await else { continue };
        let shares = state.learner.shares.iter().filter(|shared| **shared == group).cloned().collect();
        let theirs = Resource::Learner { id: learner, shares };
        // A mentor who is a member is none of those whom they mentor.
        if learner != mentor && may(&subject, Action::ReadProgress, &theirs, &Context::default()).allowed {
            members.push(MemberView::of(&state, &api.app, now));
        }
    }
    let detail = json!({ "group": group, "members": members.len() });
    let entry = Entry { at: now, actor: Actor::Learner(mentor), action: "group read", subject: None, detail };
    audit::note(api.app.pool(), &entry).await.map_err(|_| Problem::unavailable())?;
    Ok(envelope.of(members))
}

/// Those who have shared with the group at some time.
async fn once_shared(app: &App, group: &GroupId) -> sqlx::Result<Vec<LearnerId>> {
    let query = "SELECT DISTINCT aggregate_id FROM event_store WHERE event_type = 'ProgressShared'
                 AND event_data->>'group' = $1 ORDER BY aggregate_id LIMIT $2";
    let ids: Vec<Uuid> = sqlx::query_scalar(query).bind(group.as_str()).bind(MOST).fetch_all(app.pool()).await?;
    Ok(ids.into_iter().map(LearnerId::from_uuid).collect())
}

impl MemberView {
    fn of(state: &LearnerState, app: &App, now: DateTime<Utc>) -> Self {
        let catalogue = app.content.current();
        let counts = catalogue.courses().iter().map(|course| progression::count(state, course));
        let (completed_lessons, total_lessons) = counts.fold((0, 0), |(done, all), (d, a)| (done + d, all + a));
        Self {
            learner_id: state.id,
            name: state.learner.first_name.clone(),
            completed_lessons,
            total_lessons,
            streak: state.learner.streak_days(now),
            seconds_today: state.seconds_today(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use dialogues::access::Grant;
    use dialogues::kernel::ids::LearnerId;
    use dialogues::streams::team::Appointed;

    use crate::http::testing::Academy;
    use crate::identity::team::{self, Change};

    const PATH: &str = "/api/v2/groups/spring-1/progress";

    async fn mentor(academy: &Academy, what: Change, who: i64, group: &str) {
        let grant = Grant::read("mentor", Some(group)).unwrap();
        let (store, now) = (&academy.app.store, academy.app.clock.now());
        let who = LearnerId::of_telegram(who);
        team::change(store, &Appointed::default(), what, who, &grant, now).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_mentor_sees_who_shares_with_the_group_and_nobody_else_does() {
        let academy = Academy::start().await;
        let (ada, bo) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
        academy.say(8, "en", "/start g_spring-1").await;
        assert_eq!(academy.get(PATH, &ada).await.problem(), (403, "forbidden"), "a learner");
        mentor(&academy, Change::Grant, 7, "autumn").await;
        assert_eq!(academy.get(PATH, &ada).await.problem(), (403, "forbidden"), "another group's mentor");
        mentor(&academy, Change::Grant, 7, "spring-1").await;
        let answer = academy.get(PATH, &ada).await;
        assert_eq!(
            (answer.status, answer.data().as_array().unwrap().len()),
            (200, 0),
            "nothing before Bo has said yes"
        );

        academy.press(8, "g.s:spring-1").await;
        let answer = academy.get(PATH, &ada).await;
        let members = answer.data().as_array().unwrap();
        assert_eq!(members.len(), 1, "{answer:?}");
        assert_eq!(members[0]["learnerId"], LearnerId::of_telegram(8).to_string());
        assert_eq!((&members[0]["completedLessons"], &members[0]["totalLessons"]), (&0.into(), &3.into()));
        assert_eq!(academy.get(PATH, &bo).await.problem(), (403, "forbidden"), "a member");
        assert_eq!(academy.get("/api/v2/groups/Spring/progress", &ada).await.status, 404);

        academy.press(8, "g.w:spring-1").await;
        assert_eq!(academy.get(PATH, &ada).await.data().as_array().unwrap().len(), 0, "taken back");
        mentor(&academy, Change::Revoke, 7, "spring-1").await;
        assert_eq!(
            academy.get(PATH, &ada).await.problem(),
            (401, "unauthenticated"),
            "their sessions end with the role"
        );
        let reads = "SELECT count(*) FROM audit_log WHERE action = 'group read'";
        let reads: i64 = sqlx::query_scalar(reads).fetch_one(academy.app.pool()).await.unwrap();
        assert_eq!(reads, 3, "each look stands in the audit log");
    }
}
