//! The one list of variables. `--help`, `.env.example` and every error message are drawn from it, and from the list of
//! roles.

use crate::platform::vault::kek::EXAMPLE;
use crate::role::Role;

/// One environment variable.
#[derive(Clone, Copy, Debug)]
pub struct Variable<'a> {
    pub name: &'static str,
    /// What an unset or empty variable means; `""` when there is no default.
    pub default: &'a str,
    /// What it does, for whoever sets it.
    pub help: &'a str,
    /// The shape of a right value, to follow "expected".
    pub expected: &'a str,
    pub example: &'static str,
    /// The value appears in no message, no log and no `Debug`.
    pub secret: bool,
}

/// All variables but `ACADEMY_ROLES`, in alphabetical order.
const VARIABLES: &[Variable<'static>] = &[
    Variable {
        name: "ACADEMY_DATA_DIR",
        default: "",
        help: "Folder of the private PostgreSQL and of the playground. Unset: /var/lib/academy under root, otherwise \
               $XDG_DATA_HOME/academy or ~/.local/share/academy; without a HOME, .academy in the current folder.",
        expected: "a folder",
        example: "/var/lib/academy",
        secret: false,
    },
    Variable {
        name: "ACADEMY_OPERATORS",
        default: "",
        help: "Who runs the academy: they give and take roles with /team in the bot. Others become operators there, or by \
               `academy admin grant`; whom this names stays one.",
        expected: "a comma-separated list of Telegram ids, whole numbers from 1",
        example: "123456789,987654321",
        secret: false,
    },
    Variable {
        name: "BACKUP_RECIPIENT",
        default: "",
        help: "Who can open backups: public keys of age, by commas. Only script/backup uses them, and refuses to work without \
               one; `age-keygen` makes a pair, whose other half is for you alone.",
        expected: "one or several public keys of age: age1 and 58 lower-case letters and digits each",
        example: "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
        secret: false,
    },
    Variable {
        name: "CONTENT_DIR",
        default: "./content",
        help: "Folder that holds courses/.",
        expected: "a folder",
        example: "/app/content",
        secret: false,
    },
    Variable {
        name: "DATABASE_DIRECT_URL",
        default: "",
        help: "The same database without a pooler in transaction mode in between: for migrate, replay, renumber, prune, \
               doctor, backups, and the start of serve. Unset: DATABASE_URL.",
        expected: "postgres://USER:PASSWORD@HOST:PORT/DATABASE, with DATABASE_URL set as well",
        example: "postgres://academy:secret@postgres:5432/academy",
        secret: true,
    },
    Variable {
        name: "DATABASE_URL",
        default: "",
        help: "PostgreSQL, 14 or newer. Unset: the academy starts a private one of its own in ACADEMY_DATA_DIR.",
        expected: "postgres://USER:PASSWORD@HOST:PORT/DATABASE",
        example: "postgres://academy:secret@localhost:5432/academy",
        secret: true,
    },
    Variable {
        name: "ERASURE_GRACE",
        default: "24h",
        help: "Who wants to be erased may change their mind for so long; 0: it begins at once.",
        expected: "a whole number of minutes, hours or days up to 30d, such as 90m, 24h or 7d, or 0",
        example: "24h",
        secret: false,
    },
    Variable {
        name: "ERASURE_LEDGER",
        default: "",
        help: "File that says who was erased, so that an older backup brings nobody back. It must outlive the database and \
               every container. Unset: erasures.ledger in ACADEMY_DATA_DIR.",
        expected: "a file in a folder that can be written to",
        example: "/var/lib/academy/erasures.ledger",
        secret: false,
    },
    Variable {
        name: "FRAME_ANCESTORS",
        default: "",
        help: "Origins that may frame the Mini App besides Telegram's web clients.",
        expected: "a comma-separated list of origins, scheme and host and perhaps a port, without a path",
        example: "https://campus.example.com,https://*.example.org",
        secret: false,
    },
    Variable {
        name: "HTTP_ADDR",
        default: "127.0.0.1:8080",
        help: "Address of the HTTP server: health, metrics, API, Mini App, webhook.",
        expected: "an IP address and a port",
        example: "0.0.0.0:8080",
        secret: false,
    },
    Variable {
        name: "KEK",
        default: "",
        help: "Keys that wrap the keys of what is sealed, as `academy keys new` prints them, a line each, the newest \
               first. It counts before KEK_FILE.",
        expected: "one or more keys of 44 letters, a line each",
        example: EXAMPLE,
        secret: true,
    },
    Variable {
        name: "KEK_FILE",
        default: "",
        help: "File with such keys, readable for its owner only. Unset: with the private PostgreSQL, `kek` in \
               ACADEMY_DATA_DIR, which is made; with DATABASE_URL, one of both has to be set. Without these keys \
               nobody can read what learners have told: keep a copy, apart from the backups.",
        expected: "a path",
        example: "/etc/academy/kek",
        secret: false,
    },
    Variable {
        name: "LLM_API_KEY",
        default: "",
        help: "Key for LLM_BASE_URL. Set together with LLM_BASE_URL and LLM_MODEL, or none of the three.",
        expected: "1 to 512 visible ASCII characters, with LLM_BASE_URL and LLM_MODEL set as well",
        example: "a-key-of-that-service",
        secret: true,
    },
    Variable {
        name: "LLM_BASE_URL",
        default: "",
        help: "An OpenAI-compatible service that reviews free answers; it is sent questions, rubrics and answers, and no \
               names. Unset: the rubric's score stands.",
        expected: "an https:// address without credentials, query or fragment (http:// only in your own network), with \
                   LLM_API_KEY and LLM_MODEL set as well",
        example: "https://api.openai.com/v1",
        secret: false,
    },
    Variable {
        name: "LLM_MODEL",
        default: "",
        help: "The model to ask at LLM_BASE_URL.",
        expected: "1 to 200 characters, with LLM_API_KEY and LLM_BASE_URL set as well",
        example: "gpt-4.1-mini",
        secret: false,
    },
    Variable {
        name: "LOG",
        default: "info",
        help: "What is logged: a level, or levels by module.",
        expected: "error, warn, info, debug or trace, or a list such as info,academy::telegram=debug",
        example: "info,academy=debug",
        secret: false,
    },
    Variable {
        name: "LOG_FORMAT",
        default: "pretty",
        help: "pretty for people, json for machines.",
        expected: "pretty or json",
        example: "json",
        secret: false,
    },
    Variable {
        name: "PUBLIC_URL",
        default: "",
        help: "Address at which the world reaches HTTP_ADDR. Unset: Mini App buttons are left out.",
        expected: "an https:// address without credentials, query or fragment (http:// only for this very machine)",
        example: "https://academy.example.com",
        secret: false,
    },
    Variable {
        name: "REDIS_URL",
        default: "",
        help: "Redis for sessions and quotas. It may be flushed at any moment. Unset: both are kept in the process.",
        expected: "redis://HOST:PORT/NUMBER, or rediss:// for TLS",
        example: "redis://localhost:6379/0",
        secret: true,
    },
    Variable {
        name: "RETENTION_DEAD_LETTERS",
        default: "90",
        help: "Days for which the worker keeps what could not be handled, with all that is in it.",
        expected: "a whole number from 1 to 3650",
        example: "30",
        secret: false,
    },
    Variable {
        name: "RETENTION_INACTIVE",
        default: "",
        help: "Months without a sign of life after which a learner is asked whether they come back; without an answer they are \
               erased 30 days later. Unset: nobody is asked, and nobody is erased unless they want to be.",
        expected: "a whole number from 1 to 120",
        example: "24",
        secret: false,
    },
    Variable {
        name: "TELEGRAM_RATE",
        default: "30",
        help: "Messages per second to Telegram, all chats together.",
        expected: "a whole number from 1 to 100000",
        example: "30",
        secret: false,
    },
    Variable {
        name: "TELOXIDE_API_URL",
        default: "https://api.telegram.org",
        help: "The Bot API server.",
        expected: "an https:// address without credentials, query or fragment (http:// only in your own network)",
        example: "http://localhost:8081",
        secret: false,
    },
    Variable {
        name: "TELOXIDE_TOKEN",
        default: "",
        help: "The bot's token from @BotFather; the playground brings its own.",
        expected: "a token from @BotFather: digits, a colon, then 30 or more of A-Z a-z 0-9 _ -",
        example: "123456789:replace-this-with-what-BotFather-gave-you",
        secret: true,
    },
    Variable {
        name: "TRUSTED_PROXIES",
        default: "127.0.0.0/8,::1",
        help: "Where your proxies are. Only what they write into X-Forwarded-For is believed, and only they may hold more than \
               128 connections. Name every proxy between the world and HTTP_ADDR, and nobody else.",
        expected: "a comma-separated list of IP addresses and networks such as 10.0.0.0/8, none of which is the whole world",
        example: "127.0.0.1,10.1.2.0/24,fd00:1::/64",
        secret: false,
    },
    Variable {
        name: "WEBHOOK_SECRET",
        default: "",
        help: "Set together with PUBLIC_URL: updates come by webhook and prove themselves with this. Unset: polling.",
        expected: "1 to 256 of A-Z a-z 0-9 _ - and PUBLIC_URL set as well",
        example: "a-long-random-string",
        secret: true,
    },
];

