//! The content folder: reads the files, has them compiled, hands the current catalogue out.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use dialogues::catalogue::{Catalogue, Finding, Severity, SourceFile};

/// Bytes of a file. A long lesson has 40,000.
const LARGEST: u64 = 1 << 20;
/// Files of a folder.
const MOST: usize = 20_000;
/// Folders within each other.
const DEPTH: usize = 8;
const IRREGULAR: &str = "file/irregular";

/// The current catalogue; clones share it.
#[derive(Clone)]
pub struct Content(Arc<RwLock<Arc<Catalogue>>>);

#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    #[error("cannot read {path}: {source}; CONTENT_DIR must name a folder with `courses/` in it")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the content has {errors} error(s); `academy content check` shows each with its place and what to do")]
    Broken { errors: usize },
    #[error("there is no lesson under {path}; CONTENT_DIR must name a folder with `courses/` in it")]
    Empty { path: PathBuf },
}

impl Content {
    pub fn new(catalogue: Catalogue) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(catalogue))))
    }

    /// What is taught now. Hold it for a turn, not longer.
    pub fn current(&self) -> Arc<Catalogue> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on this is taught. Turns that run keep what they began with.
    pub fn replace(&self, catalogue: Catalogue) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
    }
}

/// The catalogue of a content folder that has no errors. Blocks its thread.
pub fn load(folder: &Path) -> Result<Catalogue, ContentError> {
    let Found { files, findings } = read(folder)?;
    let compilation = Catalogue::compile(&files);
    let all = findings.iter().chain(&compilation.findings);
    let errors = all.filter(|finding| finding.severity == Severity::Error).count();
    if errors > 0 {
        return Err(ContentError::Broken { errors });
    }
    let catalogue = compilation.catalogue;
    if catalogue.courses().iter().all(|course| course.lessons().next().is_none()) {
        return Err(ContentError::Empty { path: folder.to_owned() });
    }
    Ok(catalogue)
}

/// What a content folder holds.
#[derive(Debug, Default)]
pub struct Found {
    /// The course files and lessons, sorted by path, with paths relative to the folder.
    pub files: Vec<SourceFile>,
    /// What is there and is not read.
    pub findings: Vec<Finding>,
}

/// Reads regular files below the folder, also by links to such, and nothing else: a pipe would never end, a link may lead to
/// what nobody shall see, and a large file is no lesson. Blocks its thread.
pub fn read(folder: &Path) -> Result<Found, ContentError> {
    let root = folder.canonicalize().map_err(unreadable(folder))?;
    let mut reader = Reader { root, found: Found::default() };
    reader.walk(&folder.join("courses"), Path::new("courses"), 0)?;
    let mut found = reader.found;
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

struct Reader {
    /// Nothing outside of it is read.
    root: PathBuf,
    found: Found,
}

impl Reader {
    /// `named`: the same folder, relative to the root.
    fn walk(&mut self, folder: &Path, named: &Path, depth: usize) -> Result<(), ContentError> {
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let entry = entry.map_err(unreadable(folder))?;
            let (path, named) = (entry.path(), named.join(entry.file_name()));
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let kind = entry.file_type().map_err(unreadable(&path))?;
            if kind.is_dir() && depth < DEPTH {
                self.walk(&path, &named, depth + 1)?;
            } else if kind.is_dir() {
                self.refuse(&named, "file/too-deep", "folders lie too deep in each other", "move it further up");
            } else if path.extension().is_some_and(|extension| extension == "md" || extension == "yaml") {
                self.file(&path, &named)?;
            } else if kind.is_symlink() && path.is_dir() {
                self.refuse(&named, IRREGULAR, "a link to a folder is not followed", "put the folder itself here");
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, named: &Path) -> Result<(), ContentError> {
        let Some(real) = path.canonicalize().ok().filter(|real| real.starts_with(&self.root)) else {
            self.refuse(
                named,
                IRREGULAR,
                "a link that leads nowhere, or out of the content",
                "put the file itself here",
            );
            return Ok(());
        };
        let about = fs::metadata(&real).map_err(unreadable(path))?;
        if !about.is_file() {
            self.refuse(named, IRREGULAR, "this is no regular file", "put a file with text here");
            return Ok(());
        }
        let mut bytes = Vec::new();
        let file = File::open(&real).map_err(unreadable(path))?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable(path))?;
        if bytes.len() as u64 > LARGEST || self.found.files.len() >= MOST {
            self.refuse(
                named,
                "file/too-large",
                "more than a megabyte, or more than 20,000 files",
                "split or remove it",
            );
            return Ok(());
        }
        self.found.files.push(SourceFile::new(slashed(named), &bytes));
        Ok(())
    }

    fn refuse(&mut self, named: &Path, code: &'static str, message: &str, hint: &str) {
        self.found.findings.push(Finding {
            path: slashed(named),
            span: 0..0,
            severity: Severity::Error,
            code,
            message: message.to_owned(),
            hint: Some(hint.to_owned()),
        });
    }
}

fn slashed(named: &Path) -> String {
    named.to_string_lossy().replace('\\', "/")
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> ContentError {
    let path = path.to_owned();
    move |source| ContentError::Unreadable { path, source }
}

#[cfg(test)]
mod tests;
