//! Authors push a new wording of the questions while they are being answered.

use std::time::Duration;

use futures::FutureExt as _;

use super::{BOTH, DEFT, Fault, NOTHING, Needs};
use crate::product;
use crate::quizzing::REWORDED;

/// How long the academy may take to read its content again.
const PATIENCE: Duration = Duration::from_secs(15);

pub const FAULT: Fault = Fault {
    name: "content-push",
    does: "the wording of every question changes in the middle of quizzes, and SIGHUP has it read",
    modes: BOTH,
    times: (1, 1),
    needs: Needs { content: true, ..NOTHING },
    habits: DEFT,
    strike: |stage, _| {
        async move {
            let Some(content) = &stage.content else { anyhow::bail!("the content is not ours to change") };
            let mut reworded = 0;
            for file in product::content::read(content)?.files {
                // Originals only: a translation says which original it was made from, and stays what it is.
                let translated = file.path.trim_end_matches(".md").contains(".ru");
                if !translated && file.text.contains("\n### ") {
                    std::fs::write(content.join(&file.path), reword(&file.text))?;
                    reworded += 1;
                }
            }
            anyhow::ensure!(reworded > 0, "no lesson was found to be reworded");
            let academy = stage.academy.lock().await;
            academy.hang_up();
            anyhow::ensure!(
                academy.logged("the content was read again", PATIENCE).await,
                "the content was not read again"
            );
            Ok(())
        }
        .boxed()
    },
};

/// Every question's prompt gets a word in front; its id and its options stay.
fn reword(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("### ").and_then(|line| line.split_once(": ")) {
        Some((kind, prompt)) => format!("### {kind}: {REWORDED}{prompt}\n"),
        None => format!("{line}\n"),
    });
    lines.collect()
}
