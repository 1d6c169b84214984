//! The emulator's memory on disk: JSON lines, appended one write per change, compacted at start.
//!
//! A killed process loses nothing that was answered: the page cache keeps what was written. It does not call
//! fsync, so a machine that loses power may lose the last changes; this is a playground, not the event log.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
};

use super::state::{Record, World};

/// An open journal, or none: then the world lives in memory only.
#[derive(Default)]
pub struct Journal(Option<File>);

impl Journal {
    /// Reads what is there into `world`, writes it back compact, and stays open for more.
    pub fn open(path: Option<&Path>, world: &mut World) -> io::Result<Self> {
        let Some(path) = path else {
            return Ok(Self(None));
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        if path.exists() {
            read(path, world)?;
        }
        compact(path, world)?;
        Ok(Self(Some(OpenOptions::new().append(true).open(path)?)))
    }

    /// Appends one change, which may touch several records, as one line in one write.
    pub fn append(&mut self, records: &[Record]) -> io::Result<()> {
        let Some(file) = &mut self.0 else {
            return Ok(());
        };
        let mut line = serde_json::to_vec(records)?;
        line.push(b'\n');
        file.write_all(&line)
    }
}

fn read(path: &Path, world: &mut World) -> io::Result<()> {
    let mut lines = BufReader::new(File::open(path)?).lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        match serde_json::from_str::<Vec<Record>>(&line?) {
            Ok(records) => records.into_iter().for_each(|record| world.restore(record)),
            // The process died inside its last write: that change was never answered.
            Err(_) if lines.peek().is_none() => {}
            Err(error) => {
                let place = format!("{}:{}: {error}", path.display(), number + 1);
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("the playground's journal cannot be read; move it away to start afresh ({place})"),
                ));
            }
        }
    }
    Ok(())
}

/// Writes the world to a file beside and puts it in place by renaming, so that no moment is without a journal.
fn compact(path: &Path, world: &World) -> io::Result<()> {
    let mut beside: PathBuf = path.to_owned();
    beside.as_mut_os_string().push(".new");
    let mut file = io::BufWriter::new(File::create(&beside)?);
    for record in world.snapshot() {
        serde_json::to_writer(&mut file, &[record])?;
        file.write_all(b"\n")?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&beside, path)
}
