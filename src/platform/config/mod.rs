//! The configuration: environment variables, all checked in one go at start-up. No files, no reloading.
//! Start at [`Settings::from_env`]; the variables themselves are in [`Table`].

mod parse;
mod problem;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use chrono::{Months, TimeDelta};
use secrecy::SecretString;
use url::Url;

pub use problem::{ConfigError, Problem};
pub use table::{Table, Variable};

use super::cluster::account::running_as_root;
use super::network::Proxies;
use super::vault::kek::Place;
use crate::role::Role;

/// What the operator decided. Secrets are wrapped: `Debug` shows none.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `TELOXIDE_API_URL`
    pub api_url: Url,
    /// `CONTENT_DIR`; nobody has looked yet whether it exists.
    pub content_dir: PathBuf,
    /// `ACADEMY_DATA_DIR`; nobody has looked yet whether it exists.
    pub data_dir: PathBuf,
    /// `DATABASE_DIRECT_URL`: a way to the same database where each connection is a session; `database_url` where it is unset.
    pub database_direct_url: Option<SecretString>,
    /// `DATABASE_URL`; without it there is a private cluster in `data_dir`.
    pub database_url: Option<SecretString>,
    /// `FRAME_ANCESTORS`: origins, fit to stand in a Content-Security-Policy as they are.
    pub frame_ancestors: Vec<String>,
    /// `HTTP_ADDR`
    pub http_addr: SocketAddr,
    /// `KEK` or `KEK_FILE`; with the private cluster also a file of our own in `data_dir`. Nobody has looked yet whether the keys
    /// are there.
    pub kek: Place,
    /// `LLM_API_KEY`, `LLM_BASE_URL` and `LLM_MODEL`: all or none.
    pub llm: Option<Llm>,
    /// `LOG`: a valid filter directive.
    pub log: String,
    /// `LOG_FORMAT`
    pub log_format: LogFormat,
    /// `ACADEMY_OPERATORS`: ids at Telegram.
    pub operators: Vec<i64>,
    /// `ERASURE_GRACE`, `ERASURE_LEDGER` and `RETENTION_…`.
    pub privacy: Privacy,
    /// `PUBLIC_URL`; without it there are no Mini App buttons.
    pub public_url: Option<Url>,
    /// `REDIS_URL`; without it sessions and quotas are kept in the process.
    pub redis_url: Option<SecretString>,
    /// `ACADEMY_ROLES`, in the order of the list; never empty.
    pub roles: Vec<&'static Role>,
    /// `TELEGRAM_RATE`: sends per second, 1..=100000.
    pub telegram_rate: NonZeroU32,
    /// `TELOXIDE_TOKEN`; there if a role that is played requires it.
    pub token: Option<SecretString>,
    /// `TRUSTED_PROXIES`
    pub trusted_proxies: Proxies,
    /// `WEBHOOK_SECRET`; set only if `public_url` is. With it updates come by webhook, without it by polling.
    pub webhook_secret: Option<SecretString>,
}

/// How long what is kept of people is kept.
#[derive(Clone, Debug)]
pub struct Privacy {
    /// From the wish to be erased until that begins.
    pub grace: TimeDelta,
    /// The file that says who was erased.
    pub ledger: PathBuf,
    /// Without a sign of life; none: for ever.
    pub inactive: Option<Months>,
    pub dead_letters: TimeDelta,
}

impl Privacy {
    /// With a ledger of its own.
    #[cfg(test)]
    pub fn for_test() -> Self {
        let ledger = std::env::temp_dir().join(format!("academy-test-{}.ledger", uuid::Uuid::new_v4().simple()));
        Self { grace: TimeDelta::hours(24), ledger, inactive: None, dead_letters: TimeDelta::days(90) }
    }
}

/// A language model behind an OpenAI-compatible service.
#[derive(Clone, Debug)]
pub struct Llm {
    pub api_key: SecretString,
    /// What stands before `/chat/completions`.
    pub base_url: Url,
    pub model: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object per line.
    Json,
    /// For people.
    Pretty,
}

/// The file of key-encryption keys beside the private cluster.
const OWN_KEK: &str = "kek";

/// What the configuration is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To look at what is stored, or to mend it.
    Command,
    /// To play the roles, which have requirements.
    Serving,
}

impl Settings {
    /// Reads the process's environment. The error names every wrong or missing variable at once.
    pub fn from_env(table: &Table, purpose: Purpose) -> Result<Self, ConfigError> {
        // What is not Unicode fits no variable; replaced characters make it fail with a message like any other.
        let lookup = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        Self::read(table, &lookup, purpose, running_as_root())
    }

    /// Where sessions, and not only transactions, are one's own. None: there is a private database.
    pub const fn direct_url(&self) -> Option<&SecretString> {
        match &self.database_direct_url {
            Some(url) => Some(url),
            None => self.database_url.as_ref(),
        }
    }

