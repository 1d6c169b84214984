//! The Bot API as the measured bot calls it, over the emulated [`Telegram`]: a connection each, kept open. Methods that
//! draw nothing are answered `true`, or with nothing where the bot asks what is set.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use url::Url;

use crate::http::{self, Connection};
use crate::json;
use crate::telegram::{BOT, Telegram, USERNAME};

/// Updates that a poll brings at most, where it does not say.
const LIMIT: usize = 100;
/// Connections to the webhook, where it does not say.
const CONNECTIONS: i64 = 40;

/// Where the bot finds it.
pub async fn listen(telegram: Arc<Telegram>) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(Arc::clone(&telegram), stream));
        }
    });
    Ok(address)
}

/// What becomes of a call.
enum Call {
    Answered,
    /// A poll that may wait so long.
    Poll {
        offset: Option<i64>,
        limit: usize,
        hold: Duration,
    },
}

async fn serve(telegram: Arc<Telegram>, stream: TcpStream) -> Result<()> {
    let mut connection = Connection::new(stream)?;
    let mut out = Vec::with_capacity(16 << 10);
    loop {
        http::answer(&mut out);
        let begun = out.len();
        let Some((path, body)) = connection.request().await? else { return Ok(()) };
        let method = path.rsplit('/').next().unwrap_or_default();
        if let Call::Poll { offset, limit, hold } = call(&telegram, method, body, &mut out) {
            let wait = async {
                while telegram.updates(offset, limit, &mut out) == 0 {
                    out.truncate(begun);
                    telegram.arrived.notified().await;
                }
            };
            if timeout(hold, wait).await.is_err() {
                out.truncate(begun);
                out.extend_from_slice(b"{\"ok\":true,\"result\":[]}");
            }
        }
        http::seal(&mut out);
        connection.send(&out).await?;
    }
}

fn call(telegram: &Arc<Telegram>, method: &str, body: &[u8], out: &mut Vec<u8>) -> Call {
    let is = |name: &str| method.eq_ignore_ascii_case(name);
    if is("getUpdates") {
        let limit = json::number(body, "limit").map_or(LIMIT, |limit| limit as usize);
        let hold = Duration::from_secs(json::number(body, "timeout").unwrap_or(0) as u64);
        // A poll that does not wait is answered at once all the same.
        return Call::Poll { offset: json::number(body, "offset"), limit, hold: hold.max(Duration::from_millis(1)) };
    }
    telegram.called();
    if is("editMessageText") || is("sendMessage") {
        telegram.drawn(body, out);
        return Call::Answered;
    }
    if is("answerCallbackQuery") {
        telegram.answered(body);
    }
    if is("setWebhook") {
        push(telegram, body);
    }
    let result = if is("getMe") {
        format!(
            "{{\"id\":{BOT},\"is_bot\":true,\"first_name\":\"Academy\",\"username\":\"{USERNAME}\",\
             \"can_join_groups\":true,\"can_read_all_group_messages\":false,\"supports_inline_queries\":false,\
             \"can_connect_to_business\":false,\"has_main_web_app\":false}}"
        )
    } else if is("getMyCommands") {
        "[]".to_owned()
    } else if method.to_ascii_lowercase().starts_with("getmy") {
        "{}".to_owned()
    } else {
        "true".to_owned()
    };
    out.extend_from_slice(b"{\"ok\":true,\"result\":");
    out.extend_from_slice(result.as_bytes());
    out.push(b'}');
    Call::Answered
}

/// From now on updates are pushed, over as many connections as the bot allows.
fn push(telegram: &Arc<Telegram>, call: &[u8]) {
    let text = |name: &str| {
        let raw = json::field(call, name).and_then(|raw| std::str::from_utf8(raw).ok());
        raw.map(|raw| raw.trim_matches('"').to_owned()).unwrap_or_default()
    };
    let (url, secret) = (text("url"), text("secret_token"));
    let Some(url) = Url::parse(&url).ok().filter(|url| url.host_str().is_some()) else { return };
    let connections = json::number(call, "max_connections").unwrap_or(CONNECTIONS);
    for _ in 0..connections {
        let (telegram, url, secret) = (Arc::clone(telegram), url.clone(), secret.clone());
        tokio::spawn(async move {
            loop {
                // The bot's server opens after it has asked for the webhook, and ends before we do.
                if deliver(&telegram, &url, &secret).await.is_err() {
                    sleep(Duration::from_millis(20)).await;
                }
            }
        });
    }
}

/// Hands updates over, one at a time, as long as the connection lasts.
async fn deliver(telegram: &Arc<Telegram>, url: &Url, secret: &str) -> Result<()> {
    let host = url.socket_addrs(|| None)?.first().context("no address")?.to_string();
    let mut connection = Connection::to(&host).await?;
    let mut message = Vec::new();
    loop {
        let update = loop {
            if let Some(update) = telegram.next_update() {
                break update;
            }
            telegram.arrived.notified().await;
        };
        message.clear();
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
             x-telegram-bot-api-secret-token: {secret}\r\ncontent-length: {}\r\n\r\n",
            url.path(),
            update.1.len()
        );
        message.extend_from_slice(head.as_bytes());
        message.extend_from_slice(&update.1);
        let answered = async {
            connection.send(&message).await?;
            let (status, body) = connection.answer().await?;
            // A call that goes along with the answer: the bot makes none but this.
            if json::field(body, "method") == Some(b"\"answerCallbackQuery\"") {
                telegram.answered(body);
            }
            std::io::Result::Ok(status)
        };
        match answered.await {
            Ok(200) => {}
            Ok(_) => telegram.hand_back(update),
            Err(error) => {
                telegram.hand_back(update);
                return Err(error.into());
            }
        }
    }
}