/// The variables, with what the roles make of them.
#[derive(Debug)]
pub struct Table {
    pub(super) roles: &'static [&'static Role],
    /// What is said of `ACADEMY_ROLES`: the default, what it does, and what is expected.
    played: [String; 3],
    /// What is said of each of [`VARIABLES`], with the roles that require it.
    helps: Vec<String>,
}

impl Table {
    /// `roles`: all that there are.
    pub fn of(roles: &'static [&'static Role]) -> Self {
        let names: Vec<&str> = roles.iter().map(|role| role.name).collect();
        let described: Vec<String> = roles.iter().map(|role| format!("{} ({})", role.name, role.help)).collect();
        let played = [
            names.join(","),
            format!("What this process does: {}.", described.join(", ")),
            format!("a comma-separated list of {}", all_of(&names)),
        ];
        let helps = VARIABLES.iter().map(|variable| {
            let requires = |role: &&&Role| role.requires.contains(&variable.name);
            let names: Vec<&str> = roles.iter().filter(requires).map(|role| role.name).collect();
            match names.as_slice() {
                [] => variable.help.to_owned(),
                [name] => format!("{} The role {name} cannot do without.", variable.help),
                names => format!("{} The roles {} cannot do without.", variable.help, all_of(names)),
            }
        });
        Self { roles, played, helps: helps.collect() }
    }

    /// All variables, in alphabetical order.
    pub fn variables(&self) -> Vec<Variable<'_>> {
        let [default, help, expected] = &self.played;
        let name = "ACADEMY_ROLES";
        let mut all = vec![Variable { name, default, help, expected, example: "bot,worker", secret: false }];
        all.extend(VARIABLES.iter().zip(&self.helps).map(|(variable, help)| Variable { help, ..*variable }));
        all.sort_by_key(|variable| variable.name);
        all
    }

    /// The variable called `name`.
    pub fn variable(&self, name: &str) -> Option<Variable<'_>> {
        self.variables().into_iter().find(|variable| variable.name == name)
    }

    /// The table as `--help` shows it.
    pub fn help(&self) -> String {
        let variables = self.variables();
        let width = variables.iter().map(|variable| variable.name.len()).max().unwrap_or(0);
        let lines = variables.iter().map(|Variable { name, default, help, .. }| match *default {
            "" => format!("  {name:width$}  {help}\n"),
            default => format!("  {name:width$}  {help} [default: {default}]\n"),
        });
        std::iter::once("Environment:\n".to_owned()).chain(lines).collect()
    }

    /// The table as a file of assignments, all commented out: what `.env.example` holds.
    pub fn env_example(&self) -> String {
        let head = "# The academy's configuration: environment variables. Copy this file to .env and uncomment what you \
                    need.\n\
                    # A bot needs TELOXIDE_TOKEN only; `academy playground` needs nothing.\n\
                    # An empty value counts as unset. Values are taken literally: no quotes, no comments behind them.\n";
        let blocks = self.variables().into_iter().map(|Variable { name, default, help, expected, example, .. }| {
            let default = if default.is_empty() { String::new() } else { format!(" Default: {default}") };
            format!("\n# {help}\n# Expected: {expected}.{default}\n#{name}={example}\n")
        });
        std::iter::once(head.to_owned()).chain(blocks).collect()
    }
}

/// "api, bot and worker"
fn all_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}
