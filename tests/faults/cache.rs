//! A Redis of a run's own: flushed, paused, killed and started again at the same address.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::harness::free_port;

pub struct Redis {
    port: u16,
    server: Option<Child>,
}

impl Redis {
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
        let server = self.server.insert(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
        loop {
            if let Some(status) = server.try_wait()? {
                anyhow::bail!("Redis has ended: {status}");
            }
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
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

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
