//! The erasure of a learner, as a process. [`PLAN`] has its steps, and each of them may be done again.
//!
//! It begins with the fact that it cannot be withdrawn any more, which is its point of no return: whatever fails behind it
//! waits, and is tried again, until it is done. Then the learner's stream ends with a tombstone for all who follow the log,
//! the key and the way to the learner's id are destroyed, the [ledger](super::ledger) remembers it for older backups, and
//! what is left elsewhere goes. The receipt is a row in `erasures`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::texts::Texts;
use dialogues::processes::{Back, Plan, Process, Step};
use dialogues::streams::learner::{Leaving, Stage};
use dialogues::streams::{Learner, LearnerFact, Path, Source as _, streams_of};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::sync::watch;
use tokio::time::timeout;
use tracing::info;
use uuid::Uuid;

use super::{Chats, ledger, places};
use crate::app::App;
use crate::identity::audit::{self, Actor, Entry};
use crate::identity::sessions::{self, Reason};
use crate::identity::team;
use crate::platform::eventstore::codec::{encode_as, fact_of, metadata};
use crate::platform::eventstore::{AppendError, Batch, passed, run_all};
use crate::platform::jobs::Failure;
use crate::platform::processes::{Gone, PROCESS, Steps, away};
use crate::{contexts, conversation, user};

/// What the audit log calls it.
const ERASED: &str = "learner erased";

/// The kind of job that is a step which ends in a chat: the bot does it.
pub const IN_CHATS: &str = "process_in_chats";

/// Those who follow the log get so long for each look whether they have come to the tombstone.
const FOLLOWED: Duration = Duration::from_secs(10);

pub static PLAN: Plan = Plan {
    kind: user::ERASURE,
    steps: &[
        Step { name: "begin", by: PROCESS, back: Back::Never },
        Step { name: "farewell", by: IN_CHATS, back: Back::Nothing },
        Step { name: "tombstone", by: PROCESS, back: Back::Nothing },
        Step { name: "access", by: PROCESS, back: Back::Nothing },
        Step { name: "ledger", by: PROCESS, back: Back::Nothing },
        Step { name: "followers", by: PROCESS, back: Back::Nothing },
        Step { name: "cache", by: PROCESS, back: Back::Nothing },
        Step { name: "places", by: PROCESS, back: Back::Nothing },
        Step { name: "receipt", by: PROCESS, back: Back::Nothing },
    ],
};

/// Does the steps.
pub struct Erasure {
    pub app: App,
    /// Where somebody can be told good-bye; the worker has none.
    pub chats: Option<Arc<dyn Chats>>,
}

impl Steps for Erasure {
    fn plan(&self) -> &'static Plan {
        &PLAN
    }

    fn go<'a>(&'a self, step: &'a str, about: &'a Process) -> BoxFuture<'a, Result<Gone, Failure>> {
        async move {
            let (app, learner) = (&self.app, LearnerId::from_uuid(about.subject));
            match step {
                "begin" => begin(app, learner, &about.key).await,
                "farewell" => self.farewell(learner).await,
                _ => {
                    let requested_at = requested_at(app, learner).await?.unwrap_or(about.started_at);
                    forward(app, step, learner, requested_at).await
                }
            }
        }
        .boxed()
    }
}

/// The steps that are also applied to a backup from before.
const AGAIN: [&str; 7] = ["tombstone", "access", "ledger", "followers", "cache", "places", "receipt"];

async fn forward(app: &App, step: &str, learner: LearnerId, requested_at: DateTime<Utc>) -> Result<Gone, Failure> {
    match step {
        "access" => access(app, learner, requested_at).await,
        "tombstone" => tombstone(app, learner).await,
        "ledger" => remembered(app, learner, requested_at).await,
        "followers" => followers(app, learner).await,
        "cache" => cache(app, learner).await,
        "places" => leftovers(app, learner).await,
        "receipt" => receipt(app, learner).await,
        unknown => Err(Failure::Failed(format!("there is no step {unknown:?}"))),
    }
}

