//! A clock of the academy's own, which a test puts ahead: days pass in a moment, for running processes too.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::World;

/// Where the library that changes a process's clock is.
pub fn faketime() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let places = folders.chain(["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"].map(PathBuf::from));
    places.map(|folder| folder.join("faketime/libfaketime.so.1")).find(|library| library.exists())
}

/// So much ahead of the present, or behind it. Written whole: the process reads it at every look at the clock.
pub fn put_ahead(clock: &Path, by: TimeDelta) -> std::io::Result<()> {
    let next = clock.with_extension("next");
    std::fs::write(&next, format!("{:+}\n", by.num_seconds()))?;
    std::fs::rename(&next, clock)
}

impl World {
    /// From the next start on, the academy looks at a clock of its own. None: there is no libfaketime.
    pub fn own_clock(&mut self) -> Option<PathBuf> {
        let (library, clock) = (faketime()?, self.folder.path().join("clock"));
        put_ahead(&clock, TimeDelta::zero()).unwrap();
        self.set("LD_PRELOAD", library.to_string_lossy());
        self.set("FAKETIME_TIMESTAMP_FILE", clock.to_string_lossy());
        self.set("FAKETIME_NO_CACHE", "1").set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        Some(clock)
    }

    /// A running academy whose clock can be put ahead by [`World::ahead`].
    pub async fn with_own_clock() -> Self {
        let mut world = Self::empty().await;
        world.own_clock().expect("libfaketime is installed; script/test gets it");
        world.start().await;
        world
    }

    /// Puts the academy's clock ahead of the present.
    pub fn ahead(&self, by: TimeDelta) {
        put_ahead(&self.folder.path().join("clock"), by).unwrap();
    }
}
