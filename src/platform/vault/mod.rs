//! The vault: a key for each person, and what is sealed with it. What `dialogues` lists as a person's own
//! ([`personal`](dialogues::streams::personal())) lies sealed in the log, whole folds lie sealed beside it. Keys are rows, wrapped by a
//! key-encryption key that lies elsewhere, see [`kek`]: whoever deletes a row has erased what was sealed with it, in every
//! copy that there is.

mod identities;
pub mod kek;
mod rotation;
mod sealed;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use aes_gcm::{Aes256Gcm, KeyInit as _};
use dialogues::kernel::ids::LearnerId;
use dialogues::streams::personal;
use moka::sync::Cache;
use secrecy::zeroize::Zeroizing;
use serde_json::Value;
use sqlx::{Acquire as _, PgConnection, PgPool};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::eventstore::{NewEvent, StoredEvent};
use super::mac::hmac_sha256;
use kek::{KEY, KekError, Keks};

pub use rotation::{Rotated, is_open};
pub use sealed::{blank, is_sealed};

/// Keys that are kept at hand, and for how long: so long a key may still be used that another instance has destroyed.
const KEPT: u64 = 100_000;
const KEPT_FOR: Duration = Duration::from_mins(1);

/// What the academy's own keys are for.
const INDEX: &str = "index";
const LETTERS: &str = "letters";

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Kek(#[from] KekError),
}

/// For whoever reads and writes the log: a key that cannot be had is like a value that cannot be read.
impl From<VaultError> for sqlx::Error {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Database(error) => error,
            VaultError::Kek(error) => Self::Decode(Box::new(error)),
        }
    }
}

/// A person's key; none: it was destroyed, or never there.
type Key = Option<Arc<PersonKey>>;

/// As bytes: a cipher is made for each use, since each takes a kilobyte, and there may be many persons at a time.
struct PersonKey(Zeroizing<[u8; KEY]>);

impl PersonKey {
    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&(*self.0).into())
    }
}

/// A handle; clones share everything.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    pool: PgPool,
    keks: Keks,
    own: OnceCell<Own>,
    persons: Cache<Uuid, Key>,
    /// By their number at Telegram.
    learners: Cache<i64, LearnerId>,
}

/// The academy's own keys.
struct Own {
    index: [u8; KEY],
    letters: Aes256Gcm,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the column is called so")]
struct Wrapped {
    name: String,
    kek: String,
    wrapped: Vec<u8>,
}

impl Vault {
    pub fn new(pool: PgPool, keks: Keks) -> Self {
        let persons = Cache::builder().max_capacity(KEPT).time_to_live(KEPT_FOR).build();
        let learners = Cache::builder().max_capacity(KEPT).time_to_live(KEPT_FOR).build();
        Self(Arc::new(Inner { pool, keks, own: OnceCell::new(), persons, learners }))
    }

    /// One whose key-encryption key is everybody's.
    pub fn for_test(pool: PgPool) -> Self {
        Self::new(pool, Keks::at(kek::Place::Environment(kek::OF_TESTS.into())))
    }

    /// Where its keys are.
    pub fn pool(&self) -> &PgPool {
        &self.0.pool
    }

    pub fn keks(&self) -> &Keks {
        &self.0.keks
    }

    /// Are the key-encryption keys there that keys in the database are wrapped by? Makes our own file where nothing is
    /// wrapped yet, and the academy's own keys.
    pub async fn check(&self) -> Result<(), VaultError> {
        let wrapped = "SELECT EXISTS (SELECT FROM vault_keys) OR EXISTS (SELECT FROM person_keys)";
        if !sqlx::query_scalar::<_, bool>(wrapped).fetch_one(&self.0.pool).await? {
            self.0.keks.make()?;
        }
        self.look().await?;
        self.own().await.map(drop)
    }

    /// The same, and changes nothing. Returns how many keys are wrapped by another than the first.
    pub async fn look(&self) -> Result<i64, VaultError> {
        let used: Vec<String> =
            sqlx::query_scalar("SELECT kek FROM vault_keys UNION SELECT kek FROM person_keys ORDER BY 1")
                .fetch_all(&self.0.pool)
                .await?;
        if used.is_empty() && self.0.keks.is_ours() {
            return Ok(0);
        }
        let ring = match self.0.keks.ring() {
            Ok(ring) => ring,
            Err(KekError::Unreadable(..)) if !used.is_empty() => kek::Ring::default(),
            Err(error) => return Err(error.into()),
        };
        match used.into_iter().find(|used| ring.ids().all(|held| held != used)) {
            Some(wanted) => Err(self.wrong(wanted, &ring).into()),
            None => {
                let older = "SELECT (SELECT count(*) FROM vault_keys WHERE kek <> $1) + (SELECT count(*) FROM person_keys WHERE kek <> $1)";
                Ok(sqlx::query_scalar(older).bind(ring.first()).fetch_one(&self.0.pool).await?)
            }
        }
    }

