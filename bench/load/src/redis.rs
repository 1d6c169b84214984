//! Redis, as far as a run has to ask it: which process it is, how many commands it has done, and to forget what a run left.

use anyhow::{Context as _, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::process::Process;

#[derive(Clone, Debug)]
pub struct Redis {
    pub url: String,
    address: String,
}

impl Redis {
    pub fn new(url: &str) -> Result<Self> {
        let parsed = url::Url::parse(url)?;
        let host = parsed.host_str().context("REDIS_URL without a host")?;
        Ok(Self { url: url.to_owned(), address: format!("{host}:{}", parsed.port().unwrap_or(6379)) })
    }

    pub async fn process(&self) -> Result<Process> {
        Ok(Process::single(self.info("server", "process_id:").await? as u32))
    }

    pub async fn commands(&self) -> Result<i64> {
        self.info("stats", "total_commands_processed:").await
    }

    /// Forgets what was kept for the bot, and nothing else: the server may be somebody's.
    pub async fn forget(&self, bot: i64) -> Result<()> {
        let script = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";
        self.ask(&format!("EVAL \"{script}\" 0 academy:{bot}:*")).await.map(drop)
    }

    async fn info(&self, section: &str, name: &str) -> Result<i64> {
        let text = self.ask(&format!("INFO {section}")).await?;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        Ok(line.with_context(|| format!("Redis does not tell its {name}"))?.trim().parse()?)
    }

    /// An inline command; the answer ends when Redis closes, which QUIT asks for.
    async fn ask(&self, command: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address).await.context("Redis cannot be reached")?;
        stream.write_all(format!("{command}\r\nQUIT\r\n").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }
}