    /// The same from any source of variables. Pure: touches neither the environment nor the disk.
    pub fn read(
        table: &Table,
        lookup: &dyn Fn(&str) -> Option<String>,
        purpose: Purpose,
        as_root: bool,
    ) -> Result<Self, ConfigError> {
        let mut reader = Reader { table, lookup, problems: Vec::new() };
        let data_dir = reader.optional("ACADEMY_DATA_DIR", |text| Some(PathBuf::from(text)));
        let operators = reader.optional("ACADEMY_OPERATORS", parse::telegram_ids).unwrap_or_default();
        let roles = reader.value("ACADEMY_ROLES", |text| parse::roles(text, table.roles));
        let content_dir = reader.value("CONTENT_DIR", |text| Some(PathBuf::from(text)));
        reader.optional("BACKUP_RECIPIENT", parse::backup_recipients);
        // Beside a private database it would mean another one.
        let has_database = reader.raw("DATABASE_URL").is_some();
        let database_direct_url =
            reader.optional("DATABASE_DIRECT_URL", |text| parse::database_url(text).filter(|_| has_database));
        let database_url = reader.optional("DATABASE_URL", parse::database_url);
        let grace = reader.value("ERASURE_GRACE", parse::grace);
        let ledger = reader.optional("ERASURE_LEDGER", |text| Some(PathBuf::from(text)));
        let frame_ancestors = reader.optional("FRAME_ANCESTORS", parse::origins).unwrap_or_default();
        let http_addr = reader.value("HTTP_ADDR", |text| text.parse().ok());
        let kek = reader.optional("KEK", parse::kek);
        let kek_file = reader.optional("KEK_FILE", |text| Some(PathBuf::from(text)));
        let llm = reader.llm();
        let log = reader.value("LOG", parse::log_filter);
        let log_format = reader.value("LOG_FORMAT", parse::log_format);
        let public_url = reader.optional("PUBLIC_URL", parse::public_url);
        let redis_url = reader.optional("REDIS_URL", parse::redis_url);
        let dead_letters = reader.value("RETENTION_DEAD_LETTERS", parse::days);
        let inactive = reader.optional("RETENTION_INACTIVE", parse::months);
        let telegram_rate = reader.value("TELEGRAM_RATE", parse::rate);
        let api_url = reader.value("TELOXIDE_API_URL", parse::service_url);
        let token = reader.optional("TELOXIDE_TOKEN", parse::bot_token);
        let trusted_proxies = reader.value("TRUSTED_PROXIES", parse::proxies);
        // A secret without an address would look like a webhook and be polling.
        let has_address = reader.raw("PUBLIC_URL").is_some();
        let webhook_secret =
            reader.optional("WEBHOOK_SECRET", |text| parse::webhook_secret(text).filter(|_| has_address));
        if purpose == Purpose::Serving {
            let required = roles.iter().flatten().flat_map(|role| role.requires);
            reader.require(&required.copied().collect::<BTreeSet<_>>());
        }

        let data_dir = data_dir.unwrap_or_else(|| default_data_dir(&reader, as_root));
        let privacy = match (grace, dead_letters) {
            (Some(grace), Some(dead_letters)) => {
                let ledger = ledger.unwrap_or_else(|| data_dir.join("erasures.ledger"));
                Some(Privacy { grace, ledger, inactive, dead_letters })
            }
            _ => None,
        };
        let kek = match (kek, kek_file) {
            (Some(keys), _) => Place::Environment(keys),
            (None, Some(path)) => Place::File(path),
            (None, None) if database_url.is_none() => Place::Own(data_dir.join(OWN_KEK)),
            (None, None) => Place::Nowhere,
        };
        match (api_url, content_dir, http_addr, log, log_format, privacy, roles, telegram_rate, trusted_proxies) {
            (
                Some(api_url),
                Some(content_dir),
                Some(http_addr),
                Some(log),
                Some(log_format),
                Some(privacy),
                Some(roles),
                Some(telegram_rate),
                Some(trusted_proxies),
            ) if reader.problems.is_empty() => Ok(Self {
                api_url,
                content_dir,
                data_dir,
                database_direct_url,
                database_url,
                frame_ancestors,
                http_addr,
                kek,
                llm,
                log,
                log_format,
                operators,
                privacy,
                public_url,
                redis_url,
                roles,
                telegram_rate,
                token,
                trusted_proxies,
                webhook_secret,
            }),
            _ => Err(ConfigError(reader.problems)),
        }
    }
}

/// Under root the database runs as another user, who can reach no home folder of root's.
fn default_data_dir(reader: &Reader<'_>, as_root: bool) -> PathBuf {
    if as_root {
        return PathBuf::from("/var/lib/academy");
    }
    // The XDG specification wants a relative path to be ignored.
    let absolute = |name| reader.raw(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
        .map_or_else(|| PathBuf::from(".academy"), |folder| folder.join("academy"))
}

struct Reader<'a> {
    table: &'a Table,
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The value without white space around it (files of secrets end in a line feed); nothing if that is empty.
    fn raw(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A variable that has a default.
    fn value<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let variable = self.table.variable(name)?;
        let text = self.raw(name).unwrap_or_else(|| variable.default.to_owned());
        let value = parse(&text);
        if value.is_none() {
            self.problems.push(Problem::wrong(&variable, &text));
        }
        value
    }

    /// A variable that may be absent.
    fn optional<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.raw(name)?;
        self.value(name, parse)
    }

    /// Three variables that make sense together only: who sets one is told of those that are missing.
    fn llm(&mut self) -> Option<Llm> {
        let names = ["LLM_API_KEY", "LLM_BASE_URL", "LLM_MODEL"];
        let is_wanted = names.iter().any(|name| self.raw(name).is_some());
        let api_key = self.needed(names[0], is_wanted, parse::llm_key);
        let base_url = self.needed(names[1], is_wanted, parse::service_url);
        let model = self.needed(names[2], is_wanted, parse::llm_model);
        Some(Llm { api_key: api_key?, base_url: base_url?, model: model? })
    }

    /// A variable that may be absent unless others want it.
    fn needed<T>(&mut self, name: &'static str, is_wanted: bool, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if is_wanted {
            self.require(&[name]);
        }
        self.optional(name, parse)
    }

    fn require<'b>(&mut self, names: impl IntoIterator<Item = &'b &'b str>) {
        for variable in names.into_iter().filter_map(|name| self.table.variable(name)) {
            if self.raw(variable.name).is_none() {
                self.problems.push(Problem::missing(&variable));
            }
        }
    }
}
