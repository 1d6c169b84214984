//! `academy serve`: the bot, the API and the worker, as `ACADEMY_ROLES` says.

use std::pin::pin;
use std::process::ExitCode;

use anyhow::Context as _;
use tokio::net::TcpListener;

use super::start::{Academy, signalled};
use crate::platform::config::Settings;

pub async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let told = signalled().await?;
    let address = settings.http_addr;
    let bound = TcpListener::bind(address).await;
    let listener =
        bound.with_context(|| format!("cannot listen on HTTP_ADDR {address}; another program may have it"))?;
    let content = settings.content_dir.clone();
    let mut told = pin!(told);
    let academy = tokio::select! {
        started = Academy::start(settings, listener) => started?,
        () = &mut told => return Ok(ExitCode::SUCCESS),
    };
    academy.read_again_at_hangup(content);
    academy.run_until(told).await?;
    Ok(ExitCode::SUCCESS)
}
