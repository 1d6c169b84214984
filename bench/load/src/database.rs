//! The database that a run works on, and what PostgreSQL says that it did.

use std::str::FromStr;

use anyhow::{Context as _, Result};
use serde::Serialize;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};

pub struct Database {
    pub url: String,
    pub pool: PgPool,
    /// Does the server count statements? `script/load` starts one that does.
    counts: bool,
}

/// A statement and how often it ran.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Statement {
    pub query: String,
    pub calls: i64,
    pub milliseconds: f64,
    pub rows: i64,
    /// Of the write-ahead log.
    pub wal_bytes: i64,
}

impl Database {
    /// An empty database of the given name on the server; one that is there is replaced.
    pub async fn fresh(server: &str, name: &str) -> Result<Self> {
        let admin = PgPool::connect(server).await.context("PostgreSQL cannot be reached")?;
        for statement in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
            sqlx::query(AssertSqlSafe(statement)).execute(&admin).await?;
        }
        admin.close().await;
        let mut url = url::Url::from_str(server)?;
        url.set_path(name);
        let options = PgConnectOptions::from_str(url.as_str())?.application_name("load");
        let pool = PgPoolOptions::new().max_connections(2).connect_with(options).await?;
        let loaded: String = sqlx::query_scalar("SHOW shared_preload_libraries").fetch_one(&pool).await?;
        let counts = loaded.contains("pg_stat_statements");
        if counts {
            sqlx::query("CREATE EXTENSION pg_stat_statements").execute(&pool).await?;
        }
        Ok(Self { url: url.to_string(), pool, counts })
    }

    /// Begins to count.
    pub async fn reset(&self) -> Result<()> {
        if self.counts {
            sqlx::query("SELECT pg_stat_statements_reset()").execute(&self.pool).await?;
        }
        Ok(())
    }

    /// The statements of the measured process since the reset, the most expensive first; none where nobody counts.
    pub async fn statements(&self) -> Result<Vec<Statement>> {
        if !self.counts {
            return Ok(Vec::new());
        }
        Ok(sqlx::query_as(
            "SELECT regexp_replace(query, '\\s+', ' ', 'g') AS query, calls, total_exec_time AS milliseconds, rows,
                    wal_bytes::int8
             FROM pg_stat_statements
             WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%load run%'
             ORDER BY total_exec_time DESC",
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// Bytes of the write-ahead log since the server was made.
    pub async fn wal(&self) -> Result<i64> {
        Ok(self.number("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::int8 /* load run */").await?)
    }

    /// Turns in the log: each has left its key.
    pub async fn turns(&self) -> Result<i64> {
        Ok(self.number("SELECT count(*) FROM idempotency_keys /* load run */").await?)
    }

    pub async fn number(&self, query: &'static str) -> sqlx::Result<i64> {
        sqlx::query_scalar(query).fetch_one(&self.pool).await
    }

    /// Writes back what is dirty, so that the next measurement does not pay for it.
    pub async fn checkpoint(&self) -> Result<()> {
        sqlx::query("CHECKPOINT").execute(&self.pool).await?;
        Ok(())
    }
}
