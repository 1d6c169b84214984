//! Group append: what several turns bring at the same time is stored by one statement and one commit. A lone turn waits
//! for nobody; while statements run, the next group gathers.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use uuid::Uuid;

use super::append::{AppendError, Order, Outcome, store};
use crate::platform::database::{self, Direct};

/// Statements at a time: one is made ready while another waits for the disk.
const WRITERS: u32 = 2;
/// Batches of one statement.
const GROUP: usize = 64;

/// A handle; clones share the queue.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    direct: Arc<Direct>,
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// Tasks that take from it.
    writers: u32,
}

#[derive(Debug)]
struct Waiting {
    order: Order,
    done: oneshot::Sender<Outcome>,
}

impl Writer {
    pub fn new(direct: Direct) -> Self {
        Self { direct: Arc::new(direct), queue: Arc::default() }
    }

    /// Returns when the order is stored or cannot be.
    pub async fn append(&self, order: Order) -> Outcome {
        let (done, outcome) = oneshot::channel();
        let alone = {
            let mut queue = self.queue();
            queue.waiting.push_back(Waiting { order, done });
            let free = queue.writers < WRITERS;
            queue.writers += u32::from(free);
            free
        };
        if alone {
            // A task of its own, since others come to depend on it: the caller may go away.
            tokio::spawn(Shift { writer: self.clone(), over: false }.work());
        }
        outcome.await.unwrap_or_else(|_| Err(unavailable("the writer has ended")))
    }

    async fn write(&self, group: Vec<Waiting>) {
        let (orders, done): (Vec<_>, Vec<_>) = group.into_iter().map(|waiting| (waiting.order, waiting.done)).unzip();
        let outcomes = match self.store(&orders).await {
            Ok(outcomes) => outcomes,
            Err(error) => match AppendError::of(error) {
                error if orders.len() == 1 => vec![Err(error)],
                AppendError::Database(error) if database::passes(&error) => {
                    orders.iter().map(|_| Err(unavailable(&error.to_string()))).collect()
                }
                // One of them is to blame, and the others must not suffer for it.
                _ => self.apart(&orders).await,
            },
        };
        for (done, outcome) in done.into_iter().zip(outcomes) {
            // Whoever has gone away does not want to know.
            drop(done.send(outcome));
        }
    }

    async fn apart(&self, orders: &[Order]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(orders.len());
        for order in orders.chunks(1) {
            outcomes.push(match self.store(order).await {
                Ok(mut outcome) => outcome.pop().unwrap_or(Err(AppendError::Conflict)),
                Err(error) => Err(AppendError::of(error)),
            });
        }
        outcomes
    }

    async fn store(&self, orders: &[Order]) -> sqlx::Result<Vec<Outcome>> {
        let mut lease = self.direct.lease().await?;
        let stored = store(&mut lease.connection, orders).await;
        lease.give_back(stored.as_ref().err());
        stored
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// The next orders that can be stored together: no two of them touch the same stream or have the same key. Those
    /// that cannot wait for the next group, in their order.
    fn next(&mut self) -> Vec<Waiting> {
        let (mut streams, mut keys) = (HashSet::<Uuid>::new(), HashSet::<String>::new());
        let (mut group, mut later) = (Vec::new(), VecDeque::new());
        while let Some(waiting) = self.waiting.pop_front() {
            let order = &waiting.order;
            let known = order.events.iter().any(|event| streams.contains(&event.stream))
                || order.key.as_ref().is_some_and(|key| keys.contains(key));
            // Also for those who wait: who comes later must not overtake them.
            streams.extend(order.events.iter().map(|event| event.stream));
            keys.extend(order.key.clone());
            if known {
                later.push_back(waiting);
            } else {
                group.push(waiting);
            }
            if group.len() == GROUP {
                break;
            }
        }
        later.append(&mut self.waiting);
        self.waiting = later;
        group
    }
}

/// A writer at work: takes groups until none waits. However it ends, its place is free again.
struct Shift {
    writer: Writer,
    over: bool,
}

impl Shift {
    async fn work(mut self) {
        while let Some(group) = self.next() {
            self.writer.write(group).await;
        }
    }

    /// None: nobody waits, and the place is free. Both within one lock, so that nobody waits for a writer that has just
    /// looked.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut queue = self.writer.queue();
        let group = queue.next();
        if group.is_empty() {
            queue.writers -= 1;
            self.over = true;
            return None;
        }
        Some(group)
    }
}

impl Drop for Shift {
    fn drop(&mut self) {
        if !self.over {
            self.writer.queue().writers -= 1;
        }
    }
}

/// For orders whose group found no database.
fn unavailable(problem: &str) -> AppendError {
    AppendError::Database(sqlx::Error::Io(io::Error::other(problem.to_owned())))
}
