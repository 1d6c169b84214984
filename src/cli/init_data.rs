//! `academy init-data`: is this launch data Telegram's, and for that bot? For whoever looks after something beside the
//! academy that learners bring launch data to, and must not have the bot's token: it needs no configuration at all. The
//! data are read from standard input, as a command line is seen by everybody on the machine.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use crate::http::init_data::{InitDataError, third_party};
use crate::platform::clock;

/// Bytes that are read at most; more is too long anyway.
const LIMIT: u64 = 64 * 1024;

#[derive(Args)]
pub struct InitData {
    /// The bot's id: what stands before the colon of its token.
    #[arg(long)]
    bot: u64,
    /// Signed in Telegram's test environment.
    #[arg(long)]
    test: bool,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub fn run(command: &InitData) -> anyhow::Result<ExitCode> {
    let mut raw = String::new();
    std::io::stdin().take(LIMIT).read_to_string(&mut raw).context("standard input cannot be read")?;
    let key = if command.test { third_party::TEST } else { third_party::PRODUCTION };
    match third_party::validate(raw.trim(), command.bot, key, clock::now()) {
        Ok(data) => {
            println!("valid: user {}, signed at {}", data.user, data.signed_at.to_rfc3339());
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let signed = if matches!(error, InitDataError::Early | InitDataError::Expired) {
                "signed by Telegram, but "
            } else {
                ""
            };
            println!("not valid: {signed}{error}");
            Ok(ExitCode::FAILURE)
        }
    }
}
