//! `academy sessions end`: signs people out, for instance after the bot's token was in wrong hands, by which anybody could
//! have signed launch data. Every instance refuses them with their next call.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use dialogues::kernel::ids::LearnerId;
use serde_json::json;
use uuid::Uuid;

use super::start::Database;
use crate::identity::audit::{self, Actor, Entry};
use crate::identity::sessions::{self, Reason};
use crate::platform::clock;
use crate::platform::config::Settings;

/// What the audit log calls it.
const ENDED: &str = "sessions ended";

#[derive(Args)]
pub struct Sessions {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// End a learner's sessions, or everybody's.
    End(End),
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct End {
    /// The learner's id.
    learner: Option<Uuid>,
    /// Sign everybody out.
    #[arg(long)]
    all: bool,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Sessions, settings: &Settings) -> anyhow::Result<ExitCode> {
    let Command::End(End { learner, .. }) = &command.command;
    let database = Database::open(settings).await?;
    let (mut connection, now) = (database.pool.acquire().await?, clock::now());
    let ended = match learner {
        Some(learner) => {
            sessions::end_all(&mut connection, LearnerId::from_uuid(*learner), Reason::Operator, now).await?
        }
        None => sessions::end_everybodys(&mut connection, now).await?,
    };
    drop(connection);
    let detail = json!({ "ended": ended });
    let entry =
        Entry { at: now, actor: Actor::CommandLine, action: ENDED, subject: learner.map(LearnerId::from_uuid), detail };
    audit::note(&database.pool, &entry).await?;
    println!("sessions that were open and are ended: {ended}");
    database.close().await;
    Ok(ExitCode::SUCCESS)
}
