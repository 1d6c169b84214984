//! `academy claims`: what learners object to. Each line is a point of an interview that the scorer did not find, and the
//! learner's own words that they say it by. Who looks after the content reads them here, and adds to `match:` what is
//! right. The words are a learner's answer: this prints them for people, and nothing logs them.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use dialogues::streams::{Aggregate as _, InterviewFact, InterviewRun};
use serde_json::{Value, json};

use super::Format;
use super::start::Database;
use crate::identity::audit::{self, Actor, Entry};
use crate::platform::clock;
use crate::platform::config::Settings;
use crate::platform::eventstore::StoredEvent;

/// What the audit log calls it.
const READ: &str = "claims read";
const CLAIMED: &str = "PointClaimed";

#[derive(Args)]
pub struct Claims {
    /// The id of one interview; all without it.
    interview: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Claims, settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::open(settings).await?;
    let claimed = database.store(settings).read_type(CLAIMED).await?;
    let of = |event: &&StoredEvent| {
        command.interview.as_ref().is_none_or(|interview| event.data["interview"] == interview.as_str())
    };
    let claims: Vec<Value> =
        claimed.iter().filter(of).map(|event| claim(&event.data, event.at)).collect::<Result<_, _>>()?;
    let entry = Entry {
        at: clock::now(),
        actor: Actor::CommandLine,
        action: READ,
        subject: None,
        detail: json!({ "claims": claims.len() }),
    };
    audit::note(&database.pool, &entry).await?;
    match command.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&claims)?),
        Format::Text => claims.iter().for_each(|claim| println!("{}", line(claim))),
    }
    database.close().await;
    Ok(ExitCode::SUCCESS)
}

/// What an author needs of a claim; nothing of who made it.
fn claim(data: &Value, at: DateTime<Utc>) -> anyhow::Result<Value> {
    let fact = InterviewRun::decode(CLAIMED, data).context("a claim in the log cannot be read")?;
    let InterviewFact::PointClaimed { interview, revision, ask, follow, point, words, .. } = fact else {
        bail!("an event of type {CLAIMED} is none");
    };
    let question = follow.unwrap_or(ask);
    Ok(json!({
        "at": at, "interview": interview, "revision": revision, "question": question, "point": point, "words": words,
    }))
}

fn line(claim: &Value) -> String {
    let text = |key: &str| claim[key].as_str().unwrap_or_default().replace('\n', " ");
    format!("{} {} {} {}: {}", text("at"), text("interview"), text("question"), text("point"), text("words"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_told_with_its_words_and_without_who_made_it() {
        let data = json!({
            "interview": "interview.ios-junior", "revision": "0123456789ab", "exchange": 0, "ask": "i-arc",
            "point": "p-zero", "words": "when nobody\nneeds it",
        });
        let claim = claim(&data, DateTime::UNIX_EPOCH).unwrap();
        let line = line(&claim);
        assert!(line.ends_with("interview.ios-junior i-arc p-zero: when nobody needs it"), "{line}");
        assert!(
            super::claim(&json!({ "interview": 7 }), DateTime::UNIX_EPOCH).is_err(),
            "nothing is left out silently"
        );
    }
}
