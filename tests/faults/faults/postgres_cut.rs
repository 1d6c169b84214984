//! Every connection to the database is cut.

use futures::FutureExt as _;
use sqlx::Connection as _;

use super::{BOTH, DEFT, Fault, NOTHING};

pub const FAULT: Fault = Fault {
    name: "postgres-cut",
    does: "pg_terminate_backend of all the academy's connections",
    modes: BOTH,
    times: (3, 8),
    needs: NOTHING,
    habits: DEFT,
    strike: |stage, _| {
        async move {
            let mut outside = stage.connect().await?;
            let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                       WHERE datname = current_database() AND application_name = 'academy'";
            let cut: i64 = sqlx::query_scalar(cut).fetch_one(&mut outside).await?;
            outside.close().await?;
            anyhow::ensure!(cut > 0, "there was no connection to cut");
            Ok(())
        }
        .boxed()
    },
};
