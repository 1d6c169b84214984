//! Where a caller seems to be. Believes only proxies that the operator has named.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Once;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use tracing::warn;

use super::Shared;
use crate::platform::network::Proxies;

const FORWARDED: &str = "x-forwarded-for";

/// An IPv4 address or an IPv6 network of 64 bits, as one household has all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address(IpAddr);

impl Address {
    /// Whoever holds the connection.
    pub fn of(peer: IpAddr) -> Self {
        Self(network(peer))
    }

    /// The same, or whom our proxies have it from. Each proxy appends who asked it, so that the list is read from its end as
    /// long as proxies of ours speak; what stands before a stranger's address, the stranger has written.
    fn behind(proxies: &Proxies, peer: IpAddr, headers: &HeaderMap) -> Self {
        let mut address = peer;
        for line in headers.get_all(FORWARDED).iter().rev() {
            for entry in line.to_str().unwrap_or_default().rsplit(',') {
                // What cannot be read says nothing: then it is the proxy that passed it on.
                let Some(before) = proxies.has(address).then(|| read(entry)).flatten() else {
                    return Self::of(address);
                };
                address = before;
            }
        }
        Self::of(address)
    }

    /// As few bytes as say it, of 4 or 16.
    pub fn octets(self) -> Vec<u8> {
        match self.0 {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        }
    }
}

/// An address, as some proxies write it with a port.
fn read(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    entry.parse().ok().or_else(|| entry.parse().ok().map(|address: SocketAddr| address.ip()))
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address @ IpAddr::V4(_) => address,
    }
}

impl FromRequestParts<Shared> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Shared) -> Result<Self, Infallible> {
        // Without a connection, which only tests do without, everybody is one caller.
        let peer = parts
            .extensions
            .get()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer: &ConnectInfo<SocketAddr>| peer.0.ip());
        if parts.headers.contains_key(FORWARDED) && !api.proxies.has(peer) {
            static TOLD: Once = Once::new();
            TOLD.call_once(|| {
                warn!(
                    "somebody says for whom they call (X-Forwarded-For) whom TRUSTED_PROXIES does not name; they are not \
                     believed. If that is a proxy of yours, name it: all who come through it share one caller's quota"
                );
            });
        }
        Ok(Self::behind(&api.proxies, peer, &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn behind(peer: &str, forwarded: &[&'static str]) -> String {
        let proxies =
            Proxies::new(&["127.0.0.0/8", "10.0.0.0/8", "fd00:1::/64"].map(|network| network.parse().unwrap()));
        let lines = forwarded.iter().map(|line| (HeaderName::from_static(FORWARDED), HeaderValue::from_static(line)));
        Address::behind(&proxies, peer.parse().unwrap(), &lines.collect()).0.to_string()
    }

    #[test]
    fn a_stranger_is_where_they_are_whatever_they_write() {
        assert_eq!(behind("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(behind("192.168.0.7", &["198.51.100.1"]), "192.168.0.7", "a private network is no proxy by itself");
        assert_eq!(behind("203.0.113.7", &["127.0.0.1"]), "203.0.113.7");
        assert_eq!(behind("2001:db8:1:2:3:4:5:6", &[]), "2001:db8:1:2::");
    }

    #[test]
    fn a_proxy_of_ours_says_who_asked_it_and_what_the_caller_wrote_before_that_does_not_count() {
        assert_eq!(behind("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(behind("10.0.0.2", &["1.1.1.1, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(behind("::ffff:10.0.0.2", &["10.6.6.6, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(behind("10.0.0.2", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(behind("10.0.0.2", &["[2001:db8:1:2:3:4:5:6]:4711"]), "2001:db8:1:2::");
    }

    #[test]
    fn a_chain_of_our_proxies_leads_to_the_first_who_is_none() {
        assert_eq!(behind("127.0.0.1", &["6.6.6.6, 198.51.100.1, fd00:1::7, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(behind("127.0.0.1", &["6.6.6.6", "198.51.100.1", "10.0.0.2"]), "198.51.100.1", "in several lines");
        assert_eq!(behind("127.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3", "nobody but proxies");
    }

    #[test]
    fn where_the_list_cannot_be_read_it_is_the_proxy_that_passed_it_on() {
        assert_eq!(behind("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(behind("127.0.0.1", &[""]), "127.0.0.1");
        assert_eq!(behind("127.0.0.1", &["198.51.100.1, unknown"]), "127.0.0.1");
        assert_eq!(behind("127.0.0.1", &["198.51.100.1, unknown, 10.0.0.2"]), "10.0.0.2");
    }
}
