//! A Redis of the test's own: flushed, paused, killed and started again at the same address.

use std::process::Stdio;

use tokio::process::{Child, Command};

use super::free_port;
use super::output::Output;
use super::server::PATIENCE;

/// What it says when it may be asked.
const READY: &str = "Ready to accept connections";

/// Dropping it kills it.
pub struct Redis {
    port: u16,
    server: Option<Child>,
}

impl Redis {
    /// At a free address.
    pub async fn start() -> anyhow::Result<Self> {
        for _ in 0..10 {
            let mut redis = Self { port: free_port(), server: None };
            // A port that somebody has taken meanwhile ends it at once.
            if redis.start_again().await.is_ok() {
                return Ok(redis);
            }
        }
        anyhow::bail!("no Redis could be started")
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Starts it, empty, and returns when it answers.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new("redis-server");
        command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn()?;
        let output = Output::of(&mut server);
        self.server = Some(server);
        anyhow::ensure!(output.logged(READY, PATIENCE).await.is_some(), "Redis does not start:\n{}", output.text());
        Ok(())
    }

    /// `kill -9`, and gone.
    pub async fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill().await;
        }
    }

    /// Runs a command on a connection of its own.
    pub async fn run(&self, words: &[&str]) -> anyhow::Result<()> {
        let client = redis::Client::open(self.url())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut command = redis::cmd(words[0]);
        for word in &words[1..] {
            command.arg(*word);
        }
        Ok(command.query_async(&mut connection).await?)
    }
}
