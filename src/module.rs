//! A context, as the rest of the program sees it: what of it follows the log, and which jobs it does. Knows no context;
//! the list of them is in [`contexts`](crate::contexts).

use std::sync::Arc;

use crate::platform::eventstore::Subscription;
use crate::platform::jobs::Kind;

/// What a context adds to the program. Lists are in alphabetical order.
pub struct Module {
    /// Its folder in `src/`.
    pub name: &'static str,
    /// Read models, and policies as [`Acting`](crate::platform::jobs::Acting).
    pub subscriptions: Vec<Arc<dyn Subscription>>,
    /// What it does later, in the role `worker`.
    pub works: Vec<Kind>,
}
