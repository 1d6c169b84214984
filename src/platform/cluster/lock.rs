//! One academy per data folder. The system drops the lock with its holder, however that ends, so that it is never
//! stale; the server's own pid file can be.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::error::{ClusterError, Trying};

/// How long to wait for an earlier academy that is still stopping.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// Takes the lock at `path` for as long as the file is open; waits up to ten seconds for whoever has it.
pub(super) fn take(path: &Path) -> Result<File, ClusterError> {
    take_within(path, PATIENCE)
}

fn take_within(path: &Path, patience: Duration) -> Result<File, ClusterError> {
    let trying = || format!("Could not lock {}", path.display());
    let mut file = File::options().create(true).truncate(false).write(true).open(path).trying(trying)?;
    let begin = Instant::now();
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => {
                let pid = std::process::id().to_string();
                file.set_len(0).and_then(|()| file.write_all(pid.as_bytes())).trying(trying)?;
                return Ok(file);
            }
            Err(TryLockError::WouldBlock) if begin.elapsed() < patience => {
                if !told {
                    told = true;
                    tracing::info!(pid = holder(path), "another academy has the private database; waiting for its end");
                }
                std::thread::sleep(PAUSE);
            }
            Err(TryLockError::WouldBlock) => {
                let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
                return Err(ClusterError::InUse { folder, pid: holder(path) });
            }
            Err(TryLockError::Error(source)) => return Err(ClusterError::Io { what: trying(), source }),
        }
    }
}

/// The process that has the lock, as far as it has said so.
fn holder(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let known = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if known { text } else { "unknown".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Folder;
    use super::*;

    #[test]
    fn a_second_academy_is_told_whom_the_folder_belongs_to() {
        let folder = Folder::made();
        let path = folder.path().join("lock");
        let first = take(&path).unwrap();
        let error = take_within(&path, Duration::ZERO).unwrap_err().to_string();
        assert!(error.contains(&format!("(process {})", std::process::id())), "{error}");
        assert!(error.contains("ACADEMY_DATA_DIR"), "{error}");
        drop(first);
        take_within(&path, Duration::ZERO).unwrap();
    }
}
