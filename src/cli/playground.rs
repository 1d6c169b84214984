//! `academy playground`: the real academy against an emulated Telegram, with a chat page. No token, no database, no
//! configuration; what is learned lasts across restarts.
//!
//! Whoever opens the page may be anybody. So it is for this machine only, its bot's token is drawn anew at each start, and
//! it opens no database, Redis or service but its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;

use super::start::{Academy, signalled};
use super::table;
use crate::platform::clock;
use crate::platform::cluster::Cluster;
use crate::platform::cluster::account::running_as_root;
use crate::platform::config::{Purpose, Settings};
use crate::platform::telemetry;
use emulator::{Emulator, EmulatorConfig};

/// The bot that the emulated Telegram knows.
const BOT: &str = "1000001";
const USERNAME: &str = "academy_playground_bot";
/// Nobody is to be slowed down in a playground.
const RATE: &str = "1000";
/// The emulated Telegram's chats, in the playground's folder. It is written before there is a database.
const JOURNAL: &str = "telegram.jsonl";

#[derive(Args)]
pub struct Playground {
    /// Port of the chat page; a free one is taken where this is in use.
    #[arg(long, default_value_t = 8081)]
    port: u16,
}

#[expect(clippy::print_stdout, reason = "the address is what this command is for")]
pub async fn run(command: &Playground) -> anyhow::Result<ExitCode> {
    let told = signalled().await?;
    let mut settings = settings(&token())?;
    for_here(settings.http_addr)?;
    own(&settings.data_dir)?;
    telemetry::init(settings.log_format, &settings.log);
    let server = listen(settings.http_addr).await?;
    let page = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, command.port))).await?;
    let emulator = emulator(&settings)?.serve(page)?;
    settings.api_url = emulator.url.parse()?;
    settings.frame_ancestors = vec![emulator.url.clone()];
    settings.public_url = Some(format!("http://{}", server.local_addr()?).parse()?);
    let academy = Academy::start(settings, server).await?;
    println!("\n  The playground is open:  {}\n", emulator.url);
    academy.run_until(told).await?;
    Ok(ExitCode::SUCCESS)
}

/// A token that nobody knows: whoever has it can sign launch data.
fn token() -> String {
    format!("{BOT}:PLAYGROUND-{}", hex::encode(rand::random::<[u8; 16]>()))
}

/// The environment decides what it usually does, but the bot and what it works with are the playground's own.
fn settings(token: &str) -> anyhow::Result<Settings> {
    let lookup = |name: &str| match name {
        "TELOXIDE_TOKEN" => Some(token.to_owned()),
        "TELEGRAM_RATE" => Some(RATE.to_owned()),
        "LOG" => Some(std::env::var(name).unwrap_or_else(|_| "warn".to_owned())),
        "ACADEMY_DATA_DIR" | "ACADEMY_OPERATORS" | "CONTENT_DIR" | "HOME" | "HTTP_ADDR" | "LOG_FORMAT"
        | "XDG_DATA_HOME" => std::env::var(name).ok(),
        _ => None,
    };
    let mut settings = Settings::read(&table(), &lookup, Purpose::Serving, running_as_root())?;
    settings.data_dir.push("playground");
    Ok(settings)
}

/// Nobody else may reach it.
fn for_here(address: SocketAddr) -> anyhow::Result<()> {
    ensure!(
        address.ip().is_loopback(),
        "the playground is for this machine only, where everybody may be anybody: unset HTTP_ADDR, or give it a loopback \
         address such as 127.0.0.1:8080"
    );
    Ok(())
}

/// A folder that holds a database is opened only if a playground has made it: its chats lie beside.
fn own(folder: &Path) -> anyhow::Result<()> {
    ensure!(
        !Cluster::exists(folder) || folder.join(JOURNAL).exists(),
        "{} holds a database that no playground has made; set ACADEMY_DATA_DIR to another folder",
        folder.display()
    );
    Ok(())
}

/// The emulated Telegram; its chats last in the data folder.
fn emulator(settings: &Settings) -> anyhow::Result<Emulator> {
    let folder = &settings.data_dir;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let journal = folder.join(JOURNAL);
    let token = settings.token.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default();
    let config = EmulatorConfig {
        username: USERNAME.into(),
        journal: Some(journal.clone()),
        ..EmulatorConfig::new(token, clock::now)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_token_is_another_one_each_time() {
        let [one, two] = [token(), token()];
        assert!(one != two && one.starts_with("1000001:") && settings(&one).is_ok());
    }

    #[test]
    fn it_listens_on_this_machine_only() {
        for (address, here) in
            [("127.0.0.1:8080", true), ("[::1]:0", true), ("0.0.0.0:8080", false), ("10.0.0.7:80", false)]
        {
            assert_eq!(for_here(address.parse().unwrap()).is_ok(), here, "{address}");
        }
    }

    #[test]
    fn a_database_that_it_did_not_make_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("academy-playground-{}", uuid::Uuid::new_v4().simple()));
        assert!(own(&folder).is_ok(), "nothing is there yet");
        std::fs::create_dir_all(folder.join("postgres")).unwrap();
        assert!(own(&folder).unwrap_err().to_string().contains("no playground has made"));
        std::fs::write(folder.join(JOURNAL), "").unwrap();
        assert!(own(&folder).is_ok());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
