//! `academy playground`: the real academy against an emulated Telegram, with a chat page. No token, no database, no
//! configuration; what is learned lasts across restarts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use secrecy::SecretString;
use tokio::net::TcpListener;
use url::Url;

use super::start::{Academy, signalled};
use crate::platform::clock;
use crate::platform::config::Settings;
use crate::platform::telemetry;
use crate::playground::{Emulator, EmulatorConfig};

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
    let page = listen(command.port).await?;
    let server = listen(0).await?;
    let (page, page_address) = (page, format!("http://{}", server_address(&page)?));
    let public_url = format!("http://{}", server.local_addr()?);
    let mut settings = settings(&page_address, &public_url)?;
    telemetry::init(settings.log_format, &settings.log);
    settings.data_dir = settings.data_dir.join("playground");

    let emulator = emulator(&settings.data_dir)?;
    drop(page);
    let running = emulator.bind(page_address.trim_start_matches("http://").parse()?).await?;
    let academy = Academy::start(settings, server).await?;
    println!("\n  The playground is open:  {}\n", running.url);
    academy.run_until(told).await?;
    Ok(ExitCode::SUCCESS)
}

fn server_address(listener: &TcpListener) -> std::io::Result<SocketAddr> {
    listener.local_addr()
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match TcpListener::bind(loopback(port)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(loopback(0)).await.context("no free port on the loopback interface"),
    }
}

/// The environment decides what it usually does, but the bot talks to the emulator and to nobody else.
fn settings(api_url: &str, public_url: &str) -> anyhow::Result<Settings> {
    let lookup = |name: &str| match name {
        "TELOXIDE_TOKEN" => Some(TOKEN.to_owned()),
        "TELOXIDE_API_URL" | "FRAME_ANCESTORS" => Some(api_url.to_owned()),
        "PUBLIC_URL" => Some(public_url.to_owned()),
        "TELEGRAM_RATE" => Some(RATE.to_owned()),
        "LOG" => Some(std::env::var("LOG").unwrap_or_else(|_| "warn".to_owned())),
        "WEBHOOK_SECRET" | "ACADEMY_ROLES" => None,
        other => std::env::var(other).ok(),
    };
    Ok(Settings::read(&lookup, &[], crate::platform::cluster::account::running_as_root())?)
}
