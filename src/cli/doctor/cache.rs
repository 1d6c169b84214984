//! Redis: optional, and may be flushed, but should answer.

use std::time::Duration;

use secrecy::SecretString;
use tokio::time::timeout;

use super::report::Check;
use crate::cli::start::redis;

const PATIENCE: Duration = Duration::from_secs(3);

pub async fn reachable(url: Option<&SecretString>, token: Option<&SecretString>) -> Check {
    let Some(url) = url else {
        return Check::well("redis", "REDIS_URL is unset: sessions are in the process, for one instance only");
    };
    let answer = timeout(PATIENCE, async {
        let cache = redis(url, token).await.map_err(|error| error.to_string())?;
        if cache.ping().await { Ok(()) } else { Err("it does not answer".to_owned()) }
    });
    match answer.await.unwrap_or_else(|_| Err("it does not answer in time".to_owned())) {
        Ok(()) => Check::well("redis", "answers"),
        Err(problem) => {
            let advice = "Learners notice nothing but slower turns, but `academy serve` does not start without it: \
                          start it, or mend REDIS_URL.";
            Check::finding("redis", problem, advice)
        }
    }
}