    fn wrong(&self, wanted: String, ring: &kek::Ring) -> KekError {
        let held = ring.ids().collect::<Vec<_>>().join(", ");
        let held = if held.is_empty() { "none".to_owned() } else { held };
        KekError::Wrong { wanted, place: self.0.keks.place(), held }
    }

    fn unwrap(&self, name: &str, kek: &str, wrapped: &[u8]) -> Result<[u8; KEY], KekError> {
        let ring = self.0.keks.ring()?;
        ring.unwrap(kek, name, wrapped).unwrap_or_else(|| Err(self.wrong(kek.to_owned(), &ring)))
    }

    /// A fresh key, and how it is stored.
    fn make(&self, name: &str) -> Result<(String, Vec<u8>), KekError> {
        let key: [u8; KEY] = rand::random();
        let wrapped = self.0.keks.ring()?.wrap(name, &key);
        wrapped.ok_or_else(|| KekError::Malformed(self.0.keks.place()))
    }

    async fn own(&self) -> Result<&Own, VaultError> {
        self.0
            .own
            .get_or_try_init(async || {
                let (index, letters) = (self.own_key(INDEX).await?, self.own_key(LETTERS).await?);
                Ok(Own { index, letters: Aes256Gcm::new(&letters.into()) })
            })
            .await
    }

    async fn own_key(&self, name: &str) -> Result<[u8; KEY], VaultError> {
        let select = "SELECT name, kek, wrapped FROM vault_keys WHERE name = $1";
        let known: Option<Wrapped> = sqlx::query_as(select).bind(name).fetch_optional(&self.0.pool).await?;
        let row = match known {
            Some(row) => row,
            None => {
                let (kek, wrapped) = self.make(name)?;
                let insert = "INSERT INTO vault_keys (name, kek, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
                sqlx::query(insert).bind(name).bind(kek).bind(wrapped).execute(&self.0.pool).await?;
                // Another process may have been first.
                sqlx::query_as(select).bind(name).fetch_one(&self.0.pool).await?
            }
        };
        Ok(self.unwrap(&row.name, &row.kek, &row.wrapped)?)
    }

    /// By what ids are hashed before they are logged.
    pub async fn log_key(&self) -> Result<[u8; KEY], VaultError> {
        Ok(hmac_sha256(&self.own().await?.index, b"logs"))
    }

    /// By what places in the log are sealed before they are handed out.
    pub async fn cursor_key(&self) -> Result<[u8; KEY], VaultError> {
        Ok(hmac_sha256(&self.own().await?.index, b"cursors"))
    }

    /// By what a Telegram account is found: a keyed hash of its number.
    pub async fn handle(&self, telegram: i64) -> Result<Vec<u8>, VaultError> {
        Ok(hmac_sha256(&self.own().await?.index, format!("telegram:{telegram}").as_bytes()).to_vec())
    }

    /// Stands for a name in which a person's number may be, such as what an input is remembered by.
    pub async fn hashed(&self, name: &str) -> Result<String, VaultError> {
        let hash = hmac_sha256(&self.own().await?.index, format!("name:{name}").as_bytes());
        Ok(hex::encode(&hash[..16]))
    }

    /// Seals what is a person's own in their events.
    pub async fn seal(&self, learner: LearnerId, events: &mut [NewEvent]) -> Result<(), VaultError> {
        let has = |event: &NewEvent| {
            personal(event.aggregate_type, &event.event_type).iter().any(|own| event.data.pointer(own.at).is_some())
        };
        if !events.iter().any(has) {
            return Ok(());
        }
        let cipher = self.key(learner).await?.cipher();
        for event in events {
            let own = personal(event.aggregate_type, &event.event_type);
            sealed::close_fields(&cipher, own, (event.stream, event.version), &mut event.data);
        }
        Ok(())
    }

    /// Opens what is sealed in events, see [`unseal_on`](Self::unseal_on).
    pub async fn unseal(&self, events: &mut [StoredEvent]) -> Result<(), VaultError> {
        self.unsealed(None, events).await
    }

    /// Opens what is sealed in events: what has lost its key becomes nothing, and what was changed becomes unreadable. For
    /// whoever holds a connection already and must not wait for another.
    pub async fn unseal_on(&self, connection: &mut PgConnection, events: &mut [StoredEvent]) -> Result<(), VaultError> {
        self.unsealed(Some(connection), events).await
    }