/// What the ledger says of learners whom this database still knows: erased as they were, before anybody is served. Tells
/// how many those were. Entries that the file lacks are added to it.
pub async fn apply(app: &App) -> anyhow::Result<usize> {
    let path = &app.privacy.ledger;
    let entries = ledger::read(path).await?;
    let done: Vec<(Uuid, DateTime<Utc>)> =
        sqlx::query_as("SELECT learner, requested_at FROM erasures WHERE erased_at IS NOT NULL")
            .fetch_all(app.pool())
            .await?;
    for (learner, at) in &done {
        let learner = LearnerId::from_uuid(*learner);
        if !entries.contains_key(&learner) {
            ledger::add(path, learner, *at).await?;
        }
    }
    let open: Vec<_> =
        entries.iter().filter(|(learner, _)| !done.iter().any(|(done, _)| *done == learner.as_uuid())).collect();
    if open.is_empty() {
        return Ok(0);
    }
    info!(learners = open.len(), "the database knows learners who were erased; they are erased again");
    // Nobody else may be following yet.
    let (_running, stop) = watch::channel(false);
    let following = tokio::spawn(run_all(app.store.clone(), contexts::subscriptions(), stop));
    let mut outcome = Ok(());
    for (learner, at) in &open {
        for step in AGAIN {
            let gone = persistently(|| forward(app, step, **learner, **at)).await;
            outcome = gone.map(drop).map_err(|error| anyhow::anyhow!("{step} of the erasure of {learner}: {error}"));
            if outcome.is_err() {
                break;
            }
        }
    }
    following.abort();
    outcome.map(|()| open.len())
}

/// Whatever passes by itself is waited for, a while.
async fn persistently<F: Future<Output = Result<Gone, Failure>>>(step: impl Fn() -> F) -> Result<Gone, Failure> {
    const TRIES: u32 = 30;
    let mut tries = 0;
    loop {
        tries += 1;
        match step().await {
            Err(Failure::NotNow(_)) if tries < TRIES => tokio::time::sleep(Duration::from_millis(500)).await,
            other => return other,
        }
    }
}

/// From now on it cannot be withdrawn; refused if it was.
async fn begin(app: &App, learner: LearnerId, key: &str) -> Result<Gone, Failure> {
    let state = fold(app, learner).await?;
    match state.leaving {
        Some(Leaving { request, .. }) if user::erasure_key(learner.as_uuid(), request) != key => {
            return Ok(Gone::Refused("the learner has changed their mind, and asked again".into()));
        }
        None => return Ok(Gone::Refused("the learner has changed their mind".into())),
        Some(Leaving { stage: Stage::Begun | Stage::Erased, .. }) => {}
        Some(Leaving { stage: Stage::Absent | Stage::Asked, .. }) => {
            append(app, learner, &LearnerFact::ErasureBegun {}, state.version).await?;
        }
    }
    // What is cached says otherwise; if it cannot be had now, the step `cache` comes back to it.
    conversation::forget(app, learner).await;
    Ok(Gone::Done(1))
}

impl Erasure {
    /// The last message. It may come twice, for one after a crash; rather than never.
    async fn farewell(&self, learner: LearnerId) -> Result<Gone, Failure> {
        let chats = self.chats.as_ref().ok_or_else(|| Failure::NotNow("only the bot has chats".into()))?;
        let state = fold(&self.app, learner).await?;
        if state.unreachable || state.is_erased() || state.telegram_id == 0 {
            return Ok(Gone::Done(0));
        }
        let texts = Texts::of(state.locale);
        let mut html = texts.html("mydata-farewell", &[]);
        html.paragraph(&texts.html("mydata-receipt", &[("receipt", (&learner.to_string()).into())]));
        chats.say(state.telegram_id, html.as_str().to_owned()).await?;
        Ok(Gone::Done(1))
    }
}

/// Nobody gets in any more, and nobody can read what is sealed. What is found by Telegram's id has to go along with that id.
async fn access(app: &App, learner: LearnerId, requested_at: DateTime<Utc>) -> Result<Gone, Failure> {
    let roles = team::leave(&app.store, learner, app.clock.now()).await;
    let roles = roles.map_err(|error| Failure::NotNow(error.to_string()))?;
    let number = telegram_id(app, learner).await?;
    let mut connection = app.pool().acquire().await.map_err(away)?;
    let mut tx = connection.begin().await.map_err(away)?;
    open_receipt(&mut tx, learner, requested_at).await.map_err(away)?;
    sessions::end_all(&mut tx, learner, Reason::Erased, app.clock.now()).await.map_err(away)?;
    let letters = "DELETE FROM dead_letters WHERE learner = $1 OR payload::text LIKE '%' || $1::text || '%' OR payload::text ~ $2";
    // A number by itself: no part of another one. Who is not known by one is found by nobody's.
    let alone = if number == 0 { "^$".to_owned() } else { format!("\\m{number}\\M") };
    let letters = sqlx::query(letters).bind(learner.as_uuid()).bind(alone).execute(&mut *tx).await.map_err(away)?;
    // Keys of messages named the chat once.
    let keys =
        "DELETE FROM idempotency_keys WHERE key LIKE 'tg:%:' || $1 || '/%' OR key LIKE 'api:' || $2::text || ':%'";
    let keys =
        sqlx::query(keys).bind(number.to_string()).bind(learner.as_uuid()).execute(&mut *tx).await.map_err(away)?;
    let mut counts =
        vec![("roles", roles), ("dead_letters", letters.rows_affected()), ("idempotency_keys", keys.rows_affected())];
    for table in ["identities", "person_keys"] {
        let held = AssertSqlSafe(format!("SELECT count(*) FROM {table} WHERE learner = $1"));
        let held: i64 = sqlx::query_scalar(held).bind(learner.as_uuid()).fetch_one(&mut *tx).await.map_err(away)?;
        counts.push((table, held.unsigned_abs()));
    }
    app.store.vault().destroy(&mut tx, learner).await.map_err(away)?;
    let count = counted(&mut tx, learner, &counts).await.map_err(away)?;
    tx.commit().await.map_err(away)?;
    Ok(Gone::Done(count))
}

