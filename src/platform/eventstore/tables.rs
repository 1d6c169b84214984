//! Where a version of a read model lives: in a schema of its own, with a checkpoint of its own. So a new version fills its
//! tables while an old one serves its own, and neither touches the other's.
//!
//! Whoever writes names tables without a schema, within a transaction that [`enter`] has led into one: a replay leads the
//! same statements into its copy. Whoever reads names the schema (`model.users`, through [`of_model!`]): a setting of the
//! session would be lost behind a pooler.

use std::fmt;
use std::sync::LazyLock;

use sqlx::{PgConnection, Row};

use super::{ReadModel, Subscription};

/// For tests of two versions beside each other: read models, by commas, that are one version ahead. Programs that are
/// built for use do not read it.
const AHEAD: &str = "ACADEMY_TEST_MODELS_AHEAD";

static MODELS_AHEAD: LazyLock<Vec<String>> = LazyLock::new(|| {
    let named = if cfg!(debug_assertions) { std::env::var(AHEAD).unwrap_or_default() } else { String::new() };
    named.split(',').map(str::to_owned).collect()
});

/// A read model's name and version, for whoever reads its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    pub name: &'static str,
    version: i32,
}

impl Model {
    /// `version`: of definition and code together.
    pub const fn new(name: &'static str, version: i32) -> Self {
        Self { name, version }
    }

    pub fn version(self) -> i32 {
        self.version + i32::from(MODELS_AHEAD.iter().any(|ahead| ahead == self.name))
    }

    /// The statement with this version's schema for each `model.`. Kept for ever: see [`of_model!`].
    pub fn statement(self, text: &str) -> &'static str {
        Box::leak(text.replace("model.", &format!("{}.", Key::from(self).schema())).into_boxed_str())
    }
}

/// A statement that reads tables of a [`Model`], which it calls `model.<table>`. Made once.
macro_rules! of_model {
    ($model:expr, $text:expr $(,)?) => {{
        static STATEMENT: std::sync::LazyLock<&'static str> = std::sync::LazyLock::new(|| $model.statement($text));
        *STATEMENT
    }};
}
pub(crate) use of_model;

/// The name of a checkpoint: a read model's with its version, such as `users_v3`; that of any other subscription is its own
/// name, whatever the version, since what it does must not be done twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of the read model's tables.
    pub fn schema(&self) -> String {
        format!("m_{}", self.0)
    }
}

impl From<Model> for Key {
    fn from(model: Model) -> Self {
        Self(format!("{}_v{}", model.name, model.version()))
    }
}

impl<S: Subscription + ?Sized> From<&S> for Key {
    fn from(subscription: &S) -> Self {
        match subscription.read_model() {
            Some(model) => Self(format!("{}_v{}", model.name(), model.version())),
            None => Self(subscription.name().to_owned()),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Until the transaction ends, names without a schema mean the read model's tables; the log is found behind them. None:
/// the log's again. False: a table is not there, and its name might mean somebody else's.
pub(super) async fn enter(connection: &mut PgConnection, model: Option<&dyn ReadModel>) -> sqlx::Result<bool> {
    let schema = model.map(|model| Key::from(model).schema());
    let row = sqlx::query(
        "SELECT set_config('search_path', concat_ws(', ', $1, regexp_replace(current_setting('search_path'),
                                                                             '^m_[a-z0-9_]+, ', '')), true),
                EXISTS (SELECT FROM UNNEST($2::text[]) AS name WHERE to_regclass($1 || '.' || name) IS NULL)
                OR ($1 IS NOT NULL AND to_regnamespace($1) IS NULL) AS lacking",
    )
    .bind(schema)
    .bind(model.map_or(&[][..], ReadModel::tables))
    .fetch_one(connection)
    .await?;
    row.try_get("lacking").map(|lacking: bool| !lacking)
}
