//! The database's disk is full, until somebody makes room.

use std::fs::File;
use std::io::Write as _;
use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING, Needs};
use crate::clusters::Want;

pub const FAULT: Fault = Fault {
    name: "postgres-full",
    does: "a ballast file fills the disk of the database for a while",
    modes: BOTH,
    times: (1, 1),
    needs: Needs { cluster: Want::Small, ..NOTHING },
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let Some(disk) = &stage.lease.cluster.disk else { anyhow::bail!("the database is on no small disk") };
            let ballast = disk.folder().join("ballast");
            let gap = Duration::from_millis(random.between(1_000, 2_500));
            let make_room = || Ok(std::fs::remove_file(&ballast)?);
            stage.break_postgres(gap, |_| fill(&ballast), make_room).await?
        }
        .boxed()
    },
};

/// Writes until nothing fits any more.
fn fill(ballast: &std::path::Path) -> anyhow::Result<()> {
    let mut file = File::create(ballast)?;
    let mut block = vec![0; 1 << 20];
    while !block.is_empty() {
        match file.write_all(&block) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::StorageFull => block.truncate(block.len() / 2),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
