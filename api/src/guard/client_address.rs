//! The network address of the client.
//!
//! The router trusts no header. Its host puts a [`ClientAddress`] into the request's extensions: the local server from
//! the socket, the function from the header of `CloudFront` once its origin is authenticated.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address of a client. It is never stored or logged in clear, so it has no `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Returns the client at `address`.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Returns the client that `CloudFront` names with its port, as `198.51.100.10:46532` or `2001:db8::1:46532`.
    #[must_use]
    pub fn parse_with_port(text: &str) -> Option<Self> {
        let (address, _port) = text.rsplit_once(':')?;
        let address = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
        address.parse().ok().map(Self::new)
    }

    /// Returns the network that counts as one client: an IPv4 address, or the 64 bits of IPv6 that a provider assigns to
    /// one household or office.
    #[must_use]
    pub(crate) fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(address) => Ipv4Addr::into(address),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn network(text: &str, expected: Option<&str>) {
        let found = ClientAddress::parse_with_port(text).map(|client| client.network().to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn network_of_ipv4_is_its_address() {
        network("198.51.100.10:46532", Some("198.51.100.10"));
        network("::ffff:198.51.100.10:46532", Some("198.51.100.10"));
    }

    #[test]
    fn network_of_ipv6_is_its_first_64_bits() {
        network("2001:db8:1:2:3:4:5:6:46532", Some("2001:db8:1:2::"));
        network("2001:db8:1:2::9:46532", Some("2001:db8:1:2::"));
        network("[2001:db8:1:2::9]:46532", Some("2001:db8:1:2::"));
    }

    #[test]
    fn parse_with_port_returns_none_when_text_is_invalid() {
        for text in ["", "198.51.100.10", ":80", "localhost:80", "198.51.100.10, 192.0.2.1:80", "[::1:80"] {
            network(text, None);
        }
    }
}
