//! Connections for the statement that every turn runs. sqlx's pool asks a connection whether it lives before each use
//! and after it, which is two round trips around the one that does the work. Here a connection is kept as long as the
//! server has answered its last statement, and dropped otherwise; only one that was long unused is asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgSeverity};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::ACQUIRE_TIMEOUT;

/// Something between us and the server may have forgotten a connection that was silent for so long.
const SILENT: Duration = Duration::from_secs(20);

/// At most so many connections, made when they are needed.
#[derive(Debug)]
pub struct Direct {
    options: Arc<PgConnectOptions>,
    permits: Semaphore,
    idle: Mutex<Vec<(Instant, PgConnection)>>,
}

/// A connection for one statement. Dropped without [`Lease::give_back`], for one because the caller went away in the
/// middle of the statement, it is closed.
#[derive(Debug)]
pub struct Lease<'a> {
    direct: &'a Direct,
    pub connection: PgConnection,
    _permit: SemaphorePermit<'a>,
}

impl Direct {
    pub fn new(options: Arc<PgConnectOptions>, max: u32) -> Self {
        Self { options, permits: Semaphore::new(max as usize), idle: Mutex::default() }
    }

    /// A connection that answered when it was used last.
    pub async fn lease(&self) -> sqlx::Result<Lease<'_>> {
        timeout(ACQUIRE_TIMEOUT, self.wait()).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    async fn wait(&self) -> sqlx::Result<Lease<'_>> {
        let permit = self.permits.acquire().await.map_err(|_| sqlx::Error::PoolClosed)?;
        // The one that was used last: the others may grow old.
        let known = self.idle().pop();
        let mut connection = match known {
            Some((used, connection)) if used.elapsed() < SILENT => Some(connection),
            Some((_, mut connection)) => connection.ping().await.is_ok().then_some(connection),
            None => None,
        };
        let connection = match connection.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Lease { direct: self, connection, _permit: permit })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<(Instant, PgConnection)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease<'_> {
    /// The statement came to its end: the connection is good for the next one unless `error` says that it is broken. One
    /// that breaks tells of the others, too, which are closed as well: the server was restarted.
    pub fn give_back(self, error: Option<&sqlx::Error>) {
        if error.is_none_or(survivable) {
            self.direct.idle().push((Instant::now(), self.connection));
        } else {
            self.direct.idle().clear();
        }
    }
}

/// Does the connection go on after this? The server says so itself: an ERROR ends a statement, a FATAL the connection.
fn survivable(error: &sqlx::Error) -> bool {
    let answer = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    answer.is_some_and(|answer| matches!(answer.severity(), PgSeverity::Error))
}

#[cfg(test)]
mod tests {
    use super::super::testing::database;
    use super::*;

    async fn pid(direct: &Direct) -> i32 {
        let mut lease = direct.lease().await.unwrap();
        let pid = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut lease.connection).await;
        lease.give_back(pid.as_ref().err());
        pid.unwrap()
    }

    #[tokio::test]
    async fn a_connection_is_kept_after_an_error_of_its_statement() {
        let db = database().await;
        let direct = Direct::new(db.connect_options(), 2);
        let first = pid(&direct).await;
        let mut lease = direct.lease().await.unwrap();
        let error = sqlx::query("SELECT 1/0").execute(&mut lease.connection).await.unwrap_err();
        lease.give_back(Some(&error));
        assert_eq!(pid(&direct).await, first);
    }

    #[tokio::test]
    async fn a_broken_connection_takes_the_others_with_it() {
        let db = database().await;
        let direct = Direct::new(db.connect_options(), 2);
        let (one, two) = (direct.lease().await.unwrap(), direct.lease().await.unwrap());
        one.give_back(None);
        two.give_back(None);
        let dead = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        sqlx::query(dead).execute(&*db).await.unwrap();
        let mut lease = direct.lease().await.unwrap();
        let error = sqlx::query("SELECT 1").execute(&mut lease.connection).await.unwrap_err();
        lease.give_back(Some(&error));
        pid(&direct).await;
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_leaves_no_half_read_answer_behind() {
        let db = database().await;
        let direct = Direct::new(db.connect_options(), 1);
        let first = pid(&direct).await;
        let mut lease = direct.lease().await.unwrap();
        let slow = sqlx::query("SELECT pg_sleep(30)").execute(&mut lease.connection);
        assert!(timeout(Duration::from_millis(20), slow).await.is_err());
        drop(lease);
        assert_ne!(pid(&direct).await, first);
    }
}
