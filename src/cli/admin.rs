//! `academy admin`: who has which role, from the command line. Whoever can run it beside the database may do all of it;
//! what it does stands in the audit log as done by `cli`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use dialogues::access::Grant;
use dialogues::kernel::ids::LearnerId;
use dialogues::scene::Known;
use dialogues::streams::team::{Appointed, Given};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Format;
use super::start::Database;
use crate::identity::team::{self, Change};
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::eventstore::EventStore;

#[derive(Args)]
pub struct Admin {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everybody with a role.
    List {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Give somebody a role.
    Grant(Whose),
    /// Take a role away. The last operator stays.
    Revoke(Whose),
}

#[derive(Args)]
struct Whose {
    /// A Telegram id, or the id of a learner.
    who: String,
    /// operator, author or mentor.
    role: String,
    /// An author's courses (ios-foundation, ios-*), a mentor's group (spring-1).
    about: Option<String>,
}

pub async fn run(command: &Admin, settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::open(settings).await?;
    let done = done(command, &database.store(settings), settings).await;
    database.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn done(command: &Admin, store: &EventStore, settings: &Settings) -> anyhow::Result<()> {
    let appointed = team::appointed(store, &settings.operators).await?;
    match &command.command {
        Command::List { format } => list(store, &appointed, *format).await,
        Command::Grant(role) => change(store, &appointed, Change::Grant, role).await,
        Command::Revoke(role) => change(store, &appointed, Change::Revoke, role).await,
    }
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
async fn change(store: &EventStore, appointed: &Appointed, what: Change, whose: &Whose) -> anyhow::Result<()> {
    let grant = Grant::read(&whose.role, whose.about.as_deref())?;
    let Known { learner, telegram_id, .. } = someone(store, &whose.who).await?;
    let changed = team::change(store, appointed, what, learner, &grant, Clock::system().now()).await;
    let changed = changed.with_context(|| format!("{telegram_id} cannot have the role changed ({grant})"))?;
    println!(
        "{}",
        match (what, changed) {
            (Change::Grant, Some(_)) => format!("{telegram_id} ({learner}) is {grant} now."),
            (Change::Grant, None) => format!("{telegram_id} ({learner}) is {grant} already. Nothing was changed."),
            (Change::Revoke, Some(_)) => format!("{telegram_id} ({learner}) is {grant} no more."),
            (Change::Revoke, None) => format!("{telegram_id} ({learner}) is not {grant}. Nothing was changed."),
        }
    );
    Ok(())
}

/// Somebody who has written to the bot: only they have an id here.
async fn someone(store: &EventStore, who: &str) -> anyhow::Result<Known> {
    let found = match (who.parse::<i64>(), who.parse::<Uuid>()) {
        (Ok(id), _) if id > 0 => team::by_telegram(store, id).await?,
        (_, Ok(id)) => team::known(store, LearnerId::from_uuid(id)).await?,
        _ => bail!("{who:?} names nobody; expected a Telegram id, such as 123456789, or the id of a learner"),
    };
    found.with_context(|| {
        format!("nobody of the id {who} has written to the bot yet; they have to press Start first, or name their Telegram id in ACADEMY_OPERATORS")
    })
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
async fn list(store: &EventStore, appointed: &Appointed, format: Format) -> anyhow::Result<()> {
    let given = team::current(store).await?.given;
    let mut all: Vec<Value> = appointed.0.iter().map(|who| line(*who, "operator", None, None)).collect();
    all.extend(given.iter().map(of));
    let people: BTreeSet<LearnerId> = given.iter().map(|given| given.who).chain(appointed.0.iter().copied()).collect();
    for who in people {
        let known = team::known(store, who).await?;
        for role in all.iter_mut().filter(|role| role["learner"] == json!(who)) {
            role["telegramId"] = json!(known.as_ref().map(|known| known.telegram_id));
        }
    }
    match format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&all)?),
        Format::Text if all.is_empty() => {
            println!("Nobody has a role. Name operators in ACADEMY_OPERATORS, or: academy admin grant WHO operator");
        }
        Format::Text => all.iter().for_each(|role| println!("{}", text(role))),
    }
    Ok(())
}

fn of(given: &Given) -> Value {
    let by = given.by.map_or_else(|| json!("cli"), |by| json!(by));
    let role = given.grant.role().as_str();
    line(given.who, role, given.grant.about(), Some((by, json!(given.at))))
}

fn line(who: LearnerId, role: &str, about: Option<&str>, since: Option<(Value, Value)>) -> Value {
    let (by, at) = since.unwrap_or((json!("ACADEMY_OPERATORS"), Value::Null));
    json!({ "learner": who, "role": role, "about": about, "by": by, "at": at })
}

/// No names: the list may be copied somewhere.
fn text(role: &Value) -> String {
    let word = |key: &str| role[key].as_str().map(|word| format!(" {word}")).unwrap_or_default();
    let telegram = role["telegramId"].as_i64().map_or_else(|| "unknown".to_owned(), |id| id.to_string());
    let learner = role["learner"].as_str().unwrap_or_default();
    format!("{telegram} ({learner}){}{}, by{}{}", word("role"), word("about"), word("by"), word("at"))
}
