//! An `academy` process: started, read, killed.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::output::Output;

/// Nothing in a test takes longer; a machine under load may come close.
pub const PATIENCE: Duration = Duration::from_mins(1);

pub struct Server {
    child: Child,
    output: Output,
}

impl Server {
    /// Starts a command with exactly these variables.
    pub fn start(arguments: &[&str], variables: &BTreeMap<String, String>) -> Self {
        let mut child = command(arguments, variables).spawn().unwrap();
        let output = Output::of(&mut child);
        Self { child, output }
    }

    /// Waits for a line that contains the text and returns it.
    pub async fn log(&self, text: &str) -> String {
        match self.logged(text, PATIENCE).await {
            Some(line) => line,
            None => panic!("no line with {text:?} in:\n{}", self.output()),
        }
    }

    /// Waits so long for a line that contains the text. None: it did not come in time, or the process ended before.
    pub async fn logged(&self, text: &str, patience: Duration) -> Option<String> {
        self.output.logged(text, patience).await
    }

    /// Has the process ended, by itself or otherwise?
    #[allow(dead_code, reason = "for the fault run")]
    pub fn ended(&mut self) -> bool {
        self.output.is_over() || self.child.try_wait().unwrap().is_some()
    }

    /// Returns when it has [`ended`](Self::ended).
    #[allow(dead_code, reason = "for the fault run")]
    pub fn end(&self) -> impl Future<Output = ()> + Send + use<> {
        self.output.over()
    }

    pub fn output(&self) -> String {
        self.output.text()
    }

    pub fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// `kill -9`, and gone.
    pub fn kill(mut self) {
        self.child.start_kill().unwrap();
        while self.child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
    }

    /// SIGHUP: read the content again.
    pub fn hang_up(&self) {
        self.signal("-HUP");
    }

    fn signal(&self, name: &str) {
        let status = std::process::Command::new("kill").args([name, &self.pid().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// SIGTERM; returns the exit code and how long it took.
    pub async fn terminate(mut self) -> (i32, Duration) {
        let started = std::time::Instant::now();
        self.signal("-TERM");
        let status = timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        (status.code().unwrap_or(-1), started.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the academy said:\n{}\n---", self.output());
        }
    }
}

/// Runs a command to its end: the exit code and everything it said.
pub async fn run(arguments: &[&str], variables: &BTreeMap<String, String>) -> (i32, String) {
    let output = timeout(PATIENCE, command(arguments, variables).output()).await.expect("it ends").unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

/// A command with exactly these variables, not started yet.
pub fn command(arguments: &[&str], variables: &BTreeMap<String, String>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_academy"));
    command.args(arguments).env_clear().envs(variables.iter().filter(|(_, value)| !value.is_empty()));
    for name in ["PATH", "HOME", "TMPDIR", "LANG"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}
