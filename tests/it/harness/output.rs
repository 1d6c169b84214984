//! What a process says: read to its end as it comes, and waited for. Whose process it is does not matter here.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::Child;
use tokio::sync::watch;
use tokio::time::timeout;

pub struct Output {
    lines: Arc<Mutex<Vec<String>>>,
    /// Closed when there is nothing more to read.
    changed: watch::Receiver<usize>,
}

impl Output {
    /// Reads whatever of the child's output is piped.
    pub fn of(child: &mut Child) -> Self {
        let lines = Arc::default();
        let (sender, changed) = watch::channel(0);
        let sender = Arc::new(sender);
        if let Some(stderr) = child.stderr.take() {
            collect(stderr, Arc::clone(&lines), Arc::clone(&sender));
        }
        if let Some(stdout) = child.stdout.take() {
            collect(stdout, Arc::clone(&lines), sender);
        }
        Self { lines, changed }
    }

    /// Everything that was said so far.
    pub fn text(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }

    /// Waits so long for a line that contains the text. None: it did not come in time, or the process ended before.
    pub async fn logged(&self, text: &str, patience: Duration) -> Option<String> {
        let mut changed = self.changed.clone();
        let found = || self.lines.lock().unwrap().iter().find(|line| line.contains(text)).cloned();
        let waiting = async {
            loop {
                if let Some(line) = found() {
                    return Some(line);
                }
                if changed.changed().await.is_err() {
                    return found();
                }
            }
        };
        timeout(patience, waiting).await.ok().flatten()
    }

    /// Is there nobody left who could say anything?
    #[allow(dead_code, reason = "for the fault run")]
    pub fn is_over(&self) -> bool {
        self.changed.has_changed().is_err()
    }

    /// Returns when there is nobody left who could say anything: the process has ended, or is about to.
    #[allow(dead_code, reason = "for the fault run")]
    pub fn over(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut changed = self.changed.clone();
        async move { while changed.changed().await.is_ok() {} }
    }
}

fn collect(
    stream: impl AsyncRead + Unpin + Send + 'static,
    lines: Arc<Mutex<Vec<String>>>,
    changes: Arc<watch::Sender<usize>>,
) {
    let mut reader = BufReader::new(stream).lines();
    tokio::spawn(async move {
        while let Ok(Some(line)) = reader.next_line().await {
            lines.lock().unwrap().push(line);
            changes.send_modify(|count| *count += 1);
        }
    });
}
