//! `academy health`: does the server on this machine answer? For container health checks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::platform::config::Settings;

const PATIENCE: Duration = Duration::from_secs(3);

pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut address = settings.http_addr;
    // A server that listens everywhere is asked on the loopback interface.
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            IpAddr::V4(Ipv4Addr::LOCALHOST)
        } else {
            IpAddr::V6(Ipv6Addr::LOCALHOST)
        });
    }
    let asked = reqwest::Client::new().get(format!("http://{address}/healthz")).timeout(PATIENCE).send().await;
    let status = asked.with_context(|| format!("nobody answers at HTTP_ADDR {address}"))?.status();
    ensure!(status.is_success(), "the server at {address} answers {status}");
    Ok(ExitCode::SUCCESS)
}
