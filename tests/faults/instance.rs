//! An `academy serve` under supervision, as an operator runs it: whatever ends it, it is started again until it is open.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::harness::Server;

const OPEN: &str = "the academy is open";
/// A start takes a second; one that finds no database or no Redis is tried again for so long.
const PATIENCE: Duration = Duration::from_secs(40);
/// Between two starts, as supervisors pause: nothing tells when what the first one lacked is there.
const PAUSE: Duration = Duration::from_millis(100);

pub struct Academy {
    variables: BTreeMap<String, String>,
    server: Option<Server>,
    /// Ends that nobody asked for, and starts that failed.
    pub ends: Vec<String>,
    /// Told when a process that was open has ended, whoever ended it.
    pub ended: Arc<Notify>,
    /// What earlier processes have said.
    said: Vec<String>,
}

impl Academy {
    /// Not started yet.
    pub fn new(variables: BTreeMap<String, String>) -> Self {
        Self { variables, server: None, ends: Vec::new(), ended: Arc::default(), said: Vec::new() }
    }

    /// Returns when it is open, which another fault may have seen to.
    pub async fn open(&mut self) -> anyhow::Result<()> {
        if self.server.is_some() && !self.has_fallen() {
            return Ok(());
        }
        self.kill();
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let started = Instant::now();
            let server = Server::start(&["serve"], &self.variables);
            if server.logged(OPEN, PATIENCE).await.is_some() {
                let (end, ended) = (server.end(), Arc::clone(&self.ended));
                tokio::spawn(async move {
                    end.await;
                    ended.notify_one();
                });
                self.server = Some(server);
                return Ok(());
            }
            // A start that finds nobody there ends with a message. One that hangs is ended.
            if started.elapsed() >= PATIENCE {
                self.ends.push("a start that hung".to_owned());
            }
            self.put_down(server);
            tokio::time::sleep(PAUSE).await;
        }
        anyhow::bail!("the academy does not open; its last words:\n{}", self.last_words())
    }

    /// Has no process run before the present one?
    pub const fn is_first(&self) -> bool {
        self.said.is_empty()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(server) = self.server.take() {
            self.put_down(server);
        }
    }

    /// SIGHUP: read the content again.
    pub fn hang_up(&self) {
        if let Some(server) = &self.server {
            server.hang_up();
        }
    }

    /// The log of the running process.
    pub async fn logged(&self, text: &str, patience: Duration) -> bool {
        match &self.server {
            Some(server) => server.logged(text, patience).await.is_some(),
            None => false,
        }
    }

    /// Has it ended by itself? It never should.
    pub fn has_fallen(&mut self) -> bool {
        self.server.as_mut().is_some_and(Server::ended)
    }

    /// Starts it again if it has ended by itself.
    pub async fn look_after(&mut self) -> anyhow::Result<()> {
        if !self.has_fallen() {
            return Ok(());
        }
        self.kill();
        self.ends.push(format!("the process ended by itself:\n{}", self.last_words()));
        self.open().await
    }

    /// Everything that it and its predecessors have said.
    pub fn output(&self) -> String {
        let now = self.server.as_ref().map(Server::output);
        self.said.iter().cloned().chain(now).collect::<Vec<_>>().join("\n--- killed ---\n")
    }

    fn last_words(&self) -> String {
        let said = self.said.last().map_or("", String::as_str);
        let lines: Vec<_> = said.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    fn put_down(&mut self, server: Server) {
        // What is said is read by a task of its own: the end of it may be lost with the process, which does no harm.
        self.said.push(server.output());
        server.kill();
    }
}