    async fn unsealed(
        &self,
        connection: Option<&mut PgConnection>,
        events: &mut [StoredEvent],
    ) -> Result<(), VaultError> {
        let owners = sealed::owners(events);
        if owners.is_empty() {
            return Ok(());
        }
        let keys = self.keys(connection, owners).await?;
        for event in events {
            sealed::open_fields(&keys, event);
        }
        Ok(())
    }

    /// A whole value, sealed for a person under a name.
    pub async fn close(&self, learner: LearnerId, name: &str, value: &Value) -> Result<Value, VaultError> {
        Ok(sealed::close(&self.key(learner).await?.cipher(), name, value))
    }

    /// None: its key is gone, or it was not sealed like this.
    pub async fn open(&self, learner: LearnerId, name: &str, value: &Value) -> Result<Option<Value>, VaultError> {
        let keys = self.keys(None, BTreeSet::from([learner.as_uuid()])).await?;
        let key = keys.get(&learner.as_uuid()).cloned().flatten();
        Ok(key.and_then(|key| sealed::open(&key.cipher(), name, value)))
    }

    /// A whole value of nobody known, sealed by the academy's own key.
    pub async fn close_own(&self, name: &str, value: &Value) -> Result<Value, VaultError> {
        Ok(sealed::close(&self.own().await?.letters, name, value))
    }

    pub async fn open_own(&self, name: &str, value: &Value) -> Result<Option<Value>, VaultError> {
        Ok(sealed::open(&self.own().await?.letters, name, value))
    }

    /// Destroys what a person's values were sealed with: nobody can read them any more, wherever they lie. Another
    /// instance may for a minute still know it.
    pub async fn destroy(&self, connection: &mut PgConnection, learner: LearnerId) -> sqlx::Result<()> {
        let mut tx = connection.begin().await?;
        for statement in ["DELETE FROM person_keys WHERE learner = $1", "DELETE FROM identities WHERE learner = $1"] {
            sqlx::query(statement).bind(learner.as_uuid()).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        self.0.persons.invalidate(&learner.as_uuid());
        self.0.learners.invalidate_all();
        Ok(())
    }

    /// The person's key, made where there is none.
    async fn key(&self, learner: LearnerId) -> Result<Arc<PersonKey>, VaultError> {
        let learner = learner.as_uuid();
        if let Some(Some(key)) = self.0.persons.get(&learner) {
            return Ok(key);
        }
        if let Some(key) = self.fetched(None, &[learner]).await?.remove(&learner).flatten() {
            return Ok(key);
        }
        let (kek, wrapped) = self.make(&learner.to_string())?;
        sqlx::query("INSERT INTO person_keys (learner, kek, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(learner)
            .bind(kek)
            .bind(wrapped)
            .execute(&self.0.pool)
            .await?;
        let key = self.fetched(None, &[learner]).await?.remove(&learner).flatten();
        key.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    async fn keys(
        &self,
        connection: Option<&mut PgConnection>,
        learners: BTreeSet<Uuid>,
    ) -> Result<HashMap<Uuid, Key>, VaultError> {
        let mut keys = HashMap::new();
        let mut wanted = Vec::new();
        for learner in learners {
            match self.0.persons.get(&learner) {
                Some(key) => drop(keys.insert(learner, key)),
                None => wanted.push(learner),
            }
        }
        if !wanted.is_empty() {
            keys.extend(self.fetched(connection, &wanted).await?);
        }
        Ok(keys)
    }

    /// These persons' keys from the database; they are kept at hand from now on.
    async fn fetched(
        &self,
        connection: Option<&mut PgConnection>,
        learners: &[Uuid],
    ) -> Result<HashMap<Uuid, Key>, VaultError> {
        let select = "SELECT learner::text AS name, kek, wrapped FROM person_keys WHERE learner = ANY($1)";
        let query = sqlx::query_as::<_, Wrapped>(select).bind(learners);
        let rows = match connection {
            Some(connection) => query.fetch_all(connection).await?,
            None => query.fetch_all(&self.0.pool).await?,
        };
        let mut keys: HashMap<Uuid, Key> = learners.iter().map(|learner| (*learner, None)).collect();
        for Wrapped { name, kek, wrapped } in rows {
            let key = self.unwrap(&name, &kek, &wrapped)?;
            if let Ok(learner) = name.parse() {
                keys.insert(learner, Some(Arc::new(PersonKey(Zeroizing::new(key)))));
            }
        }
        for (learner, key) in &keys {
            self.0.persons.insert(*learner, key.clone());
        }
        Ok(keys)
    }
}
