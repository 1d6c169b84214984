//! Killed before the commit: a lock holds the append back, and the process dies while it waits for it. Then either the
//! append is ended too, or it commits although nobody is there any more.

use std::time::Duration;

use futures::FutureExt as _;
use sqlx::Connection as _;

use super::{BOTH, DEFT, Fault, Lookout, NOTHING};

const WAITING: &str = "
    SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND relation = 'idempotency_keys'::regclass AND query LIKE '%INSERT INTO idempotency_keys%'";

pub const FAULT: Fault = Fault {
    name: "kill-before-commit",
    does: "kill -9 while the append waits; it is lost, or committed with nobody there",
    modes: BOTH,
    times: (1, 3),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, mut random| {
        async move {
            let mut outside = stage.connect().await?;
            let mut watcher = stage.connect().await?;
            let mut lock = outside.begin().await?;
            sqlx::query("LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE").execute(&mut *lock).await?;
            let lookout = Lookout::new(&stage);
            let reached = async {
                while sqlx::query_scalar::<_, i32>(WAITING).fetch_all(&mut watcher).await?.is_empty() {
                    lookout.not_yet().await?;
                }
                Ok(())
            };
            let reached = reached.await;
            let ended = random.percent(50);
            let gap = Duration::from_millis(random.between(0, 200));
            let let_go = async {
                if ended {
                    let waiting: Vec<i32> = sqlx::query_scalar(WAITING).fetch_all(&mut watcher).await?;
                    for pid in waiting {
                        sqlx::query("SELECT pg_terminate_backend($1, 5000)").bind(pid).execute(&mut *lock).await?;
                    }
                }
                Ok(lock.rollback().await?)
            };
            stage.kill_and_restart(gap, let_go).await?;
            reached
        }
        .boxed()
    },
};
