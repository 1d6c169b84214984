//! Who we are on this machine.

use std::path::Path;
use std::process::Command;

/// Whether this process may do everything, so that PostgreSQL would refuse to run as the same user.
pub fn running_as_root() -> bool {
    effective_uid() == Some(0)
}

/// The user that files of ours will belong to. Linux says so in `/proc`; elsewhere `id` does.
pub(super) fn effective_uid() -> Option<u32> {
    let status = Path::new("/proc/self/status");
    if let Ok(text) = std::fs::read_to_string(status) {
        // Uid: real, effective, saved, file system.
        return text.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().nth(1)?.parse().ok();
    }
    id(&["-u"])
}

/// What `id` prints for these arguments, as a number; nothing if it fails, as for an unknown user.
pub(super) fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    if !output.status.success() {
        return None;
    }
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
