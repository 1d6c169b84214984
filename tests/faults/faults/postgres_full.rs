//! The database's disk is full, until somebody makes room.

use std::fs::File;
use std::io::Write as _;
use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING, Needs};
use crate::clusters::Want;
use crate::harness::Postgres;

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
            // Whoever wants to restart it waits until there is room, as every administrator would.
            let mut postgres = stage.lease.cluster.postgres.lock().await;
            let ballast = disk.folder().join("ballast");
            let filled = fill(&ballast);
            stage.for_a_while(Duration::from_millis(random.between(1_000, 2_500))).await;
            std::fs::remove_file(&ballast)?;
            revive(&mut postgres);
            filled
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

/// A PostgreSQL that cannot write its log goes down, and its administrator starts it again.
fn revive(postgres: &mut Postgres) {
    tokio::task::block_in_place(|| {
        if postgres.ended() {
            postgres.stop("immediate");
            postgres.start_again();
        }
        // It may be recovering by itself.
        while !postgres.answers() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
}
