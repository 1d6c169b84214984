//! Queues by learner: what waits in one is worked on in its order, and the queues side by side. Pure.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A queue without an entry is worked on by nobody.
pub struct Queues<T>(Mutex<HashMap<i64, VecDeque<T>>>);

impl<T> Default for Queues<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Queues<T> {
    /// True: nobody works on this queue, so that the caller has to, until [`Queues::pop`] has nothing more.
    pub fn push(&self, queue: i64, item: T) -> bool {
        match self.lock().entry(queue) {
            Entry::Occupied(mut waiting) => {
                waiting.get_mut().push_back(item);
                false
            }
            Entry::Vacant(free) => {
                free.insert(VecDeque::from([item]));
                true
            }
        }
    }

    /// The next item. None: this queue is worked on by nobody any more.
    pub fn pop(&self, queue: i64) -> Option<T> {
        let mut queues = self.lock();
        let next = queues.get_mut(&queue)?.pop_front();
        if next.is_none() {
            queues.remove(&queue);
        }
        next
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, VecDeque<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_has_one_worker_and_keeps_its_order() {
        let queues = Queues::default();
        assert!(queues.push(1, "a"));
        assert!(!queues.push(1, "b"), "somebody works on it");
        assert!(queues.push(2, "c"), "nobody waits for another queue");
        assert_eq!((queues.pop(1), queues.pop(1)), (Some("a"), Some("b")));
        assert!(!queues.push(1, "d"), "its worker has not left yet");
        assert_eq!((queues.pop(1), queues.pop(1)), (Some("d"), None));
        assert!(queues.push(1, "e"), "its worker has left");
    }
}
