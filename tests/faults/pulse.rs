//! The pulse of a run: how many turns the learners have made, so that faults strike at seeded moments whatever the speed.

use std::sync::Arc;

use tokio::sync::watch;

#[derive(Clone)]
pub struct Pulse {
    turns: Arc<watch::Sender<usize>>,
    /// Learners who still want to open the Mini App.
    visits: Arc<watch::Sender<usize>>,
}

impl Pulse {
    pub fn new(visits: usize) -> Self {
        Self { turns: Arc::new(watch::Sender::new(0)), visits: Arc::new(watch::Sender::new(visits)) }
    }

    /// A turn was made.
    pub fn beat(&self) {
        self.turns.send_modify(|turns| *turns += 1);
    }

    /// A learner has opened the Mini App, or given up.
    pub fn visited(&self) {
        self.visits.send_modify(|visits| *visits = visits.saturating_sub(1));
    }

    pub fn turns(&self) -> usize {
        *self.turns.borrow()
    }

    /// Returns when so many turns have been made in all.
    pub async fn reaches(&self, turns: usize) {
        // The sender lives in ourselves: there is always something to wait for.
        let _ = self.turns.subscribe().wait_for(|made| *made >= turns).await;
    }

    /// Returns when everybody who wants to has opened the Mini App.
    pub async fn all_visited(&self) {
        let _ = self.visits.subscribe().wait_for(|visits| *visits == 0).await;
    }
}
