//! What a turn needs, from wherever it is: sessions from the log, content from the archive, memories and difficulties from
//! read models. Which of it, the dialogues say.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use dialogues::ability::Difficulties;
use dialogues::catalogue::{AnyDocument, Catalogue, Pin};
use dialogues::dialogues::contract::Needs;
use dialogues::dialogues::registry;
use dialogues::input::Input;
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::place::Place;
use dialogues::memory::Memories;
use dialogues::scene::{Device, Known, Scene};
use dialogues::streams::team::Appointed;
use dialogues::streams::{State, Stream};
use moka::future::Cache;
use tracing::debug;

use super::TurnError;
use crate::app::App;
use crate::{assessment, course, identity, learning};

/// Archived documents that are kept compiled; a revision never changes.
static COMPILED: LazyLock<Cache<Pin, AnyDocument>> = LazyLock::new(|| Cache::new(256));

/// What a turn looks at besides the state and the catalogue.
pub struct Needed {
    documents: Vec<AnyDocument>,
    memories: Option<Memories>,
    difficulties: Difficulties,
    appointed: Appointed,
    people: Vec<Known>,
    devices: Vec<Device>,
}

impl Needed {
    pub fn scene<'a>(self, app: &App, catalogue: &'a Catalogue, seed: u64) -> Scene<'a> {
        let Self { documents, memories, difficulties, appointed, people, devices } = self;
        let scene = Scene::new(catalogue, app.clock.now(), seed);
        let grace = app.privacy.grace;
        Scene { pinned: documents, memories, difficulties, appointed, people, devices, grace, ..scene }
    }
}

/// Puts the sessions that the turn looks at into the state, and fetches the rest.
pub async fn needed(
    app: &App,
    catalogue: &Catalogue,
    state: &mut State,
    place: &Place,
    input: &Input,
) -> Result<Needed, TurnError> {
    let needs = sessions(app, state, place, input).await?;
    let mut documents = Vec::new();
    for pin in &needs.documents {
        documents.extend(document(app, catalogue, pin).await?);
    }
    let memories = memories(app, state.id, &needs).await?;
    let appointed = appointed(app, &needs).await?;
    let people = people(app, &needs, &appointed).await?;
    let devices = devices(app, state.id, &needs).await?;
    Ok(Needed { documents, memories, difficulties: difficulties(app, &needs).await, appointed, people, devices })
}

/// Asks until nothing new is named: what one session shows may need another.
async fn sessions(app: &App, state: &mut State, place: &Place, input: &Input) -> Result<Needs, TurnError> {
    let mut sought: Vec<Stream> = Vec::new();
    loop {
        let needs = registry::needs(state, place, input);
        let missing = |stream: &&Stream| !state.holds(**stream) && !sought.contains(*stream);
        let Some(stream) = needs.streams.iter().find(missing).copied() else {
            return Ok(needs);
        };
        state.load(stream, &app.store).await?;
        sought.push(stream);
    }
}

/// A document in that revision: the catalogue's, or as it was published. None: the archive does not have it either.
pub async fn document(app: &App, catalogue: &Catalogue, pin: &Pin) -> sqlx::Result<Option<AnyDocument>> {
    if let Some(current) = catalogue.pinned(pin) {
        return Ok(Some(current.clone()));
    }
    if let Some(known) = COMPILED.get(pin).await {
        return Ok(Some(known));
    }
    let archived = course::archived(app.pool(), pin).await?;
    if let Some(document) = &archived {
        COMPILED.insert(pin.clone(), document.clone()).await;
    }
    Ok(archived)
}

async fn memories(app: &App, learner: LearnerId, needs: &Needs) -> sqlx::Result<Option<Memories>> {
    if needs.memories { assessment::remembered(&app.store, learner).await } else { Ok(None) }
}

/// They matter only where the team does.
async fn appointed(app: &App, needs: &Needs) -> sqlx::Result<Appointed> {
    if needs.streams.contains(&Stream::team()) {
        identity::team::appointed(&app.store, &app.operators).await
    } else {
        Ok(Appointed::default())
    }
}

/// Those who are named, as far as they have written to the bot; wherever others are named, also the appointed operators.
async fn people(app: &App, needs: &Needs, appointed: &Appointed) -> Result<Vec<Known>, TurnError> {
    let mut people = Vec::new();
    let named: BTreeSet<LearnerId> = needs.people.iter().chain(&appointed.0).copied().collect();
    for learner in named {
        people.extend(identity::team::known(&app.store, learner).await?);
    }
    for telegram_id in &needs.telegram {
        people.extend(identity::team::by_telegram(&app.store, *telegram_id).await?);
    }
    Ok(people)
}

async fn devices(app: &App, learner: LearnerId, needs: &Needs) -> sqlx::Result<Vec<Device>> {
    if !needs.devices {
        return Ok(Vec::new());
    }
    identity::sessions::list(app.pool(), learner, app.clock.now()).await
}

/// Without what answers have taught, the authors' word stands.
async fn difficulties(app: &App, needs: &Needs) -> Difficulties {
    if !needs.difficulties {
        return Difficulties::default();
    }
    learning::difficulties(app.pool()).await.unwrap_or_else(|error| {
        debug!(%error, "the difficulties cannot be read; placing by what the authors say");
        Difficulties::default()
    })
}
