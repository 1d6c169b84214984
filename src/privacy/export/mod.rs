//! A copy of all that is kept of a learner: a zip with `data.json` for programs, `schema.json` that describes it, and
//! `index.html` for people. Events are read a page at a time, so that only the packed copy is in memory, however long
//! somebody has been here. Nothing of it is kept anywhere.

mod page;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io::{self, Cursor, Write};

use chrono::SecondsFormat;
use dialogues::kernel::ids::LearnerId;
use dialogues::streams::{Learner, Path, Source as _, streams_of};
use futures::TryStreamExt as _;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::app::App;
use crate::contexts;
use crate::identity::audit::{self, Actor, Entry};
use crate::platform::eventstore::{ReadError, StoredEvent};

/// What the file is called.
pub const NAME: &str = "my-data.zip";
/// Events that are in memory at a time.
const PAGE: u32 = 500;
/// Events that the page for people shows; the document has them all.
const SHOWN: usize = 1_000;
/// Bytes of a document that a bot may send. Source: Bot API, sendDocument.
pub const LIMIT: usize = 50_000_000;

const SCHEMA: &str = include_str!("schema.json");

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the copy cannot be packed: {0}")]
    Packed(#[from] zip::result::ZipError),
    #[error("the copy cannot be written: {0}")]
    Written(#[from] io::Error),
    /// They were never here, or were erased.
    #[error("there is no such learner")]
    Nobody,
}

type Zip = ZipWriter<Cursor<Vec<u8>>>;

/// What the page for people shows.
struct Seen {
    learner: Learner,
    path: Value,
    tables: Vec<(String, u64)>,
    events: u64,
    latest: VecDeque<StoredEvent>,
}

/// What the audit log calls it.
const EXPORTED: &str = "copy made";

/// The packed copy.
pub async fn packed(app: &App, learner: LearnerId) -> Result<Vec<u8>, ExportError> {
    let known = app.store.fold::<Learner>(learner).await?.filter(|known| !known.is_erased());
    let known = known.ok_or(ExportError::Nobody)?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("data.json", SimpleFileOptions::default())?;
    let seen = data(app, learner, known, &mut zip).await?;
    zip.start_file("schema.json", SimpleFileOptions::default())?;
    zip.write_all(SCHEMA.as_bytes())?;
    zip.start_file("index.html", SimpleFileOptions::default())?;
    page::write(&mut zip, &seen, app.clock.now())?;
    let file = zip.finish()?.into_inner();
    let entry = Entry {
        at: app.clock.now(),
        actor: Actor::Learner(learner),
        action: EXPORTED,
        subject: Some(learner),
        detail: json!({ "bytes": file.len() }),
    };
    audit::note(app.pool(), &entry).await?;
    Ok(file)
}

/// The document, piece by piece.
async fn data(app: &App, learner: LearnerId, known: Learner, zip: &mut Zip) -> Result<Seen, ExportError> {
    let path: Path = app.store.fold(learner).await?.unwrap_or_default();
    let path_value = serde_json::to_value(&path).unwrap_or_default();
    let made = app.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let you = serde_json::to_value(&known).unwrap_or_default();
    write!(
        zip,
        "{{\"format\":1,\"madeAt\":{},\"id\":{},\n\"you\":{you},\n\"path\":{path_value},\n\"tables\":{{",
        json!(made),
        json!(learner)
    )?;
    let mut tables = Vec::new();
    for (number, (table, column)) in contexts::people().into_iter().enumerate() {
        let name = table.split_once('.').map_or(table.as_str(), |(_, name)| name);
        write!(zip, "{}\n{}:[", comma(number), json!(name))?;
        let count = rows(app, learner, &table, column, zip).await?;
        tables.push((table, count));
        write!(zip, "]")?;
    }
    write!(zip, "}},\n\"streams\":[")?;
    let mut seen = Seen { learner: known, path: path_value, tables, events: 0, latest: VecDeque::new() };
    for (number, stream) in streams_of(learner, &path).into_iter().enumerate() {
        let id = stream.id(learner);
        write!(zip, "{}\n{{\"kind\":{},\"id\":{},\"events\":[", comma(number), json!(stream.kind()), json!(id))?;
        let mut version = 0;
        loop {
            let page = app.store.read_page(id, version, PAGE).await?;
            let read = page.len();
            for event in page {
                let at = event.at.to_rfc3339_opts(SecondsFormat::Millis, true);
                let shown = json!({ "version": event.version, "type": event.event_type, "at": at, "data": event.data });
                write!(zip, "{}\n{shown}", comma(version as usize))?;
                version = event.version;
                seen.take(event);
            }
            // Packing is work: others have their turn.
            tokio::task::yield_now().await;
            if read < PAGE as usize {
                break;
            }
        }
        write!(zip, "]}}")?;
    }
    writeln!(zip, "]}}")?;
    Ok(seen)
}

/// A table's rows of the learner, as they come. Tells how many.
async fn rows(app: &App, learner: LearnerId, table: &str, column: &str, zip: &mut Zip) -> Result<u64, ExportError> {
    let query = AssertSqlSafe(format!("SELECT to_jsonb(row) FROM {table} row WHERE {column} = $1"));
    let mut rows = sqlx::query_scalar::<_, Value>(query).bind(learner.as_uuid()).fetch(app.pool());
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        write!(zip, "{}\n{row}", comma(count as usize))?;
        count += 1;
    }
    Ok(count)
}

/// Between the items of a list.
const fn comma(before: usize) -> &'static str {
    if before == 0 { "" } else { "," }
}

impl Seen {
    fn take(&mut self, event: StoredEvent) {
        self.events += 1;
        self.latest.push_back(event);
        if self.latest.len() > SHOWN {
            self.latest.pop_front();
        }
    }
}
