//! A connection's room among those that the server bears at once. One that has become a stream of events, which lasts
//! minutes, gives it up: streams are counted by themselves, and however many they are, there is room to ask.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedSemaphorePermit;

/// A handle; the room is given up with the last one, or before.
#[derive(Clone)]
pub struct Room(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Room {
    pub fn of(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(Mutex::new(Some(permit))))
    }

    /// Leaves it to others. The connection must not go on after what it is about to answer.
    pub fn leave(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
