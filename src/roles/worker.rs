//! The role `worker`: read models and policies follow the log, contexts' jobs are done, and what nobody needs any more is
//! forgotten.

use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::app::App;
use crate::platform::eventstore::run_all;
use crate::platform::jobs::{self, Kind};
use crate::role::{Role, Running, Stage};
use crate::{contexts, privacy};

mod purges;

pub use purges::KEYS_KEPT;

/// Somewhat more than jobs may take to [finish](jobs::FINISH). All else stands in transactions of its own, which a stop
/// may break off.
const FINISH: Duration = jobs::FINISH.saturating_add(Duration::from_millis(500));

pub static ROLE: Role = Role {
    name: "worker",
    help: "subscriptions and jobs",
    requires: &[],
    kinds: || works().map(|kind| kind.name).collect(),
    start: |stage| {
        let Stage { app, stopping, .. } = stage;
        let worker: Box<dyn Running> = Box::new(Worker(tokio::spawn(work(app.clone(), stopping))));
        std::future::ready(Ok(Some(worker))).boxed()
    },
};

struct Worker(JoinHandle<()>);

impl Running for Worker {
    fn ended(&mut self) -> BoxFuture<'_, ()> {
        async { drop((&mut self.0).await) }.boxed()
    }

    fn stop(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        let stopped = async move {
            if timeout(FINISH, &mut self.0).await.is_err() {
                self.0.abort();
            }
        };
        stopped.boxed()
    }
}

/// All kinds of jobs that it does.
fn works() -> impl Iterator<Item = Kind> {
    contexts::works().into_iter().chain(privacy::works())
}

async fn work(app: App, mut stopping: watch::Receiver<bool>) {
    let followed = run_all(app.store.clone(), contexts::subscriptions(), stopping.clone());
    let overview = jobs::watch(app.pool().clone(), app.clock.clone(), stopping.clone());
    let done = join_all(works().map(|Kind { name, work }| {
        jobs::run(app.store.clone(), app.clock.clone(), name, work(&app), stopping.clone())
    }));
    let working = async {
        tokio::join!(followed, overview, done);
    };
    let stopped = async {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    tokio::pin!(working);
    tokio::select! {
        () = &mut working => {}
        () = purges::run(&app) => {}
        () = stopped => working.await,
    }
}
