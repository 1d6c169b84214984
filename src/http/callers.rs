//! How many connections each address holds. Pure, but for the lock.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::address::Address;
use crate::platform::network::Proxies;

/// Connections of one address. A browser opens six, Telegram's webhook as many as we have asked it for.
const MOST: usize = 128;

/// A handle; clones share everything.
#[derive(Clone)]
pub struct Callers {
    proxies: Proxies,
    held: Arc<Mutex<HashMap<Address, usize>>>,
}

/// A connection's place among those of its address, until it is dropped.
pub struct Place(Option<(Callers, Address)>);

impl Callers {
    pub fn new(proxies: Proxies) -> Self {
        Self { proxies, held: Arc::default() }
    }

    /// A place for one connection more; none if its address has enough of them. A proxy of ours speaks for many.
    pub fn enter(&self, peer: IpAddr) -> Option<Place> {
        if self.proxies.has(peer) {
            return Some(Place(None));
        }
        let address = Address::of(peer);
        let mut held = self.lock();
        let count = held.entry(address).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Place(Some((self.clone(), address))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Address, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
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
    use crate::http::testing::loopback;

    #[test]
    fn an_address_holds_so_many_connections_and_leaves_room_for_others() {
        let callers = Callers::new(loopback());
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
    fn our_own_proxy_speaks_for_many_and_a_neighbour_does_not() {
        let callers = Callers::new(loopback());
        let held = |peer: &str| (0..=MOST).map(|_| callers.enter(peer.parse().unwrap())).collect::<Vec<_>>();
        assert!(held("127.0.0.1").iter().all(Option::is_some));
        assert!(held("10.0.0.2").iter().any(Option::is_none));
    }
}
