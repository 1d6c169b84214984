//! The erasure ledger: a file outside of the database that only ever grows, with a line for each learner who was erased.
//! A backup from before does not know that; whoever restores it has the ledger [applied](super::erasure::apply).
//!
//! A line is `<time of the wish> <learner's id>`. The id is random and leads to nobody.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use dialogues::kernel::ids::LearnerId;
use tokio::task::spawn_blocking;

/// Who was erased, and when they had asked for it.
pub type Entries = BTreeMap<LearnerId, DateTime<Utc>>;

/// Why the file does not say who was erased.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the erasure ledger {path} cannot be used: {source}; ERASURE_LEDGER names another one")]
    Unusable { path: PathBuf, source: io::Error },
    #[error("line {line} of the erasure ledger {path} is none of ours; nobody may be brought back by a guess: mend it")]
    Damaged { path: PathBuf, line: usize },
}

/// The entries. No file: nobody was erased yet.
pub async fn read(path: &Path) -> Result<Entries, LedgerError> {
    let path = path.to_owned();
    blocking(path.clone(), move || match std::fs::read_to_string(&path) {
        Ok(text) => parsed(&path, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Entries::new()),
        Err(source) => Err(LedgerError::Unusable { path, source }),
    })
    .await
}

/// Adds the learner, unless they stand there; returns when that is on the disk.
pub async fn add(path: &Path, learner: LearnerId, requested_at: DateTime<Utc>) -> Result<(), LedgerError> {
    if read(path).await?.contains_key(&learner) {
        return Ok(());
    }
    let path = path.to_owned();
    let line = format!("{} {learner}\n", requested_at.to_rfc3339_opts(SecondsFormat::Secs, true));
    blocking(path.clone(), move || append(&path, &line).map_err(|source| LedgerError::Unusable { path, source })).await
}

/// Can it be read, and written if that is to be tried?
pub async fn check(path: &Path) -> Result<Entries, LedgerError> {
    let entries = read(path).await?;
    let path = path.to_owned();
    let writable =
        blocking(path.clone(), move || append(&path, "").map_err(|source| LedgerError::Unusable { path, source }));
    writable.await.map(|()| entries)
}

async fn blocking<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce() -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, LedgerError> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(LedgerError::Unusable { path, source: io::Error::other(error) }))
}

/// A line in one piece, behind whatever a crash has left of another one.
fn append(path: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    if !line.is_empty() {
        let torn = std::fs::read(path)?.last().is_some_and(|last| *last != b'\n');
        file.write_all(if torn { format!("\n{line}") } else { line.to_owned() }.as_bytes())?;
        file.sync_all()?;
    }
    Ok(())
}

fn parsed(path: &Path, text: &str) -> Result<Entries, LedgerError> {
    let whole = text.ends_with('\n');
    let lines: Vec<&str> = text.lines().collect();
    let mut entries = Entries::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match entry(line) {
            Some((learner, at)) => {
                entries.insert(learner, at);
            }
            // A crash tore it: whoever was to be added is added again.
            None if index + 1 == lines.len() && !whole => {}
            None if torn(line) => {}
            None => return Err(LedgerError::Damaged { path: path.to_owned(), line: index + 1 }),
        }
    }
    Ok(entries)
}

fn entry(line: &str) -> Option<(LearnerId, DateTime<Utc>)> {
    let (at, learner) = line.trim().split_once(' ')?;
    let at = DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc);
    Some((LearnerId::from_uuid(learner.parse().ok()?), at))
}

/// The beginning of a line, as a crash leaves it: the next one was written behind it.
fn torn(line: &str) -> bool {
    let is_ours = |char: char| char.is_ascii_hexdigit() || "-:TZ ".contains(char);
    line.len() < "2026-03-02T12:00:00Z 00000000-0000-0000-0000-000000000000".len() && line.chars().all(is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::Privacy;

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap()
    }

    #[tokio::test]
    async fn who_is_added_stands_there_once_and_a_torn_line_hides_nobody() {
        let path = Privacy::for_test().ledger;
        assert_eq!(read(&path).await.unwrap(), Entries::new());
        let [ada, bo] = [LearnerId::of_telegram(1), LearnerId::of_telegram(2)];
        add(&path, ada, at()).await.unwrap();
        add(&path, ada, at()).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("2026-05-28T20:26:40Z {ada}\n"));
        // A crash in the middle of a line.
        std::fs::write(&path, format!("{text}2026-05-28T20:26:40Z {}", &bo.to_string()[..9])).unwrap();
        assert_eq!(read(&path).await.unwrap().len(), 1);
        add(&path, bo, at()).await.unwrap();
        assert_eq!(check(&path).await.unwrap(), Entries::from([(ada, at()), (bo, at())]));
        std::fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn what_is_no_ledger_is_told_and_nobody_guesses() {
        let path = Privacy::for_test().ledger;
        std::fs::write(&path, "2026-05-28T20:26:40Z nobody\n").unwrap();
        assert!(matches!(read(&path).await, Err(LedgerError::Damaged { line: 1, .. })));
        let folder = std::env::temp_dir();
        assert!(matches!(read(&folder).await, Err(LedgerError::Unusable { .. })));
        assert!(matches!(add(&folder, LearnerId::of_telegram(1), at()).await, Err(LedgerError::Unusable { .. })));
        std::fs::remove_file(&path).unwrap();
    }
}
