//! `academy content snippets [PATH]`: what the content claims of code, as one JSON document. Whoever has a compiler can try
//! it; `script/snippets` does.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dialogues::catalogue::{Behaviour, Catalogue, Claim, SourceFile, line_column};
use serde_json::{Value, json};

use crate::platform::content;

#[derive(Args)]
pub struct Snippets {
    /// The folder that holds `courses/`.
    #[arg(default_value = "content", env = "CONTENT_DIR")]
    path: PathBuf,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub fn run(command: &Snippets) -> anyhow::Result<ExitCode> {
    let files = content::read(&command.path)?.files;
    let claims = Catalogue::compile(&files).claims;
    let snippets: Vec<Value> = claims.iter().map(|claim| snippet(claim, &files)).collect();
    println!("{}", serde_json::to_string_pretty(&snippets)?);
    Ok(ExitCode::SUCCESS)
}

/// `expects` is `compiles`, `does-not-compile` or `runs`; then `prints` is all that is printed, or `lines` what single
/// lines of the code print.
fn snippet(claim: &Claim, files: &[SourceFile]) -> Value {
    let text = files.iter().find(|file| file.path == claim.path).map_or("", |file| file.text.as_str());
    let (line, _) = line_column(text, claim.span.start);
    let mut snippet = json!({ "path": claim.path, "line": line, "code": claim.code });
    match &claim.behaviour {
        Behaviour::Compiles => snippet["expects"] = "compiles".into(),
        Behaviour::DoesNotCompile => snippet["expects"] = "does-not-compile".into(),
        Behaviour::Prints(all) => {
            snippet["expects"] = "runs".into();
            snippet["prints"] = all.as_str().into();
        }
        Behaviour::Runs(lines) => {
            snippet["expects"] = "runs".into();
            let lines = lines.iter().map(|line| json!({ "line": line.line, "prints": line.prints }));
            snippet["lines"] = lines.collect();
        }
    }
    snippet
}
