//! How many connections each address holds. Pure, but for the lock.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::limits::Address;
use crate::platform::network::is_ours;

/// Connections of one address. A browser opens six, Telegram's webhook as many as we have asked it for.
const MOST: usize = 128;

/// A handle; clones share everything.
#[derive(Clone, Default)]
pub struct Callers(Arc<Mutex<HashMap<Address, usize>>>);

/// A connection's place among those of its address, until it is dropped.
pub struct Place(Option<(Callers, Address)>);

impl Callers {
    /// A place for one connection more; none if its address has enough of them. Whoever is in our own network is a proxy
    /// that speaks for many.
    pub fn enter(&self, peer: IpAddr) -> Option<Place> {
        if is_ours(peer) {
            return Some(Place(None));
        }
        let address = Address::of(peer, None);
        let mut held = self.lock();
        let count = held.entry(address).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Place(Some((self.clone(), address))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Address, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((callers, address)) = &self.0 else { return };
        if let Entry::Occupied(mut held) = callers.lock().entry(*address) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_so_many_connections_and_leaves_room_for_others() {
        let callers = Callers::default();
        let stranger: IpAddr = "203.0.113.7".parse().unwrap();
        let mut held: Vec<Place> = (0..MOST).map(|_| callers.enter(stranger).unwrap()).collect();
        assert!(callers.enter(stranger).is_none());
        assert!(callers.enter("198.51.100.1".parse().unwrap()).is_some());
        held.pop();
        assert!(callers.enter(stranger).is_some(), "one was closed");
        held.clear();
        assert!(callers.lock().is_empty(), "nobody is remembered who is gone");
    }

    #[test]
    fn our_own_proxy_speaks_for_many() {
        let callers = Callers::default();
        let held: Vec<_> = (0..=MOST).map(|_| callers.enter("10.0.0.2".parse().unwrap())).collect();
        assert!(held.iter().all(Option::is_some));
    }
}