/// Their number at Telegram, which nothing but the first event of their stream tells any more. 0: nobody's.
async fn telegram_id(app: &App, learner: LearnerId) -> Result<i64, Failure> {
    let first = app.store.read_page(learner.as_uuid(), 0, 1).await.map_err(away)?;
    let registered = first.first().and_then(fact_of::<Learner>);
    Ok(match registered {
        Some(LearnerFact::UserRegistered { telegram_id, .. }) => telegram_id,
        _ => 0,
    })
}

/// The learner's stream ends: whoever follows the log forgets them.
async fn tombstone(app: &App, learner: LearnerId) -> Result<Gone, Failure> {
    let state = fold(app, learner).await?;
    // A backup from before they came has nothing to end.
    if state.is_erased() || state.version == 0 {
        return Ok(Gone::Done(0));
    }
    append(app, learner, &LearnerFact::LearnerErased {}, state.version).await?;
    Ok(Gone::Done(1))
}

async fn remembered(app: &App, learner: LearnerId, requested_at: DateTime<Utc>) -> Result<Gone, Failure> {
    let added = ledger::add(&app.privacy.ledger, learner, requested_at).await;
    added.map(|()| Gone::Done(1)).map_err(|error| Failure::Failed(error.to_string()))
}

/// Read models have forgotten the learner, and policies schedule nothing for them any more.
async fn followers(app: &App, learner: LearnerId) -> Result<Gone, Failure> {
    let head = app.store.head().await.map_err(away)?;
    for subscription in contexts::subscriptions() {
        let name = subscription.name();
        match timeout(FOLLOWED, passed(&app.store, &*subscription, head)).await {
            Ok(passed) => passed.map_err(away)?,
            Err(_) => return Err(Failure::NotNow(format!("{name} has not come to the end of the learner's stream"))),
        }
    }
    let mut connection = app.pool().acquire().await.map_err(away)?;
    for (table, column) in contexts::people() {
        let left = AssertSqlSafe(format!("SELECT count(*) FROM {table} WHERE {column} = $1"));
        let left: i64 =
            sqlx::query_scalar(left).bind(learner.as_uuid()).fetch_one(&mut *connection).await.map_err(away)?;
        if left > 0 {
            return Err(Failure::Failed(format!(
                "{table} still has {left} rows of the learner; `academy doctor` may say why"
            )));
        }
    }
    Ok(Gone::Done(contexts::people().len() as u64))
}

async fn cache(app: &App, learner: LearnerId) -> Result<Gone, Failure> {
    let forgotten = conversation::forget(app, learner).await;
    if forgotten { Ok(Gone::Done(1)) } else { Err(Failure::NotNow("Redis does not answer".into())) }
}

async fn leftovers(app: &App, learner: LearnerId) -> Result<Gone, Failure> {
    let path: Path =
        app.store.fold(learner).await.map_err(|error| Failure::NotNow(error.to_string()))?.unwrap_or_default();
    let streams: Vec<Uuid> = streams_of(learner, &path).into_iter().map(|stream| stream.id(learner)).collect();
    let mut connection = app.pool().acquire().await.map_err(away)?;
    let mut tx = connection.begin().await.map_err(away)?;
    let mut counts = places::erase(&mut tx, learner).await.map_err(away)?;
    let snapshots = sqlx::query("DELETE FROM snapshots WHERE aggregate_id = ANY($1)").bind(&streams);
    counts.push(("read_models", old_versions(&mut tx, learner).await.map_err(away)?));
    counts.push(("snapshots", snapshots.execute(&mut *tx).await.map_err(away)?.rows_affected()));
    let count = counted(&mut tx, learner, &counts).await.map_err(away)?;
    tx.commit().await.map_err(away)?;
    Ok(Gone::Done(count))
}

