//! The one list of variables. `--help`, `.env.example` and every error message are drawn from it.

/// One environment variable.
#[derive(Debug)]
pub struct Variable {
    pub name: &'static str,
    /// What an unset or empty variable means; `""` when there is no default.
    pub default: &'static str,
    /// What it does, for whoever sets it.
    pub help: &'static str,
    /// The shape of a right value, to follow "expected".
    pub expected: &'static str,
    pub example: &'static str,
    /// The value appears in no message, no log and no `Debug`.
    pub secret: bool,
}

/// All variables, in alphabetical order.
pub static VARIABLES: &[Variable] = &[
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
        name: "ACADEMY_ROLES",
        default: "bot,api,worker",
        help: "What this process does: bot (Telegram), api (HTTP API and Mini App), worker (subscriptions and jobs).",
        expected: "a comma-separated list of bot, api and worker",
        example: "bot,worker",
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
        name: "DATABASE_URL",
        default: "",
        help: "PostgreSQL, 14 or newer. Unset: the academy starts a private one of its own in ACADEMY_DATA_DIR.",
        expected: "postgres://USER:PASSWORD@HOST:PORT/DATABASE",
        example: "postgres://academy:secret@localhost:5432/academy",
        secret: true,
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
        expected: "an http:// or https:// address without credentials, query or fragment, with LLM_API_KEY and \
                   LLM_MODEL set as well",
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
        help: "Redis for sessions. It may be flushed at any moment. Unset: sessions are cached in the process.",
        expected: "redis://HOST:PORT/NUMBER, or rediss:// for TLS",
        example: "redis://localhost:6379/0",
        secret: true,
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
        expected: "an http:// or https:// address without credentials, query or fragment",
        example: "http://localhost:8081",
        secret: false,
    },
    Variable {
        name: "TELOXIDE_TOKEN",
        default: "",
        help: "The bot's token from @BotFather. `academy serve` cannot do without; the playground brings its own.",
        expected: "a token from @BotFather: digits, a colon, then 30 or more of A-Z a-z 0-9 _ -",
        example: "123456789:replace-this-with-what-BotFather-gave-you",
        secret: true,
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

/// The table as `--help` shows it.
pub fn help_table() -> String {
    let width = VARIABLES.iter().map(|variable| variable.name.len()).max().unwrap_or(0);
    let lines = VARIABLES.iter().map(|Variable { name, default, help, .. }| match *default {
        "" => format!("  {name:width$}  {help}\n"),
        default => format!("  {name:width$}  {help} [default: {default}]\n"),
    });
    std::iter::once("Environment:\n".to_owned()).chain(lines).collect()
}

/// The table as a file of assignments, all commented out: what `.env.example` holds.
pub fn env_example() -> String {
    let head = "# The academy's configuration: environment variables. Copy this file to .env and uncomment what you need.\n\
                # A bot needs TELOXIDE_TOKEN only; `academy playground` needs nothing.\n\
                # An empty value counts as unset. Values are taken literally: no quotes, no comments behind them.\n";
    let blocks = VARIABLES.iter().map(|Variable { name, default, help, expected, example, .. }| {
        let default = if default.is_empty() { String::new() } else { format!(" Default: {default}") };
        format!("\n# {help}\n# Expected: {expected}.{default}\n#{name}={example}\n")
    });
    std::iter::once(head.to_owned()).chain(blocks).collect()
}

/// The variable called `name`.
pub(super) fn variable(name: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.name == name)
}
