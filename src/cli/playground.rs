//! `academy playground`: the real academy against an emulated Telegram, with a chat page. No token, no database, no
//! configuration; what is learned lasts across restarts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use tokio::net::TcpListener;

use super::start::{Academy, signalled};
use super::table;
use crate::platform::clock;
use crate::platform::cluster::account::running_as_root;
use crate::platform::config::{Purpose, Settings};
use crate::platform::telemetry;
use emulator::{Emulator, EmulatorConfig};

/// The emulated Telegram knows this bot only; it opens nothing anywhere else.
const TOKEN: &str = "1000001:PLAYGROUND-a-token-that-opens-nothing-0";
const USERNAME: &str = "academy_playground_bot";
/// Nobody is to be slowed down in a playground.
const RATE: &str = "1000";

#[derive(Args)]
pub struct Playground {
    /// Port of the chat page; a free one is taken where this is in use.
    #[arg(long, default_value_t = 8081)]
    port: u16,
}

#[expect(clippy::print_stdout, reason = "the address is what this command is for")]
pub async fn run(command: &Playground) -> anyhow::Result<ExitCode> {
    let told = signalled().await?;
    let mut settings = settings()?;
    telemetry::init(settings.log_format, &settings.log);
    let server = listen(settings.http_addr).await?;
    let page = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, command.port))).await?;
    let emulator = emulator(&settings.data_dir)?.serve(page)?;
    settings.api_url = emulator.url.parse()?;
    settings.frame_ancestors = vec![emulator.url.clone()];
    settings.public_url = Some(format!("http://{}", server.local_addr()?).parse()?);
    let academy = Academy::start(settings, server).await?;
    println!("\n  The playground is open:  {}\n", emulator.url);
    academy.run_until(told).await?;
    Ok(ExitCode::SUCCESS)
}

/// The environment decides what it usually does, but the bot is the playground's own.
fn settings() -> anyhow::Result<Settings> {
    let lookup = |name: &str| match name {
        "TELOXIDE_TOKEN" => Some(TOKEN.to_owned()),
        "TELEGRAM_RATE" => Some(RATE.to_owned()),
        "LOG" => Some(std::env::var(name).unwrap_or_else(|_| "warn".to_owned())),
        "ACADEMY_ROLES" | "PUBLIC_URL" | "TELOXIDE_API_URL" | "WEBHOOK_SECRET" => None,
        other => std::env::var(other).ok(),
    };
    let mut settings = Settings::read(&table(), &lookup, Purpose::Serving, running_as_root())?;
    settings.data_dir.push("playground");
    Ok(settings)
}

/// The emulated Telegram; its chats last in the data folder.
fn emulator(data_dir: &Path) -> anyhow::Result<Emulator> {
    std::fs::create_dir_all(data_dir).with_context(|| format!("cannot make {}", data_dir.display()))?;
    let journal = data_dir.join("telegram.jsonl");
    let config = EmulatorConfig {
        username: USERNAME.into(),
        journal: Some(journal.clone()),
        ..EmulatorConfig::new(TOKEN, clock::now)
    };
    Emulator::new(config).with_context(|| format!("cannot read {}; remove it to begin anew", journal.display()))
}

/// A listener at the address or, where that is taken, at a free port beside it.
async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(SocketAddr::new(address.ip(), 0)).await.context("no free port on this machine"),
    }
}