/// Tables of read models in versions that this program does not follow, also from before they had versions: an earlier
/// program may know no tombstone.
async fn old_versions(connection: &mut PgConnection, learner: LearnerId) -> sqlx::Result<u64> {
    let mut gone = 0;
    for (table, column) in contexts::people() {
        let (_, name) = table.split_once('.').unwrap_or_default();
        let schemas: Vec<String> = sqlx::query_scalar(
            "SELECT table_schema::text FROM information_schema.columns
             WHERE table_name = $1 AND column_name = $2
               AND (table_schema LIKE 'm\\_%' OR table_schema = current_schema())",
        )
        .bind(name)
        .bind(column)
        .fetch_all(&mut *connection)
        .await?;
        for schema in schemas {
            let statement = AssertSqlSafe(format!("DELETE FROM {schema}.{name} WHERE {column} = $1"));
            gone += sqlx::query(statement).bind(learner.as_uuid()).execute(&mut *connection).await?.rows_affected();
        }
    }
    Ok(gone)
}

async fn receipt(app: &App, learner: LearnerId) -> Result<Gone, Failure> {
    let now = app.clock.now();
    let mut connection = app.pool().acquire().await.map_err(away)?;
    let mut tx = connection.begin().await.map_err(away)?;
    let done = sqlx::query("UPDATE erasures SET erased_at = $2 WHERE learner = $1 AND erased_at IS NULL");
    let done = done.bind(learner.as_uuid()).bind(now).execute(&mut *tx).await.map_err(away)?;
    if done.rows_affected() > 0 {
        let (actor, subject) = (Actor::Academy, Some(learner));
        let entry = Entry { at: now, actor, action: ERASED, subject, detail: json!({}) };
        audit::record(&mut tx, &entry).await.map_err(away)?;
    }
    tx.commit().await.map_err(away)?;
    info!("a learner was erased");
    Ok(Gone::Done(1))
}

async fn open_receipt(
    connection: &mut PgConnection,
    learner: LearnerId,
    requested_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let open = sqlx::query("INSERT INTO erasures (learner, requested_at) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    open.bind(learner.as_uuid()).bind(requested_at).execute(connection).await.map(drop)
}

/// Adds to the receipt; whoever comes again adds what they have found then. Returns how many rows that were.
async fn counted(connection: &mut PgConnection, learner: LearnerId, counts: &[(&str, u64)]) -> sqlx::Result<u64> {
    for (place, count) in counts {
        let add = sqlx::query(
            "UPDATE erasures
             SET counts = counts || jsonb_build_object($2::text, COALESCE((counts->>$2)::bigint, 0) + $3)
             WHERE learner = $1",
        );
        add.bind(learner.as_uuid()).bind(place).bind(*count as i64).execute(&mut *connection).await?;
    }
    Ok(counts.iter().map(|(_, count)| count).sum())
}

async fn requested_at(app: &App, learner: LearnerId) -> Result<Option<DateTime<Utc>>, Failure> {
    Ok(fold(app, learner).await?.leaving.map(|leaving| leaving.since))
}

/// Nobody, where the log has nothing of them.
async fn fold(app: &App, learner: LearnerId) -> Result<Learner, Failure> {
    let folded = app.store.fold::<Learner>(learner).await;
    folded.map(Option::unwrap_or_default).map_err(|error| Failure::NotNow(error.to_string()))
}

/// One more fact on the learner's stream, which is at that version.
async fn append(app: &App, learner: LearnerId, fact: &LearnerFact, version: u32) -> Result<(), Failure> {
    let event = encode_as::<Learner>(learner, fact, version + 1).map_err(|error| Failure::Failed(error.to_string()))?;
    let mut metadata = metadata(learner);
    metadata["process"] = json!(user::ERASURE);
    let batch = Batch { key: None, events: &[event], at: app.clock.now(), metadata };
    match app.store.append(batch).await {
        Ok(_) => Ok(()),
        Err(AppendError::Conflict) => Err(Failure::NotNow("the learner was quicker".into())),
        Err(AppendError::Database(error)) => Err(away(error)),
    }
}
