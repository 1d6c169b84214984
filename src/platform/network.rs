//! Whose an address is: this machine's, our own network's, or the world's. Pure; asks no name server.

use std::net::IpAddr;

use url::Host;

/// Is it on this machine, in a private network or on this link?
pub fn is_ours(address: IpAddr) -> bool {
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
