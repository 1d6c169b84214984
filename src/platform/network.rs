//! Whose an address is: this machine's, our own network's, a proxy's of ours, or the world's. Pure; asks no name server.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;
use url::Host;

/// The networks in which our own proxies are. What they say of where a caller is, is believed, and they speak for many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxies(Arc<[IpNet]>);

impl Proxies {
    pub fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    pub fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Is it on this machine, in a private network or on this link?
fn is_ours(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// Does the host lead to this very machine?
pub fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// The same, or in our own network: by its address or, as a name without a dot, beside us in a container network.
pub fn is_near(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => !name.contains('.') || is_loopback(host) || name.ends_with(".internal"),
        Host::Ipv4(address) => is_ours((*address).into()),
        Host::Ipv6(address) => is_ours((*address).into()),
    }
}
