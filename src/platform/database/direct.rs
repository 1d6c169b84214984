//! Connections for the statement that every turn runs. sqlx's pool asks a connection whether it lives after each use, which
//! is a round trip beside the one that does the work. Here a connection is kept as long as the server has answered its last
//! statement, and dropped otherwise; only one that was long unused is asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgSeverity};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use tokio::time::timeout;

use super::ACQUIRE_TIMEOUT;

/// Something between us and the server may have forgotten a connection that was silent for so long.
const SILENT: Duration = Duration::from_secs(20);

/// Connections, made when they are needed: as many as there are leases at a time.
#[derive(Debug)]
pub struct Direct {
    options: Arc<PgConnectOptions>,
    idle: Mutex<Vec<(Instant, PgConnection)>>,
}

/// A connection for one statement. Dropped without [`Lease::give_back`], for one because the caller went away in the
/// middle of the statement, it is closed.
#[derive(Debug)]
pub struct Lease<'a> {
    direct: &'a Direct,
    pub connection: PgConnection,
}

impl Direct {
    pub fn new(options: Arc<PgConnectOptions>) -> Self {
        Self { options, idle: Mutex::default() }
    }

    /// A connection that answered when it was used last.
    pub async fn lease(&self) -> sqlx::Result<Lease<'_>> {
        let connection = timeout(ACQUIRE_TIMEOUT, self.connection()).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        Ok(Lease { direct: self, connection })
    }

    async fn connection(&self) -> sqlx::Result<PgConnection> {
        // The one that was used last: the others may grow old.
        let known = self.idle().pop();
        if let Some((used, mut connection)) = known
            && (used.elapsed() < SILENT || connection.ping().await.is_ok())
        {
            return Ok(connection);
        }
        self.options.connect().await
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
        let direct = Direct::new(db.connect_options());
        let first = pid(&direct).await;
        let mut lease = direct.lease().await.unwrap();
        let error = sqlx::query("SELECT 1/0").execute(&mut lease.connection).await.unwrap_err();
        lease.give_back(Some(&error));
        assert_eq!(pid(&direct).await, first);
    }

    #[tokio::test]
    async fn a_broken_connection_takes_the_others_with_it() {
        let db = database().await;
        let direct = Direct::new(db.connect_options());
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
        let direct = Direct::new(db.connect_options());
        let first = pid(&direct).await;
        let mut lease = direct.lease().await.unwrap();
        let slow = sqlx::query("SELECT pg_sleep(30)").execute(&mut lease.connection);
        assert!(timeout(Duration::from_millis(20), slow).await.is_err());
        drop(lease);
        assert_ne!(pid(&direct).await, first);
    }
}
