//! The content folder: reads the files, has them compiled, hands the current catalogue out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use dialogues::catalogue::{Catalogue, Compilation, Severity, SourceFile};

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

/// The catalogue of a content folder that has no errors.
pub fn load(folder: &Path) -> Result<Catalogue, ContentError> {
    let Compilation { catalogue, findings } = Catalogue::compile(&read(folder)?);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors > 0 {
        return Err(ContentError::Broken { errors });
    }
    if catalogue.courses().iter().all(|course| course.lessons().next().is_none()) {
        return Err(ContentError::Empty { path: folder.to_owned() });
    }
    Ok(catalogue)
}

/// The course files and lessons of a content folder, sorted by path, with paths relative to it.
pub fn read(folder: &Path) -> Result<Vec<SourceFile>, ContentError> {
    let mut files = Vec::new();
    walk(folder, &folder.join("courses"), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), ContentError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| ContentError::Unreadable { path, source }
    };
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "yaml") {
            let bytes = fs::read(&path).map_err(unreadable(&path))?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            files.push(SourceFile::new(relative.to_string_lossy().replace('\\', "/"), &bytes));
        }
    }
    Ok(())
}
